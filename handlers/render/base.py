"""Blocks, messages and views as Slack's JSON, each kept inside Slack's limits here so that no caller needs to.

Limits are those of the Block Kit reference (https://docs.slack.dev/reference/block-kit).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.ids import Callback
from handlers.render.text import cut, fit

Block = dict[str, Any]
View = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TEXT_MOST = 3000
"""Of a section, and of a message's top-level text (Slack's own limit there is 4,000, on updates)."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: ``text`` is what notifications and screen readers get, ``blocks`` what is drawn.

    ``title`` names a modal that shows it; "" where it belongs to whatever is open.
    """

    text: str
    blocks: list[Block]
    title: str = ""


def plain_text(text: str, most: int) -> Block:
    """Return a plain_text object of at most ``most`` characters."""
    return {"type": "plain_text", "text": cut(text, most), "emoji": True}


def mrkdwn(text: str, most: int = TEXT_MOST) -> Block:
    """Return a mrkdwn object; ``verbatim`` keeps Slack from turning names and addresses into links."""
    return {"type": "mrkdwn", "text": fit(text, most), "verbatim": True}


def section(text: str, accessory: Block | None = None) -> Block:
    """Return a paragraph of mrkdwn, with one element beside it if given."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def header(text: str) -> Block:
    """Return a heading; plain text, so nothing in it can be markup."""
    return {"type": "header", "text": plain_text(text, 150)}


def context(*texts: str) -> Block:
    """Return small print: one mrkdwn element per text, ten at most."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(*elements: Block | None) -> list[Block]:
    """Return a row of elements as a list of one block; an empty list when there are none (Slack refuses empty rows)."""
    shown = [element for element in elements if element is not None]
    return [{"type": "actions", "elements": shown[:25]}] if shown else []


def message(text: str, blocks: Sequence[Block], title: str = "") -> Rendered:
    """Return a message of at most 50 blocks. Lists page themselves; the cut only guards against the unforeseen."""
    kept = list(blocks)
    if len(kept) > MESSAGE_BLOCKS:
        kept = [*kept[: MESSAGE_BLOCKS - 1], context("There is more than fits into one message.")]
    return Rendered(text=fit(text, TEXT_MOST), blocks=kept, title=title)


def without_buttons(text: str, blocks: Sequence[Block]) -> Rendered:
    """Return a message that was drawn before with nothing to press in it, while a press is being worked on."""
    kept = [
        {name: value for name, value in block.items() if name != "accessory"}
        for block in blocks
        if block.get("type") != "actions"
    ]
    return message(text, [*kept, context("One moment …")])


def note(text: str, title: str = "") -> Rendered:
    """Return a message of one paragraph."""
    return message(text, [section(text)], title)


def modal(
    callback: Callback, title: str, blocks: Sequence[Block], *, submit: str | None = None, meta: str = ""
) -> View:
    """Return a modal. ``submit`` is the label of the button that sends the form, None for one that only shows."""
    view: View = {
        "type": "modal",
        "callback_id": callback.value,
        "title": plain_text(title, 24),
        "close": plain_text("Cancel" if submit else "Close", 24),
        "blocks": list(blocks)[:VIEW_BLOCKS],
        "private_metadata": meta,
    }
    return view | {"submit": plain_text(submit, 24)} if submit else view


def as_modal(title: str, shown: Rendered) -> View:
    """Show a message as a modal, where there is no conversation to answer in (App Home)."""
    return modal(Callback.NOTHING, title, shown.blocks)


def loading_modal(title: str) -> View:
    """Open at once, within the three seconds a trigger lives; ``views.update`` brings the form."""
    return modal(Callback.NOTHING, title, [section("One moment …")])
