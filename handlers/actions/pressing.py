"""Decode a press: the value of the button, the choice of a menu, the fields of the form around it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core.domain.errors import BadInput
from handlers.asker import Asker

ActionWork = Callable[[Asker], Awaitable[None]]


def value_of(asker: Asker) -> str:
    """Return what the pressed element carries: a button's value, or the chosen option's. Raises BadInput."""
    actions = asker.body.get("actions") or ()
    pressed: Mapping[str, Any] = actions[0] if actions else {}
    option = pressed.get("selected_option")
    value = pressed.get("value") or (option.get("value") if isinstance(option, Mapping) else None)
    if not isinstance(value, str) or not value:
        raise BadInput(field="value", reason="malformed")
    return value


def value_or_nothing(asker: Asker) -> str:
    """Return the value if the element carries one, else an empty text."""
    actions = asker.body.get("actions") or ()
    return str(actions[0].get("value") or "") if actions else ""


def state_of(asker: Asker) -> Mapping[str, Any]:
    """Return the fields of the form the press came from, by block id."""
    view = asker.body.get("view") or {}
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    return values
