"""The card: one direct message per person and session, edited in place, here in every state and for both sides."""

from __future__ import annotations

from core.domain.sessions import SessionKind, SessionState
from core.usecases.views import SessionView, SlotView
from handlers.render.base import Block, Rendered, context, message, section
from handlers.render.card_parts import TITLE_MOST, card_actions, ends, heading, slot_rows, title
from handlers.render.cards_settled import booked_card, booking_card, ended_card
from handlers.render.names import who
from handlers.render.relaxations import relaxation_lines
from handlers.render.text import counted, listed, said
from handlers.render.times import duration, slot_words

_TEXT_SLOTS = 3


def session_card(view: SessionView) -> Rendered:
    """Return the card of a session as its reader may see it now. Only what can still be pressed has a button."""
    state = view.session.state
    if state is SessionState.BOOKING:
        return booking_card(view)
    if state is SessionState.CONFIRMED:
        return booked_card(view)
    if not view.session.is_open:
        return ended_card(view)
    if view.session.needs_slots:
        return _looking_again(view)
    if not view.slots:
        return _no_slots(view)
    return _waiting(view) if state is SessionState.AWAITING_CONFIRMATION else _open(view)


def _listed_slots(view: SessionView) -> str:
    shown = [slot_words(one.slot, view.zone) for one in view.slots[:_TEXT_SLOTS]]
    return listed(shown, "or")


def _open(view: SessionView) -> Rendered:
    other = who(view.other)
    length = duration(view.session.length_minutes)
    if view.session.kind is SessionKind.PROPOSAL_ONLY:
        text = f"{counted(len(view.slots), 'time')} for {length} with {other}: {_listed_slots(view)}"
        hint = "You both see these times. Nothing is booked from here."
        return message(text, _blocks(view, context(hint)))
    if view.is_asker:
        text = f"{counted(len(view.slots), 'slot')} for {length} with {other}{_about(view)}: {_listed_slots(view)}"
    else:
        text = f"{other} asks you for {length}{_about(view)}. Choose a slot: {_listed_slots(view)}"
    return message(text, _blocks(view, context(_press_hint(view.slots, other)), ends(view)))


def _about(view: SessionView) -> str:
    given = said(view.session.title, TITLE_MOST)
    return f" about {given}" if given else ""


def _press_hint(slots: tuple[SlotView, ...], other: str) -> str:
    if any(one.press == "book" for one in slots):
        return "*Book* puts it into both calendars at once."
    return f"*Accept* asks {other} to confirm. Then it is put into both calendars, without asking you again."


def _waiting(view: SessionView) -> Rendered:
    session = view.session
    other = who(view.other)
    slot = session.accepted_slot or view.slots[0].slot
    words = slot_words(slot, view.zone, view.other.time_zone)
    if session.accepted_by == view.viewer:
        text = f"You accepted {words}. {other} has to confirm it; then it is booked."
        now = f"*Waiting for {other}.* You accepted a slot; once they confirm it, it is in both calendars."
    else:
        text = f"{other} accepted {words}. Book it, and it is in both calendars."
        now = f"*{other} accepted a slot and awaits your answer.* Book it, and it is in both calendars."
    return message(text, _blocks(view, ends(view), now=now))


def _blocks(view: SessionView, *footer: Block, now: str = "") -> list[Block]:
    told = [section(now)] if now else []
    return [*heading(view), *told, *slot_rows(view), *card_actions(view, more=True, cancel=True), *footer]


def _looking_again(view: SessionView) -> Rendered:
    text = f"{title(view)}: that slot was just taken. Perin is looking for others; nothing is booked."
    told = "*That slot was just taken, so nothing was booked.* Perin is looking for others and will show them here."
    return message(text, [*heading(view), section(told), *card_actions(view, cancel=True)])


def _no_slots(view: SessionView) -> Rendered:
    if not view.is_asker:
        text = f"{who(view.other)} is looking for {duration(view.session.length_minutes)} with you."
        return message(text, [*heading(view), section("There is nothing to choose yet.")])
    text = f"No time suits both you and {who(view.other)} for {duration(view.session.length_minutes)}."
    lines = relaxation_lines(view)
    if lines:
        told = "\n".join(["*No time suits you both as things stand.* What would help:", *lines])
    else:
        told = (
            "*No time suits you both as things stand.* "
            "Try another week, a shorter meeting, or ask them when it would suit."
        )
    hint = context(f"{who(view.other)} hasn't been told of this.")
    return message(text, [*heading(view), section(told), *card_actions(view, cancel=True, again=True), hint])
