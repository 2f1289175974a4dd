"""Spans of time behave as sets of seconds do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scheduling.errors import BadInstant, EmptyInterval, NaiveDatetime
from core.scheduling.intervals import (
    LAST_INSTANT,
    Interval,
    Spans,
    clip,
    instant,
    intersect,
    merge,
    moment,
    subtract,
)

SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda pair: Interval(pair[0], sum(pair))), max_size=12
)


def seconds(spans: object) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}  # type: ignore[attr-defined] # any iterable of spans


def is_normal(spans: tuple[Interval, ...]) -> bool:
    return all(a.end < b.start for a, b in pairwise(spans))


@given(SPANS)
def test_merge_covers_the_same_seconds_and_nothing_touches(spans: list[Interval]) -> None:
    merged = merge(spans)
    assert seconds(merged) == seconds(spans)
    assert is_normal(merged)


@given(SPANS, SPANS)
def test_subtract_is_set_difference(left: list[Interval], right: list[Interval]) -> None:
    rest = subtract(left, right)
    assert seconds(rest) == seconds(left) - seconds(right)
    assert is_normal(rest)


@given(st.lists(SPANS, min_size=1, max_size=5))
def test_intersect_is_set_intersection_of_any_number(sets: list[list[Interval]]) -> None:
    shared = intersect(*sets)
    assert seconds(shared) == set.intersection(*map(seconds, sets))
    assert is_normal(shared)


def test_intersect_of_no_sets_is_nothing() -> None:
    assert intersect() == ()


@given(SPANS, st.integers(0, 70), st.integers(0, 70))
def test_clip_keeps_what_lies_inside(spans: list[Interval], low: int, high: int) -> None:
    assert seconds(clip(spans, low, high)) == {at for at in seconds(spans) if low <= at < high}


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5)])
def test_an_end_that_is_not_later_is_refused(start: int, end: int) -> None:
    with pytest.raises(EmptyInterval):
        Interval(start, end)
    with pytest.raises(EmptyInterval):
        Spans.of([(1, 2), (start, end)])


@pytest.mark.parametrize("wrong", [1.5, True, "7", None, datetime(2026, 1, 1, tzinfo=UTC), LAST_INSTANT + 1])
def test_anything_but_whole_reachable_seconds_is_refused(wrong: object) -> None:
    with pytest.raises(BadInstant):
        Interval(wrong, LAST_INSTANT + 2)  # type: ignore[arg-type] # the mistake under test
    with pytest.raises(BadInstant):
        Spans.of([(wrong, LAST_INSTANT + 2)])  # type: ignore[list-item] # the mistake under test


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(BadInstant):
        Spans((1,), (2, 3))


def test_a_datetime_without_zone_is_refused_and_an_aware_one_is_an_instant() -> None:
    aware = datetime(2026, 3, 1, 12, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    with pytest.raises(NaiveDatetime):
        instant(aware.replace(tzinfo=None))
    assert moment(instant(aware)) == aware.replace(microsecond=0)
    assert Interval.between(aware, aware + timedelta(minutes=1)).length == 60


def test_touching_is_not_overlapping() -> None:
    assert not Interval(0, 5).overlaps(Interval(5, 9))
    assert Interval(0, 6).overlaps(Interval(5, 9))


@given(SPANS)
def test_columns_hold_the_same_spans(spans: list[Interval]) -> None:
    packed = Spans.of((span.start, span.end) for span in spans)
    assert list(packed) == spans
    assert len(packed) == len(spans)
