"""What waits for an answer: put off with *Not now*, called to mind at most twice, at work, exactly once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.errors import NotParticipant, SessionExpired
from core.domain.notices import Notice, NoticeKind
from core.domain.nudging import Snooze
from core.domain.people import Settings
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionKind
from core.usecases.cancel import cancel_session
from core.usecases.counter import counter_propose, list_mutual_times
from core.usecases.home import read_home
from core.usecases.inbox import list_notices
from core.usecases.more_times import more_times
from core.usecases.nudging import nudge
from core.usecases.pause import pause
from core.usecases.read_session import read_session
from core.usecases.settings import save_settings
from core.usecases.snooze import snooze, unsnooze
from core.usecases.terms import Terms
from core.usecases.views import SessionView
from tests.support.people import DAY, HOUR, MINUTE, at, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
NEW_YORK = "America/New_York"


async def not_now(world: World, name: str, view: SessionView, until: Snooze = Snooze.HOUR) -> SessionView:
    return await snooze(world.deps, person=key_of(name), session=view.session.id, until=until)


async def waits(world: World, name: str) -> int:
    """How much is in somebody's "needs you": in the inbox and in App Home alike."""
    count = (await list_notices(world.deps, person=key_of(name))).needs_you
    home = await read_home(world.deps, person=key_of(name))
    assert (len(home.needs_you), home.needs_you_count) == (count, count)
    return count


async def nudges(world: World, name: str) -> list[Notice]:
    return [one for one in await world.notices(name) if one.kind is NoticeKind.NUDGE]


