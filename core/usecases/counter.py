"""Suggest other times: the receiver picks from windows that suit both, and their Perin proposes those."""

from __future__ import annotations

from dataclasses import dataclass

from core.booking.writing import write
from core.domain.errors import (
    BadInput,
    NoMoreSlots,
    NotParticipant,
    RevealLimit,
    RuleBroken,
    SlotNotLive,
    SlotTaken,
    StaleVersion,
)
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import SLOTS_PER_PROPOSAL, Message, newest_proposal, offered_slots
from core.domain.notices import ABOUT_SESSION
from core.domain.quota import REVEALED_MOST, REVEALED_SECONDS, Act
from core.domain.rights.negotiating import check_propose, check_rules
from core.domain.sessions import Session
from core.scheduling.asking import Participant, Request
from core.scheduling.checking import is_allowed
from core.scheduling.errors import LengthNeverFits
from core.scheduling.intervals import Interval
from core.scheduling.slots import find
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.offering import Ground, offer, people_of, require_same_ground, survey
from core.usecases.steps.rounds import tell_round
from core.usecases.steps.showing import session_view
from core.usecases.steps.spending import spend
from core.usecases.views import MutualTimes, SessionView

PAGE = 12
_ATTEMPTS = 3
_CALENDAR = frozenset({"busy", "buffer_before", "buffer_after", "holds", "movable", "known"})


@dataclass(frozen=True, slots=True)
class _Ready:
    """What was read before the calendars."""

    row: Session
    messages: tuple[Message, ...]
    ground: Ground
    shown: frozenset[Interval]


async def list_mutual_times(deps: Deps, *, person: PersonKey, session: SessionId, skip: int = 0) -> MutualTimes:
    """Return up to 12 times that suit both and were not offered yet: the best inside what was asked for, then beyond.

    What is shown counts as revealed to this side, once. Ends the presser's "not now". Raises the refusals of
    proposing, NoMoreSlots when nothing suits both, RevealLimit when what would suit may not be shown, StaleVersion when
    it isn't the presser's turn any more, RateLimited.
    """
    for attempt in range(_ATTEMPTS):
        ready = await _read(deps, person, session, Act.OTHER if attempt == 0 else None)
        candidates = await _candidates(deps, ready, skip + PAGE + 1)
        page, left = _affordable(ready, candidates[skip : skip + PAGE])
        more = skip + PAGE if left and len(candidates) > skip + PAGE else None
        now = deps.now()
        async with deps.uow() as uow:
            row, pair = await hold(uow, session)
            try:
                await require_same_ground(uow, ready.ground, pair, now)
            except StaleVersion:
                continue
            await uow.reveals.record(row.connection, person, page, now)
            view = session_view(row, pair, await uow.messages.of(session), None, person, now=now)
            await uow.commit()
        return MutualTimes(view=view, slots=tuple(sorted(page)), more_after=more, left=left)
    raise StaleVersion(what="session")


async def counter_propose(
    deps: Deps, *, person: PersonKey, session: SessionId, slots: tuple[Interval, ...], version: int | None = None
) -> SessionView:
    """Propose one to three of the times listed, from the presser's side: earlier slots retire, an accept is void.

    Both calendars are read again. ``version`` is the session's as the presser saw it. Raises BadInput for none, more
    than three or the same twice, the refusals of proposing, SlotNotLive for a time that was never listed or was offered
    before, SlotTaken (fact ``start``) for one that is busy by now, SlotTooSoon, RuleBroken, WeeklyCapReached,
    StaleVersion when the session moved on, RateLimited.
    """
    if not 1 <= len(slots) <= SLOTS_PER_PROPOSAL or len(set(slots)) < len(slots):
        raise BadInput(field="slots", reason="between_one_and_three")
    for attempt in range(_ATTEMPTS):
        ready = await _read(deps, person, session, Act.PROPOSAL if attempt == 0 else None)
        if version is not None and ready.row.version != version:
            raise StaleVersion(what="session")
        if not set(slots) <= ready.shown - set(offered_slots(ready.messages)):
            raise SlotNotLive(session=session)
        _check_slots(
            await people_of(deps, ready.ground, deps.now(), ready.row.allowances), ready.row, slots, deps.now()
        )
        try:
            view = await _store(deps, ready, tuple(sorted(slots)))
        except StaleVersion:
            continue
        deps.wake()
        return view
    raise StaleVersion(what="session")


