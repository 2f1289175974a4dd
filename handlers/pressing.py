"""Decode a press: the value of the button or the choice of a menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain.errors import BadInput
from handlers.asker import Asker


def value_or_nothing(asker: Asker) -> str:
    """Return what the pressed element carries, a button's value or the chosen option's; "" when it carries nothing."""
    actions = asker.body.get("actions") or ()
    pressed: Mapping[str, Any] = actions[0] if actions else {}
    option = pressed.get("selected_option")
    value = pressed.get("value") or (option.get("value") if isinstance(option, Mapping) else None)
    return value if isinstance(value, str) else ""


def value_of(asker: Asker) -> str:
    """Return what the pressed element carries. Raises BadInput."""
    value = value_or_nothing(asker)
    if not value:
        raise BadInput(field="value", reason="malformed")
    return value


async def only_acknowledged(asker: Asker) -> None:
    """Do nothing: the button opened an address, and Slack has been answered."""
    del asker
