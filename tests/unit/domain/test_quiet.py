"""Quiet hours: when a message may disturb, in every zone and on every day the clock is changed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.domain.notices import NEEDS_ANSWER, OWN_DM, NoticeKind, due_at, has_own_dm
from core.domain.nudging import can_be_nudged, next_nudge
from tests.unit.domain.values import NOW, person, settings

ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia")
HOUR = 3_600
DAY = 24 * HOUR


def at(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-12-01 19:59", "2026-12-01 19:59"),
        ("2026-12-01 20:00", "2026-12-02 08:00"),
        ("2026-12-01 23:59", "2026-12-02 08:00"),
        ("2026-12-02 00:00", "2026-12-02 08:00"),
        ("2026-12-02 07:59", "2026-12-02 08:00"),
        ("2026-12-02 08:00", "2026-12-02 08:00"),
        ("2026-03-28 22:00", "2026-03-29 08:00"),  # the night of the spring change
        ("2026-10-24 22:00", "2026-10-25 08:00"),  # the night of the autumn change
    ],
)
def test_a_message_waits_for_the_morning(now: str, due: str) -> None:
    """From eight in the evening to eight in the morning by the reader's clock, also when it is changed that night."""
    assert due_at(settings(), "Europe/Paris", at(now, "Europe/Paris")) == at(due, "Europe/Paris")


def test_a_meeting_soon_is_told_at_night() -> None:
    """Less than two hours before it begins nothing holds it back."""
    midnight = at("2026-12-02 00:00", "Europe/Paris")
    assert due_at(settings(), "Europe/Paris", midnight, meeting_start=midnight + 2 * HOUR - 1) == midnight
    assert due_at(settings(), "Europe/Paris", midnight, meeting_start=midnight + 3 * HOUR) > midnight


def test_what_is_told_of_a_meeting_never_comes_after_it() -> None:
    """Booked at night for half past seven: the morning would be too late, so it is told two hours before it begins."""
    evening, early = at("2026-12-01 21:00", "Europe/Paris"), at("2026-12-02 07:30", "Europe/Paris")
    assert due_at(settings(), "Europe/Paris", evening, meeting_start=early) == early - 2 * HOUR
    assert due_at(settings(), "Europe/Paris", evening, meeting_start=early + DAY) == early + HOUR // 2


def test_quiet_hours_can_be_switched_off_or_lie_in_the_day() -> None:
    """The same minute twice means none; a siesta is held back like a night."""
    never = settings(quiet_from_minute=0, quiet_until_minute=0)
    assert due_at(never, "Europe/Paris", NOW) == NOW
    siesta = settings(quiet_from_minute=13 * 60, quiet_until_minute=15 * 60)
    noon = at("2026-12-02 14:00", "Europe/Paris")
    assert due_at(siesta, "Europe/Paris", noon) == at("2026-12-02 15:00", "Europe/Paris")
    assert due_at(siesta, "Europe/Paris", noon - 2 * HOUR) == noon - 2 * HOUR


@given(
    some.integers(1_767_225_600, 1_830_297_600),
    some.sampled_from(ZONES),
    some.integers(0, 1439),
    some.integers(0, 1439),
)
def test_never_in_quiet_hours_and_never_lost(now: int, zone: str, start: int, until: int) -> None:
    """A message is held back by less than a day and an hour, and what is due then is due at once."""
    held = settings(quiet_from_minute=start, quiet_until_minute=until)
    due = due_at(held, zone, now)
    assert now <= due <= now + 25 * HOUR
    if due > now:
        minute = datetime.fromtimestamp(due, ZoneInfo(zone))
        # A quiet end that the clock skips that night is told an hour later by the wall.
        assert (minute.hour * 60 + minute.minute - until) % 1440 <= 60


def test_what_needs_an_answer_can_not_be_muted() -> None:
    """Every other kind can be switched off, and nothing gets a message that the contract doesn't name."""
    muted = settings(muted=frozenset(kind.value for kind in NoticeKind))
    loud = {kind for kind in NoticeKind if has_own_dm(kind, muted)}
    assert loud == NEEDS_ANSWER - {NoticeKind.SLOTS_FOR_YOU}
    assert {kind for kind in NoticeKind if has_own_dm(kind, settings())} == OWN_DM
    assert NoticeKind.SLOTS_FOR_YOU not in OWN_DM


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        ((20, 8), "2026-12-01 12:00"),
        ((11, 14), "2026-12-01 14:00"),
        ((10, 18), "2026-12-02 09:00"),  # the nudge wouldn't leave before 18:00, when they have gone home
        ((9, 17), None),
        ((8, 8), "2026-12-01 12:00"),
    ],
)
def test_a_nudge_comes_at_work_and_outside_quiet_hours(quiet: tuple[int, int], expected: str | None) -> None:
    """Asked at midnight for a day: at noon, unless that is quiet; then at the next moment that is neither."""
    minutes = settings(quiet_from_minute=quiet[0] * 60, quiet_until_minute=quiet[1] * 60)
    alice = person(settings=minutes)
    now, until = at("2026-12-01 00:00", "Europe/Paris"), at("2026-12-02 00:00", "Europe/Paris")
    if quiet == (10, 18):
        now, until = now + 12 * HOUR, until + 12 * HOUR
    found = next_nudge(alice, sent=0, now=now, expires_at=until)
    assert found == (None if expected is None else at(expected, "Europe/Paris"))
    assert found is None or can_be_nudged(alice, found)
