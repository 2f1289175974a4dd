"""The menus of forms: lengths, notice, buffers, limits, places, time zones, each with words instead of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from zoneinfo import available_timezones

from core.domain.people import Place
from handlers.parsing.settings import SLACK_ZONE
from handlers.render.elements import Option
from handlers.render.rights import PLACE_WORDS
from handlers.render.text import counted
from handlers.render.times import duration, is_zone, zone_label
from handlers.values import INHERIT, NONE

NOTICE = (0, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320, 10080)
LENGTHS = (15, 20, 25, 30, 45, 50, 60, 90, 120, 180, 240, 480)
BUFFERS = (0, 5, 10, 15, 20, 30, 45, 60, 90, 120)
HORIZONS = (7, 14, 21, 28, 42, 60)
CAPS = (1, 2, 3, 4, 5, 7, 10, 20)
REMINDERS = (5, 10, 15, 30, 60)
DIGESTS = (420, 450, 480, 510, 540, 570, 600)

_CONTINENTS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip


def minutes_words(minutes: int) -> str:
    """Say a length for a menu; nothing at all is "none"."""
    return duration(minutes) if minutes else "none"


def days_words(days: int) -> str:
    """Say a number of days for a menu."""
    return counted(days, "day")


def week_words(count: int) -> str:
    """Say a limit per week for a menu."""
    return f"{count} a week"


def number_options(values: Iterable[int], words: Callable[[int], str], current: int | None = None) -> list[Option]:
    """Return a menu of numbers in order; the current one is among them even if it is unusual."""
    every = sorted({*values, *(() if current is None else (current,))})
    return [Option(str(value), words(value)) for value in every]


def inherited(options: Iterable[Option], words: str) -> list[Option]:
    """Put "as in my settings" first, with what that is."""
    return [Option(INHERIT, f"As in my settings ({words})"), *options]


def place_options(none: str = "No preference") -> list[Option]:
    """Return the menu of places."""
    named = [Option(place.value, words[0].upper() + words[1:]) for place, words in PLACE_WORDS.items()]
    return [Option(NONE, none), *named]


def place_words(place: Place | None) -> str:
    """Say a preferred place; none is "no preference"."""
    return PLACE_WORDS[place] if place else "no preference"


@lru_cache(maxsize=1)
def known_zones() -> tuple[str, ...]:
    """Return every zone named after a place, in order."""
    return tuple(sorted(name for name in available_timezones() if name.split("/")[0] in _CONTINENTS and "/" in name))


def zone_groups(first: Option, current: str | None) -> list[tuple[str, list[Option]]]:
    """Return the menu of zones by continent, at most 100 in a group; ``first`` and the current one come first."""
    top = [first] + ([Option(current, f"{zone_label(current)} ({current})")] if current and is_zone(current) else [])
    groups: list[tuple[str, list[Option]]] = [("Now", top)]
    names = [name for name in known_zones() if name != current]
    for continent in _CONTINENTS:
        options = [
            Option(name, name.split("/", 1)[1].replace("_", " ").replace("/", ", "))
            for name in names
            if name.startswith(f"{continent}/")
        ]
        for start in range(0, len(options), 100):
            part = options[start : start + 100]
            span = f" ({part[0].label[0]}–{part[-1].label[0]})" if len(options) > 100 else ""
            groups.append((f"{continent}{span}", part))
    return groups


def slack_zone_option(slack_zone: str) -> Option:
    """Return the choice of following Slack's zone."""
    return Option(SLACK_ZONE, f"As in Slack ({zone_label(slack_zone)})")
