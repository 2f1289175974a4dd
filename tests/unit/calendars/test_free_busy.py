"""Free/busy and the list of calendars: asked in pieces that miss nothing, believed only without a gap."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.google import calendar_list, freebusy
from core.calendars.google.replies import Garbled
from core.domain.errors import CalendarGone
from core.domain.ids import AccountId
from core.scheduling.intervals import Interval

NOON = 1_893_499_200
HOUR = 3_600
SLOT = Interval(NOON, NOON + HOUR)
ME = AccountId("g-1")


@given(
    start=st.integers(0, 10**9),
    length=st.integers(1, 400 * 86_400),
    count=st.integers(1, 120),
)
def test_pieces_cover_the_question_exactly(start: int, length: int, count: int) -> None:
    """Every calendar is asked about every second once, within Google's limits."""
    span = Interval(start, start + length)
    names = [f"c{number}" for number in range(count)]
    pieces = list(freebusy.pieces(names, span))
    assert all(len(some) <= 50 and part.length <= 31 * 86_400 for some, part in pieces)
    for name in (names[0], names[-1]):
        mine = [part for some, part in pieces if name in some]
        assert mine[0].start == span.start
        assert mine[-1].end == span.end
        assert all(one.end == after.start for one, after in pairwise(mine))


def _busy(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an answer
    return {
        "timeMin": "2030-01-01T12:00:00.000Z",
        "timeMax": "2030-01-01T13:00:00.000Z",
        "calendars": {"a": {"busy": [{"start": "2030-01-01T12:00:00Z", "end": "2030-01-01T12:30:00Z"}]}},
        **more,
    }


def test_busy_time_as_google_tells_it() -> None:
    """One span, and an empty list is free."""
    assert freebusy.answer(_busy(), ["a"], SLOT, ME) == [Interval(NOON, NOON + 1800)]
    assert freebusy.answer(_busy(calendars={"a": {"busy": []}}), ["a"], SLOT, ME) == []


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "<html>",
        {},
        _busy(calendars=None),
        _busy(calendars={}),
        _busy(calendars={"a": {}}),
        _busy(calendars={"a": {"busy": None}}),
        _busy(calendars={"a": {"busy": [{}]}}),
        _busy(calendars={"a": {"busy": [{"start": "2030-01-01T12:00:00Z"}]}}),
        _busy(calendars={"a": {"busy": [{"start": "2030-01-01T13:00:00Z", "end": "2030-01-01T12:00:00Z"}]}}),
        _busy(calendars={"a": {"busy": [], "errors": [{"reason": "internalError"}]}}),
        _busy(calendars={"a": {"busy": [], "errors": [{"reason": "notFound"}, {"reason": "other"}]}}),
        _busy(calendars={"a": {"busy": [], "errors": 7}}),
        _busy(timeMin="2030-01-01T12:10:00Z"),
        _busy(timeMax="2030-01-01T12:50:00Z"),
    ],
)
def test_a_gap_in_the_answer_is_never_free(answer: object) -> None:
    """Missing, failed, shortened, upside down: nothing of it reads as an empty calendar."""
    with pytest.raises(Garbled):
        freebusy.answer(answer, ["a"], SLOT, ME)


def test_an_unknown_calendar_is_gone() -> None:
    """Google's word for it is an error entry inside a 200."""
    with pytest.raises(CalendarGone):
        freebusy.answer(_busy(calendars={"a": {"errors": [{"reason": "notFound"}]}}), ["a"], SLOT, ME)


def test_a_calendar_with_another_data_owner_is_not_writable() -> None:
    """The owner's role alone is not ownership."""
    entries: list[dict[str, object]] = [
        {"id": "b@group", "accessRole": "owner", "dataOwner": "boss@example.com", "summary": "B"},
        {"id": "c@group", "accessRole": "owner", "dataOwner": "me@example.com", "summaryOverride": "Mine"},
        {"id": "me@example.com", "accessRole": "owner", "primary": True, "timeZone": "Europe/Paris"},
    ]
    listed = calendar_list.in_order(entries)
    assert [(one.id, one.can_write) for one in listed] == [
        ("me@example.com", True),
        ("b@group", False),
        ("c@group", True),
    ]
    assert [one.title for one in listed] == ["me@example.com", "B", "Mine"]
    with pytest.raises(Garbled):
        calendar_list.in_order([{}])
    with pytest.raises(Garbled):
        calendar_list.page({"items": "?"})
