"""*Suggest other times*: the receiver picks from what suits both, and that is a round of its own."""

from __future__ import annotations

import pytest

from core.domain.errors import (
    BadInput,
    NoRoundsLeft,
    NotParticipant,
    RevealLimit,
    SlotNotLive,
    SlotTaken,
    StaleVersion,
)
from core.domain.messages import MessageKind
from core.domain.notices import NoticeKind
from core.domain.quota import REVEALED_MOST
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.counter import PAGE, counter_propose, list_mutual_times
from core.usecases.read_session import read_session
from core.usecases.views import MutualTimes, SessionView
from tests.support.people import HOUR, NEXT_WEEK, at, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")


async def times(world: World, name: str, view: SessionView, skip: int = 0) -> MutualTimes:
    return await list_mutual_times(world.deps, person=key_of(name), session=view.session.id, skip=skip)


async def suggest(
    world: World, name: str, view: SessionView, *slots: Interval, version: int | None = None
) -> SessionView:
    return await counter_propose(world.deps, person=key_of(name), session=view.session.id, slots=slots, version=version)


async def test_the_receiver_suggests_what_suits_both(pair: World) -> None:
    """What is listed is new and free for both; what is suggested is a proposal of the receiver's to the asker."""
    pair.busy("alice", "2026-12-08 00:00", "2026-12-09 00:00")
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    listed = await times(pair, "bob", view)
    offered = {one.slot for one in view.slots}
    assert len(listed.slots) == PAGE
    assert list(listed.slots) == sorted(listed.slots)
    assert not offered & set(listed.slots)
    tuesday = Interval(at("2026-12-08 00:00", "Europe/Paris"), at("2026-12-09 00:00", "Europe/Paris"))
    assert not any(slot.overlaps(tuesday) for slot in listed.slots)
    moved = await suggest(pair, "bob", view, listed.slots[5], listed.slots[1], version=listed.view.session.version)
    assert [one.slot for one in moved.slots] == [listed.slots[1], listed.slots[5]]
    assert (moved.session.state, moved.session.accepted_slot) == (SessionState.NEGOTIATING, None)
    last = (await pair.messages(view.session.id))[-1]
    assert (last.kind, last.sender, last.reason) == (MessageKind.PROPOSAL, BOB, "suggested")
    alices = await pair.notices("alice")
    assert {one.kind: one.resolved_at is None for one in alices if one.session} == {
        NoticeKind.CONFIRMATION_NEEDED: False,
        NoticeKind.SLOTS_FOR_YOU: True,
    }
    assert (moved.can_counter, (await read_session(pair.deps, viewer=ALICE, session=view.session.id)).can_counter) == (
        False,
        True,
    )
    with pytest.raises(SlotNotLive):
        await pair.accept("bob", view.session.id, view.slots[0].slot)


async def test_a_page_goes_beyond_what_was_asked_for(pair: World) -> None:
    """When the asked window has no more, the next pages hold the rest of the horizon; each page is counted once."""
    monday = (Interval(at("2026-12-07 15:00", "Europe/Paris"), at("2026-12-07 17:00", "Europe/Paris")),)
    view = await pair.propose(window=monday)
    first = await times(pair, "bob", view)
    assert any(not slot.overlaps(monday[0]) for slot in first.slots)
    assert (first.more_after, first.left) == (PAGE, REVEALED_MOST - PAGE)
    assert (await times(pair, "bob", view)).left == REVEALED_MOST - PAGE
    second = await times(pair, "bob", view, skip=PAGE)
    assert not set(first.slots) & set(second.slots)
    assert second.left == REVEALED_MOST - 2 * PAGE


async def test_what_may_be_shown_runs_out(pair: World) -> None:
    """Sixty slots in seven days; what was listed can still be suggested afterwards."""
    view = await pair.propose(length_minutes=15)
    pages = [await times(pair, "bob", view, skip=skip) for skip in range(0, REVEALED_MOST, PAGE)]
    assert (pages[-1].left, pages[-1].more_after) == (0, None)
    with pytest.raises(RevealLimit):
        await times(pair, "bob", view, skip=REVEALED_MOST)
    assert (await times(pair, "bob", view)).slots == pages[0].slots
    moved = await suggest(pair, "bob", view, pages[2].slots[0])
    assert [one.slot for one in moved.slots] == [pages[2].slots[0]]


async def test_only_what_was_listed_can_be_suggested(pair: World) -> None:
    """Neither a slot made up nor one offered before; one to three of them."""
    view = await pair.propose()
    listed = (await times(pair, "bob", view)).slots
    unseen = Interval(NEXT_WEEK[0].start + 16 * HOUR, NEXT_WEEK[0].start + 16 * HOUR + 2700)
    for slots, refusal in (
        ((), BadInput),
        (listed[:4], BadInput),
        ((listed[0], listed[0]), BadInput),
        ((view.slots[0].slot,), SlotNotLive),
        ((unseen,), SlotNotLive),
    ):
        with pytest.raises(refusal):
            await suggest(pair, "bob", view, *slots)


async def test_a_time_that_was_taken_meanwhile_is_refused(pair: World) -> None:
    """Both calendars are read again when the times are sent."""
    view = await pair.propose()
    slot = (await times(pair, "bob", view)).slots[0]
    pair.account("alice").add_event(summary="Dentist", start=slot.start, end=slot.end)
    with pytest.raises(SlotTaken) as refused:
        await suggest(pair, "bob", view, slot)
    assert refused.value.facts["start"] == slot.start
    assert len(await pair.messages(view.session.id)) == 1


async def test_only_the_receiver_suggests_and_only_on_what_they_saw(pair: World) -> None:
    """The proposer has *More times*; a stranger has nothing; a card that moved on is no basis."""
    view = await pair.propose()
    with pytest.raises(StaleVersion):
        await times(pair, "alice", view)
    with pytest.raises(NotParticipant):
        await times(pair, "priya", view)
    listed = await times(pair, "bob", view)
    await suggest(pair, "bob", view, listed.slots[0], version=listed.view.session.version)
    with pytest.raises(StaleVersion):
        await suggest(pair, "bob", view, listed.slots[1], version=listed.view.session.version)


async def test_rounds_end(pair: World) -> None:
    """Five rounds are the most, whoever suggests."""
    view = await pair.propose()
    for name in ("bob", "alice", "bob", "alice"):
        listed = await times(pair, name, view)
        view = await suggest(pair, name, view, listed.slots[0])
    assert view.session.round == 5
    with pytest.raises(NoRoundsLeft):
        await times(pair, "bob", view)
