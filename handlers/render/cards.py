"""The card: one direct message per person and session, edited in place, here in every state and for both sides."""

from __future__ import annotations

from core.domain.sessions import SessionKind, SessionState
from core.usecases.views import SessionView
from handlers.render.base import Block, Rendered, actions, context, message, section
from handlers.render.card_buttons import again_button, cancel_button, exchange, open_actions
from handlers.render.card_parts import TITLE_MOST, ends, heading, is_asked, slot_rows, title
from handlers.render.cards_meeting import meeting_card
from handlers.render.cards_settled import booking_card, ended_card
from handlers.render.names import who
from handlers.render.relaxations import relaxation_rows
from handlers.render.text import counted, listed, said
from handlers.render.times import duration, instant, slot_words, wall_of

_TEXT_SLOTS = 3


def session_card(view: SessionView) -> Rendered:
    """Return the card of a session as its reader may see it now. Only what can still be pressed has a button."""
    state = view.session.state
    if state is SessionState.BOOKING:
        return booking_card(view)
    if state is SessionState.CONFIRMED:
        return meeting_card(view)
    if not view.session.is_open:
        return ended_card(view)
    if view.session.needs_slots:
        return _looking_again(view)
    if not view.slots:
        return _no_slots(view)
    return _waiting(view) if state is SessionState.AWAITING_CONFIRMATION else _open(view)


def _listed_slots(view: SessionView) -> str:
    shown = [slot_words(one.slot, wall_of(view)) for one in view.slots[:_TEXT_SLOTS]]
    return listed(shown, "or")


def _open(view: SessionView) -> Rendered:
    other = who(view.other)
    if view.session.kind is SessionKind.PROPOSAL_ONLY:
        length = duration(view.session.length_minutes)
        text = f"{counted(len(view.slots), 'time')} for {length} with {other}: {_listed_slots(view)}"
        return message(text, _blocks(view, ends(view), now=_suggested(view, "")))
    text = f"{_news(view)} {_listed_slots(view)}"
    now = _suggested(view, f" {other} chooses.")
    return message(text, _blocks(view, context(_press_hint(view)), ends(view), now=now))


def _suggested(view: SessionView, then: str) -> str:
    """Say who picked the times by hand, and what follows if it was the reader; "" where Perin found them."""
    if not view.is_suggestion:
        return ""
    mine = view.offered_by == view.viewer
    return f"*You suggested these times.*{then}" if mine else f"*{who(view.other)} suggests other times.*"


def _news(view: SessionView) -> str:
    other, length = who(view.other), duration(view.session.length_minutes)
    if view.is_suggestion and is_asked(view):
        return f"{other} suggests other times for {title(view)}:"
    if view.session.replaces is not None:
        if view.is_asker:
            return f"{counted(len(view.slots), 'new time')} for {title(view)} with {other}:"
        return f"{other} asks to move {title(view)}. Choose a new time:"
    if view.is_asker:
        return f"{counted(len(view.slots), 'slot')} for {length} with {other}{_about(view)}:"
    return f"{other} asks you for {length}{_about(view)}. Choose a slot:"


def _about(view: SessionView) -> str:
    given = said(view.session.title, TITLE_MOST)
    return f" about {given}" if given else ""


def _press_hint(view: SessionView) -> str:
    is_move = view.session.replaces is not None
    if any(one.press == "book" for one in view.slots):
        return (
            "*Book* moves it in both calendars at once." if is_move else "*Book* puts it into both calendars at once."
        )
    then = "moved in" if is_move else "put into"
    return f"*Accept* asks {who(view.other)} to confirm. Then it is {then} both calendars, without asking you again."


def _waiting(view: SessionView) -> Rendered:
    session = view.session
    other = who(view.other)
    slot = session.accepted_slot or view.slots[0].slot
    words = slot_words(slot, wall_of(view), view.other.time_zone)
    if session.accepted_by == view.viewer:
        text = f"You accepted {words}. {other} has to confirm it; then it is booked."
        now = f"*Waiting for {other}.* You accepted a slot; once they confirm it, it is in both calendars."
    else:
        text = f"{other} accepted {words}. Book it, and it is in both calendars."
        now = f"*{other} accepted a slot and awaits your answer.* Book it, and it is in both calendars."
    return message(text, _blocks(view, ends(view), now=now))


def _blocks(view: SessionView, *footer: Block, now: str = "") -> list[Block]:
    told = [section(now)] if now else []
    return [*heading(view), *told, *slot_rows(view), *open_actions(view), *_put_off(view), *footer]


def _put_off(view: SessionView) -> list[Block]:
    if view.snoozed_until is None:
        return []
    until = instant(view.snoozed_until, wall_of(view))
    return [context(f"You put this off. I'll remind you {until}; you can still answer at any time.")]


def _looking_again(view: SessionView) -> Rendered:
    text = f"{title(view)}: that slot was just taken. Perin is looking for others; nothing is booked."
    told = "*That slot was just taken, so nothing was booked.* Perin is looking for others and will show them here."
    return message(text, [*heading(view), section(told), *actions(cancel_button(view), exchange(view))])


def _no_slots(view: SessionView) -> Rendered:
    other = who(view.other)
    if not view.is_asker:
        text = f"{other} is looking for {duration(view.session.length_minutes)} with you."
        return message(text, [*heading(view), section("There is nothing to choose yet.")])
    rows = relaxation_rows(view)
    text = f"No time suits both you and {other} for {duration(view.session.length_minutes)}."
    told = "*No time suits you both as things stand.*"
    if rows:
        text = f"{text} The card says what would help."
        told = f"{told} What would help:"
    else:
        told = f"{told} Try another week, a shorter meeting, or ask them when it would suit."
    buttons = actions(again_button(view), cancel_button(view), exchange(view))
    is_secret = not view.session.round and not view.asked
    hint = context(f"{other} hasn't been told of this.") if is_secret else ends(view)
    return message(text, [*heading(view), section(told), *rows, *buttons, hint])
