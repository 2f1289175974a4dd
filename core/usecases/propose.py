"""Start a session and propose at once: slots that suit both people's real calendars.

Where both let their Perins book without a click, the best of them is booked in the same breath.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from core.booking.writing import write
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking
from core.domain.errors import KeyReused, NotConnected, ReaderChanged, ScopeMissing, StaleVersion
from core.domain.grants import limits_of
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import Message
from core.domain.people import Place
from core.domain.quota import REVEALED_SECONDS, Act
from core.domain.rights.negotiating import check_start
from core.domain.scopes import Scope
from core.domain.sessions import Session, SessionState
from core.domain.telling import Telling, offer_kind
from core.scheduling.intervals import Interval
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Footing, Pair
from core.storage.protocols_work import SCHEDULE
from core.usecases.deps import Deps
from core.usecases.steps.claiming import claim_alone, see_through, show
from core.usecases.steps.offering import (
    Found,
    Ground,
    Wanted,
    check_same_ground,
    look,
    resolve_length,
    say_offer,
    survey,
    with_offer,
)
from core.usecases.steps.showing import session_view
from core.usecases.steps.spending import spend
from core.usecases.steps.taken import offer_again
from core.usecases.terms import MeetingRequest
from core.usecases.views import SessionView

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class _Mark:
    """How an act is known again; only its first attempt is counted. ``reader`` as ``propose_meeting`` says."""

    key: str
    fingerprint: str
    is_first: bool
    reader: int | None


async def propose_meeting(
    deps: Deps, *, asker: PersonKey, other: PersonKey, request: MeetingRequest, key: str, reader: int | None = None
) -> SessionView:
    """Start a session with ``other`` and offer up to three slots; without a mutual slot only the asker sees it.

    Where both sides book automatically the best slot is booked at once, without anybody's click.

    The same request typed again, or the same ``key`` delivered again, returns the session there is. ``reader`` is the
    version of the asker's row by whose zone and habits their words were read. Raises ReaderChanged when it is another
    by now, NotConnected, KeyReused, and the refusals of starting, proposing, lengths, calendars, quotas and the reveal
    limit.
    """
    fingerprint = _fingerprint(asker, other, request)
    for attempt in range(_ATTEMPTS):
        mark = _Mark(key, fingerprint, is_first=attempt == 0, reader=reader)
        start = await _begin(deps, asker, other, request, mark)
        if isinstance(start, SessionView):
            return start
        ground, minutes = start
        now = deps.now()
        found = await look(deps, ground, Wanted(length=minutes * 60, window=request.window), now)
        session = _new_session(deps, ground, request, minutes, fingerprint)
        try:
            view, booking = await _store(deps, ground, session, found, key)
        except StaleVersion:
            continue
        deps.wake()
        return view if booking is None else await _book(deps, booking, asker)
    raise StaleVersion(what="session")


async def _book(deps: Deps, booking: Booking, asker: PersonKey) -> SessionView:
    """Book what the two Perins may book alone; if that comes to nothing, both get ordinary slots."""
    await see_through(deps, booking)
    view = await show(deps, asker, booking.session)
    if not view.session.needs_slots:
        return view
    await offer_again(deps, view.session)
    deps.wake()
    return await show(deps, asker, booking.session)


def _fingerprint(asker: PersonKey, other: PersonKey, request: MeetingRequest) -> str:
    """Tell the same wish typed twice: all that was asked, in words rather than instants."""
    parts = (
        asker,
        other,
        request.kind.value,
        request.title,
        str(request.length_minutes),
        request.phrase,
        request.place.value if request.place is not None else "",
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


async def _begin(
    deps: Deps, asker: PersonKey, other: PersonKey, request: MeetingRequest, mark: _Mark
) -> SessionView | tuple[Ground, int]:
    """Check the rights and read what the search needs; an earlier session of the same request is the answer itself."""
    async with deps.uow() as uow:
        if mark.is_first:
            await spend(uow, asker, Act.SESSION)
        footing = await _footing(deps, uow, asker, other, mark.fingerprint, key=mark.key)
        if footing is None:
            raise NotConnected
        pair = footing.pair
        if mark.reader is not None and mark.reader != pair.side(asker).person.version:
            raise ReaderChanged
        if footing.done is not None:
            fingerprint, session = footing.done
            if fingerprint != mark.fingerprint:
                await _note_reuse(uow, asker, session, deps.now())
                raise KeyReused
            return await _show(uow, session, pair, asker, deps.now())
        if footing.same is not None:
            await uow.cards.reach(asker, footing.same, deps.now())
            await uow.keys.record(SCHEDULE, mark.key, mark.fingerprint, footing.same)
            view = await _show(uow, footing.same, pair, asker, deps.now())
            await uow.commit()
            return view
        _check(pair, asker, footing.open_sessions)
        minutes = resolve_length(pair, asker, request.length_minutes)
        ground = await survey(uow, pair, asker, deps.now(), shown=footing.shown)
        await uow.commit()
    return ground, minutes


async def _note_reuse(uow: UnitOfWork, asker: PersonKey, session: SessionId, now: int) -> None:
    """Leave it in the trail that another request came under a key that had led to this session already."""
    telling = Telling(now)
    telling.record((asker,), "session.not_asked_for", session, actor=asker, authority="click")
    await write(uow, telling)
    await uow.commit()


async def _footing(
    deps: Deps,
    uow: UnitOfWork,
    asker: PersonKey,
    other: PersonKey,
    fingerprint: str,
    *,
    key: str = "",
    is_held: bool = False,
) -> Footing | None:
    since = deps.now() - REVEALED_SECONDS
    return await uow.connections.footing(asker, other, fingerprint=fingerprint, since=since, is_held=is_held, key=key)


def _check(pair: Pair, asker: PersonKey, open_sessions: int) -> None:
    mine, theirs = pair.side(asker), pair.other(asker)
    check_start(pair.connection, mine, theirs, open_sessions)
    if not theirs.grant.allows(Scope.AVAILABILITY):
        raise ScopeMissing(scope=Scope.AVAILABILITY.value, grantor=theirs.key)


async def _show(uow: UnitOfWork, session: SessionId, pair: Pair, viewer: PersonKey, now: int) -> SessionView:
    row = await uow.sessions.get(session)
    messages = await uow.messages.of(session)
    return session_view(row, pair, messages, await uow.bookings.of_session(session), viewer, now=now)


def _new_session(deps: Deps, ground: Ground, request: MeetingRequest, minutes: int, fingerprint: str) -> Session:
    now = deps.now()
    return Session(
        id=SessionId(deps.new_id()),
        connection=ground.pair.connection.id,
        asker=ground.presser,
        other=ground.pair.other(ground.presser).key,
        kind=request.kind,
        state=SessionState.INITIATED,
        title=request.title,
        place=request.place or _preferred_place(ground.pair, ground.presser),
        length_minutes=minutes,
        window=request.window,
        phrase=request.phrase,
        fingerprint=fingerprint,
        created_at=now,
        expires_at=now + deps.timing.session_time_to_live,
    )


def _preferred_place(pair: Pair, asker: PersonKey) -> Place | None:
    """Return where the asker likes to meet, else where the other does; a preference, it never removes a slot."""
    mine, theirs = pair.side(asker), pair.other(asker)
    return limits_of(mine.person, mine.grant).place or limits_of(theirs.person, theirs.grant).place


async def _store(
    deps: Deps, ground: Ground, session: Session, found: Found, key: str
) -> tuple[SessionView, Booking | None]:
    """Write the session and what was found, if the rights read before the calendars still stand.

    Returns the booking that was begun without a click, None when there is none. Raises StaleVersion.
    """
    now, booking = deps.now(), None
    async with deps.uow() as uow:
        footing = await _footing(deps, uow, session.asker, session.other, session.fingerprint, is_held=True)
        if footing is None:
            raise StaleVersion(what="connection")
        pair = footing.pair
        check_same_ground(ground, pair, footing.shown[0])
        _check(pair, session.asker, footing.open_sessions)
        session, messages = await _add(deps, uow, session, pair, found)
        if found.slots:
            session, booking = await claim_alone(deps, uow, session, pair, found.best) or (session, None)
        await write(uow, _tell_started(pair, session, found.slots, now))
        if not await uow.keys.record(SCHEDULE, key, session.fingerprint, session.id):
            raise StaleVersion(what="key")
        view = session_view(session, pair, messages, booking, session.asker, now=now)
        await uow.commit()
    return view, booking


async def _add(
    deps: Deps, uow: UnitOfWork, session: Session, pair: Pair, found: Found
) -> tuple[Session, tuple[Message, ...]]:
    """Store the new session as it is from the start: with its first slots sent, or with what would help."""
    now, asker = deps.now(), session.asker
    if not found.slots:
        session = await uow.sessions.add(replace(session, relaxations=found.relaxations))
        shown = [slot for item in found.relaxations for slot in item.slots]
        await uow.reveals.record(session.connection, asker, shown, now)
        return session, ()
    ttl = deps.timing.session_time_to_live
    session = await uow.sessions.add(with_offer(session, pair, asker, found.slots, now=now, ttl=ttl))
    return session, (await say_offer(uow, session, pair, asker, found.slots, now=now, number=1),)


def _tell_started(pair: Pair, session: Session, slots: tuple[Interval, ...], now: int) -> Telling:
    telling = Telling(now)
    mine, theirs = pair.side(session.asker), pair.other(session.asker)
    telling.card(mine.person, session, actor=session.asker)
    if session.is_open and session.round:
        telling.card(theirs.person, session, soonest=min(slot.start for slot in slots))
        telling.notice(
            theirs.person,
            offer_kind(session),
            about=f"{session.id}:{session.round}",
            other=session.asker,
            connection=session.connection,
            session=session,
        )
    telling.record(
        (session.asker, session.other) if session.round else (session.asker,),
        "session.proposed" if session.round else "session.found_nothing",
        session.id,
        actor=session.asker,
        authority="click",
        facts={"round": session.round},
    )
    if session.state is SessionState.BOOKING:
        # The other side hears of it once it is booked, and then all at once.
        both = (session.asker, session.other)
        telling.record(both, "session.booking", session.id, actor=SYSTEM, authority="grant:write.auto")
    return telling
