"""Reschedule a meeting: a new session with slots at once; the meeting stands until one of them is booked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from core.booking.writing import write
from core.domain.errors import CalendarBroken, NotBooked, ScopeMissing, StaleVersion
from core.domain.ids import PersonKey, SessionId
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.rights.meeting import check_reschedule
from core.domain.rights.negotiating import check_start
from core.domain.scopes import Scope
from core.domain.sessions import UNSETTLED_STATES, Session, SessionKind, SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.storage.protocols_work import KeyState
from core.usecases.deps import Deps
from core.usecases.steps.ending import end_session
from core.usecases.steps.holding import hold
from core.usecases.steps.offering import (
    Found,
    Ground,
    look,
    offer,
    require_same_ground,
    resolve_length,
    survey,
    wanted_of,
)
from core.usecases.steps.reading import read_view
from core.usecases.steps.spending import spend
from core.usecases.terms import MeetingChange
from core.usecases.views import SessionView

_ATTEMPTS = 3
_SCOPE = "reschedule"


@dataclass(frozen=True, slots=True)
class _Draft:
    """The session to be, what was read for it, and the meeting it would move."""

    row: Session
    ground: Ground
    meeting: Session


async def reschedule_meeting(
    deps: Deps, *, person: PersonKey, session: SessionId, request: MeetingChange, key: str
) -> SessionView:
    """Offer up to three other times for the meeting; without a mutual slot only the presser sees it.

    At most one open session would move a meeting: a second press, by either side, returns the one there is. Raises
    NotParticipant, NotBooked, the refusals of starting, proposing, lengths and calendars, quotas, the reveal limit.
    """
    for attempt in range(_ATTEMPTS):
        found = await _begin(deps, person, session, request, key, is_first=attempt == 0)
        if isinstance(found, SessionView):
            return found
        slot = found.meeting.booked_slot
        wanted = wanted_of(found.row, exclude=(slot,) if slot is not None else ())
        offered = await look(deps, found.ground, wanted, deps.now())
        try:
            view = await _store(deps, found, offered, key)
        except StaleVersion:
            continue
        deps.wake()
        return view
    raise StaleVersion(what="session")


async def _begin(
    deps: Deps, person: PersonKey, session: SessionId, request: MeetingChange, key: str, *, is_first: bool
) -> SessionView | _Draft:
    """Check the rights and read what the search needs; an open session for it is the answer itself."""
    now = deps.now()
    async with deps.uow() as uow:
        if is_first:
            await spend(uow, person, Act.SESSION)
        meeting, pair = await hold(uow, session)
        if is_first:
            claim = await uow.keys.claim(_SCOPE, key, f"{person}:{session}", deps.timing.lease)
            if claim.state is KeyState.DONE:
                return await read_view(uow, await uow.sessions.get(SessionId(claim.answer)), pair, person, now)
        check_reschedule(pair.connection, meeting, person, now)
        same = await _open_move(uow, meeting, person)
        if same is not None:
            await uow.cards.reach(person, same.id, now)
            await uow.keys.finish(_SCOPE, key, same.id)
            view = await read_view(uow, same, pair, person, now)
            await uow.commit()
            return view
        await _check(uow, pair, meeting, person)
        minutes = resolve_length(pair, person, request.length_minutes or meeting.length_minutes)
        row = _new_session(deps, meeting, person, request, minutes)
        ground = await survey(uow, pair, person, now, session=row)
        _require_same_calendars(ground, meeting)
        await uow.commit()
    return _Draft(row, ground, meeting)


async def _open_move(uow: UnitOfWork, meeting: Session, person: PersonKey) -> Session | None:
    """Return the open session that would move the meeting, if this person may see it."""
    for row in await uow.sessions.replacing(meeting.connection, meeting.id):
        if row.state in UNSETTLED_STATES and (row.round or row.asker == person):
            return row
    return None


async def _check(uow: UnitOfWork, pair: Pair, meeting: Session, person: PersonKey) -> None:
    """Every row of starting and proposing; a search of the other side that came to nothing makes room for this one."""
    opened = [row for row in await uow.sessions.open_on(pair.connection.id) if row.replaces != meeting.id]
    mine, theirs = pair.side(person), pair.other(person)
    check_start(pair.connection, mine, theirs, len(opened))
    if not theirs.grant.allows(Scope.AVAILABILITY):
        raise ScopeMissing(scope=Scope.AVAILABILITY.value, grantor=theirs.key)


def _require_same_calendars(ground: Ground, meeting: Session) -> None:
    """Raise CalendarBroken for who no longer has the account that holds their event: it couldn't be moved."""
    if ground.old is None:
        raise NotBooked(session=meeting.id)
    for reader in ground.readers:
        if ground.old.leg(reader.account.person).account != reader.account.account:
            raise CalendarBroken(whose=reader.account.person)


