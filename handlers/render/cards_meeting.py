"""The card of a meeting that stands: booked, booked by the Perins, moved, about to be moved, or changed in Google."""

from __future__ import annotations

from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.views import DriftView, SessionView
from handlers.render.base import Block, Rendered, context, message, section
from handlers.render.card_buttons import drift_actions, meeting_actions
from handlers.render.card_parts import heading, title
from handlers.render.names import who
from handlers.render.times import slot_words, wall_of


def meeting_card(view: SessionView) -> Rendered:
    """Return the card of a meeting."""
    booked = _said(view, view.session.booked_slot)
    if view.drift is not None:
        told = drift_words(view, view.drift)
        question = "What shall become of it?"
        blocks = [section(f"*Changed in Google Calendar.* {told}\n{question}"), *drift_actions(view)]
        return message(f"{title(view)}: {told} {question}", [*heading(view), *blocks, *meeting_actions(view)])
    if view.old_slot is not None:
        text = f"Moved: {title(view)}, from {_said(view, view.old_slot)} to {booked}"
        told = f"*Moved to {booked}*\nIt was {_said(view, view.old_slot)}. {booker(view)}"
    else:
        text = f"Booked: {title(view)}, {booked}"
        told = f"*Booked: {booked}*\n{booker(view)}"
    told = f"{told} It is in both calendars."
    return message(text, [*heading(view), section(told), *meeting_actions(view), *_being_moved(view), *attention(view)])


def _said(view: SessionView, slot: Interval | None) -> str:
    return slot_words(slot, wall_of(view), view.other.time_zone) if slot else ""


def booker(view: SessionView) -> str:
    """Say who booked the meeting; when nobody clicked, on whose leave."""
    if view.session.booked_auto:
        return "You both let your Perins book by themselves, so they took the time that suits you both best."
    return "You booked it." if view.session.booked_by == view.viewer else f"{who(view.other)} booked it."


def drift_words(view: SessionView, drift: DriftView) -> str:
    """Say what somebody did to a meeting's event in Google, and how the two calendars differ now."""
    mine = drift.whose == view.viewer
    doer, theirs = ("You", f"{who(view.other)}'s") if mine else (who(view.other), "your")
    own = "your" if mine else "their"
    if drift.is_both:
        return "It was removed from both calendars."
    before = _said(view, view.session.booked_slot)
    if drift.slot is None:
        return f"{doer} removed it from {own} calendar. In {theirs} calendar it still is {before}."
    moved = f"{doer} moved it to {_said(view, drift.slot)}. In {theirs} calendar it still is {before}."
    return moved if drift.can_take else f"{moved} Only {who(view.other)} can take the new time: they want to be asked."


def _being_moved(view: SessionView) -> list[Block]:
    if view.replaced_by is None or view.session.state is not SessionState.CONFIRMED:
        return []
    return [context("A new time is being looked for. Until one is booked, this meeting stands as it is.")]


def attention(view: SessionView) -> list[Block]:
    """Say that an entry is left in a calendar, and who can mend it."""
    if not view.needs_attention:
        return []
    if view.drift is not None:
        own = "your" if view.drift.whose == view.viewer else f"{who(view.other)}'s"
        return [context(f"Its entry in {own} calendar was changed there at that very moment, so it was left in.")]
    told = (
        "One entry couldn't be removed from a calendar, because Google no longer lets Perin in. "
        "Whoever's calendar it is: reconnect it with `/perin calendar` and Perin cleans up."
    )
    return [context(told)]
