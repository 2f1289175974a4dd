"""Read a message or view as a person would: every visible word, every button that can be pressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.views import SlackView

Shown = SlackMessage | SlackView


def words(shown: Shown) -> str:
    """All text that is drawn, top to bottom, one piece a line; not the values behind it."""
    title = [shown.title_text] if isinstance(shown, SlackView) else []
    return "\n".join([*title, *_texts(list(shown.blocks))])


def _texts(node: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON node
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn"}:
            yield node["text"]
            return
        for name, value in node.items():
            if name not in {"initial_option", "initial_options", "option_groups", "confirm"}:
                yield from _texts(value)


def buttons(shown: Shown) -> list[str]:
    """The labels of all buttons, in order."""
    return [element["text"]["text"] for element in _elements(list(shown.blocks)) if element.get("type") == "button"]


def action_ids(shown: Shown) -> set[str]:
    """The action ids of everything that can be pressed."""
    return {element["action_id"] for element in _elements(list(shown.blocks))}


def _elements(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON node
    if isinstance(node, list):
        for item in node:
            yield from _elements(item)
    elif isinstance(node, dict):
        if "action_id" in node:
            yield node
        for value in node.values():
            yield from _elements(value)


def place_of(shown: Shown, label: str) -> tuple[str, str]:
    """The action id and block id of the first button of that label. Raises LookupError naming those there are."""
    for block in shown.blocks:
        for element in _elements(block):
            if element.get("type") == "button" and element["text"]["text"] == label:
                return str(element["action_id"]), str(block["block_id"])
    raise LookupError(f"no button {label!r}; there are {buttons(shown)}")


def spoken_place(shown: Shown, spoken: str) -> tuple[str, str]:
    """The action id and block id of the button that a screen reader calls so. Raises LookupError."""
    for block in shown.blocks:
        for element in _elements(block):
            if element.get("accessibility_label") == spoken:
                return str(element["action_id"]), str(block["block_id"])
    raise LookupError(spoken)


def url_of(shown: Shown, label: str) -> str:
    """Where a link button leads. Raises LookupError."""
    for element in _elements(list(shown.blocks)):
        if element.get("type") == "button" and element["text"]["text"] == label:
            return str(element["url"])
    raise LookupError(label)


def options(shown: Shown, action_id: str) -> list[str]:
    """The values that a menu offers, in order, in whatever groups."""
    found: list[str] = []
    for element in _elements(list(shown.blocks)):
        if element["action_id"] == action_id:
            groups = element.get("option_groups") or [{"options": element.get("options", [])}]
            found += [option["value"] for group in groups for option in group["options"]]
    return found
