"""Buttons of a session's card: book, accept, take back, other times, not now, what would help, cancel, show."""

from __future__ import annotations

from core.domain.errors import BadInput
from core.domain.ids import SessionId
from core.domain.nudging import Snooze
from core.usecases.accept import accept_slot, withdraw_accept
from core.usecases.cancel import cancel_session
from core.usecases.confirm import confirm_slot
from core.usecases.counter import list_mutual_times
from core.usecases.more_times import more_times
from core.usecases.outbox import reach_card
from core.usecases.read_session import list_sessions, read_session, read_transcript
from core.usecases.snooze import snooze, unsnooze
from handlers.asker import Asker
from handlers.forms import fields_of, meta_of
from handlers.hushing import hushed
from handlers.ids import Action, Field
from handlers.parsing import state as entered
from handlers.pressing import only_acknowledged, value_of
from handlers.render.base import as_modal, loading_modal
from handlers.render.cards import session_card
from handlers.render.counter import counter_modal
from handlers.render.sessions import sessions
from handlers.render.transcript import transcript
from handlers.values import SHOW_EXCHANGE, Choice, SeenSession, SlotValue, number
from handlers.values_meeting import CounterMeta


async def _book(asker: Asker) -> None:
    """Book the slot on both calendars; the card shows the outcome."""
    pressed = SlotValue.decode(value_of(asker))
    await asker.wait()
    async with hushed(asker, pressed.session):
        view = await confirm_slot(asker.deps, person=asker.key, session=pressed.session, slot=pressed.slot)
    await asker.settle(session_card(view))


async def _accept(asker: Asker) -> None:
    pressed = SlotValue.decode(value_of(asker))
    async with hushed(asker, pressed.session):
        view = await accept_slot(asker.deps, person=asker.key, session=pressed.session, slot=pressed.slot)
    await asker.settle(session_card(view))


async def _withdraw_accept(asker: Asker) -> None:
    session = SessionId(value_of(asker))
    async with hushed(asker, session):
        view = await withdraw_accept(asker.deps, person=asker.key, session=session)
    await asker.settle(session_card(view))


async def _more_times(asker: Asker) -> None:
    seen = SeenSession.decode(value_of(asker))
    async with hushed(asker, seen.session):
        view = await more_times(asker.deps, person=asker.key, session=seen.session, version=seen.version)
    await asker.settle(session_card(view))


async def _counter(asker: Asker) -> None:
    """Open the form of times that suit both; both calendars are read while it says so."""
    session = SessionId(value_of(asker))
    await read_session(asker.deps, viewer=asker.key, session=session)
    await asker.open(loading_modal("Suggest other times"))
    found = await list_mutual_times(asker.deps, person=asker.key, session=session)
    await asker.update(counter_modal(found.view, found.slots, more_after=found.more_after, left=found.left))


async def _counter_more(asker: Asker) -> None:
    """Add a page of times to the form; what was chosen stays chosen."""
    shown = CounterMeta.decode(meta_of(asker))
    picked = entered.choices(fields_of(asker), Field.COUNTER_SLOTS)
    skip = number(value_of(asker))
    found = await list_mutual_times(asker.deps, person=asker.key, session=shown.session, skip=skip)
    times = sorted({*shown.slots, *found.slots})
    await asker.update(counter_modal(found.view, times, more_after=found.more_after, left=found.left, picked=picked))


async def _snooze(asker: Asker) -> None:
    """Put off what waits for the person's answer."""
    choice = Choice.decode(value_of(asker))
    until = next((one for one in Snooze if one.value == choice.verb), None)
    if until is None:
        raise BadInput(field="value", reason="malformed")
    session = SessionId(choice.subject)
    async with hushed(asker, session):
        view = await snooze(asker.deps, person=asker.key, session=session, until=until)
    await asker.settle(session_card(view))


async def _unsnooze(asker: Asker) -> None:
    session = SessionId(value_of(asker))
    async with hushed(asker, session):
        view = await unsnooze(asker.deps, person=asker.key, session=session)
    await asker.settle(session_card(view))


async def _cancel(asker: Asker) -> None:
    session = SessionId(value_of(asker))
    async with hushed(asker, session):
        view = await cancel_session(asker.deps, person=asker.key, session=session)
    await asker.settle(session_card(view))


async def _show(asker: Asker) -> None:
    """Show the card here, and bring the one in the DM out if it was held back."""
    session = SessionId(value_of(asker))
    view = await read_session(asker.deps, viewer=asker.key, session=session)
    await reach_card(asker.deps, person=asker.key, session=session)
    await asker.answer(session_card(view), replace=True)


async def _overflow(asker: Asker) -> None:
    """Open the exchange of the two Perins."""
    choice = Choice.decode(value_of(asker))
    if choice.verb != SHOW_EXCHANGE:
        raise BadInput(field="value", reason="malformed")
    session = SessionId(choice.subject)
    shown = transcript(await read_transcript(asker.deps, viewer=asker.key, session=session))
    await asker.open(as_modal("The exchange", shown))


async def _page(asker: Asker) -> None:
    views = await list_sessions(asker.deps, person=asker.key)
    await asker.answer(sessions(views, number(value_of(asker))), replace=True)


ACTIONS = {
    Action.SESSION_BOOK: _book,
    Action.SESSION_ACCEPT: _accept,
    Action.SESSION_WITHDRAW_ACCEPT: _withdraw_accept,
    Action.SESSION_MORE_TIMES: _more_times,
    Action.SESSION_COUNTER: _counter,
    Action.COUNTER_MORE: _counter_more,
    Action.SESSION_SNOOZE: _snooze,
    Action.SESSION_UNSNOOZE: _unsnooze,
    Action.SESSION_CANCEL: _cancel,
    Action.SESSION_SHOW: _show,
    Action.SESSION_OVERFLOW: _overflow,
    Action.SESSION_PAGE: _page,
    Action.SESSION_OPEN_CALENDAR: only_acknowledged,
    Action.SESSION_JOIN: only_acknowledged,
}
