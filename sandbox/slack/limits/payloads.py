"""Whole payloads: how many blocks, which ids repeat, what a view needs around its blocks.

Apart from single blocks: these rules compare blocks with each other and with their surface.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.limits.blocks import block
from sandbox.slack.limits.composition import plain
from sandbox.slack.limits.shapes import Check, Problem, Shape, Spot, choice, flag, items, kind_of, string

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_TOTAL = 12_000

_COMMON: dict[str, Check] = {
    "private_metadata": string(0, 3000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
}
_BODY: dict[str, Check] = {"blocks": items(block, 0, VIEW_BLOCKS)}
VIEWS: dict[str, Check] = {
    "modal": Shape(
        {"title": plain(24)} | _BODY,
        _COMMON
        | {
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    "home": Shape(_BODY, _COMMON),
}


def validate_blocks(blocks: object, surface: str = "message", pointer: str = "") -> list[Problem]:
    """List what Slack refuses in a list of blocks for `surface` (`message`, `modal` or `home`)."""
    problems: list[Problem] = []
    spot = Spot(pointer, surface, problems)
    limit = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    items(block, 0, limit)(blocks, spot)
    if isinstance(blocks, list):
        _together(blocks, spot)
    return problems


def validate_message(payload: Mapping[str, Any]) -> list[Problem]:
    """List what Slack refuses in a message (`text`, `blocks` and whatever else its method takes)."""
    problems: list[Problem] = []
    content = payload.get("text"), payload.get("blocks"), payload.get("markdown_text"), payload.get("attachments")
    if not any(content):
        problems.append(Problem("", "no_text", "no message text or blocks provided"))
    if payload.get("text") is not None and not isinstance(payload["text"], str):
        problems.append(Problem("/text", "wrong_type", "must be a string"))
    if payload.get("blocks") is not None:
        problems += validate_blocks(payload["blocks"], "message", "/blocks")
    return problems


def warnings_of(payload: Mapping[str, Any]) -> list[str]:
    """List Slack's warnings about a message that it takes: one without `text` says nothing to a reader aloud."""
    return ["missing_text_in_message"] if payload.get("blocks") and not payload.get("text") else []


def validate_view(view: Mapping[str, Any]) -> list[Problem]:
    """List what Slack refuses in a view payload, modal or Home."""
    problems: list[Problem] = []
    kind = kind_of(view)
    if kind is None or kind not in VIEWS:
        choice(*VIEWS)(view.get("type"), Spot("/type", "modal", problems))
        return problems
    spot = Spot("", kind, problems)
    VIEWS[kind](view, spot)
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        _together(blocks, spot.at("blocks"))
        has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
        if kind == "modal" and has_input and not view.get("submit"):
            spot.at("submit").report("missing_submit", "submit is required when there is an input block")
    return problems


def _together(blocks: list[Any], spot: Spot) -> None:
    """Report what is wrong with blocks that may each be right."""
    dicts = [(index, b) for index, b in enumerate(blocks) if isinstance(b, dict)]
    _repeated([(spot.at(index), b.get("block_id")) for index, b in dicts], "block_id")
    for index, one in dicts:
        _repeated([(at, e.get("action_id")) for at, e in _elements(one, spot.at(index))], "action_id")
    focused = [at for index, b in dicts for at, e in _elements(b, spot.at(index)) if e.get("focus_on_load")]
    for extra in focused[1:]:
        extra.report("duplicate_focus", "only one element can have focus_on_load")
    tables = [spot.at(index) for index, b in dicts if b.get("type") == "table"]
    for extra in tables[1:]:
        extra.report("too_many_items", "only one table is allowed in a message")
    markdown = [b.get("text") for _, b in dicts if b.get("type") == "markdown"]
    if len(markdown) > 1 and sum(len(t) for t in markdown if isinstance(t, str)) > MARKDOWN_TOTAL:
        spot.report("too_long", f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters together")


def _repeated(found: list[tuple[Spot, Any]], name: str) -> None:
    seen: set[str] = set()
    for at, key in found:
        if isinstance(key, str) and key in seen:
            at.at(name).report(f"duplicate_{name}", f"{name} {key} already exists")
        elif isinstance(key, str):
            seen.add(key)


def _elements(one: dict[str, Any], spot: Spot) -> Iterator[tuple[Spot, dict[str, Any]]]:
    for name in ("accessory", "element"):
        if isinstance(one.get(name), dict):
            yield spot.at(name), one[name]
    for name in ("elements", "actions"):
        for index, inner in enumerate(one.get(name) or () if isinstance(one.get(name), list) else ()):
            if isinstance(inner, dict):
                yield spot.at(name).at(index), inner
