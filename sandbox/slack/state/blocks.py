"""What Slack fills in when an app leaves it out: ids of blocks and elements, flags of text objects.

Apart because apps meet these filled-in values in payloads and must not be surprised by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.slack.forms.elements import INTERACTIVE
from sandbox.slack.state.stamps import Stamps


def settled(blocks: Iterable[dict[str, Any]], stamps: Stamps) -> tuple[dict[str, Any], ...]:
    """Copy blocks with every `block_id`, `action_id`, `emoji` and `verbatim` that Slack adds."""
    done = []
    for block in blocks:
        copy = _settle(block, stamps)
        if "block_id" not in copy:
            copy = {"type": copy.get("type"), "block_id": stamps.short_id()} | copy
        done.append(copy)
    return tuple(done)


def settled_text(text: dict[str, Any] | None) -> dict[str, Any] | None:
    """Copy one text object with the flags that Slack adds."""
    return None if text is None else _flagged(dict(text))


def _settle(node: dict[str, Any], stamps: Stamps) -> dict[str, Any]:
    copy = {name: _value(value, stamps) for name, value in node.items()}
    nested = "elements" if node.get("type") == "carousel" else "child_blocks"
    if isinstance(node.get(nested), list):
        copy[nested] = list(settled(node[nested], stamps))
    if copy.get("type") in INTERACTIVE and "action_id" not in copy:
        copy["action_id"] = stamps.short_id()
    return _flagged(copy)


def _value(value: object, stamps: Stamps) -> object:
    if isinstance(value, dict):
        return _settle(value, stamps)
    if isinstance(value, list):
        return [_value(item, stamps) for item in value]
    return value


def _flagged(node: dict[str, Any]) -> dict[str, Any]:
    if isinstance(node.get("text"), str):
        if node.get("type") == "plain_text":
            node.setdefault("emoji", True)
        elif node.get("type") == "mrkdwn":
            node.setdefault("verbatim", False)
    return node
