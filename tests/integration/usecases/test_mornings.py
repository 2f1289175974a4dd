"""Reminders and the morning digest: each person's own time, told once, never after it is of use."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.errors import BadInput
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.scopes import BOOK_ON_CONFIRM
from core.scheduling.intervals import Interval
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.digest import send_digests
from core.usecases.outbox import claim_notices
from core.usecases.reminding import remind
from core.usecases.settings import save_settings
from core.usecases.terms import Terms
from core.usecases.views import NoticeView
from tests.support.people import DAY, MINUTE, at, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
PARIS = "Europe/Paris"
MEETING = at("2026-12-08 15:00", PARIS)


@pytest.fixture
async def met(world: World) -> World:
    """Alice and Bob meet on Tuesday the 8th, 15:00 in Paris, 09:00 in New York."""
    await world.link("alice")
    await world.link("bob")
    await world.connect(mine=Terms(BOOK_ON_CONFIRM), theirs=Terms(BOOK_ON_CONFIRM))
    await meet(world, MEETING)
    return world


async def meet(world: World, start: int) -> SessionId:
    window = (Interval(start, start + 45 * MINUTE),)
    view = await world.propose(window=window, phrase=str(start))
    booked = await world.book("alice", view.session.id, view.slots[0].slot)
    assert booked.session.booked_slot == window[0]
    return view.session.id


async def prefers(world: World, name: str, **wishes: object) -> None:
    settings = replace((await world.person(name)).settings, **wishes)  # type: ignore[arg-type]  # fields of settings
    await save_settings(world.deps, person=key_of(name), settings=settings, time_zone=None)


def go_to(world: World, instant: int) -> None:
    world.forward(instant - world.now)


async def told(world: World, kind: NoticeKind) -> list[tuple[str, str]]:
    """Deliver; who got a new message of this kind."""
    return [one for one in await world.deliver() if one[1] == kind.value]


async def test_each_is_reminded_as_long_before_as_they_set(met: World) -> None:
    """Once, however often the job ticks; who wants none gets none."""
    await prefers(met, "bob", reminder_minutes=60)
    go_to(met, MEETING - 60 * MINUTE - 1)
    assert await remind(met.deps) == 0
    go_to(met, MEETING - 60 * MINUTE)
    assert (await remind(met.deps), await remind(met.deps)) == (1, 0)
    assert await told(met, NoticeKind.REMINDER) == [("bob", "reminder")]
    go_to(met, MEETING - 10 * MINUTE)
    assert await remind(met.deps) == 1
    assert await told(met, NoticeKind.REMINDER) == [("alice", "reminder")]
    second = await meet(met, MEETING + 2 * DAY)
    await prefers(met, "bob", reminder_minutes=None)
    await prefers(met, "alice", muted=frozenset({"reminder"}))
    go_to(met, MEETING + 2 * DAY - 5 * MINUTE)
    assert await remind(met.deps) == 0
    assert not [one for one in await met.notices("alice") if one.session == second and one.kind is NoticeKind.REMINDER]


async def test_nobody_is_reminded_of_what_has_begun_or_was_canceled(met: World) -> None:
    """Not when nothing ran in time, not by a message that waited, not of a meeting that is off."""
    go_to(met, MEETING - MINUTE)
    assert await remind(met.deps) == 2
    go_to(met, MEETING)
    assert await remind(met.deps) == 0
    assert await told(met, NoticeKind.REMINDER) == []
    assert await claim_notices(met.deps, limit=10) == ()


async def test_a_canceled_meeting_is_nobodys(met: World) -> None:
    """Neither before the reminder nor while it waits to be delivered."""
    other = await meet(met, MEETING + DAY)
    session = next(one.session for one in await met.notices("alice") if one.kind is NoticeKind.BOOKED)
    go_to(met, MEETING - 10 * MINUTE)
    assert await remind(met.deps) == 2
    assert session is not None
    await cancel_meeting(met.deps, person=ALICE, session=session)
    assert await told(met, NoticeKind.REMINDER) == []
    await cancel_meeting(met.deps, person=BOB, session=other)
    go_to(met, MEETING + DAY - 10 * MINUTE)
    assert await remind(met.deps) == 0


async def test_a_silent_calendar_keeps_nobody_waiting(met: World) -> None:
    """The last look at the calendars is a help, not a condition."""
    met.fault("error", "get", times=None)
    go_to(met, MEETING - 10 * MINUTE)
    assert await remind(met.deps) == 2


async def test_a_meeting_in_quiet_hours_is_reminded_of(met: World) -> None:
    """Less than two hours away nothing is held back."""
    await prefers(met, "alice", quiet_from_minute=0, quiet_until_minute=1439)
    go_to(met, MEETING - 10 * MINUTE)
    assert await remind(met.deps) == 2
    assert await told(met, NoticeKind.REMINDER) == [("alice", "reminder"), ("bob", "reminder")]


async def test_two_replicas_remind_once(met: World) -> None:
    """Whoever looks first tells; the key of the notice settles a draw."""
    go_to(met, MEETING - 5 * MINUTE)
    rival = met.rival()
    await asyncio.gather(remind(met.deps), remind(rival), remind(rival))
    assert await told(met, NoticeKind.REMINDER) == [("alice", "reminder"), ("bob", "reminder")]


async def test_a_reminder_is_within_its_range(met: World) -> None:
    """A length of time that no reminder could have is refused."""
    for minutes in (0, 121):
        with pytest.raises(BadInput):
            await prefers(met, "bob", reminder_minutes=minutes)


async def morning(world: World) -> list[tuple[str, str]]:
    """Let every replica look, twice; who has a digest."""
    rival = world.rival()
    for _ in range(2):
        await asyncio.gather(send_digests(world.deps), send_digests(rival))
    return await told(world, NoticeKind.DIGEST)


async def test_a_day_with_something_in_it_begins_with_a_digest(met: World) -> None:
    """At 08:30 of each one's own clock, once; what it says is read when it is told."""
    await morning(met)
    go_to(met, at("2026-12-08 08:29", PARIS))
    assert await morning(met) == []
    go_to(met, at("2026-12-08 08:30", PARIS))
    assert await send_digests(met.deps) == 1
    (view,) = await claimed(met)
    assert view.digest is not None
    assert [one.session.booked_slot for one in view.digest.meetings] == [Interval(MEETING, MEETING + 45 * MINUTE)]
    assert (view.digest.waiting_count, view.digest.done) == (0, ())
    met.forward(2 * MINUTE)
    assert await morning(met) == [("alice", "digest")]
    go_to(met, at("2026-12-08 08:30", "America/New_York"))
    assert await morning(met) == [("bob", "digest")]
    go_to(met, at("2026-12-09 08:30", PARIS))
    assert await morning(met) == []


