"""What Slack refuses is reported, with its place; what it takes at the very edge is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.limits import Problem, validate_blocks, validate_message, validate_view, warnings_of
from tests.unit.sandbox_slack.kit import (
    Json,
    actions,
    button,
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
from tests.unit.sandbox_slack.planted import ALL


def problems(payload: Json) -> list[Problem]:
    """Validate as what the payload is."""
    return validate_view(payload) if "type" in payload else validate_message(payload)


@pytest.mark.parametrize("name", ALL)
def test_a_violation_is_reported_where_it_is_and_alone(name: str) -> None:
    """One planted violation gives exactly one problem, with its pointer and its code."""
    payload, pointer, code = ALL[name]
    assert [(p.pointer, p.code) for p in problems(payload)] == [(pointer, code)]


EDGES: dict[str, Json] = {
    "fifty blocks": message(*[section()] * 50),
    "a hundred blocks": home(*[section()] * 100),
    "long texts": message(section(text=mrkdwn("x" * 3000), fields=[mrkdwn("x" * 2000)] * 10)),
    "header": message({"type": "header", "text": plain("x" * 150)}),
    "full button": message(
        actions(
            button(
                text=plain("x" * 75),
                value="x" * 2000,
                url="h" * 3000,
                action_id="x" * 255,
                style="danger",
                accessibility_label="x" * 75,
                confirm=confirm(title=plain("x" * 100), text=plain("x" * 300), confirm=plain("x" * 30)),
            ),
            block_id="x" * 255,
        )
    ),
    "twenty-five actions": message(actions(*[button()] * 25)),
    "hundred options": message(actions(select(options=options(100), initial_option=option("99")))),
    "grouped initial": message(
        actions(
            {
                "type": "static_select",
                "option_groups": [{"label": plain("x" * 75), "options": options(100)}],
                "initial_option": option("7"),
            }
        )
    ),
    "long option": message(actions(select(options=[option("x" * 150, "x" * 75, description=plain("x" * 75))]))),
    "overflow": message(actions({"type": "overflow", "options": [option(str(n), url="https://x") for n in range(5)]})),
    "one overflow option": message(actions({"type": "overflow", "options": options(1)})),
    "boxes": message(
        actions(
            {"type": "checkboxes", "options": options(10), "initial_options": [option("0"), option("9")]},
            {"type": "radio_buttons", "options": [{"text": mrkdwn("*x*"), "value": "a"}]},
        )
    ),
    "pickers": message(
        actions(
            {"type": "datepicker", "initial_date": "2026-02-28"},
            {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Paris"},
            {"type": "datetimepicker", "initial_date_time": 1_628_633_820},
        )
    ),
    "images": message(image(alt_text="x" * 2000, title=plain()), section(accessory=image())),
    "table": message(table(rows=100, cells=20)),
    "carousel and container": message(carousel(10), container(10)),
    "markdown": message({"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6000}),
    "same action_id in two blocks": message(actions(button(action_id="a")), actions(button(action_id="a"))),
    "full modal": modal(
        field(text_input(min_length=0, max_length=3000, initial_value="x" * 3000, focus_on_load=True)),
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": "0.5", "max_value": "7"}),
        field({"type": "multi_users_select", "max_selected_items": 1, "initial_users": ["U1"]}),
        field({"type": "file_input", "filetypes": ["pdf"], "max_files": 10}),
        field({"type": "conversations_select", "response_url_enabled": True}, dispatch_action=True),
        title=plain("x" * 24),
        submit=plain("x" * 24),
        close=plain("x" * 24),
        callback_id="x" * 255,
        private_metadata="x" * 3000,
        external_id="x" * 255,
        notify_on_close=True,
        clear_on_close=False,
    ),
    "modal without inputs or submit": {"type": "modal", "title": plain(), "blocks": [section()]},
    "empty home": home(),
    "text alone": {"text": "x"},
    "rich text": message(
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "x", "style": {"bold": True}},
                                {"type": "user", "user_id": "U1"},
                                {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "x"},
                            ],
                        }
                    ],
                }
            ],
        }
    ),
}


@pytest.mark.parametrize("name", EDGES)
def test_what_is_just_allowed_passes(name: str) -> None:
    """A payload at the limit, or of an unusual but legal shape, has no problem."""
    assert problems(EDGES[name]) == []


def test_there_are_enough_planted_violations() -> None:
    """The table covers every rule the SDK's models leave out, and more."""
    assert len(ALL) >= 100


def test_a_message_without_text_warns_but_passes() -> None:
    """Screen readers get nothing from blocks alone, and Slack only warns of it."""
    silent = {"blocks": [section()]}
    assert (validate_message(silent), warnings_of(silent)) == ([], ["missing_text_in_message"])
    assert warnings_of(message(section())) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "blocks", "elements", "options"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["message", "modal", "home"]))
def test_nonsense_is_refused_and_never_breaks_the_validator(nonsense: object, surface: str) -> None:
    """Whatever JSON arrives as blocks, the answer is a list of problems, empty only for an array of blocks."""
    found = validate_blocks(nonsense, surface)
    assert found or isinstance(nonsense, list)


@given(st.dictionaries(st.sampled_from(["type", "title", "submit", "blocks"]), JSON))
def test_a_nonsense_view_never_breaks_the_validator(view: Json) -> None:
    """Whatever JSON arrives as a view, the answer names a problem: none of these is a whole view."""
    whole = view.get("type") == "home" and view.get("blocks") == []
    assert whole or validate_view(view)