def _new_session(deps: Deps, meeting: Session, person: PersonKey, request: MeetingChange, minutes: int) -> Session:
    now = deps.now()
    return Session(
        id=SessionId(deps.new_id()),
        connection=meeting.connection,
        asker=person,
        other=meeting.counterpart(person),
        kind=SessionKind.SCHEDULE_MEETING,
        state=SessionState.INITIATED,
        title=meeting.title,
        place=meeting.place,
        length_minutes=minutes,
        window=request.window,
        phrase=request.phrase,
        # One open session per meeting to move, whatever it asks for: the database refuses a second one.
        fingerprint=hashlib.sha256(f"move\x1f{meeting.id}".encode()).hexdigest(),
        created_at=now,
        expires_at=now + deps.timing.session_time_to_live,
        replaces=meeting.id,
    )


async def _store(deps: Deps, draft: _Draft, found: Found, key: str) -> SessionView:
    """Write the session and what was found, if all that was read before the calendars still stands.

    Raises StaleVersion.
    """
    now, row = deps.now(), draft.row
    async with deps.uow() as uow:
        meeting, pair = await hold(uow, draft.meeting.id)
        check_reschedule(pair.connection, meeting, row.asker, now)
        await require_same_ground(uow, draft.ground, pair, now)
        await _check(uow, pair, meeting, row.asker)
        telling = Telling(now)
        await _end_vain_search(uow, pair, row, telling)
        row = await uow.sessions.add(replace(row, relaxations=found.relaxations))
        if found.slots:
            ttl = deps.timing.session_time_to_live
            row = await offer(uow, row, pair, row.asker, found.slots, now=now, ttl=ttl)
        else:
            shown = [slot for item in found.relaxations for slot in item.slots]
            await uow.reveals.record(row.connection, row.asker, shown, now)
        _tell(pair, row, meeting, found, telling)
        await write(uow, telling)
        await uow.keys.finish(_SCOPE, key, row.id)
        view = await read_view(uow, row, pair, row.asker, now)
        await uow.commit()
    return view


async def _end_vain_search(uow: UnitOfWork, pair: Pair, row: Session, telling: Telling) -> None:
    """The other side looked for a time and found none, which only they saw: this search takes its place."""
    for earlier in await uow.sessions.replacing(row.connection, SessionId(row.replaces or "")):
        if earlier.state is SessionState.INITIATED and earlier.asker != row.asker:
            await end_session(uow, pair, earlier, actor=row.asker, reason="superseded", telling=telling)
            people = (earlier.asker,)
            telling.record(people, "session.canceled", earlier.id, actor=row.asker, authority="superseded")


def _tell(pair: Pair, row: Session, meeting: Session, found: Found, telling: Telling) -> None:
    mine, theirs = pair.side(row.asker), pair.other(row.asker)
    telling.card(mine.person, row, actor=row.asker)
    if row.round:
        telling.card(theirs.person, row, soonest=min(slot.start for slot in found.slots))
        telling.notice(
            theirs.person,
            NoticeKind.SLOTS_FOR_YOU,
            about=f"{row.id}:{row.round}",
            other=row.asker,
            connection=row.connection,
            session=row,
        )
        # The meeting's own card says that it may move.
        for side in (mine, theirs):
            telling.card(side.person, meeting, actor=side.key)
    telling.record(
        (row.asker, row.other) if row.round else (row.asker,),
        "session.proposed" if row.round else "session.found_nothing",
        row.id,
        actor=row.asker,
        authority="click",
        facts={"round": row.round},
    )