async def tick(world: World, seconds: int, step: int = 15 * MINUTE) -> list[int]:
    """Let time pass as the job ticks; returns when somebody was nudged."""
    told = []
    for _ in range(seconds // step):
        world.forward(step)
        if await nudge(world.deps):
            told.append(world.now)
    return told


async def test_not_now_hides_it_for_an_hour_then_asks_once(pair: World) -> None:
    """Needs-you, the card and one message agree; then it waits again, and is not called to mind any more."""
    view = await pair.propose()
    await pair.deliver()
    put_off = await not_now(pair, "bob", view)
    assert put_off.snoozed_until == pair.now + HOUR
    assert await waits(pair, "bob") == 0
    pair.edits.clear()
    await pair.deliver()
    assert ("bob", "card") in pair.edits
    assert await tick(pair, HOUR - 15 * MINUTE) == []
    assert await tick(pair, 30 * MINUTE) == [view.session.created_at + HOUR]
    assert await pair.deliver() == [("bob", "nudge")]
    assert await waits(pair, "bob") == 1
    seen = await read_session(pair.deps, viewer=BOB, session=view.session.id)
    assert seen.snoozed_until is None
    assert await tick(pair, 20 * HOUR, HOUR) == []


async def test_tomorrow_is_the_next_working_morning(pair: World) -> None:
    """In the person's own zone and hours; who works Fridays only is asked on Friday, if the session lasts."""
    pair.deps = replace(pair.deps, timing=replace(pair.deps.timing, session_time_to_live=6 * DAY))
    view = await pair.propose()
    put_off = await not_now(pair, "bob", view, Snooze.TOMORROW)
    assert put_off.snoozed_until == at("2026-12-02 09:00", NEW_YORK)


async def test_it_never_outlasts_the_session(pair: World) -> None:
    """With a quarter of an hour left there is still time to answer after a snooze of an hour."""
    view = await pair.propose()
    left = view.session.expires_at - pair.now
    pair.forward(left - 20 * MINUTE)
    put_off = await not_now(pair, "bob", view)
    assert put_off.snoozed_until == view.session.expires_at - 5 * MINUTE
    pair.forward(30 * MINUTE)
    with pytest.raises(SessionExpired):
        await not_now(pair, "bob", view)


async def test_anything_else_ends_it(pair: World) -> None:
    """Taking it back, new slots, the end: what was put off is never called to mind then."""
    view = await pair.propose()
    await not_now(pair, "bob", view)
    back = await unsnooze(pair.deps, person=BOB, session=view.session.id)
    assert back.snoozed_until is None
    assert await waits(pair, "bob") == 1
    await not_now(pair, "bob", view)
    await cancel_session(pair.deps, person=ALICE, session=view.session.id)
    assert await tick(pair, 2 * HOUR) == []
    assert await nudges(pair, "bob") == []


async def test_only_ones_own_wait_is_put_off(pair: World) -> None:
    """The other's needs-you is untouched; nothing of mine waits on a card I only watch; a stranger has no part."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    assert (await not_now(pair, "bob", view)).snoozed_until is None
    assert await waits(pair, "alice") == 1
    await not_now(pair, "alice", view)
    assert await waits(pair, "alice") == 0
    with pytest.raises(NotParticipant):
        await not_now(pair, "priya", view)


async def test_silence_is_called_to_mind_twice_at_work(pair: World) -> None:
    """First in the middle of the time left, then before it ends, in the receiver's working hours."""
    pair.deps = replace(pair.deps, timing=replace(pair.deps.timing, session_time_to_live=3 * DAY))
    view = await pair.propose()
    told = await tick(pair, 3 * DAY, 30 * MINUTE)
    assert told == [at("2026-12-03 09:00", NEW_YORK), at("2026-12-03 16:00", NEW_YORK)]
    assert [one.facts["about"] for one in await nudges(pair, "bob")] == ["slots_for_you"] * 2
    assert await nudges(pair, "alice") == []
    assert view.session.expires_at == at("2026-12-04 09:30", NEW_YORK)


async def test_an_answer_ends_the_nudges_and_what_they_said(pair: World) -> None:
    """Nothing is called to mind that was answered meanwhile, and a message that did so is redrawn."""
    view = await pair.propose()
    told = await tick(pair, 12 * HOUR)
    assert len(told) == 1
    await pair.deliver()
    pair.edits.clear()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    (called,) = await nudges(pair, "bob")
    assert called.resolved_at == pair.now
    await pair.deliver()
    assert ("bob", "nudge") in pair.edits


async def test_who_is_paused_or_wants_none_is_left_alone(pair: World) -> None:
    """A pause silences nudges; so does switching the kind off."""
    await pair.propose()
    await pause(pair.deps, person=BOB)
    assert await tick(pair, DAY) == []
    await pair.connect("priya", "bob", theirs=Terms(BOOK_ON_CONFIRM))
    await save_settings(pair.deps, person=ALICE, settings=Settings(muted=frozenset({"nudge"})), time_zone=None)
    await pair.invite("priya", "alice")
    assert await tick(pair, 6 * DAY, HOUR) == []


async def test_an_invite_is_called_to_mind(world: World) -> None:
    """Twice within its week, and not once it is answered."""
    await world.invite("alice", "bob")
    told = await tick(world, 7 * DAY, HOUR)
    assert len(told) == 2
    assert {one.facts["about"] for one in await nudges(world, "bob")} == {"invite_received"}


async def test_times_to_look_at_wait_for_nobody(pair: World) -> None:
    """A session that only finds times tells whoever sees them, each round, and never awaits or calls to mind."""
    view = await pair.propose(kind=SessionKind.PROPOSAL_ONLY)
    pair.forward(MINUTE)
    await more_times(pair.deps, person=ALICE, session=view.session.id)
    pair.forward(MINUTE)
    listed = await list_mutual_times(pair.deps, person=BOB, session=view.session.id)
    await counter_propose(pair.deps, person=BOB, session=view.session.id, slots=listed.slots[:1])
    assert (await waits(pair, "alice"), await waits(pair, "bob")) == (0, 0)
    assert await tick(pair, 2 * DAY, HOUR) == []
    assert (await pair.inbox("bob")).count(NoticeKind.TIMES_FOR_YOU) == 2
    assert (await pair.inbox("alice")).count(NoticeKind.TIMES_FOR_YOU) == 1


async def test_two_replicas_ask_once(pair: World) -> None:
    """However many look at the same moment."""
    view = await pair.propose()
    await not_now(pair, "bob", view)
    pair.forward(HOUR)
    rival = pair.rival()
    assert sorted(await asyncio.gather(nudge(pair.deps), nudge(rival), nudge(pair.deps), nudge(rival))) == [0, 0, 0, 1]
    assert len(await nudges(pair, "bob")) == 1
