"""Elements hold what people enter, as Slack would report it, and clients refuse what they would refuse."""

from __future__ import annotations

import pytest

from sandbox.slack.forms.checks import REQUIRED, refusals
from sandbox.slack.forms.elements import Spot, find, spots
from sandbox.slack.forms.values import NotPossible, entered, initial, pressed, state_values
from tests.unit.sandbox_slack.kit import Json, actions, button, field, option, options, section, select, text_input


def spot(element: Json, **block: object) -> Spot:
    return Spot(field(element | {"action_id": "a"}, block_id="b", **block), element | {"action_id": "a"})


@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        (text_input(), "hello", {"value": "hello"}),
        (text_input(), None, {"value": None}),
        (select(), "1", {"selected_option": option("1")}),
        (select(options=[option("k", "Shown")]), "Shown", {"selected_option": option("k", "Shown")}),
        (select(), {"selected_option": option("0")}, {"selected_option": option("0")}),
        (
            {"type": "checkboxes", "options": options(3)},
            ["2", "0"],
            {"selected_options": [option("0"), option("2")]},
        ),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        ({"type": "datepicker"}, "2026-01-02", {"selected_date": "2026-01-02"}),
        ({"type": "timepicker", "timezone": "UTC"}, "09:00", {"selected_time": "09:00", "timezone": "UTC"}),
        ({"type": "datetimepicker"}, 1_800_000_000, {"selected_date_time": 1_800_000_000}),
        ({"type": "number_input", "is_decimal_allowed": False}, 5, {"value": "5"}),
    ],
)
def test_what_is_entered_becomes_slacks_state(element: Json, value: object, state: Json) -> None:
    """A plain value, or the state itself, becomes the element's state with its type."""
    assert entered(spot(element), value) == {"type": element["type"]} | state


def test_only_what_is_offered_can_be_chosen() -> None:
    """A choice outside the options is what no client could send."""
    with pytest.raises(NotPossible, match="offers"):
        entered(spot(select()), "z")


def test_a_button_cannot_be_pressed_with_another_value() -> None:
    """The value comes from the message, not from the person."""
    there = Spot(actions(), button(action_id="a", value="1"))
    assert pressed(there, None)["value"] == "1"
    with pytest.raises(NotPossible, match="carries"):
        pressed(there, "2")


def test_an_overflow_reports_the_chosen_option() -> None:
    """By its value, its label or the state the page sends."""
    there = Spot(actions(), {"type": "overflow", "action_id": "a", "options": options(2)})
    assert pressed(there, "1") == {"selected_option": option("1")}
    assert pressed(there, {"selected_option": option("1")}) == {"selected_option": option("1")}


def test_untouched_elements_report_their_initial_state() -> None:
    """Empty text is null, empty lists are lists, and initial values count as entered."""
    assert initial(text_input()) == {"type": "plain_text_input", "value": None}
    assert initial({"type": "multi_users_select"})["selected_users"] == []
    assert initial(select(initial_option=option("1")))["selected_option"] == option("1")


def test_state_covers_inputs_accessories_and_actions_but_not_buttons() -> None:
    """Everything that can hold a value is in `state.values`, by block and action."""
    blocks = [
        field(text_input(action_id="t"), block_id="one"),
        section(accessory=select(action_id="s"), block_id="two"),
        actions(button(action_id="go"), {"type": "datepicker", "action_id": "d"}, block_id="three"),
    ]
    typed = {("one", "t"): {"type": "plain_text_input", "value": "x"}}
    values = state_values(blocks, typed)
    assert {block: set(inner) for block, inner in values.items()} == {"one": {"t"}, "two": {"s"}, "three": {"d"}}
    assert values["one"]["t"]["value"] == "x"


def test_what_was_typed_is_dropped_when_the_element_changes_its_type() -> None:
    """The same ids with another kind of element start afresh."""
    blocks = [field(select(action_id="t"), block_id="one")]
    typed = {("one", "t"): {"type": "plain_text_input", "value": "x"}}
    assert state_values(blocks, typed)["one"]["t"]["selected_option"] is None


def test_elements_are_found_by_block_when_ids_repeat() -> None:
    """The same action_id may stand in several blocks."""
    blocks = [actions(button(action_id="a", value=str(n)), block_id=f"b{n}") for n in range(2)]
    found = find(blocks, "a", "b1")
    assert found is not None
    assert found.element["value"] == "1"
    assert len(list(spots(blocks))) == 2


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        (text_input(), None, REQUIRED),
        (text_input(min_length=3), "ab", "at least 3"),
        (text_input(max_length=3), "abcd", "at most 3"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "valid number"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.5", "at least 2"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "2.5", "at most 2"),
        ({"type": "email_text_input"}, "nobody", "email"),
        ({"type": "url_text_input"}, "nowhere", "URL"),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"], "up to 1"),
        ({"type": "checkboxes", "options": options(1)}, [], REQUIRED),
    ],
)
def test_a_client_refuses_before_sending(element: Json, value: object, complaint: str) -> None:
    """What a Slack client complains about never reaches the app."""
    there = spot(element)
    values = {"b": {"a": entered(there, value)}}
    assert complaint in refusals([there.block], values)["b"]


def test_an_optional_field_may_stay_empty() -> None:
    """Only required fields are asked for."""
    there = spot(text_input(), optional=True)
    assert refusals([there.block], {"b": {"a": entered(there, None)}}) == {}
