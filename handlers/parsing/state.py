"""Reading ``view.state.values``: what a person entered, by field, whatever kind of element it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.ids import Field

State = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""``view["state"]["values"]``: block_id → action_id → the element's state."""


def _element(state: State, name: Field) -> Mapping[str, Any]:
    return state.get(name.value, {}).get(name.value, {})


def has(state: State, name: Field) -> bool:
    """Whether the form showed this field at all."""
    return bool(_element(state, name))


def text(state: State, name: Field) -> str:
    """Return what was typed, without surrounding space."""
    value = _element(state, name).get("value")
    return value.strip() if isinstance(value, str) else ""


def choice(state: State, name: Field) -> str:
    """Return the value of the one option chosen; "" when none is."""
    option = _element(state, name).get("selected_option")
    return str(option.get("value", "")) if isinstance(option, Mapping) else ""


def choices(state: State, name: Field) -> tuple[str, ...]:
    """Return the values of all options chosen."""
    options = _element(state, name).get("selected_options")
    if not isinstance(options, list):
        return ()
    return tuple(str(option.get("value", "")) for option in options if isinstance(option, Mapping))


def user(state: State, name: Field) -> str | None:
    """Return the Slack id of the person chosen."""
    value = _element(state, name).get("selected_user")
    return value if isinstance(value, str) and value else None


def minute_of_day(state: State, name: Field) -> int | None:
    """Return a chosen time ("HH:MM") as minutes after midnight."""
    value = _element(state, name).get("selected_time")
    if not isinstance(value, str):
        return None
    hours, _, minutes = value.partition(":")
    if not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        return None
    found = int(hours) * 60 + int(minutes)
    return found if int(hours) < 24 and int(minutes) < 60 else None


def whole(value: str) -> int | None:
    """Read a choice that stands for a whole number; None when it doesn't."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None
