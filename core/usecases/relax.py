"""When no slot suits both: relax one rule for this session only, or ask the other to relax one of theirs.

An exception is its owner's own press, binds to this session, changes no grant, and is in the trail. Of the other's
rules the asker learns the category, before and after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.booking.writing import write
from core.domain.allowances import Allowance
from core.domain.errors import Fact, NotParticipant, RelaxationGone, StaleVersion
from core.domain.exceptions import Whose, changed_request, relaxation_key, whose, with_allowance
from core.domain.ids import NoticeId, PersonKey, SessionId
from core.domain.messages import Message, offered_slots
from core.domain.notices import Notice, NoticeKind
from core.domain.quota import Act
from core.domain.rights.negotiating import Side, check_propose
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.scheduling.explain import Relaxation
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.offering import Found, Ground, require_same_ground, survey, wanted_of
from core.usecases.steps.putting_off import with_wait
from core.usecases.steps.relaxing import keep, look_again, what_helps
from core.usecases.steps.showing import session_view
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class _Ready:
    """What was read before the calendars."""

    row: Session
    messages: tuple[Message, ...]
    ground: Ground


async def apply_relaxation(deps: Deps, *, person: PersonKey, session: SessionId, choice: str) -> SessionView:
    """Do what the asker chose of what would help; ``choice`` is its ``relaxation_key``.

    A rule of their own gives way for this session, the request itself changes, and slots are looked for again; the
    other's rules are asked for, once per session and category. Raises RelaxationGone when that is not (any more) among
    what would help, the refusals of proposing, RevealLimit, CalendarUnreadable, StaleVersion, RateLimited.
    """
    for attempt in range(_ATTEMPTS):
        async with deps.uow() as uow:
            if attempt == 0:
                await spend(uow, person, Act.PROPOSAL)
            row, pair = await hold(uow, session)
            chosen = _chosen(row, pair, person, choice, deps.now())
            ready = await _ready(uow, row, pair, deps.now())
            await uow.commit()
        try:
            if whose(chosen) in {Whose.THEIRS, Whose.BOTH}:
                view = await _ask(deps, ready, chosen)
            else:
                view = await _relax(deps, ready, chosen)
        except StaleVersion:
            continue
        deps.wake()
        return view
    raise StaleVersion(what="session")


async def allow_once(deps: Deps, *, person: PersonKey, notice: NoticeId) -> SessionView:
    """Relax the rule of one's own that the other asked for, for this session only, and look for slots again.

    Raises NotParticipant for somebody else's notice, RelaxationGone when it was answered or is void, the refusals of
    proposing as they stand for the asker, StaleVersion, RateLimited.
    """
    for attempt in range(_ATTEMPTS):
        async with deps.uow() as uow:
            if attempt == 0:
                await spend(uow, person, Act.PROPOSAL)
            asked, row, pair = await _asked(uow, person, notice)
            _check(row, pair, deps.now(), presser=person)
            ready = await _ready(uow, row, pair, deps.now())
            await uow.commit()
        draft = _both_allow(row, asked)
        found = await look_again(deps, ready.ground, draft, ready.messages)
        try:
            view = await _allow(deps, ready, draft, asked, found)
        except StaleVersion:
            continue
        deps.wake()
        return view
    raise StaleVersion(what="session")


def _both_allow(row: Session, asked: Notice) -> Session:
    """Return the session with the exception that was asked for, and the asker's part of it if they had to give one."""
    rule, value, own = (asked.facts.get(name) for name in ("rule", "value", "asker_value"))
    named = rule if isinstance(rule, str) else None
    draft = with_allowance(row, row.asker, named, own) if isinstance(own, int) else row
    return with_allowance(draft, asked.person, named, value if isinstance(value, int) else None)


