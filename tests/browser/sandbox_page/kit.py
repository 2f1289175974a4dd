"""Short spellings of Block Kit, so that a test shows what it is about."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A `plain_text` object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    """A `mrkdwn` object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str, accessory: Json | None = None) -> Json:
    """A section of marked-up text, perhaps with an accessory."""
    block: Json = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def actions(*elements: Json) -> Json:
    """A row of elements, its block called `row`."""
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def button(text: str, action_id: str = "press", **more: object) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def option(text: str, value: str, description: str | None = None) -> Json:
    """An option of a menu or a choice."""
    made: Json = {"text": plain(text), "value": value}
    return made | {"description": plain(description)} if description else made


def field(block_id: str, label: str, element: Json, **more: object) -> Json:
    """An input block; its element's action is called `it`."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it", **element},
        **more,
    }


def modal(title: str, *blocks: Json, submit: str | None = "Save", **more: object) -> Json:
    """A modal."""
    made: Json = {"type": "modal", "callback_id": "form", "title": plain(title), "blocks": list(blocks), **more}
    return made | {"submit": plain(submit)} if submit else made


def home(*blocks: Json) -> Json:
    """An App Home."""
    return {"type": "home", "blocks": list(blocks)}
