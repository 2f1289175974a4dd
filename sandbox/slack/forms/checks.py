"""What a Slack client checks before it sends a form: required fields, lengths, numbers, addresses.

Apart because these refusals never reach the app, and a person sees them beside the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.slack.forms.elements import STATE_FIELD, Spot, spots

REQUIRED = "Please complete this required field."
LINK = re.compile(r"^https?://\S+$")
ADDRESS = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def refusals(blocks: Iterable[dict[str, Any]], values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Tell, by block_id, what a client would complain about before sending `values`."""
    found = {}
    for spot in spots(blocks):
        if spot.is_input and spot.type in STATE_FIELD:
            complaint = _complaint(spot, values[spot.block_id][spot.action_id][STATE_FIELD[spot.type]])
            if complaint:
                found[spot.block_id] = complaint
    return found


def _complaint(spot: Spot, value: object) -> str | None:
    if value in (None, "", []):
        return None if spot.block.get("optional") else REQUIRED
    if spot.type in WRITTEN:
        return WRITTEN[spot.type](spot.element, str(value))
    limit = spot.element.get("max_selected_items")
    if limit and isinstance(value, list) and len(value) > limit:
        return f"You can select up to {limit} items."
    return None


def _length(element: Mapping[str, Any], value: str) -> str | None:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    return None


def _number(element: Mapping[str, Any], value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    number = float(value)
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _address(_: Mapping[str, Any], value: str) -> str | None:
    return None if ADDRESS.match(value) else "Please enter a valid email address."


def _link(_: Mapping[str, Any], value: str) -> str | None:
    return None if LINK.match(value) else "Please enter a valid URL."


WRITTEN: dict[str, Callable[[Mapping[str, Any], str], str | None]] = {
    "plain_text_input": _length,
    "number_input": _number,
    "email_text_input": _address,
    "url_text_input": _link,
}
