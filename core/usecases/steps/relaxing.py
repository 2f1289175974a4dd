"""Look again after a rule gave way for one session, and keep what was found: slots are offered, or what else helps."""

from __future__ import annotations

from dataclasses import replace

from core.domain.errors import RuleBroken
from core.domain.ids import PersonKey
from core.domain.messages import Message, offered_slots
from core.domain.notices import ABOUT_SESSION, NoticeKind
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.scheduling.errors import LengthNeverFits
from core.scheduling.explain import Relaxation, explain
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.offering import (
    ANSWER_SECONDS,
    Found,
    Ground,
    Wanted,
    can_be_had,
    look,
    offer,
    question,
    wanted_of,
)
from core.usecases.steps.rounds import tell_round


async def look_again(deps: Deps, ground: Ground, draft: Session, messages: tuple[Message, ...]) -> Found:
    """Return what suits both for the session as drafted. Raises as ``look``; no transaction may be open."""
    wanted = wanted_of(draft, exclude=offered_slots(messages), lead=ANSWER_SECONDS)
    return await look(deps, ground, wanted, deps.now())


async def what_helps(deps: Deps, ground: Ground, wanted: Wanted, now: int) -> tuple[Relaxation, ...]:
    """Return everything that would help, everybody's rules named in full: never for showing to one of them.

    Raises CalendarBroken, CalendarUnreadable. No transaction may be open.
    """
    try:
        people, request = await question(deps, ground, wanted, now)
    except (LengthNeverFits, RuleBroken):
        return ()
    later = replace(request, now=now + ANSWER_SECONDS)
    return tuple(filter(can_be_had, explain(people, later)))


async def keep(
    deps: Deps, uow: UnitOfWork, pair: Pair, draft: Session, found: Found, *, actor: PersonKey
) -> tuple[Session, Telling]:
    """Store the draft with what was found for its asker's side; returns it and what is to be told of it.

    Without slots only the asker is told, by their card and, unless it was they who pressed, in their inbox. Raises
    NoRoundsLeft, StaleVersion.
    """
    now = deps.now()
    if found.slots:
        ttl = deps.timing.session_time_to_live
        moved = await offer(uow, draft, pair, draft.asker, found.slots, now=now, ttl=ttl)
        await uow.notices.resolve(now, kinds=ABOUT_SESSION, session=draft.id)
        return moved, tell_round(pair, draft, moved, found.slots, sender=draft.asker, actor=actor, now=now)
    moved = await uow.sessions.save(replace(draft, relaxations=found.relaxations))
    shown = [slot for item in found.relaxations for slot in item.slots]
    await uow.reveals.record(draft.connection, draft.asker, shown, now)
    telling = Telling(now)
    asker = pair.side(draft.asker).person
    telling.card(asker, moved, actor=actor)
    if actor != asker.key:
        telling.notice(
            asker,
            NoticeKind.NO_SLOTS,
            about=f"{moved.id}:{moved.version}",
            other=actor,
            connection=moved.connection,
            session=moved,
        )
    return moved, telling
