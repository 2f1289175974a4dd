"""Finding elements in blocks, and the names Slack gives to their state.

Apart because clicking, typing, submitting and validating all walk the same blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

STATE_FIELD = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
"""The field that holds what a person entered, by type of element; buttons and overflows hold nothing."""

INITIAL_FIELD = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "files": "initial_files",
}

LISTS = frozenset({"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"})

INTERACTIVE = frozenset(STATE_FIELD) | {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}


@dataclass(frozen=True, slots=True)
class Spot:
    """An interactive element and the block it stands in."""

    block: dict[str, Any]
    element: dict[str, Any]

    @property
    def block_id(self) -> str:
        """The block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's id."""
        return str(self.element["action_id"])

    @property
    def type(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def is_input(self) -> bool:
        """Whether it is a field of a form rather than something that acts at once."""
        return self.block.get("type") == "input"

    @property
    def dispatches(self) -> bool:
        """Whether using it sends `block_actions`."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def spots(blocks: Iterable[dict[str, Any]]) -> Iterator[Spot]:
    """Yield every interactive element, in reading order."""
    for block in blocks:
        candidates = [block.get("element"), block.get("accessory")]
        candidates += list(block.get("elements") or ()) + list(block.get("actions") or ())
        for element in candidates:
            if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                yield Spot(block, element)
        nested = [*(block.get("child_blocks") or ()), *(block.get("elements") or ())]
        inner = [child for child in nested if isinstance(child, dict) and "block_id" in child]
        yield from spots(inner)


def find(blocks: Iterable[dict[str, Any]], action_id: str, block_id: str | None = None) -> Spot | None:
    """Find the first element with `action_id`, in `block_id` when one is given."""
    return next((s for s in spots(blocks) if s.action_id == action_id and block_id in {None, s.block_id}), None)


def label_of(element: dict[str, Any]) -> str:
    """Tell what a person reads on a button."""
    text = element.get("text")
    return str(text.get("text", "")) if isinstance(text, dict) else ""


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """List an element's options, those in groups included."""
    grouped = [option for group in element.get("option_groups") or () for option in group["options"]]
    return [*(element.get("options") or ()), *grouped]
