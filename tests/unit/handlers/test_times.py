"""Times are said in the reader's zone, with the other's beside it, and never two slots alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scheduling.intervals import Interval
from handlers.render.choices import known_zones
from handlers.render.times import (
    Wall,
    clock,
    duration,
    instant,
    instant_words,
    notice_words,
    phrase_words,
    slot_labels,
    slot_words,
    stamp,
    time_of_day,
    wall,
    zone_label,
)
from tests.unit.handlers.worlds import NEW_YORK, NOW, PARIS, slot


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    """Return an instant in UTC."""
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


def test_both_zones_are_shown_where_they_differ() -> None:
    """The reader's time comes first, the other's start beside it."""
    assert slot_words(slot(), PARIS, NEW_YORK) == "Tue 24 Nov 15:00–15:45 (Paris) · 09:00 (New York)"
    assert slot_words(slot(), NEW_YORK, PARIS) == "Tue 24 Nov 09:00–09:45 (New York) · 15:00 (Paris)"


def test_only_one_zone_is_shown_where_clocks_agree_or_the_other_is_unknown() -> None:
    """Berlin tells the same time as Paris, and an unknown zone is not guessed."""
    assert slot_words(slot(), PARIS, "Europe/Berlin") == "Tue 24 Nov 15:00–15:45 (Paris)"
    assert slot_words(slot(), PARIS, None) == "Tue 24 Nov 15:00–15:45 (Paris)"


def test_the_other_side_of_midnight_names_its_day() -> None:
    """Where it is another day there, the day is said; a slot over midnight says the day it ends."""
    assert slot_words(slot(), PARIS, "Asia/Tokyo").endswith("· 23:00 (Tokyo)")
    assert slot_words(slot(0, 3), PARIS, "Asia/Tokyo").endswith("· Wed 25 Nov 02:00 (Tokyo)")
    late = Interval(at(2026, 11, 24, 22, 30), at(2026, 11, 24, 23, 30))
    assert slot_words(late, PARIS) == "Tue 24 Nov 23:30–Wed 25 Nov 00:30 (Paris)"


def test_the_hour_that_comes_twice_says_which() -> None:
    """When the clocks go back, 02:30 needs its offset, and so do the buttons."""
    first = Interval(at(2026, 10, 25, 0, 30), at(2026, 10, 25, 1, 0))
    second = Interval(at(2026, 10, 25, 1, 30), at(2026, 10, 25, 2, 0))
    assert slot_words(first, PARIS).endswith("(Paris, UTC+2)")
    assert slot_words(second, PARIS).endswith("(Paris, UTC+1)")
    assert slot_labels([first, second], PARIS) == ["Sun 25 Oct 2026 02:30 UTC+2", "Sun 25 Oct 2026 02:30 UTC+1"]


def test_buttons_are_short_until_that_would_be_ambiguous() -> None:
    """A weekday and a time are enough, unless another slot has the same."""
    assert slot_labels([slot(), slot(1)], PARIS) == ["Tue 15:00", "Wed 15:00"]
    assert slot_labels([slot(), slot(7), slot(1)], PARIS) == ["Tue 24 Nov 15:00", "Tue 1 Dec 15:00", "Wed 15:00"]


@given(
    st.lists(st.integers(NOW, NOW + 40_000_000).map(lambda start: start // 900 * 900), unique=True, max_size=20),
    st.sampled_from(known_zones()),
)
def test_no_two_slots_ever_share_a_label(starts: list[int], zone: str) -> None:
    """In every zone, over every change of clocks, each slot's label is its own."""
    labels = slot_labels([Interval(start, start + 900) for start in starts], zone)
    assert len(set(labels)) == len(starts)


def test_an_instant_is_drawn_by_slack_and_readable_without_it() -> None:
    """The fallback names the zone."""
    words = instant(at(2026, 11, 24, 14, 0), PARIS)
    assert words == "<!date^1795528800^\u200b{date_short_pretty} at {time}|Tue 24 Nov 15:00 (Paris)>"
    assert stamp(1795528800, PARIS) == words.replace("\u200b", "")
    assert instant_words(1795528800, NEW_YORK) == "Tue 24 Nov 09:00 (New York)"
    assert clock(1795528800, "Asia/Kathmandu") == "19:45"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (2880, "2 days"),
    ],
)
def test_lengths_in_words(minutes: int, words: str) -> None:
    """A length is said the way people say it."""
    assert duration(minutes) == words


def test_notice_in_words() -> None:
    """The apostrophe stands where it belongs."""
    assert [notice_words(0), notice_words(60), notice_words(240)] == ["no notice", "1 hour's notice", "4 hours' notice"]


def test_zones_are_called_by_their_city() -> None:
    """No underscore and no continent."""
    assert [zone_label("America/New_York"), zone_label("America/Argentina/Buenos_Aires"), zone_label("UTC")] == [
        "New York",
        "Buenos Aires",
        "UTC",
    ]


def test_minutes_after_midnight_as_a_clock() -> None:
    """Minutes past 24 hours are the next morning."""
    assert [time_of_day(0), time_of_day(510), time_of_day(1500)] == ["00:00", "08:30", "01:00"]


AMERICAN = wall(NEW_YORK, "en-US")


def test_the_language_decides_how_a_clock_is_read() -> None:
    """Americans say 3 PM, everybody else 15:00; a zone alone doesn't tell."""
    assert Wall(NEW_YORK, is_twelve=True) == AMERICAN
    assert wall(NEW_YORK, "en-GB") == wall(NEW_YORK, "") == Wall(NEW_YORK)
    assert [time_of_day(minute, twelve=True) for minute in (0, 59, 720, 780, 1439)] == [
        "12:00 AM",
        "12:59 AM",
        "12:00 PM",
        "1:00 PM",
        "11:59 PM",
    ]


def test_twelve_hours_everywhere() -> None:
    """Line, button, sentence and the other's time beside it speak alike; a half of the day is said once."""
    assert slot_words(slot(), AMERICAN, PARIS) == "Tue 24 Nov 9:00–9:45 AM (New York) · 3:00 PM (Paris)"
    noon = slot(0, 2, 75)
    assert slot_words(noon, AMERICAN) == "Tue 24 Nov 11:00 AM–12:15 PM (New York)"
    assert slot_labels([slot()], AMERICAN) == ["Tue 9:00 AM"]
    assert instant_words(slot().start, AMERICAN) == "Tue 24 Nov 9:00 AM (New York)"
    late = Interval(at(2026, 11, 25, 4, 30), at(2026, 11, 25, 5, 30))
    assert slot_words(late, AMERICAN) == "Tue 24 Nov 11:30 PM–Wed 25 Nov 12:30 AM (New York)"


def test_what_was_understood_is_repeated_in_the_readers_manner() -> None:
    """The asker's phrase keeps its zone; only its clock changes."""
    phrase = "Thu 3 Dec, 12:00–24:00, at 09:30 (Paris)"
    assert phrase_words(phrase, wall(PARIS, "fr-FR")) == phrase
    assert phrase_words(phrase, AMERICAN) == "Thu 3 Dec, 12:00 PM–12:00 AM, at 9:30 AM (Paris)"
