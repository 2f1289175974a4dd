"""Blocks, one entry each, and the surfaces that take them.

Apart from elements; and from whole payloads, where blocks are counted and compared.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack.limits.composition import ID, SLACK_FILE, URL, plain, text
from sandbox.slack.limits.elements import (
    ACCESSORIES,
    ACTIONS,
    CONTEXT,
    CONTEXT_ACTIONS,
    IMAGE,
    INPUTS,
    element,
)
from sandbox.slack.limits.rich import RICH_TEXT, TABLE
from sandbox.slack.limits.shapes import (
    Check,
    Shape,
    Spot,
    choice,
    exactly_one,
    flag,
    items,
    kind_of,
    mapping,
    one_of,
    string,
)

BLOCK = {"block_id": ID}
EVERYWHERE = frozenset({"message", "modal", "home"})
MESSAGES = frozenset({"message"})


def _content(value: dict[str, Any], spot: Spot) -> None:
    if value.get("text") is None and not value.get("fields"):
        spot.report("missing_field", "missing required field: one of text, fields")


def _response_url(value: dict[str, Any], spot: Spot) -> None:
    """`response_url_enabled` works in modals only."""
    if value["element"].get("response_url_enabled") and spot.surface != "modal":
        spot.at("element").report("not_allowed_here", "response_url_enabled works in modals only")


def _card(value: dict[str, Any], spot: Spot) -> None:
    if not any(value.get(name) for name in ("hero_image", "title", "body", "actions")):
        spot.report("missing_field", "missing required field: one of hero_image, title, body, actions")


def _container(value: dict[str, Any], spot: Spot) -> None:
    if not value.get("title") and not value.get("rich_text_title"):
        spot.report("missing_field", "missing required field: one of title, rich_text_title")
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        spot.report("conflict", "default_collapsed needs is_collapsible")
    if value.get("is_collapsible") and value.get("has_header_divider"):
        spot.report("conflict", "has_header_divider and is_collapsible exclude each other")


_TASK = Shape(
    {
        "task_id": ID,
        "title": string(1, 3000),
        "status": choice("pending", "in_progress", "complete", "error"),
    },
    BLOCK
    | {
        "details": one_of({"rich_text": RICH_TEXT}),
        "output": one_of({"rich_text": RICH_TEXT}),
        "sources": items(mapping, 0, 100),
    },
)
_CARD = Shape(
    {},
    BLOCK
    | {
        "hero_image": one_of({"image": IMAGE}),
        "icon": one_of({"image": IMAGE}),
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": items(element(frozenset({"button"})), 1, 5),
    },
    _card,
)

BLOCKS: dict[str, Check] = {
    "section": Shape(
        {},
        BLOCK
        | {
            "text": text(3000),
            "fields": items(text(2000), 1, 10),
            "accessory": element(ACCESSORIES),
            "expand": flag,
        },
        _content,
    ),
    "divider": Shape({}, BLOCK),
    "header": Shape({"text": plain(150)}, BLOCK),
    "image": Shape(
        {"alt_text": string(1, 2000)},
        BLOCK | {"image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "actions": Shape({"elements": items(element(ACTIONS), 1, 25)}, BLOCK),
    "context": Shape({"elements": items(element(CONTEXT), 1, 10)}, BLOCK),
    "context_actions": Shape({"elements": items(element(CONTEXT_ACTIONS), 1, 5)}, BLOCK),
    "input": Shape(
        {"label": plain(2000), "element": element(INPUTS)},
        BLOCK | {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
        _response_url,
    ),
    "rich_text": RICH_TEXT,
    "table": TABLE,
    "markdown": Shape({"text": string(1, 12_000)}, BLOCK),
    "video": Shape(
        {"alt_text": string(1, 2000), "title": plain(199), "video_url": URL, "thumbnail_url": URL},
        BLOCK
        | {
            "title_url": URL,
            "description": plain(200),
            "provider_icon_url": URL,
            "provider_name": string(1, 50),
            "author_name": string(1, 49),
        },
    ),
    "file": Shape({"external_id": string(1, 255), "source": choice("remote")}, BLOCK),
    "alert": Shape({"text": text(3000)}, BLOCK | {"level": choice("default", "info", "warning", "error", "success")}),
    "task_card": _TASK,
    "plan": Shape({"title": string(1, 3000)}, BLOCK | {"tasks": items(one_of({"task_card": _TASK}), 0, 50)}),
    "card": _CARD,
    "carousel": Shape({"elements": items(one_of({"card": _CARD}), 1, 10)}, BLOCK),
}

SURFACES = {
    "alert": frozenset({"modal"}),
    "card": MESSAGES,
    "carousel": MESSAGES,
    "container": MESSAGES,
    "context_actions": MESSAGES,
    "file": MESSAGES,
    "markdown": MESSAGES,
    "plan": MESSAGES,
    "table": MESSAGES,
    "task_card": MESSAGES,
}
"""Blocks that not every surface takes, and those that do."""


def block(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
    """One block, on a surface that takes it."""
    kind = kind_of(value)
    if kind in BLOCKS and spot.surface not in SURFACES.get(kind, EVERYWHERE):
        spot.at("type").report("not_allowed_here", f"{kind} is not supported in a {spot.surface}")
    else:
        one_of(BLOCKS)(value, spot)


BLOCKS["container"] = Shape(
    {"child_blocks": items(block, 1, 10)},
    BLOCK
    | {
        "title": plain(150),
        "rich_text_title": one_of({"rich_text": RICH_TEXT}),
        "subtitle": text(150),
        "width": choice("narrow", "standard", "wide", "full"),
        "icon": one_of({"image": IMAGE}),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
    _container,
)