async def refuse_once(deps: Deps, *, person: PersonKey, notice: NoticeId) -> None:
    """Keep to one's own limits: the asker is told, and not offered to ask again. Raises as ``allow_once``."""
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        asked, row, pair = await _asked(uow, person, notice)
        category = asked.facts.get("category")
        if row.is_open:
            row = await uow.sessions.save(replace(row, relaxations=_rest(row.relaxations, category)))
        await uow.notices.resolve(now, kinds=(NoticeKind.EXCEPTION_ASKED,), notice=notice)
        telling = Telling(now)
        asker = pair.side(row.asker).person
        telling.card(asker, row, actor=person)
        telling.notice(
            asker,
            NoticeKind.EXCEPTION_REFUSED,
            about=f"{row.id}:{category}",
            other=person,
            connection=row.connection,
            session=row,
            facts={"category": category},
        )
        both = (row.asker, row.other)
        telling.record(both, "exception.refused", row.id, actor=person, authority="click", facts={"category": category})
        await write(uow, telling)
        await uow.commit()
    deps.wake()


def _rest(relaxations: tuple[Relaxation, ...], category: Fact) -> tuple[Relaxation, ...]:
    """Return what may still be chosen once the other was asked about a category: each is asked about once."""
    return tuple(
        item for item in relaxations if item.category != category or whose(item) not in {Whose.THEIRS, Whose.BOTH}
    )


def _chosen(row: Session, pair: Pair, person: PersonKey, choice: str, now: int) -> Relaxation:
    if not row.has(person):
        raise NotParticipant
    _check(row, pair, now, presser=row.asker)
    chosen = next((item for item in row.relaxations if relaxation_key(item) == choice), None)
    if chosen is None or person != row.asker:
        raise RelaxationGone(session=row.id)
    return chosen


def _check(row: Session, pair: Pair, now: int, *, presser: PersonKey) -> None:
    """Raise what keeps the asker's side from proposing; somebody paused may still answer for themselves."""
    check_propose(pair.connection, row, pair.side(row.asker), _answering(pair.other(row.asker), presser), now)


def _answering(side: Side, presser: PersonKey) -> Side:
    return replace(side, person=replace(side.person, paused_at=None)) if side.key == presser else side


async def _ready(uow: UnitOfWork, row: Session, pair: Pair, now: int) -> _Ready:
    return _Ready(row, await uow.messages.of(row.id), await survey(uow, pair, row.asker, now, session=row))


async def _asked(uow: UnitOfWork, person: PersonKey, notice: NoticeId) -> tuple[Notice, Session, Pair]:
    """Return the request for an exception with its session, held; raises unless it still waits for this person."""
    asked = await uow.notices.get(notice)
    if asked.person != person or asked.kind is not NoticeKind.EXCEPTION_ASKED or asked.session is None:
        raise NotParticipant
    row, pair = await hold(uow, asked.session)
    # Read again: whoever answered first held the session until now.
    asked = await uow.notices.get(notice)
    if asked.resolved_at is not None:
        raise RelaxationGone(session=row.id)
    return asked, row, pair


async def _fresh(uow: UnitOfWork, ready: _Ready, now: int, presser: PersonKey) -> Pair:
    """Return both sides if what was read still stands. Raises StaleVersion."""
    fresh, pair = await hold(uow, ready.row.id)
    await require_same_ground(uow, ready.ground, pair, now)
    if fresh.version != ready.row.version:
        raise StaleVersion(what="session")
    _check(fresh, pair, now, presser=presser)
    return pair


async def _relax(deps: Deps, ready: _Ready, chosen: Relaxation) -> SessionView:
    """Change the asker's own rule, or the request, and offer what that gives. Raises StaleVersion."""
    row = ready.row
    is_mine = whose(chosen) is Whose.MINE
    draft = with_allowance(row, row.asker, chosen.rule, chosen.to_value) if is_mine else changed_request(row, chosen)
    found = await look_again(deps, ready.ground, draft, ready.messages)
    now = deps.now()
    async with deps.uow() as uow:
        pair = await _fresh(uow, ready, now, row.asker)
        moved, telling = await keep(deps, uow, pair, draft, found, actor=row.asker)
        if is_mine:
            _record_allowed(telling, moved, chosen.category, moved.allowances[-1])
        await write(uow, telling)
        view = session_view(moved, pair, await uow.messages.of(row.id), None, row.asker, now=now)
        await uow.commit()
    return view


