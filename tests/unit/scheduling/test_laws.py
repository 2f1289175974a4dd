"""What holds in every world: found by hypothesis, not chosen by us."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.scheduling.expansion import working
from core.scheduling.hours import WeeklyHours, Window
from core.scheduling.intervals import Interval, Spans
from core.scheduling.slots import Participant, Request, find, is_allowed, iter_slots
from tests.unit.scheduling.worlds import DAY, random_days, random_spans, random_world

SEEDS = st.integers(0, 10**9)
many = settings(max_examples=120, deadline=None)


@many
@given(SEEDS)
def test_no_slot_overlaps_a_buffered_busy_span_of_anybody(seed: int) -> None:
    people, request = random_world(seed)
    for slot in iter_slots(people, request):
        for one in people:
            spread = Interval(slot.start - one.rules.buffer_before, slot.end + one.rules.buffer_after)
            assert not any(spread.overlaps(busy) for busy in one.busy)


@many
@given(SEEDS)
def test_every_slot_lies_inside_hours_notice_and_horizon_of_everybody(seed: int) -> None:
    people, request = random_world(seed)
    for slot in iter_slots(people, request):
        for one in people:
            assert working(one.hours, slot.start, slot.end) == [(slot.start, slot.end)]
            assert slot.start - request.now >= one.rules.minimum_notice
            assert slot.end - request.now <= one.rules.horizon_days * DAY


@many
@given(SEEDS)
def test_every_slot_is_allowed_one_by_one(seed: int) -> None:
    people, request = random_world(seed)
    assert all(is_allowed(people, request, slot) == () for slot in iter_slots(people, request))


@many
@given(SEEDS)
def test_adding_busy_time_never_adds_slots(seed: int) -> None:
    people, request = random_world(seed)
    more = random_spans(random.Random(seed), request.now, 3, 5)
    busier = (replace(people[0], busy=(*people[0].busy, *more)), *people[1:])
    assert set(iter_slots(busier, request)) <= set(iter_slots(people, request))


@many
@given(SEEDS)
def test_order_of_people_and_of_busy_spans_changes_nothing(seed: int) -> None:
    people, request = random_world(seed)
    chance = random.Random(seed)
    shuffled = [replace(one, busy=tuple(chance.sample(tuple(one.busy), len(one.busy)))) for one in people]
    chance.shuffle(shuffled)
    assert find(shuffled, request) == find(people, request)
    assert list(iter_slots(shuffled, request)) == list(iter_slots(people, request))


@many
@given(SEEDS)
def test_packed_busy_time_answers_as_the_intervals_do(seed: int) -> None:
    people, request = random_world(seed)
    packed = tuple(replace(one, busy=Spans.of((s.start, s.end) for s in one.busy)) for one in people)
    assert find(packed, request) == find(people, request)


@many
@given(SEEDS, st.integers(1, 9))
def test_shifting_everything_by_weeks_in_a_zone_without_changes_shifts_the_answer(seed: int, weeks: int) -> None:
    by = weeks * 7 * DAY
    chance = random.Random(seed)
    people, request = random_world(seed)
    zones = ("Asia/Kolkata", "UTC", "Asia/Tokyo")
    still = tuple(
        replace(
            one,
            hours=WeeklyHours(chance.choice(zones), random_days(chance)),
            preferred=None,
            rules=replace(one.rules, shortest=60),
        )
        for one in people
    )
    request = replace(request, zone="Asia/Kolkata")
    moved = find(tuple(later(one, by) for one in still), later_request(request, by))
    assert [shifted(offer.slot, by) for offer in find(still, request)] == [offer.slot for offer in moved]


@many
@given(SEEDS, st.integers(1, 30), st.integers(0, 1_000), st.integers(30, 1_440))
def test_shifting_by_days_shifts_the_answer_of_people_whose_days_are_alike(
    seed: int, days: int, opens: int, minutes: int
) -> None:
    by = days * DAY
    people, request = random_world(seed)
    alike = WeeklyHours("Asia/Kathmandu", ((Window(opens, opens + minutes),),) * 7)
    still = tuple(
        replace(one, hours=alike, preferred=None, rules=replace(one.rules, shortest=60, weekly_cap=None))
        for one in people
    )
    request = replace(request, zone="Asia/Kathmandu")
    moved = iter_slots([later(one, by) for one in still], later_request(request, by))
    assert [shifted(slot, by) for slot in iter_slots(still, request)] == list(moved)


def shifted(span: Interval, by: int) -> Interval:
    return Interval(span.start + by, span.end + by)


def all_shifted(spans: object, by: int) -> tuple[Interval, ...]:
    return tuple(shifted(span, by) for span in spans)  # type: ignore[attr-defined] # any iterable of spans


def later(one: Participant, by: int) -> Participant:
    return replace(
        one,
        busy=all_shifted(one.busy, by),
        meetings=all_shifted(one.meetings, by),
        holds=all_shifted(one.holds, by),
        movable=all_shifted(one.movable, by),
        known=one.known and shifted(one.known, by),
    )


def later_request(request: Request, by: int) -> Request:
    return replace(
        request,
        now=request.now + by,
        window=all_shifted(request.window, by),
        exclude=all_shifted(request.exclude, by),
    )
