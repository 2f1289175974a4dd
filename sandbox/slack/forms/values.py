"""What an element holds: its initial state, what a person enters, and `state.values` of a whole form.

Apart from the walk over blocks; here a plain Python value becomes what Slack sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.slack.forms.elements import INITIAL_FIELD, LISTS, STATE_FIELD, Spot, options_of, spots

CHOICES = frozenset({"selected_option", "selected_options"})


class NotPossible(Exception):
    """What a person in a Slack client could not do: press what isn't there, choose what isn't offered."""


def initial(element: Mapping[str, Any]) -> dict[str, Any]:
    """Give the state an element has before anybody touches it."""
    name = STATE_FIELD[str(element["type"])]
    value = element.get(INITIAL_FIELD[name], [] if name in LISTS else None)
    state: dict[str, Any] = {"type": element["type"], name: value}
    if element.get("timezone"):
        state["timezone"] = element["timezone"]
    return state


def state_values(
    blocks: Iterable[dict[str, Any]], typed: Mapping[tuple[str, str], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Give `state.values` of a form: by block_id, then action_id."""
    values: dict[str, dict[str, Any]] = {}
    for spot in spots(blocks):
        if spot.type in STATE_FIELD:
            state = typed.get((spot.block_id, spot.action_id))
            fits = state is not None and state["type"] == spot.type
            values.setdefault(spot.block_id, {})[spot.action_id] = state if fits else initial(spot.element)
    return values


def entered(spot: Spot, value: object) -> dict[str, Any]:
    """Turn what a person enters into the element's state.

    `value` is the bare value (text, an option's value or label, a list of them, an id, a date string, epoch
    seconds, None to empty it) or the state itself, as in `{"selected_option": {…}}`. Raises NotPossible
    when the element doesn't offer it.
    """
    name = STATE_FIELD[spot.type]
    if isinstance(value, Mapping) and name in value:
        value = value[name]
    if name in CHOICES and spot.type not in {"external_select", "multi_external_select"}:
        value = _chosen(spot, value, many=name in LISTS)
    elif name in LISTS:
        value = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    elif name == "value" and value is not None:
        value = str(value)
    return initial(spot.element) | {name: value}


def _chosen(spot: Spot, value: object, *, many: bool) -> object:
    if not many:
        return None if value is None else _option(spot, value)
    items = value if isinstance(value, list | tuple | set | frozenset) else [value]
    wanted = [_option(spot, item) for item in items if item is not None]
    return [option for option in options_of(spot.element) if option in wanted]


def _option(spot: Spot, wanted: object) -> dict[str, Any]:
    key = wanted.get("value") if isinstance(wanted, Mapping) else wanted
    for option in options_of(spot.element):
        if key in {option.get("value"), option["text"]["text"]}:
            return option
    offered = [option.get("value") for option in options_of(spot.element)]
    raise NotPossible(f"{spot.action_id} offers {offered}, not {key!r}")


def pressed(spot: Spot, value: object) -> dict[str, Any]:
    """Give what a press on a button or an overflow adds to its action."""
    if spot.type == "overflow":
        chosen = value.get("selected_option", value) if isinstance(value, Mapping) else value
        return {"selected_option": _option(spot, chosen)}
    if isinstance(value, Mapping):
        value = value.get("value")
    if value is not None and value != spot.element.get("value"):
        raise NotPossible(f"{spot.action_id} carries {spot.element.get('value')!r}, not {value!r}")
    return {str(name): spot.element[name] for name in ("text", "value", "style") if name in spot.element}
