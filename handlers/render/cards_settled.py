"""Cards with nothing left to choose: being booked, booked, canceled, expired, failed."""

from __future__ import annotations

from core.domain.sessions import SessionState
from core.usecases.views import SessionView
from handlers.ids import Action
from handlers.render.base import Block, Rendered, context, message, section
from handlers.render.card_parts import card_actions, heading, title
from handlers.render.elements import button
from handlers.render.names import who
from handlers.render.times import slot_words

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

_CANCELED: dict[str, str] = {
    "revoked": (
        "The connection was ended, so this session ended with it. A new invite starts afresh: `/perin invite @person`."
    ),
    "connection_ended": "The connection was ended while this was being booked, so it wasn't.",
    "not_connected": "The connection was ended while this was being booked, so it wasn't.",
}


def booking_card(view: SessionView) -> Rendered:
    """Return the card while both calendars are being written: no buttons, it takes seconds."""
    text = f"{title(view)}: booking it in both calendars now."
    told = "*Booking …* Perin is writing it into both calendars. This takes a few seconds."
    return message(text, [*heading(view), section(told)])


def booked_card(view: SessionView) -> Rendered:
    """Return the card of a meeting."""
    session = view.session
    words = slot_words(session.booked_slot, view.zone, view.other.time_zone) if session.booked_slot else ""
    text = f"Booked: {title(view)}, {words}"
    told = f"*Booked: {words}*\n{_who_booked(view)} It is in both calendars."
    return message(text, [*heading(view), section(told), *card_actions(view), *_attention(view)])


def _who_booked(view: SessionView) -> str:
    if view.session.booked_auto:
        return "Your two Perins booked it by themselves, as you both allow."
    return "You booked it." if view.session.booked_by == view.viewer else f"{who(view.other)} booked it."


def _attention(view: SessionView) -> list[Block]:
    if not view.needs_attention:
        return []
    told = (
        "One entry couldn't be removed from a calendar, because Google no longer lets Perin in. "
        "Whoever's calendar it is: reconnect it with `/perin calendar` and Perin cleans up."
    )
    return [context(told)]


def end_words(view: SessionView) -> str:
    """Say in one or two sentences how a session that isn't open any more came to its end."""
    session = view.session
    if session.state is SessionState.EXPIRED:
        return "Nobody chose a slot in time, so nothing was booked."
    if session.state is SessionState.ERROR:
        reason = REASONS.get(session.end_reason, UNKNOWN_REASON)
        clean = "" if view.needs_attention else " Both calendars are as they were."
        return f"{reason}{clean}"
    if session.end_reason in _CANCELED:
        return _CANCELED[session.end_reason]
    doer = "You" if session.ended_by == view.viewer else who(view.other)
    if session.ended_by is None:
        return "It was canceled, so nothing is booked."
    if session.booked_slot is not None:
        return f"{doer} canceled the meeting. It has been taken out of the calendars."
    return f"{doer} canceled this session, so nothing was booked."


def ended_card(view: SessionView) -> Rendered:
    """Return the card of a session that ended without a meeting: what happened, and how to go on."""
    session = view.session
    label = {SessionState.EXPIRED: "Expired", SessionState.ERROR: "Not booked"}.get(session.state, "Canceled")
    words = end_words(view)
    can_go_on = session.end_reason != "revoked"
    broken = session.end_reason in {"access_lost", "calendar_broken", "calendar_not_linked"}
    mend = [{"type": "actions", "elements": [button("Check my calendar", Action.CALENDAR_OPEN)]}] if broken else []
    return message(
        f"{title(view)}: {label.lower()}. {words}",
        [
            *heading(view),
            section(f"*{label}.* {words}"),
            *mend,
            *card_actions(view, again=can_go_on),
            *_attention(view),
        ],
    )
