"""Cards with nothing left to choose: being booked, canceled, moved away, undone, expired, failed."""

from __future__ import annotations

from core.domain.sessions import MEETING_GONE, REPLACED, UNDONE, SessionKind, SessionState
from core.usecases.views import CardLeft, SessionView
from handlers.ids import Action
from handlers.render.base import Block, Rendered, actions, message, section
from handlers.render.card_buttons import again_button, exchange, take_out_button
from handlers.render.card_parts import TITLE_MOST, heading, title
from handlers.render.cards_meeting import attention
from handlers.render.elements import button
from handlers.render.names import who
from handlers.render.text import said
from handlers.render.times import slot_words, wall, wall_of

REASONS: dict[str, str] = {
    "no_slots_left": "The chosen slot was taken, and no other time suits you both.",
    "access_lost": "Google no longer lets Perin into one of the two calendars.",
    "access_denied": "Google didn't let Perin write to one of the two calendars.",
    "calendar_broken": "One of the two calendars is disconnected.",
    "calendar_not_linked": "One of the two calendars is no longer linked.",
    "calendar_unreadable": "One of the two calendars didn't answer.",
    "calendar_gone": "One of the two calendars no longer exists.",
    "quota_spent": "Google has had enough of our questions for now.",
    "slow_down": "Google asked us to slow down.",
    "outcome_unknown": "Google didn't say in time whether it worked.",
    "rights_changed": "The permissions changed while it was being booked.",
    "rule_broken": "The slot no longer fitted one side's limits.",
    "weekly_cap_reached": "One side's limit of meetings for that week was reached.",
    "slot_too_soon": "The slot had come too close.",
    "needs_their_accept": "The other side took back its agreement.",
}
"""Why a booking came to nothing, by the code its session ended with."""

UNKNOWN_REASON = "Google Calendar didn't take it."

NOTE_MOST = 200

_CANCELED: dict[str, str] = {
    "revoked": (
        "The connection was ended, so this session ended with it. A new invite starts afresh: `/perin invite @person`."
    ),
    "connection_ended": "The connection was ended while this was being booked, so it wasn't.",
    "superseded": "The other side looks for a new time now, so this search ended.",
    MEETING_GONE: "The meeting it was to move was canceled, so there is nothing left to move.",
    "not_connected": "The connection was ended while this was being booked, so it wasn't.",
}


def booking_card(view: SessionView) -> Rendered:
    """Return the card while both calendars are being written: no buttons, it takes seconds."""
    if view.session.replaces is not None:
        text = f"{title(view)}: moving it in both calendars now."
        told = "*Moving …* Perin is changing both calendars. This takes a few seconds."
        return message(text, [*heading(view), section(told)])
    text = f"{title(view)}: booking it in both calendars now."
    told = "*Booking …* Perin is writing it into both calendars. This takes a few seconds."
    return message(text, [*heading(view), section(told)])


def end_words(view: SessionView) -> str:
    """Say in one or two sentences how a session that isn't open any more came to its end."""
    session = view.session
    if session.state is SessionState.EXPIRED and session.kind is SessionKind.PROPOSAL_ONLY:
        return "This only showed times, and its time is over; nothing was booked."
    if session.state is SessionState.EXPIRED:
        return f"Nobody chose a slot in time, so {_nothing(view)}."
    if session.state is SessionState.ERROR:
        return f"{REASONS.get(session.end_reason, UNKNOWN_REASON)}{_clean(view)}"
    if session.end_reason in _CANCELED:
        return _CANCELED[session.end_reason]
    return _canceled(view)


def _canceled(view: SessionView) -> str:
    session = view.session
    if session.end_reason == REPLACED:
        return _moved_on(view)
    doer = "You" if session.ended_by == view.viewer else who(view.other)
    if session.booked_slot is not None:
        return _meeting_end(view, doer)
    if session.ended_by is None:
        return f"It was canceled, so {_nothing(view)}."
    return f"{doer} canceled this session, so {_nothing(view)}."


