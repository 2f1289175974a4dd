"""Interactive elements and images, one entry each, and where each may stand.

Apart from blocks: the same select stands in a section, among actions and in an input.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack.limits.composition import (
    BOX_OPTION,
    CONFIRM,
    DISPATCH,
    FILTER,
    GROUPS,
    ID,
    OVERFLOW_OPTION,
    SELECT_OPTION,
    SLACK_FILE,
    URL,
    options,
    plain,
    text,
    zone,
)
from sandbox.slack.limits.shapes import (
    Check,
    Shape,
    Spot,
    both,
    choice,
    exactly_one,
    flag,
    integer,
    items,
    kind_of,
    mapping,
    string,
)

ACTION = {"action_id": ID}
COMMON = ACTION | {"confirm": CONFIRM, "focus_on_load": flag}
HOLDER = {"placeholder": plain(150)}
MANY = {"max_selected_items": integer(1, 100)}
DATE = string(10, 10, r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
TIME = string(5, 5, r"([01]\d|2[0-3]):[0-5]\d")
NUMBER = string(1, 40, r"-?\d+(\.\d+)?")
STYLE = choice("primary", "danger")


def _offered(value: dict[str, Any]) -> list[Any]:
    grouped = [option for group in value.get("option_groups") or () for option in group["options"]]
    return [*(value.get("options") or ()), *grouped]


def initial_is_offered(value: dict[str, Any], spot: Spot) -> None:
    """What is chosen at first must be one of the options, exactly."""
    chosen = value.get("initial_options", [value["initial_option"]] if "initial_option" in value else [])
    for option in chosen:
        if option not in _offered(value):
            name = "initial_options" if "initial_options" in value else "initial_option"
            spot.at(name).report("not_an_option", f"{name} must be among the options")


def _lengths(value: dict[str, Any], spot: Spot) -> None:
    low, high = value.get("min_length", 0), value.get("max_length", 3000)
    if low > high:
        spot.report("conflict", "min_length must not exceed max_length")
    initial = value.get("initial_value")
    if initial is not None and len(initial) > high:
        spot.at("initial_value").report("too_long", f"must be less than {high + 1} characters")


def _numbers(value: dict[str, Any], spot: Spot) -> None:
    low, high = value.get("min_value"), value.get("max_value")
    if low is not None and high is not None and float(low) > float(high):
        spot.report("conflict", "min_value must not exceed max_value")
    whole = [n for n in ("min_value", "max_value", "initial_value") if "." in str(value.get(n, ""))]
    for name in whole if not value["is_decimal_allowed"] else ():
        spot.at(name).report("bad_format", "decimals are not allowed here")


IMAGE = Shape(
    {"alt_text": string(1, 2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)
_SELECT = {"options": options(SELECT_OPTION, 1, 100), "option_groups": GROUPS}
_SELECT_RULES = both(exactly_one("options", "option_groups"), initial_is_offered)
_INITIAL_MANY = {"initial_options": items(SELECT_OPTION, 1, 100)}
_IDS = items(string(1, 255), 1, 100)
_TEXT_INPUT = COMMON | HOLDER | {"dispatch_action_config": DISPATCH}
del _TEXT_INPUT["confirm"]
_FEEDBACK = Shape({"text": plain(75), "value": string(1, 2000)}, {"accessibility_label": string(1, 75)})

ELEMENTS: dict[str, Check] = {
    "button": Shape(
        {"text": plain(75)},
        ACTION
        | {
            "url": URL,
            "value": string(0, 2000),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(1, 75),
        },
    ),
    "overflow": Shape({"options": options(OVERFLOW_OPTION, 1, 5)}, ACTION | {"confirm": CONFIRM}),
    "checkboxes": Shape(
        {"options": options(BOX_OPTION, 1, 10)},
        COMMON | {"initial_options": items(BOX_OPTION, 1, 10)},
        initial_is_offered,
    ),
    "radio_buttons": Shape(
        {"options": options(BOX_OPTION, 1, 10)}, COMMON | {"initial_option": BOX_OPTION}, initial_is_offered
    ),
    "static_select": Shape({}, COMMON | HOLDER | _SELECT | {"initial_option": SELECT_OPTION}, _SELECT_RULES),
    "multi_static_select": Shape({}, COMMON | HOLDER | _SELECT | _INITIAL_MANY | MANY, _SELECT_RULES),
    "external_select": Shape(
        {}, COMMON | HOLDER | {"initial_option": SELECT_OPTION, "min_query_length": integer(0, 3000)}
    ),
    "multi_external_select": Shape({}, COMMON | HOLDER | _INITIAL_MANY | MANY | {"min_query_length": integer(0, 3000)}),
    "users_select": Shape({}, COMMON | HOLDER | {"initial_user": ID}),
    "multi_users_select": Shape({}, COMMON | HOLDER | MANY | {"initial_users": _IDS}),
    "conversations_select": Shape(
        {},
        COMMON
        | HOLDER
        | {
            "initial_conversation": ID,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": Shape(
        {},
        COMMON
        | HOLDER
        | MANY
        | {"initial_conversations": _IDS, "default_to_current_conversation": flag, "filter": FILTER},
    ),
    "channels_select": Shape({}, COMMON | HOLDER | {"initial_channel": ID, "response_url_enabled": flag}),
    "multi_channels_select": Shape({}, COMMON | HOLDER | MANY | {"initial_channels": _IDS}),
    "datepicker": Shape({}, COMMON | HOLDER | {"initial_date": DATE}),
    "timepicker": Shape({}, COMMON | HOLDER | {"initial_time": TIME, "timezone": zone}),
    "datetimepicker": Shape({}, COMMON | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": Shape(
        {},
        _TEXT_INPUT
        | {
            "initial_value": string(0, 3000),
            "multiline": flag,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths,
    ),
    "number_input": Shape(
        {"is_decimal_allowed": flag},
        _TEXT_INPUT | {"initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        _numbers,
    ),
    "email_text_input": Shape({}, _TEXT_INPUT | {"initial_value": string(0, 3000)}),
    "url_text_input": Shape({}, _TEXT_INPUT | {"initial_value": string(0, 3000)}),
    "rich_text_input": Shape({}, _TEXT_INPUT | {"initial_value": mapping}),
    "file_input": Shape({}, ACTION | {"filetypes": items(string(1, 20), 1, 100), "max_files": integer(1, 10)}),
    "workflow_button": Shape(
        {"text": plain(75), "workflow": mapping},
        ACTION | {"style": STYLE, "accessibility_label": string(1, 75)},
    ),
    "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, ACTION),
    "icon_button": Shape(
        {"icon": choice("trash"), "text": plain(75)},
        ACTION
        | {
            "accessibility_label": string(1, 75),
            "value": string(0, 2000),
            "visible_to_user_ids": _IDS,
            "confirm": CONFIRM,
        },
    ),
    "image": IMAGE,
    "plain_text": text(3000),
    "mrkdwn": text(3000),
}

SELECTS = frozenset({f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")})
MULTI_SELECTS = frozenset(f"multi_{name}" for name in SELECTS)
BOXES = frozenset({"checkboxes", "radio_buttons"})
PICKERS = frozenset({"datepicker", "timepicker"})

ACCESSORIES = SELECTS | MULTI_SELECTS | BOXES | PICKERS | {"button", "overflow", "image", "workflow_button"}
ACTIONS = (
    SELECTS
    | MULTI_SELECTS
    | BOXES
    | PICKERS
    | {"button", "overflow", "datetimepicker", "workflow_button", "rich_text_input"}
)
INPUTS = (
    SELECTS
    | MULTI_SELECTS
    | BOXES
    | PICKERS
    | {
        "datetimepicker",
        "plain_text_input",
        "number_input",
        "email_text_input",
        "url_text_input",
        "rich_text_input",
        "file_input",
    }
)
CONTEXT = frozenset({"image", "plain_text", "mrkdwn"})
CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})

NOT_ON = {"file_input": {"home", "message"}, "datetimepicker": {"home"}, "workflow_button": {"home", "modal"}}
"""Surfaces where an element is refused."""


def element(allowed: frozenset[str]) -> Check:
    """One element of the `allowed` types, on a surface that takes it."""

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        kind = kind_of(value)
        if kind is None:
            spot.report("missing_field", "missing required field: type")
        elif kind not in allowed:
            spot.at("type").report("unsupported_type", f"unsupported type: {kind}")
        elif spot.surface in NOT_ON.get(kind, set()):
            spot.at("type").report("not_allowed_here", f"{kind} is not supported in a {spot.surface}")
        else:
            ELEMENTS[kind](value, spot)

    return check