async def _read(deps: Deps, person: PersonKey, session: SessionId, act: Act | None) -> _Ready:
    """Check the rights and read what the calendars' reading needs; ``act`` is counted unless it is a repeat."""
    now = deps.now()
    async with deps.uow() as uow:
        if act is not None:
            await spend(uow, person, act)
        row, pair = await hold(uow, session)
        messages = await uow.messages.of(session)
        _check(row, pair, messages, person, now)
        ground = await survey(uow, pair, person, now, session=row, reveals=False)
        shown = await uow.reveals.shown(row.connection, person, now - REVEALED_SECONDS)
        if act is Act.OTHER:
            await uow.notices.unsnooze(person, session)
        await uow.commit()
    return _Ready(row=row, messages=messages, ground=ground, shown=frozenset(shown))


def _check(row: Session, pair: Pair, messages: tuple[Message, ...], person: PersonKey, now: int) -> None:
    """Raise what ``check_propose`` raises; StaleVersion when the newest slots are the presser's own."""
    if not row.has(person):
        raise NotParticipant
    check_propose(pair.connection, row, pair.side(person), pair.other(person), now)
    proposal = newest_proposal(messages)
    if proposal is None or proposal.sender == person:
        raise StaleVersion(what="session")


async def _candidates(deps: Deps, ready: _Ready, count: int) -> tuple[Interval, ...]:
    """Return the ``count`` best times that suit both: inside the window asked for first, then anywhere."""
    row, now = ready.row, deps.now()
    try:
        people = await people_of(deps, ready.ground, now, row.allowances)
    except RuleBroken:
        people = ()
    zone = ready.ground.pair.side(ready.ground.presser).person.time_zone
    found: tuple[Interval, ...] = ()
    for window in (row.window, ()) if row.window else ((),):
        if not people or len(found) >= count:
            break
        try:
            request = Request(
                now=now,
                length=row.length_minutes * 60,
                window=window,
                exclude=(*offered_slots(ready.messages), *found),
                count=count - len(found),
                zone=zone,
            )
        except LengthNeverFits:
            continue
        found = (*found, *(one.slot for one in find(people, request)))
    if not found:
        raise NoMoreSlots(session=row.id)
    return found


def _affordable(ready: _Ready, page: tuple[Interval, ...]) -> tuple[tuple[Interval, ...], int]:
    """Return what may be shown of the page, and how many slots are left to reveal then. Raises RevealLimit."""
    left = ready.ground.left
    kept = []
    for slot in page:
        if slot not in ready.shown:
            if left == 0:
                continue
            left -= 1
        kept.append(slot)
    if page and not kept:
        raise RevealLimit(most=REVEALED_MOST, retry_at=ready.ground.again_at)
    return tuple(kept), left


def _check_slots(people: tuple[Participant, ...], row: Session, slots: tuple[Interval, ...], now: int) -> None:
    """Raise what now stands against one of the slots, on calendars just read."""
    for slot in slots:
        if slot.length != row.length_minutes * 60:
            raise SlotNotLive(session=row.id)
        broken = is_allowed(people, Request(now=now, length=slot.length), slot)
        if any(item.rule in _CALENDAR for item in broken):
            raise SlotTaken(session=row.id, start=slot.start)
        check_rules([(item.participant, item.rule) for item in broken])


async def _store(deps: Deps, ready: _Ready, slots: tuple[Interval, ...]) -> SessionView:
    """Send the slots, if what was read still stands. Raises StaleVersion."""
    now, presser = deps.now(), ready.ground.presser
    async with deps.uow() as uow:
        fresh, pair = await hold(uow, ready.row.id)
        await require_same_ground(uow, ready.ground, pair, now)
        if fresh.version != ready.row.version:
            raise StaleVersion(what="session")
        _check(fresh, pair, ready.messages, presser, now)
        ttl = deps.timing.session_time_to_live
        moved = await offer(uow, fresh, pair, presser, slots, now=now, ttl=ttl, reason="suggested")
        await uow.notices.resolve(now, kinds=ABOUT_SESSION, session=moved.id)
        await write(uow, tell_round(pair, fresh, moved, slots, sender=presser, actor=presser, now=now))
        view = session_view(moved, pair, await uow.messages.of(moved.id), None, presser, now=now)
        await uow.commit()
    return view
