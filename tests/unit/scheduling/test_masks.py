"""A stored mask answers as the calendar it was made of would, and never says free where nothing is known."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scheduling.errors import BadMask
from core.scheduling.hours import WeeklyHours, Window, default_hours
from core.scheduling.intervals import Interval, Spans
from core.scheduling.masks import QUANTUM, Mask, grid_bits, paint, read_bits
from core.scheduling.rules import Rules
from core.scheduling.slots import Participant, Request, find, free_windows, iter_slots
from core.scheduling.warm import mask_of, warmed
from tests.unit.scheduling import oracle
from tests.unit.scheduling.worlds import DAY, HOUR, MINUTE, ZONES, epoch, random_world

MONDAY = epoch(2027, 3, 8)
ALICE = Participant("alice", default_hours("Europe/London"), busy=(Interval(MONDAY + 9 * HOUR, MONDAY + 15 * HOUR),))
BOB = Participant("bob", default_hours("Europe/London"), Rules(buffer_before=300, buffer_after=900))
ASKED = Request(MONDAY, 30 * MINUTE)


@given(st.integers(0, 2**300))
def test_the_set_bits_are_read_in_order(bits: int) -> None:
    assert read_bits(bits) == [at for at in range(bits.bit_length()) if bits >> at & 1]


def test_few_bits_far_apart_are_read_in_order() -> None:
    assert read_bits(1 | 1 << 3_000 | 1 << 9_999) == [0, 3_000, 9_999]


@given(st.lists(st.tuples(st.integers(-900, 9_000), st.integers(1, 4_000)), max_size=1), st.integers(0, 20))
def test_free_time_shrinks_to_whole_quanta(pairs: list[tuple[int, int]], count: int) -> None:
    spans = [(start, start + length) for start, length in pairs]
    mask = paint(spans, 0, count + 1, 0)
    inside = {at for start, end in spans for at in range(start, end)}
    for bit in range(count + 1):
        whole = all(at in inside for at in range(bit * QUANTUM, (bit + 1) * QUANTUM))
        assert bool(mask.bits >> bit & 1) == whole


def test_a_mask_survives_being_stored() -> None:
    mask = mask_of(BOB, MONDAY, 16)
    assert Mask.from_bytes(mask.to_bytes()) == mask
    assert len(mask.to_bytes()) == 17 + 16 * 36
    assert mask.spans()[0] == (MONDAY + 9 * HOUR, MONDAY + 17 * HOUR)


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b + b"\0", lambda b: b"\2" + b[1:], lambda _: b""])
def test_a_damaged_blob_is_refused(damage: object) -> None:
    blob = mask_of(BOB, MONDAY, 16).to_bytes()
    with pytest.raises(BadMask):
        Mask.from_bytes(damage(blob))  # type: ignore[operator] # one of the lambdas above


@pytest.mark.parametrize(("base", "count", "bits"), [(1, 5, 0), (0, 0, 0), (0, 5, 32), (0, 5, -1)])
def test_a_mask_no_calendar_made_is_refused(base: int, count: int, bits: int) -> None:
    with pytest.raises(BadMask):
        Mask(base, count, bits, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"rules": Rules(buffer_before=600, buffer_after=900)},
        {"rules": Rules(buffer_before=300, buffer_after=900, count_holds=False)},
        {"hours": default_hours("Europe/Paris")},
    ],
)
def test_a_mask_made_for_other_hours_or_buffers_is_refused(changed: dict[str, object]) -> None:
    (warm,) = warmed((BOB,), MONDAY)
    with pytest.raises(BadMask):
        replace(warm, **changed)  # type: ignore[arg-type] # values fit their names
    assert replace(warm, rules=replace(BOB.rules, minimum_notice=0)).mask == warm.mask


def test_other_busy_time_makes_another_mask_and_the_same_makes_an_equal_one() -> None:
    more = replace(BOB, busy=(Interval(MONDAY + 10 * HOUR, MONDAY + 11 * HOUR),))
    assert mask_of(more, MONDAY, 16) != mask_of(BOB, MONDAY, 16)
    assert mask_of(replace(more, busy=Spans.of([(MONDAY + 10 * HOUR, MONDAY + 11 * HOUR)])), MONDAY, 16) == mask_of(
        more, MONDAY, 16
    )


def test_ranking_is_the_same_cold_and_warm() -> None:
    seen = 0
    for seed in range(120):
        people, request = random_world(seed)
        plain = tuple(replace(one, packing=False, focus=False) for one in people)
        if not request.allow_moves:
            cold = find(plain, request)
            assert find(warmed(plain, request.now), request) == cold, seed
            seen += len(cold)
    assert seen > 50


def test_masks_of_different_days_and_lengths_meet_where_all_speak() -> None:
    early = replace(ALICE, mask=mask_of(ALICE, MONDAY - 3 * DAY, 8))
    late = replace(BOB, mask=mask_of(BOB, MONDAY + DAY, 30))
    cold = [slot for slot in iter_slots((ALICE, BOB), ASKED) if MONDAY + DAY <= slot.start < MONDAY + 5 * DAY]
    assert list(iter_slots((early, late), ASKED)) == cold


def test_a_person_with_only_a_mask_is_never_free_outside_it() -> None:
    (warm,) = warmed((ALICE,), MONDAY)
    stored = replace(warm, busy=())
    for request in (ASKED, Request(MONDAY, 7 * MINUTE + 15 * MINUTE, step=60), replace(ASKED, step=60)):
        for people in ((stored,), (stored, BOB)):
            slots = list(iter_slots(people, request))
            assert slots
            assert set(slots) <= set(iter_slots((ALICE, *people[1:]), request))
            assert all(any(w.start <= s.start and s.end <= w.end for w in free_windows(people, request)) for s in slots)
    far = Request(MONDAY + 60 * DAY, 30 * MINUTE)
    assert list(iter_slots((stored,), far)) == []


def test_caps_hold_for_masked_people_too() -> None:
    met = (Interval(MONDAY + 9 * HOUR, MONDAY + 10 * HOUR),)
    people = (ALICE, replace(BOB, meetings=met, rules=Rules(weekly_cap=1)))
    cold = list(iter_slots(people, ASKED))
    assert list(iter_slots(warmed(people, MONDAY), ASKED)) == cold
    assert cold[0].start >= MONDAY + 7 * DAY


def test_the_grid_is_the_wall_clock_s_in_every_zone() -> None:
    chance = random.Random(4)
    for zone in (*chance.sample(ZONES, 12), "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham"):
        for base in (epoch(2027, 3, 27), epoch(2027, 10, 2)):
            for step in (900, 3_600):
                bits = grid_bits(base, 3 * 288, step, zone)
                asked = Request(base, 900, step=step, zone=zone)
                wanted = [at for at in range(3 * 288) if oracle.aligned(base + at * QUANTUM, asked)]
                assert bits is not None
                assert read_bits(bits) == wanted, (zone, step)


def test_a_step_or_zone_no_mask_can_express_goes_by_the_spans() -> None:
    always = Participant("a", WeeklyHours("UTC", ((Window(0, 1440),),) * 7), Rules(minimum_notice=0))
    warm = warmed((always,), MONDAY)
    assert grid_bits(MONDAY, 288, 60, "UTC") is None
    assert grid_bits(0, 288, 900, "Africa/Monrovia") is None
    request = Request(MONDAY, 15 * MINUTE, step=60)
    assert list(iter_slots(warm, request)) == list(iter_slots((always,), request))
