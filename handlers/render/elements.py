"""Buttons, menus and fields: the elements people press and fill in.

Apart from ``base`` because forms and cards share them and each has limits of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.ids import Action, Field
from handlers.render.base import Block, mrkdwn, plain_text
from handlers.render.text import cut

URL_MOST = 3000
_ROW_LABEL_MOST = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is sent, what is read, and a line that explains it (radio buttons and checkboxes only)."""

    value: str
    label: str
    description: str = ""


def button(
    label: str,
    action: Action,
    value: str = "",
    *,
    style: str | None = None,
    confirm: Block | None = None,
    spoken: str | None = None,
) -> Block:
    """Return a button. ``style`` is ``primary`` or ``danger``; ``spoken`` says more to a screen reader."""
    found: Block = {"type": "button", "text": plain_text(label, 75), "action_id": action.value}
    extra = {
        "value": value,
        "style": style,
        "confirm": confirm,
        "accessibility_label": plain_text(spoken, 75)["text"] if spoken else None,
    }
    return found | {name: given for name, given in extra.items() if given}


def link_button(label: str, action: Action, url: str, *, style: str | None = None) -> Block | None:
    """Return a button that opens an address; None when there is none that Slack would take."""
    if not url.startswith(("https://", "http://")) or len(url) > URL_MOST:
        return None
    return button(label, action, style=style) | {"url": url}


def in_row(which: str, *elements: Block | None) -> list[Block | None]:
    """Return the elements of one row of a list: what a screen reader says of its buttons names the row, too.

    ``which`` begins with the row's number, because the rest may be cut: "meeting 3: Pricing review".
    """
    return [_named(one, which) if one is not None and one["type"] == "button" else one for one in elements]


def _named(found: Block, which: str) -> Block:
    label = cut(found["text"]["text"], _ROW_LABEL_MOST)
    return found | {"accessibility_label": cut(f"{label}, {which}", 75)}


def overflow(action: Action, options: Sequence[Option]) -> Block:
    """Return the "…" menu, one to five options."""
    return {"type": "overflow", "action_id": action.value, "options": [_option(one) for one in options[:5]]}


def labelled_select(label: str, action: Action, options: Sequence[Option]) -> Block:
    """Return a menu among buttons that reads like one: it shows its label until something is chosen."""
    return {
        "type": "static_select",
        "action_id": action.value,
        "placeholder": plain_text(label, 150),
        "options": [_option(one) for one in options],
    }


def confirm(title: str, text: str, yes: str, no: str = "Keep it") -> Block:
    """Return the question Slack asks before it sends a press."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
    }


def field(
    name: Field, label: str, element: Block, *, hint: str = "", optional: bool = False, dispatch: bool = False
) -> Block:
    """Return one field of a form around ``element``, which gets the field's own id.

    ``dispatch`` sends each change as an action of that id.
    """
    block: Block = {
        "type": "input",
        "block_id": name.value,
        "label": plain_text(label, 2000),
        "element": element | {"action_id": name.value},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain_text(hint, 2000)
    return block | {"dispatch_action": True} if dispatch else block


def text_input(initial: str = "", *, placeholder: str = "", most: int = 200, multiline: bool = False) -> Block:
    """Return a line (or a box) to type in; ``most`` characters at most."""
    found: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": most}
    if initial:
        found["initial_value"] = initial[:most]
    return found | {"placeholder": plain_text(placeholder, 150)} if placeholder else found


def users_select(initial: str | None = None, placeholder: str = "Choose a person") -> Block:
    """Return a menu of the workspace's members; ``initial`` is a Slack user id."""
    found: Block = {"type": "users_select", "placeholder": plain_text(placeholder, 150)}
    return found | {"initial_user": initial} if initial else found


def select(options: Iterable[Option], initial: str | None = None) -> Block:
    """Return a menu of at most 100 options; ``initial`` is the value chosen at first."""
    shown = [_option(one) for one in options][:100]
    return {"type": "static_select", "options": shown} | _initial(shown, initial)


def grouped_select(groups: Iterable[tuple[str, Sequence[Option]]], initial: str | None = None) -> Block:
    """Return a menu of named groups of at most 100 options each."""
    shown: list[Block] = [
        {"label": plain_text(label, 75), "options": [_option(one) for one in options][:100]}
        for label, options in groups
        if options
    ]
    flat: list[Block] = [option for group in shown for option in group["options"]]
    return {"type": "static_select", "option_groups": shown[:100]} | _initial(flat, initial)


def radio(options: Sequence[Option], initial: str | None = None) -> Block:
    """Return radio buttons, ten at most, each with its explanation."""
    shown = [_option(one, described=True) for one in options[:10]]
    return {"type": "radio_buttons", "options": shown} | _initial(shown, initial)


def checkboxes(options: Sequence[Option], chosen: Iterable[str] = ()) -> Block:
    """Return checkboxes, ten at most, those of ``chosen`` ticked."""
    wanted = set(chosen)
    shown = [_option(one, described=True) for one in options[:10]]
    ticked = [option for option in shown if option["value"] in wanted]
    found: Block = {"type": "checkboxes", "options": shown}
    return found | {"initial_options": ticked} if ticked else found


def grouped_multi_select(
    groups: Iterable[tuple[str, Sequence[Option]]], chosen: Iterable[str], *, placeholder: str, most: int
) -> Block:
    """Return a menu of named groups of which at most ``most`` options may be chosen."""
    wanted = set(chosen)
    shown = [(plain_text(label, 75), [_option(one) for one in options][:100]) for label, options in groups]
    ticked = [option for _, options in shown for option in options if option["value"] in wanted]
    found: Block = {
        "type": "multi_static_select",
        "option_groups": [{"label": label, "options": options} for label, options in shown[:100]],
        "placeholder": plain_text(placeholder, 150),
        "max_selected_items": most,
    }
    return found | {"initial_options": ticked} if ticked else found


def multi_select(options: Iterable[Option], chosen: Iterable[str] = (), placeholder: str = "Choose") -> Block:
    """Return a menu of which several options may be chosen."""
    wanted = set(chosen)
    shown = [_option(one) for one in options][:100]
    ticked = [option for option in shown if option["value"] in wanted]
    found: Block = {"type": "multi_static_select", "options": shown, "placeholder": plain_text(placeholder, 150)}
    return found | {"initial_options": ticked} if ticked else found


def _option(one: Option, *, described: bool = False) -> Block:
    label: Any = mrkdwn(one.label, 75) if described else plain_text(one.label, 75)
    found: Block = {"text": label, "value": one.value}
    return found | {"description": plain_text(one.description, 75)} if described and one.description else found


def _initial(options: Sequence[Block], value: str | None) -> Block:
    chosen = next((option for option in options if option["value"] == value), None)
    return {"initial_option": chosen} if chosen else {}