async def claimed(world: World) -> list[NoticeView]:
    return [one for one in await claim_notices(world.deps, limit=20) if one.notice.kind is NoticeKind.DIGEST]


async def test_what_waits_is_a_reason_too(pair: World) -> None:
    """A question alone makes a digest; put off, it doesn't."""
    pair.deps = replace(pair.deps, timing=replace(pair.deps.timing, session_time_to_live=3 * DAY))
    await morning(pair)
    await pair.propose()
    go_to(pair, at("2026-12-02 08:30", "America/New_York"))
    await send_digests(pair.deps)
    (view,) = await claimed(pair)
    assert view.digest is not None
    assert [one.notice.kind for one in view.digest.waiting] == [NoticeKind.SLOTS_FOR_YOU]


async def test_no_digest_comes_late_or_unasked(met: World) -> None:
    """After four hours it is no morning any more; switched off is off; a changed time counts at once."""
    await morning(met)
    await prefers(met, "bob", digest=False)
    go_to(met, at("2026-12-08 13:00", PARIS))
    assert await morning(met) == []
    await meet(met, MEETING + DAY)
    await prefers(met, "alice", digest_minute=600)
    go_to(met, at("2026-12-09 09:59", PARIS))
    assert await morning(met) == []
    go_to(met, at("2026-12-09 10:00", PARIS))
    assert await morning(met) == [("alice", "digest")]
    await prefers(met, "alice", digest_minute=660)
    go_to(met, at("2026-12-09 11:00", PARIS))
    assert await morning(met) == []


async def test_the_clock_changing_neither_loses_nor_doubles_one(world: World) -> None:
    """On a day of 23 hours the digest of 02:30 comes once; on one of 25 hours, too."""
    await prefers(world, "alice", digest_minute=150, quiet_from_minute=0, quiet_until_minute=0)
    await morning(world)
    for day, hours in (("2027-03-28", 23), ("2027-10-31", 25)):
        go_to(world, at(f"{day} 00:00", PARIS))
        await world.invite("priya", "alice")
        found = []
        for _ in range(hours * 2):
            found += [one for one in await morning(world) if one[0] == "alice"]
            world.forward(30 * MINUTE)
        assert found == [("alice", "digest")]
