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
from tests.unit.handlers.worlds import NOW, PARIS

ZONE = " (Paris)"


def read(text: str, now: int = NOW, zone: str = PARIS, length: int = 45) -> When:
    """Read a phrase on Wednesday 18 November 2026, 10:00 in Paris."""
    return read_when(text, now=now, zone=zone, length_minutes=length)


TABLE: tuple[tuple[str, str, int], ...] = (
    # phrase, what the card repeats, how many stretches of time that is
    ("today", "Wed 18 Nov", 1),
    ("tomorrow", "Thu 19 Nov", 1),
    ("TOMORROW", "Thu 19 Nov", 1),
    ("the day after tomorrow", "Fri 20 Nov", 1),
    ("tuesday", "Tue 24 Nov", 1),
    ("on Tue", "Tue 24 Nov", 1),
    ("wednesday", "Wed 25 Nov", 1),
    ("thursday", "Thu 19 Nov", 1),
    ("this friday", "Fri 20 Nov", 1),
    ("next friday", "Fri 27 Nov", 1),
    ("this week", "Wed 18 Nov – Sun 22 Nov", 1),
    ("later this week", "Thu 19 Nov – Sun 22 Nov", 1),
    ("next week", "Mon 23 Nov – Sun 29 Nov", 1),
    ("early next week", "Mon 23 Nov – Tue 24 Nov", 1),
    ("end of next week", "Thu 26 Nov – Fri 27 Nov", 1),
    ("the week after next", "Mon 30 Nov – Sun 6 Dec", 1),
    ("the week of 3 Dec", "Mon 30 Nov – Sun 6 Dec", 1),
    ("in two weeks", "Mon 30 Nov – Sun 6 Dec", 1),
    ("in 3 days", "Sat 21 Nov", 1),
    ("this month", "Wed 18 Nov – Mon 30 Nov", 1),
    ("next month", "Tue 1 Dec – Thu 31 Dec", 1),
    ("this weekend", "Sat 21 Nov – Sun 22 Nov", 1),
    ("3 Dec", "Thu 3 Dec", 1),
    ("3rd of December", "Thu 3 Dec", 1),
    ("December 3rd", "Thu 3 Dec", 1),
    ("Thu, 3 Dec", "Thu 3 Dec", 1),
    ("2026-12-03", "Thu 3 Dec", 1),
    ("the 3rd", "Thu 3 Dec", 1),
    ("24/11", "Tue 24 Nov", 1),
    ("11/24", "Tue 24 Nov", 1),
    ("2 Jan", "Sat 2 Jan", 1),
    ("3 Dec 2027", "Fri 3 Dec 2027", 1),
    ("3-5 Dec", "Thu 3 Dec – Sat 5 Dec", 1),
    ("3 Dec to 5 Dec", "Thu 3 Dec – Sat 5 Dec", 1),
    ("30 Nov until 2 Dec", "Mon 30 Nov – Wed 2 Dec", 1),
    ("Mon-Wed", "Mon 23 Nov – Wed 25 Nov", 1),
    ("tuesday or thursday", "Thu 19 Nov, Tue 24 Nov", 2),
    ("tue or thu next week", "Tue 24 Nov, Thu 26 Nov", 2),
    ("next week tue and thu", "Tue 24 Nov, Thu 26 Nov", 2),
    ("friday or next week", "Fri 20 Nov, Mon 23 Nov – Sun 29 Nov", 2),
    ("mondays", "Mondays", 8),
    ("weekdays", "weekdays", 9),
    ("weekends", "weekends", 9),
    ("mondays until 3 Jan", "Mondays within Mon 23 Nov – Mon 28 Dec", 6),
    ("weekdays 3 Dec to 8 Dec", "Thu 3 Dec – Fri 4 Dec, Mon 7 Dec – Tue 8 Dec", 2),
    ("any day except weekends", "weekdays", 9),
    ("morning", "any day, 06:00–12:00", 60),
    ("tomorrow afternoon", "Thu 19 Nov, 12:00–18:00", 1),
    ("this afternoon", "Wed 18 Nov, 12:00–18:00", 1),
    ("tonight", "Wed 18 Nov, 17:00–22:00", 1),
    ("next week afternoons", "Mon 23 Nov – Sun 29 Nov, 12:00–18:00", 7),
    ("tomorrow at 3", "Thu 19 Nov, at 15:00", 1),
    ("tomorrow at 3pm", "Thu 19 Nov, at 15:00", 1),
    ("tomorrow 15:00", "Thu 19 Nov, at 15:00", 1),
    ("tomorrow at 03:00", "Thu 19 Nov, at 03:00", 1),
    ("17h tomorrow", "Thu 19 Nov, at 17:00", 1),
    ("tomorrow half past 3", "Thu 19 Nov, at 15:30", 1),
    ("tomorrow at quarter to 4", "Thu 19 Nov, at 15:45", 1),
    ("tomorrow noon", "Thu 19 Nov, at 12:00", 1),
    ("tomorrow at 3 or 4", "Thu 19 Nov, at 15:00, at 16:00", 2),
    ("tuesday after 3pm", "Tue 24 Nov, 15:00–24:00", 1),
    ("tuesday before 11", "Tue 24 Nov, 00:00–11:00", 1),
    ("tuesday between 2 and 4", "Tue 24 Nov, 14:00–16:00", 1),
    ("tuesday from 14:00 to 16:30", "Tue 24 Nov, 14:00–16:30", 1),
    ("tuesday 2-3pm", "Tue 24 Nov, 14:00–15:00", 1),
    ("tuesday 11-1pm", "Tue 24 Nov, 11:00–13:00", 1),
    ("tuesday 9-5", "Tue 24 Nov, 09:00–17:00", 1),
    ("tuesday 10 to 2", "Tue 24 Nov, 10:00–14:00", 1),
    ("tuesday 10pm-2am", "Tue 24 Nov, 22:00–02:00", 1),
    ("tuesday after 2 before 5", "Tue 24 Nov, 14:00–17:00", 1),
    ("tuesday afternoon after 3", "Tue 24 Nov, 15:00–18:00", 1),
    ("tuesday not before 10", "Tue 24 Nov, 10:00–24:00", 1),
    ("tuesday no later than 3pm", "Tue 24 Nov, 00:00–15:00", 1),
    ("by friday", "Wed 18 Nov – Fri 20 Nov", 1),
    ("before friday", "Wed 18 Nov – Thu 19 Nov", 1),
    ("next week after wednesday", "Thu 26 Nov – Sun 29 Nov", 1),
    ("next week except friday", "Mon 23 Nov – Thu 26 Nov, Sat 28 Nov – Sun 29 Nov", 2),
    ("next week, not Monday or Tuesday", "Wed 25 Nov – Sun 29 Nov", 1),
    ("this week not tomorrow", "Wed 18 Nov, Fri 20 Nov – Sun 22 Nov", 2),
    ("next week no mornings", "Mon 23 Nov – Sun 29 Nov, 00:00–06:00, 12:00–24:00", 8),
    ("in 2 hours", "Wed 18 Nov, 12:00–24:00", 1),
    ("in half an hour", "Wed 18 Nov, 10:30–24:00", 1),
    ("any time", "any day", 0),
    ("mon 9-11 or wed 14:00-16:00", "Mon 23 Nov, Wed 25 Nov, 09:00–11:00, 14:00–16:00", 4),
)


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


@pytest.mark.parametrize("phrase", ["tuesday after 5pm before 3pm", "tomorrow not tomorrow", "tuesday 2-3pm not 2-3pm"])
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
    ],
)
def test_what_was_not_understood_is_handed_back(phrase: str, leftover: str) -> None:
    """Unknown words and dates that could be two days are told, never guessed."""
    assert read(phrase).leftover == leftover


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
morning afternoon evening noon after before at between from to until by not except or and , - in on the
3 12 9-5 2-3pm 14:00 10:30 3pm 17h 3rd 24/11 2026-12-03 2 weeks days hours early end of dec 3 jan 31
"""
WORDS = st.sampled_from(VOCABULARY.split())
PHRASES = st.one_of(
    st.lists(WORDS, max_size=9).map(" ".join), st.text(max_size=60), st.sampled_from([row[0] for row in TABLE])
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
