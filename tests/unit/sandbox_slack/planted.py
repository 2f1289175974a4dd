"""Violations, each planted alone in a payload that is right otherwise: payload, pointer and code to expect."""

from __future__ import annotations

from tests.unit.sandbox_slack.kit import (
    Json,
    actions,
    button,
    card,
    carousel,
    confirm,
    container,
    field,
    home,
    image,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
    select,
    table,
    text_input,
)

Planted = dict[str, tuple[Json, str, str]]

E = "/blocks/0/elements/0"
I = "/blocks/0/element"  # noqa: E741 - the short name of the place nearly every line names

TEXTS: Planted = {
    "section text": (message(section(text=mrkdwn("x" * 3001))), "/blocks/0/text/text", "too_long"),
    "empty text": (message(section(text=mrkdwn(""))), "/blocks/0/text/text", "too_short"),
    "text type": (message(section(text={"type": "md", "text": "x"})), "/blocks/0/text/type", "unsupported_type"),
    "emoji on mrkdwn": (message(section(text=mrkdwn() | {"emoji": True})), "/blocks/0/text", "unknown_field"),
    "verbatim on plain": (message(section(text=plain() | {"verbatim": True})), "/blocks/0/text", "unknown_field"),
    "section without content": (message({"type": "section"}), "/blocks/0", "missing_field"),
    "eleven fields": (message(section(fields=[mrkdwn()] * 11)), "/blocks/0/fields", "too_many_items"),
    "field text": (message(section(fields=[mrkdwn("x" * 2001)])), "/blocks/0/fields/0/text", "too_long"),
    "header text": (message({"type": "header", "text": plain("x" * 151)}), "/blocks/0/text/text", "too_long"),
    "header mrkdwn": (message({"type": "header", "text": mrkdwn()}), "/blocks/0/text/type", "unsupported_type"),
    "markdown": (message({"type": "markdown", "text": "x" * 12_001}), "/blocks/0/text", "too_long"),
    "markdown together": (
        message({"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}),
        "/blocks",
        "too_long",
    ),
}

BLOCKS: Planted = {
    "fifty-one blocks": (message(*[section()] * 51), "/blocks", "too_many_items"),
    "a hundred and one": (home(*[section()] * 101), "/blocks", "too_many_items"),
    "blocks no array": ({"text": "x", "blocks": {}}, "/blocks", "wrong_type"),
    "block no object": ({"text": "x", "blocks": ["x"]}, "/blocks/0", "wrong_type"),
    "block without type": (message({"text": mrkdwn()}), "/blocks/0", "missing_field"),
    "unknown block": (message({"type": "sparkle"}), "/blocks/0/type", "unsupported_type"),
    "unknown property": (message(section(colour="red")), "/blocks/0", "unknown_field"),
    "block_id length": (message(section(block_id="x" * 256)), "/blocks/0/block_id", "too_long"),
    "block_id twice": (
        message(section(block_id="a"), section(block_id="a")),
        "/blocks/1/block_id",
        "duplicate_block_id",
    ),
    "context of eleven": (
        message({"type": "context", "elements": [mrkdwn()] * 11}),
        "/blocks/0/elements",
        "too_many_items",
    ),
    "empty context": (message({"type": "context", "elements": []}), "/blocks/0/elements", "too_few_items"),
    "button in context": (message({"type": "context", "elements": [button()]}), f"{E}/type", "unsupported_type"),
    "image without alt_text": (message(image(alt_text="")), "/blocks/0/alt_text", "too_short"),
    "alt_text length": (message(image(alt_text="x" * 2001)), "/blocks/0/alt_text", "too_long"),
    "image_url length": (message(image(image_url="h" * 3001)), "/blocks/0/image_url", "too_long"),
    "image without source": (message({"type": "image", "alt_text": "x"}), "/blocks/0", "missing_field"),
    "image with two sources": (message(image(slack_file={"id": "F1"})), "/blocks/0", "conflict"),
    "table of 101 rows": (message(table(rows=101)), "/blocks/0/rows", "too_many_items"),
    "table of 21 cells": (message(table(cells=21)), "/blocks/0/rows/0", "too_many_items"),
    "two tables": (message(table(), table()), "/blocks/1", "too_many_items"),
    "table in a modal": (modal(table()), "/blocks/0/type", "not_allowed_here"),
    "card title": (message(card(title=mrkdwn("x" * 151))), "/blocks/0/title/text", "too_long"),
    "card body": (message(card(body=mrkdwn("x" * 201))), "/blocks/0/body/text", "too_long"),
    "empty card": (message({"type": "card"}), "/blocks/0", "missing_field"),
    "carousel of eleven": (message(carousel(11)), "/blocks/0/elements", "too_many_items"),
    "container of eleven": (message(container(11)), "/blocks/0/child_blocks", "too_many_items"),
    "alert in a message": (message({"type": "alert", "text": plain()}), "/blocks/0/type", "not_allowed_here"),
    "markdown at home": (home({"type": "markdown", "text": "x"}), "/blocks/0/type", "not_allowed_here"),
    "rich text part": (
        message({"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}),
        f"{E}/type",
        "unsupported_type",
    ),
}

ELEMENTS: Planted = {
    "no actions": (message(actions()), "/blocks/0/elements", "too_few_items"),
    "twenty-six actions": (message(actions(*[button()] * 26)), "/blocks/0/elements", "too_many_items"),
    "action_id twice": (
        message(actions(button(action_id="a"), button(action_id="a"))),
        "/blocks/0/elements/1/action_id",
        "duplicate_action_id",
    ),
    "action_id length": (message(actions(button(action_id="x" * 256))), f"{E}/action_id", "too_long"),
    "button text": (message(actions(button(text=plain("x" * 76)))), f"{E}/text/text", "too_long"),
    "button mrkdwn": (message(actions(button(text=mrkdwn()))), f"{E}/text/type", "unsupported_type"),
    "button value": (message(actions(button(value="x" * 2001))), f"{E}/value", "too_long"),
    "button url": (message(actions(button(url="h" * 3001))), f"{E}/url", "too_long"),
    "button style": (message(actions(button(style="warning"))), f"{E}/style", "not_allowed_value"),
    "button label": (message(actions(button(accessibility_label="x" * 76))), f"{E}/accessibility_label", "too_long"),
    "text input in actions": (message(actions(text_input())), f"{E}/type", "unsupported_type"),
    "text input beside text": (
        message(section(accessory=text_input())),
        "/blocks/0/accessory/type",
        "unsupported_type",
    ),
    "confirm title": (
        message(actions(button(confirm=confirm(title=plain("x" * 101))))),
        f"{E}/confirm/title/text",
        "too_long",
    ),
    "confirm text": (
        message(actions(button(confirm=confirm(text=mrkdwn("x" * 301))))),
        f"{E}/confirm/text/text",
        "too_long",
    ),
    "confirm button": (
        message(actions(button(confirm=confirm(deny=plain("x" * 31))))),
        f"{E}/confirm/deny/text",
        "too_long",
    ),
    "six overflow options": (
        message(actions({"type": "overflow", "options": options(6)})),
        f"{E}/options",
        "too_many_items",
    ),
    "no overflow option": (
        message(actions({"type": "overflow", "options": []})),
        f"{E}/options",
        "too_few_items",
    ),
    "101 options": (message(actions(select(options=options(101)))), f"{E}/options", "too_many_items"),
    "no options": (message(actions(select(options=[]))), f"{E}/options", "too_few_items"),
    "neither options nor groups": (message(actions({"type": "static_select"})), E, "missing_field"),
    "options and groups": (
        message(actions(select(option_groups=[{"label": plain(), "options": options(1)}]))),
        E,
        "conflict",
    ),
    "group label": (
        message(
            actions({"type": "static_select", "option_groups": [{"label": plain("x" * 76), "options": options(1)}]})
        ),
        f"{E}/option_groups/0/label/text",
        "too_long",
    ),
    "option text": (message(actions(select(options=[option(text="x" * 76)]))), f"{E}/options/0/text/text", "too_long"),
    "option value": (message(actions(select(options=[option("x" * 151)]))), f"{E}/options/0/value", "too_long"),
    "option description": (
        message(actions(select(options=[option(description=plain("x" * 76))]))),
        f"{E}/options/0/description/text",
        "too_long",
    ),
    "option url in a select": (
        message(actions(select(options=[option(url="https://example.com")]))),
        f"{E}/options/0",
        "unknown_field",
    ),
    "option twice": (
        message(actions(select(options=[option("a"), option("a", "y")]))),
        f"{E}/options/1",
        "duplicate_value",
    ),
    "initial option elsewhere": (
        message(actions(select(initial_option=option("z")))),
        f"{E}/initial_option",
        "not_an_option",
    ),
    "placeholder": (message(actions(select(placeholder=plain("x" * 151)))), f"{E}/placeholder/text", "too_long"),
    "eleven checkboxes": (
        message(actions({"type": "checkboxes", "options": options(11)})),
        f"{E}/options",
        "too_many_items",
    ),
    "eleven radio buttons": (
        message(actions({"type": "radio_buttons", "options": options(11)})),
        f"{E}/options",
        "too_many_items",
    ),
    "initial boxes elsewhere": (
        message(actions({"type": "checkboxes", "options": options(2), "initial_options": [option("z")]})),
        f"{E}/initial_options",
        "not_an_option",
    ),
    "date": (message(actions({"type": "datepicker", "initial_date": "2026-13-01"})), f"{E}/initial_date", "bad_format"),
    "time": (message(actions({"type": "timepicker", "initial_time": "24:00"})), f"{E}/initial_time", "bad_format"),
    "zone": (message(actions({"type": "timepicker", "timezone": "Mars/Base"})), f"{E}/timezone", "bad_format"),
    "milliseconds": (
        message(actions({"type": "datetimepicker", "initial_date_time": 1_628_633_820_000})),
        f"{E}/initial_date_time",
        "out_of_range",
    ),
    "empty filter": (message(actions({"type": "conversations_select", "filter": {}})), f"{E}/filter", "too_few_items"),
}

VIEWS: Planted = {
    "view type": ({"type": "sheet", "blocks": []}, "/type", "not_allowed_value"),
    "modal without title": ({"type": "modal", "blocks": []}, "", "missing_field"),
    "modal title": (modal(title=plain("x" * 25)), "/title/text", "too_long"),
    "modal title mrkdwn": (modal(title=mrkdwn()), "/title/type", "unsupported_type"),
    "submit text": (modal(submit=plain("x" * 25)), "/submit/text", "too_long"),
    "close text": (modal(close=plain("x" * 25)), "/close/text", "too_long"),
    "callback_id": (modal(callback_id="x" * 256), "/callback_id", "too_long"),
    "private_metadata": (modal(private_metadata="x" * 3001), "/private_metadata", "too_long"),
    "external_id": (modal(external_id="x" * 256), "/external_id", "too_long"),
    "home with submit": (home(submit=plain()), "", "unknown_field"),
    "home with a title": (home(title=plain()), "", "unknown_field"),
    "input without submit": (
        {"type": "modal", "title": plain(), "blocks": [field(text_input())]},
        "/submit",
        "missing_submit",
    ),
    "two focused": (
        modal(field(text_input(focus_on_load=True)), field(text_input(focus_on_load=True))),
        "/blocks/1/element",
        "duplicate_focus",
    ),
    "input label": (modal(field(text_input(), label=plain("x" * 2001))), "/blocks/0/label/text", "too_long"),
    "input hint": (modal(field(text_input(), hint=plain("x" * 2001))), "/blocks/0/hint/text", "too_long"),
    "input without label": (modal({"type": "input", "element": text_input()}), "/blocks/0", "missing_field"),
    "button as input": (modal(field(button())), f"{I}/type", "unsupported_type"),
    "overflow as input": (
        modal(field({"type": "overflow", "options": options(2)})),
        f"{I}/type",
        "unsupported_type",
    ),
    "max_length": (modal(field(text_input(max_length=3001))), f"{I}/max_length", "out_of_range"),
    "max_length zero": (modal(field(text_input(max_length=0))), f"{I}/max_length", "out_of_range"),
    "min_length": (modal(field(text_input(min_length=3001))), f"{I}/min_length", "out_of_range"),
    "min above max": (modal(field(text_input(min_length=9, max_length=3))), I, "conflict"),
    "initial_value": (modal(field(text_input(initial_value="x" * 3001))), f"{I}/initial_value", "too_long"),
    "initial_value above max": (
        modal(field(text_input(initial_value="xxxx", max_length=3))),
        f"{I}/initial_value",
        "too_long",
    ),
    "number without decimals said": (modal(field({"type": "number_input"})), I, "missing_field"),
    "no items may be chosen": (
        modal(field({"type": "multi_users_select", "max_selected_items": 0})),
        f"{I}/max_selected_items",
        "out_of_range",
    ),
    "dispatch config": (
        modal(field(text_input(dispatch_action_config={"trigger_actions_on": ["on_blur"]}))),
        f"{I}/dispatch_action_config/trigger_actions_on/0",
        "not_allowed_value",
    ),
    "file input at home": (home(field({"type": "file_input"})), f"{I}/type", "not_allowed_here"),
    "datetimepicker at home": (home(actions({"type": "datetimepicker"})), f"{E}/type", "not_allowed_here"),
    "response url at home": (
        home(field({"type": "conversations_select", "response_url_enabled": True})),
        I,
        "not_allowed_here",
    ),
    "nothing to say": ({"blocks": []}, "", "no_text"),
}

ALL: Planted = TEXTS | BLOCKS | ELEMENTS | VIEWS
