"""Time phrases: what each means in the asker's zone, and the laws that hold for any text, zone and day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.scheduling.intervals import Interval
from handlers.parsing.problems import Problem
from handlers.parsing.when import When, read_when
from handlers.render.choices import known_zones
from tests.unit.handlers.phrases import TABLE
from tests.unit.handlers.worlds import NOW, PARIS

ZONE = " (Paris)"


def read(text: str, now: int = NOW, zone: str = PARIS, length: int = 45) -> When:
    """Read a phrase on Wednesday 18 November 2026, 10:00 in Paris."""
    return read_when(text, now=now, zone=zone, length_minutes=length)


@pytest.mark.parametrize(("phrase", "understood", "count"), TABLE, ids=[row[0] for row in TABLE])
def test_a_phrase_means_what_people_mean(phrase: str, understood: str, count: int) -> None:
    """The card repeats days and times in full, and nothing of the phrase is left over."""
    found = read(phrase)
    assert (found.phrase, found.leftover, found.problem) == (understood + ZONE, "", None)
    assert len(found.window) == count


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("next week", (23, 0, 0), (30, 0, 0)),
        ("tomorrow afternoon", (19, 12, 0), (19, 18, 0)),
        ("tomorrow at 3", (19, 15, 0), (19, 15, 45)),
        ("today", (18, 10, 0), (19, 0, 0)),
        ("this morning", (18, 10, 0), (18, 12, 0)),
        ("tuesday 10pm-2am", (24, 22, 0), (25, 2, 0)),
    ],
)
def test_a_phrase_becomes_instants_of_the_askers_clock(
    phrase: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    """Days and hours are those of Paris, a start lasts as long as the meeting, and the past is cut off."""

    def at(day: int, hour: int, minute: int) -> int:
        return int(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(PARIS)).timestamp())

    assert read(phrase).window == (Interval(at(*start), at(*end)),)


@pytest.mark.parametrize(
    "phrase",
    [
        "yesterday",
        "last tuesday",
        "last week",
        "today 9am",
        "today before 9",
        "this monday",
        "2025-12-03",
        "1 Jan 2026",
    ],
)
def test_the_past_is_refused(phrase: str) -> None:
    """What lies behind has no window, and says so: an empty window alone would mean any time."""
    assert (read(phrase).window, read(phrase).problem) == ((), Problem.NO_TIME_LEFT)


@pytest.mark.parametrize(
    "phrase",
    ["tuesday after 5pm before 3pm", "tomorrow not tomorrow", "tuesday 2-3pm not 2-3pm", "tuesday morning at 3pm"],
)
def test_what_rules_itself_out_is_refused(phrase: str) -> None:
    """A phrase that leaves nothing is a problem rather than no restriction."""
    assert read(phrase).problem is Problem.NO_TIME_LEFT


@pytest.mark.parametrize(
    ("phrase", "leftover"),
    [
        ("nxt week", "nxt week"),
        ("tomorrow with cake", "with cake"),
        ("3/4", "3 4"),
        ("31 Feb", "31 Feb"),
        ("25:00", "25:00"),
        ("12", "12"),
        ("tomorrow 🎉", "🎉"),
        ("fri 3 dec", "fri"),
        ("friday, 2026-12-03", "friday,"),
        ("Dec 3rd and mon 24/11", "mon"),
        ("mon the 3rd", "mon"),
        ("3 dec friday", "friday"),
        ("15.10", "15 .10"),
        ("3.12.", "3 .12."),
        ("24.12.2026", "24 .12.2026"),
        ("between mon 9am and wed 5pm", "between"),
        ("next week except friday afternoon", "except"),
    ],
)
def test_what_was_not_understood_is_handed_back(phrase: str, leftover: str) -> None:
    """Unknown words and dates that could be two days are told, never guessed."""
    assert read(phrase).leftover == leftover


def test_hours_from_now_may_reach_into_the_next_day() -> None:
    """In the last minute before midnight "in 2 hours" begins with the next day rather than at no time at all."""
    late = int(datetime(2026, 11, 18, 21, 59, 30, tzinfo=ZoneInfo(PARIS)).timestamp())
    assert read("in 2 hours", now=late).phrase == f"Thu 19 Nov, 00:00–24:00{ZONE}"


def test_a_long_text_is_no_phrase() -> None:
    """Nobody types a time in 600 characters, nor one that it takes 600 characters to say."""
    assert read("tomorrow " * 100).window == ()
    endless = "Thu 19 Nov, " * 20 + "weekdays within 1 Dec – 1 Nov 2027 or 3 Nov 2027"
    assert read(endless).leftover == endless


def test_a_quiet_hour_that_does_not_exist_is_not_offered() -> None:
    """Between two and three on the night the clocks go forward there is no time at all."""
    night = int(datetime(2027, 3, 27, 12, 0, tzinfo=ZoneInfo(PARIS)).timestamp())
    assert read("tomorrow 02:00-03:00", now=night).problem is Problem.NO_TIME_LEFT
    assert read("tomorrow 01:30-03:30", now=night).window[0].length == 3600


def test_the_hour_that_comes_twice_counts_twice() -> None:
    """Between two and three on the night the clocks go back there are two hours."""
    night = int(datetime(2026, 10, 24, 12, 0, tzinfo=ZoneInfo(PARIS)).timestamp())
    assert read("tomorrow 02:00-03:00", now=night).window[0].length == 7200


VOCABULARY = """
today tomorrow monday tue wednesday thursdays fri sat sunday weekend weekdays next this last week month
morning afternoon evening noon any-time any-day after before at between from to until by not except or and , - in on the
3 12 9-5 2-3pm 14:00 10:30 3pm 17h 3rd 24/11 2026-12-03 2 weeks days hours early end of dec 3 jan 31
"""
WORDS = st.sampled_from(VOCABULARY.split())
KNOWN = st.sampled_from([row[0] for row in TABLE])
PHRASES = st.one_of(
    st.lists(WORDS, max_size=12).map(" ".join),
    st.text(max_size=60),
    KNOWN,
    st.lists(KNOWN, min_size=2, max_size=4).map(" or ".join),
)
INSTANTS = st.integers(NOW, NOW + 400 * 86_400)
ZONES = st.sampled_from([PARIS, "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])


@given(PHRASES, INSTANTS, ZONES, st.sampled_from([15, 30, 45, 480]))
@example("tuesday 20:00-10:00", NOW, PARIS, 45)
@example("tomorrow 9-5 or 3 to 10:30", NOW, PARIS, 45)
def test_the_echo_says_the_same_again(phrase: str, now: int, zone: str, length: int) -> None:
    """What the card repeats, typed as it stands, means the same instants and the same words."""
    found = read(phrase, now, zone, length)
    if found.phrase and found.problem is None:
        again = read(found.phrase, now, zone, length)
        assert (again.window, again.phrase, again.leftover) == (found.window, found.phrase, "")


@given(PHRASES, INSTANTS, ZONES)
def test_no_window_ever_lies_in_the_past(phrase: str, now: int, zone: str) -> None:
    """Every stretch begins now or later; they are in order and don't touch; a problem has none."""
    found = read(phrase, now, zone)
    assert all(one.start >= now for one in found.window)
    assert all(one.end < two.start for one, two in zip(found.window, found.window[1:], strict=False))
    assert not (found.problem and found.window)


@given(PHRASES, INSTANTS)
def test_something_asked_for_is_never_silently_anything(phrase: str, now: int) -> None:
    """No window and no problem means that nothing restricted the time."""
    found = read(phrase, now)
    if not found.window and found.problem is None:
        assert found.phrase in {"", f"any day{ZONE}"}


@given(st.sampled_from(known_zones()), st.integers(0, 400), st.sampled_from(["tomorrow", "tomorrow afternoon"]))
def test_every_zone_and_every_day(zone: str, days: int, phrase: str) -> None:
    """In every zone, on every change of clocks, the window's walls are the local day's and hours'."""
    now = NOW + days * 86_400
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    for one in read(phrase, now, zone).window:
        for at in (one.start, one.end - 1):
            there = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
            assert there.date() == local
            assert phrase == "tomorrow" or 12 <= there.hour < 18