async def _allow(deps: Deps, ready: _Ready, draft: Session, asked: Notice, found: Found) -> SessionView:
    """Keep the other's exception and offer what it gives, from the asker's side. Raises StaleVersion."""
    now, person = deps.now(), asked.person
    async with deps.uow() as uow:
        pair = await _fresh(uow, ready, now, person)
        if not await uow.notices.resolve(now, kinds=(NoticeKind.EXCEPTION_ASKED,), notice=asked.id):
            raise StaleVersion(what="notice")
        found = replace(found, relaxations=_rest(found.relaxations, asked.facts.get("category")))
        moved, telling = await keep(deps, uow, pair, draft, found, actor=person)
        for given in draft.allowances[len(ready.row.allowances) :]:
            _record_allowed(telling, moved, str(asked.facts.get("category")), given)
        await write(uow, telling)
        view = session_view(moved, pair, await uow.messages.of(moved.id), None, person, now=now)
        await uow.commit()
    return view


def _record_allowed(telling: Telling, row: Session, category: str, given: Allowance) -> None:
    """Each trail knows of the exception; only its owner's has the rule and its value."""
    telling.record(
        (row.asker, row.other) if row.round or given.person == row.other else (row.asker,),
        "exception.allowed",
        row.id,
        actor=given.person,
        authority="click",
        facts={"category": category},
        private={given.person: {"rule": given.rule, "value": given.value}},
    )


async def _ask(deps: Deps, ready: _Ready, chosen: Relaxation) -> SessionView:
    """Ask the other for an exception, named in full to them alone. Raises RelaxationGone, StaleVersion."""
    row = ready.row
    wanted = wanted_of(row, exclude=offered_slots(ready.messages))
    exact = next(
        (
            item
            for item in await what_helps(deps, ready.ground, wanted, deps.now())
            if item.category == chosen.category
            and item.participant == chosen.participant
            and (chosen.rule is None or item.rule == chosen.rule)
            and whose(item) is not Whose.REQUEST
        ),
        None,
    )
    if exact is None:
        raise RelaxationGone(session=row.id)
    now = deps.now()
    async with deps.uow() as uow:
        pair = await _fresh(uow, ready, now, row.asker)
        waiting = await with_wait(uow, session_view(row, pair, ready.messages, None, row.asker, now=now))
        if chosen.category in waiting.asked:
            return waiting
        telling = Telling(now)
        _tell_asked(telling, row, pair, exact, chosen)
        await write(uow, telling)
        view = await with_wait(uow, session_view(row, pair, ready.messages, None, row.asker, now=now))
        await uow.commit()
    return view


def _tell_asked(telling: Telling, row: Session, pair: Pair, exact: Relaxation, chosen: Relaxation) -> None:
    """Ask for ``exact``; the asker's own part is what they ``chose``, and counts only together with the other's."""
    own: dict[str, Fact] = {"rule": chosen.rule, "value": chosen.to_value} if whose(chosen) is Whose.BOTH else {}
    telling.card(pair.side(row.asker).person, row, actor=row.asker)
    telling.notice(
        pair.other(row.asker).person,
        NoticeKind.EXCEPTION_ASKED,
        about=f"{row.id}:{exact.category}",
        other=row.asker,
        connection=row.connection,
        session=row,
        facts={
            "category": exact.category,
            "rule": exact.rule,
            "from_value": exact.from_value,
            "value": exact.to_value,
            "count": exact.count,
            "asker_value": own.get("value"),
        },
    )
    telling.record(
        (row.asker, row.other),
        "exception.asked",
        row.id,
        actor=row.asker,
        authority="click",
        facts={"category": exact.category},
        private={row.asker: own},
    )
