"""Find slots that suit both: what is read first, the question to the engine, and how an offer is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.booking.checks import longest_notice, participant
from core.booking.world import standing_booking
from core.domain import sessions
from core.domain.allowances import Allowance
from core.domain.bookings import Booking
from core.domain.errors import LengthOutsideLimits, RevealLimit, RuleBroken, StaleVersion
from core.domain.grants import default_length, limits_of, meeting_length_limits
from core.domain.ids import PersonKey
from core.domain.messages import SLOTS_PER_PROPOSAL, Message, MessageKind
from core.domain.quota import REVEALED_MOST, REVEALED_SECONDS
from core.domain.rights.negotiating import check_calendar
from core.domain.sessions import Session
from core.scheduling.asking import Participant, Request
from core.scheduling.errors import LengthNeverFits
from core.scheduling.explain import Relaxation, explain
from core.scheduling.intervals import Interval
from core.scheduling.slots import find
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.calendars import Reader, read_busy, readers_of
from core.usecases.steps.freeing import without_meeting

ANSWER_SECONDS = 1800
"""How long what is said to help stays true: a shorter notice that lasts no minute leaves nobody time to press."""

BRIEF_SECONDS = 300
"""How long a slot can be had at the least when a rule gave way for it."""

_DAY = 86_400
_WEEK = 7 * _DAY


@dataclass(frozen=True, slots=True)
class Ground:
    """What was read before the calendars: both sides, the right to read, meetings that count, slots left to reveal."""

    pair: Pair
    presser: PersonKey
    readers: tuple[Reader, ...]
    meetings: tuple[Interval, ...]
    holds: tuple[tuple[PersonKey, tuple[Interval, ...]], ...]
    left: int
    again_at: int
    """When (epoch seconds) the first of the slots shown no longer counts."""
    old: Booking | None = None
    """The booking of the meeting that is to be moved: its time counts as free."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: length in seconds, where it may lie, what was offered before, one-time exceptions."""

    length: int
    window: tuple[Interval, ...]
    exclude: tuple[Interval, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    lead: int = 0
    """For how many seconds from now the slots keep the minimum notice at least."""


def wanted_of(session: Session, *, exclude: tuple[Interval, ...] = (), lead: int = 0) -> Wanted:
    """Return what a session looks for, its one-time exceptions included."""
    length = session.length_minutes * 60
    return Wanted(length=length, window=session.window, exclude=exclude, allowances=session.allowances, lead=lead)


@dataclass(frozen=True, slots=True)
class Found:
    """The slots to offer in order of time, and which is the best of them; without any, what would help."""

    slots: tuple[Interval, ...]
    relaxations: tuple[Relaxation, ...]
    best: Interval | None = None


def resolve_length(pair: Pair, asker: PersonKey, wished: int | None) -> int:
    """Return the meeting's length in minutes.

    Raises LengthOutsideLimits when the wish, or any length, suits not both.
    """
    mine, theirs = pair.side(asker), pair.other(asker)
    limits = limits_of(mine.person, mine.grant), limits_of(theirs.person, theirs.grant)
    shortest, longest = meeting_length_limits(*limits)
    minutes = default_length(*limits) if wished is None else wished
    if not shortest <= minutes <= longest:
        raise LengthOutsideLimits(shortest=shortest, longest=longest)
    return minutes


async def survey(
    uow: UnitOfWork,
    pair: Pair,
    presser: PersonKey,
    now: int,
    *,
    session: Session | None = None,
    reveals: bool = True,
    shown: tuple[int, int | None] | None = None,
) -> Ground:
    """Read everything but the calendars, for a new session or an open one.

    ``reveals`` is False where nothing new is shown; ``shown`` is what ``Reveals.count`` says if that is known already.
    Raises RevealLimit, CalendarNotLinked, CalendarBroken.
    """
    count, oldest = shown or await uow.reveals.count(pair.connection.id, presser, now - REVEALED_SECONDS)
    left = max(0, REVEALED_MOST - count)
    again_at = (oldest or now) + REVEALED_SECONDS
    if left == 0 and reveals:
        raise RevealLimit(most=REVEALED_MOST, retry_at=again_at)
    accounts = [check_calendar(side) for side in (pair.one, pair.two)]
    readers = await readers_of(uow, accounts)
    span = _span(pair, now)
    old = await standing_booking(uow, session) if session is not None else None
    written = {item.person: (item.account, item.write_calendar) for item in accounts}
    around = Interval(span.start - _WEEK, span.end + _WEEK)
    taken = await uow.claims.engaged(pair.connection.id, around, tuple(written.values()), span, moved=old)
    return Ground(
        pair=pair,
        presser=presser,
        readers=readers,
        meetings=taken.meetings,
        holds=tuple((person, taken.held.get(calendar, ())) for person, calendar in written.items()),
        left=left,
        again_at=again_at,
        old=old,
    )


def _span(pair: Pair, now: int) -> Interval:
    """Return the time to be read: from now to the nearer of both horizons, with room for buffers."""
    days = min(limits_of(side.person, side.grant).horizon_days for side in (pair.one, pair.two))
    return Interval(now - _DAY // 2, now + (days + 1) * _DAY)


async def people_of(
    deps: Deps, ground: Ground, now: int, allowances: tuple[Allowance, ...] = ()
) -> tuple[Participant, ...]:
    """Read both calendars and return the two as the engine sees them, the presser first.

    Raises CalendarBroken, CalendarUnreadable, RuleBroken. No transaction may be open.
    """
    span = _span(ground.pair, now)
    busy = await read_busy(deps, ground.readers, span)
    if ground.old is not None:
        busy = await without_meeting(deps, ground.readers, ground.old, busy)
    holds = dict(ground.holds)
    return tuple(
        replace(
            participant(side, busy=busy[side.key], meetings=ground.meetings, allowances=allowances),
            holds=holds.get(side.key, ()),
            known=span,
        )
        for side in (ground.pair.side(ground.presser), ground.pair.other(ground.presser))
    )


async def look(deps: Deps, ground: Ground, wanted: Wanted, now: int) -> Found:
    """Read both calendars and find the slots. Raises CalendarBroken, CalendarUnreadable. No transaction may be open."""
    try:
        people, request = await question(deps, ground, wanted, now)
    except (LengthNeverFits, RuleBroken):
        return Found(slots=(), relaxations=())
    offers = find(people, request)
    if not offers and wanted.lead:
        # Better a slot that can be had for a few minutes than none.
        offers = find(people, replace(request, now=now + BRIEF_SECONDS))
    slots = tuple(offer.slot for offer in offers)
    if slots:
        return Found(slots=tuple(sorted(slots)), relaxations=(), best=slots[0])
    later = replace(request, now=now + ANSWER_SECONDS)
    helpful = tuple(filter(can_be_had, explain(people, later, viewer=ground.presser)))
    return Found(slots=(), relaxations=_affordable(helpful, ground.left))


async def question(deps: Deps, ground: Ground, wanted: Wanted, now: int) -> tuple[tuple[Participant, ...], Request]:
    """Read both calendars and return what the engine is asked. Raises as ``look``, LengthNeverFits, RuleBroken."""
    people = await people_of(deps, ground, now, wanted.allowances)
    return people, Request(
        now=now + wanted.lead,
        length=wanted.length,
        window=wanted.window,
        exclude=wanted.exclude,
        count=min(SLOTS_PER_PROPOSAL, ground.left),
        zone=ground.pair.side(ground.presser).person.time_zone,
    )


def can_be_had(relaxation: Relaxation) -> bool:
    """Whether anybody may be asked for it: holds belong to bookings under way, step and past offers are Perin's own."""
    return relaxation.category != "calendar" and relaxation.rule not in {"step", "exclude"}


def _affordable(relaxations: tuple[Relaxation, ...], left: int) -> tuple[Relaxation, ...]:
    """Take away the slots beyond what may still be revealed; what would help is told all the same."""
    shown: set[Interval] = set()
    kept = []
    for item in relaxations:
        slots = []
        for slot in item.slots:
            if slot in shown or len(shown) < left:
                shown.add(slot)
                slots.append(slot)
        kept.append(replace(item, slots=tuple(slots)))
    return tuple(kept)


async def offer(
    uow: UnitOfWork,
    session: Session,
    pair: Pair,
    sender: PersonKey,
    slots: tuple[Interval, ...],
    *,
    now: int,
    ttl: int,
    reason: str = "",
) -> Session:
    """Send the slots: the session moves, the message and the ledger are written.

    ``reason`` is a code: why these slots ("" for what was looked for, "suggested" for a counter-proposal). Raises
    NoRoundsLeft, StaleVersion.
    """
    moved = await uow.sessions.save(with_offer(session, pair, sender, slots, now=now, ttl=ttl))
    await say_offer(uow, moved, pair, sender, slots, now=now, reason=reason)
    return moved


def with_offer(
    session: Session, pair: Pair, sender: PersonKey, slots: tuple[Interval, ...], *, now: int, ttl: int
) -> Session:
    """Return the session with the slots sent, not yet stored. Raises NoRoundsLeft."""
    last = max(slot.start for slot in slots)
    expires_at = sessions.expiry(
        created_at=session.created_at,
        time_to_live=ttl,
        last_start=last,
        notice_seconds=longest_notice(pair, session.allowances),
    )
    return sessions.propose(session, sender, expires_at=expires_at, now=now)


async def say_offer(
    uow: UnitOfWork,
    moved: Session,
    pair: Pair,
    sender: PersonKey,
    slots: tuple[Interval, ...],
    *,
    now: int,
    number: int = 0,
    reason: str = "",
) -> Message:
    """Write the message of an offer whose session is stored, and the ledger; ``number`` is the message's if known."""
    await uow.reveals.record(moved.connection, sender, slots, now)
    message = Message(
        session=moved.id,
        number=number,
        kind=MessageKind.PROPOSAL,
        sender=sender,
        sent_at=now,
        key=f"proposal:{moved.round}",
        slots=slots,
        reason=reason,
        grant_versions=(pair.one.grant.version, pair.two.grant.version),
    )
    return await uow.messages.add(message)


async def require_same_ground(uow: UnitOfWork, ground: Ground, after: Pair, now: int) -> None:
    """Read the ledger and raise StaleVersion when what was found no longer stands on what was read: look again."""
    count, _ = await uow.reveals.count(after.connection.id, ground.presser, now - REVEALED_SECONDS)
    check_same_ground(ground, after, count)


def check_same_ground(ground: Ground, after: Pair, count: int) -> None:
    """Raise StaleVersion when a grant or the connection was edited since, or the same side revealed more slots.

    ``count`` is how many the ledger holds now.
    """
    if _standing(ground.pair) != _standing(after):
        raise StaleVersion(what="grant")
    if count > REVEALED_MOST - ground.left:
        raise StaleVersion(what="reveals")


def _standing(pair: Pair) -> tuple[str, int, int, int]:
    """Return what moves with every edit of the connection or of a grant."""
    return pair.connection.id, pair.connection.version, pair.one.grant.version, pair.two.grant.version
