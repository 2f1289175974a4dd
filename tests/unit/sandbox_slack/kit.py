"""Small well-formed pieces of Block Kit, to be broken one at a time."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "a", text: str = "x", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def button(**more: object) -> Json:
    return {"type": "button", "text": plain(), **more}


def select(**more: object) -> Json:
    return {"type": "static_select", "options": options(2), **more}


def confirm(**more: object) -> Json:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), **more}


def section(**more: object) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def field(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def text_input(**more: object) -> Json:
    return {"type": "plain_text_input", **more}


def image(**more: object) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x", **more}


def table(rows: int = 1, cells: int = 1) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def card(**more: object) -> Json:
    return {"type": "card", "title": mrkdwn(), **more}


def container(count: int = 1, **more: object) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": [section()] * count, **more}


def carousel(count: int) -> Json:
    return {"type": "carousel", "elements": [card()] * count}


def message(*blocks: Json) -> Json:
    return {"text": "x", "blocks": list(blocks)}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: object) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}
