"""A person's working hours as a value: seven days of windows in a zone, with exceptions by date.

Apart from ``hours``, which turns them into instants, so that the expansion can know the value without
the value knowing the expansion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from core.scheduling.errors import BadHours, BadOverride
from core.scheduling.public_holidays import check_region
from core.scheduling.windows import Days, Window, check_day, check_days, longest_run
from core.scheduling.zones import zone

_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Count a date's days since 1970-01-01."""
    return day.toordinal() - _EPOCH


@dataclass(frozen=True, slots=True)
class Override:
    """What is different on one local date.

    ``windows`` replaces the weekday's windows, ``()`` is a day off and None keeps them; ``zone``, an
    IANA name, is where the person is on that date, None is the home zone. An override also wins over
    a public holiday, unless it only changes the zone. Raises ``BadOverride`` when nothing would
    change, ``UnknownZone``, ``OverlappingWindows``.
    """

    day: date
    windows: tuple[Window, ...] | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        """Refuse what changes nothing or can't be meant; put the windows in order."""
        if type(self.day) is not date or (self.windows is None and self.zone is None):
            raise BadOverride(self.day)
        if self.zone is not None:
            zone(self.zone)
        if self.windows is not None:
            object.__setattr__(self, "windows", check_day(self.windows))


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """A person's working hours: seven days of windows, Monday first, in an IANA zone.

    ``overrides`` are kept sorted by date, one per date. ``holidays`` names a country or a part of one
    (``"DE"``, ``"DE-BY"``) whose public holidays are days off. Equal by value, cheap to hash.
    ``travels`` tells whether any override changes the zone, ``longest`` the longest unbroken working
    time of the weekly pattern in minutes, None when it never breaks.
    Raises ``BadHours`` and its kinds, ``UnknownZone``, ``UnknownCountry``.
    """

    zone: str
    days: Days
    overrides: tuple[Override, ...] = ()
    holidays: str | None = None
    travels: bool = field(init=False, repr=False, compare=False, default=False)
    longest: int | None = field(init=False, repr=False, compare=False, default=None)
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """Check everything once and bring it into its one normal form."""
        zone(self.zone)
        object.__setattr__(self, "days", check_days(self.days))
        ordered = tuple(sorted(self.overrides, key=lambda one: one.day))
        for before, after in pairwise(ordered):
            if before.day == after.day:
                raise BadOverride(after.day)
        object.__setattr__(self, "overrides", ordered)
        if self.holidays is not None:
            check_region(self.holidays)
        object.__setattr__(self, "travels", any(one.zone for one in ordered))
        object.__setattr__(self, "longest", longest_run(self.days))
        key = (self.zone, self.days, self.overrides, self.holidays)
        object.__setattr__(self, "_hash", hash(key))

    def __hash__(self) -> int:
        """Return the hash computed at construction: hours are looked up in every query."""
        return self._hash

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values, for storing; ``from_dict`` reads it back."""
        return {
            "zone": self.zone,
            "days": [_windows_out(day) for day in self.days],
            "overrides": [
                {
                    "day": one.day.isoformat(),
                    "windows": None if one.windows is None else _windows_out(one.windows),
                    "zone": one.zone,
                }
                for one in self.overrides
            ],
            "holidays": self.holidays,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> WeeklyHours:
        """Read what ``to_dict`` wrote; raise ``BadHours`` or what construction raises."""
        try:
            return cls(
                zone=stored["zone"],
                days=tuple(_windows_in(day) for day in stored["days"]),
                overrides=tuple(_override_in(one) for one in stored.get("overrides", ())),
                holidays=stored.get("holidays"),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise BadHours(stored) from error


def _windows_out(windows: tuple[Window, ...]) -> list[list[int]]:
    return [[window.start_minute, window.end_minute] for window in windows]


def _windows_in(stored: Any) -> tuple[Window, ...]:  # noqa: ANN401 - JSON from outside has any shape
    if not all(len(window) == 2 for window in stored):
        raise BadHours(stored)
    return tuple(Window(start, end) for start, end in stored)


def _override_in(stored: Mapping[str, Any]) -> Override:
    windows = stored.get("windows")
    try:
        day = date.fromisoformat(stored["day"])
    except ValueError as error:
        raise BadOverride(stored["day"]) from error
    return Override(day, None if windows is None else _windows_in(windows), stored.get("zone"))
