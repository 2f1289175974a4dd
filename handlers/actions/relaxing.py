"""Buttons for when no time suits both: what would help, and the answer of whoever was asked to allow it."""

from __future__ import annotations

from core.domain.ids import NoticeId, SessionId
from core.usecases.relax import allow_once, apply_relaxation, refuse_once
from handlers.asker import Asker
from handlers.hushing import hushed
from handlers.ids import Action
from handlers.pressing import value_of
from handlers.render.cards import session_card
from handlers.render.relaxations import allowed, refused
from handlers.values import Choice


async def _relax(asker: Asker) -> None:
    """Let one's own rule or the request give way for this session, or ask the other about theirs."""
    choice = Choice.decode(value_of(asker))
    session = SessionId(choice.subject)
    await asker.wait()
    async with hushed(asker, session):
        view = await apply_relaxation(asker.deps, person=asker.key, session=session, choice=choice.verb)
    await asker.settle(session_card(view))


async def _allow(asker: Asker) -> None:
    """Relax one's own rule for this session only; both calendars are read again."""
    await asker.wait()
    view = await allow_once(asker.deps, person=asker.key, notice=NoticeId(value_of(asker)))
    await asker.settle(allowed(view))


async def _refuse(asker: Asker) -> None:
    await refuse_once(asker.deps, person=asker.key, notice=NoticeId(value_of(asker)))
    await asker.settle(refused())


ACTIONS = {
    Action.SESSION_RELAX: _relax,
    Action.EXCEPTION_ALLOW: _allow,
    Action.EXCEPTION_REFUSE: _refuse,
}