def _nothing(view: SessionView) -> str:
    return "the meeting stays as it was" if view.session.replaces is not None else "nothing was booked"


def _clean(view: SessionView) -> str:
    if view.needs_attention:
        return ""
    stays = view.session.replaces is not None
    return " The meeting stays as it was." if stays else " Both calendars are as they were."


def _moved_on(view: SessionView) -> str:
    if view.new_slot is None:
        return "It has a new time; its newer card shows it."
    return f"It is now {slot_words(view.new_slot, wall_of(view), view.other.time_zone)}."


def _meeting_end(view: SessionView, doer: str) -> str:
    session = view.session
    was = slot_words(session.booked_slot, wall_of(view), view.other.time_zone) if session.booked_slot else ""
    if session.end_reason == UNDONE:
        whose = "your" if session.ended_by == view.viewer else "their"
        return (
            f"{doer} undid what your Perins had booked for {was}. It has been taken out of both calendars, "
            f"and Perin no longer books by itself in {whose} calendar."
        )
    if session.ended_by is None:
        return f"The meeting of {was} was canceled."
    left = "" if view.needs_attention else " It has been taken out of both calendars."
    return f"{doer} canceled the meeting of {was}.{left}"


def _note(view: SessionView) -> list[Block]:
    """Quote what whoever canceled wrote."""
    session = view.session
    note = said(session.end_note, NOTE_MOST)
    if not note or session.ended_by is None:
        return []
    return [section(f"{'You' if session.ended_by == view.viewer else who(view.other)} wrote: “{note}”")]


def ended_card(view: SessionView) -> Rendered:
    """Return the card of a session that ended without a meeting: what happened, and how to go on."""
    session = view.session
    label = _label(view)
    words = end_words(view)
    broken = session.end_reason in {"access_lost", "calendar_broken", "calendar_not_linked"}
    return message(
        f"{title(view)}: {label.lower()}. {words}",
        [
            *heading(view),
            section(f"*{label}.* {words}"),
            *_note(view),
            *actions(button("Check my calendar", Action.CALENDAR_OPEN) if broken else None),
            *attention(view),
            *actions(take_out_button(view), _next(view), exchange(view)),
        ],
    )


def _label(view: SessionView) -> str:
    session = view.session
    if session.state is SessionState.ERROR:
        return "Not moved" if session.replaces is not None else "Not booked"
    if session.state is SessionState.EXPIRED:
        return "Expired"
    return {REPLACED: "Moved", UNDONE: "Undone"}.get(session.end_reason, "Canceled")


def stands(view: SessionView) -> bool:
    """Whether the meeting that a session was to move still is what it was."""
    session = view.session
    return session.replaces is not None and session.booked_slot is None and session.end_reason != MEETING_GONE


def _next(view: SessionView) -> Block | None:
    """Return the button that goes on from here: to the meeting that took this one's place, or to another search."""
    session = view.session
    if session.end_reason == REPLACED:
        known = view.replaced_by is not None
        return button("Show the meeting", Action.SESSION_SHOW, view.replaced_by or "") if known else None
    if session.replaces is not None and stands(view):
        return button("Show the meeting", Action.SESSION_SHOW, session.replaces)
    return again_button(view) if session.end_reason != "revoked" else None


def card_left(card: CardLeft) -> Rendered:
    """Return what a card says once the other side had their data deleted: there is nothing left to press."""
    named = said(card.title, TITLE_MOST) or "Meeting"
    when = slot_words(card.slot, wall(card.person.time_zone, card.person.locale)) if card.slot else ""
    if not when:
        words = "The other side left Perin, so this session ended and nothing was booked."
    elif card.stands:
        words = f"The other side left Perin. The meeting of {when} stays in both calendars; change it there."
    else:
        words = f"The other side left Perin and canceled the meeting of {when}."
    return message(f"{named}: {words}", [section(f"*{named}*"), section(words)])
