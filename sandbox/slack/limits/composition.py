"""Composition objects: texts, options, confirmations, filters.

Apart from elements because every element is made of them.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.limits.shapes import (
    Check,
    Shape,
    Spot,
    choice,
    exactly_one,
    flag,
    items,
    one_of,
    string,
)

ID = string(1, 255)
URL = string(1, 3000, r"\S+")


def plain(high: int, low: int = 1) -> Check:
    """A `plain_text` object of `low` to `high` characters."""
    return one_of({"plain_text": Shape({"text": string(low, high)}, {"emoji": flag})})


def text(high: int) -> Check:
    """A `plain_text` or `mrkdwn` object of 1 to `high` characters; each has its own flag."""
    return one_of(
        {
            "plain_text": Shape({"text": string(1, high)}, {"emoji": flag}),
            "mrkdwn": Shape({"text": string(1, high)}, {"verbatim": flag}),
        }
    )


CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)

DISPATCH = Shape(
    {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 1, 2)},
)

FILTER = Shape(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    lambda value, spot: None if value else spot.report("too_few_items", "a filter needs a condition"),
)

SLACK_FILE = Shape({}, {"id": ID, "url": URL}, exactly_one("id", "url"))

_VALUE = {"value": string(1, 150)}
SELECT_OPTION = Shape({"text": plain(75)} | _VALUE, {"description": plain(75)})
BOX_OPTION = Shape({"text": text(75)} | _VALUE, {"description": text(75)})
OVERFLOW_OPTION = Shape({"text": plain(75)} | _VALUE, {"description": plain(75), "url": URL})


def _distinct(value: list[Any], spot: Spot) -> None:
    seen = set()
    for index, option in enumerate(value):
        key = option["value"]
        if key in seen:
            spot.at(index).report("duplicate_value", f"duplicate option value: {key}")
        seen.add(key)


def options(option: Check, low: int, high: int) -> Check:
    """An array of options whose values differ."""
    array = items(option, low, high)

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        before = len(spot.problems)
        array(value, spot)
        if len(spot.problems) == before:
            _distinct(value, spot)

    return check


GROUPS = items(Shape({"label": plain(75), "options": options(SELECT_OPTION, 1, 100)}), 1, 100)


def zone(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
    """An IANA time zone."""
    try:
        ZoneInfo(value)
    except (ValueError, TypeError, OSError, KeyError):
        spot.report("bad_format", "must be an IANA time zone")
