"""Modals: forms that send what was entered, tell what is wrong where it is wrong, and stack."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Locator, expect

from tests.browser.sandbox_page.app import Answer, Json
from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.kit import actions, button, field, modal, option, plain, section
from tests.browser.sandbox_page.world import ALICE, BOB, WEDNESDAY

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = [option("Small", "s"), option("Large", "l")]
EVERYTHING = modal(
    "Everything",
    field("text", "Title", {"type": "plain_text_input", "max_length": 30}),
    field("long", "Notes", {"type": "plain_text_input", "multiline": True}, optional=True),
    field("number", "Weekly", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
    field("select", "Size", {"type": "static_select", "options": SIZES}),
    field("many", "Sizes", {"type": "multi_static_select", "options": SIZES, "initial_options": SIZES}),
    field("user", "Person", {"type": "users_select", "initial_user": BOB}),
    field("users", "People", {"type": "multi_users_select", "initial_users": [ALICE]}),
    field("radio", "Preset", {"type": "radio_buttons", "options": SIZES, "initial_option": SIZES[0]}),
    field("checks", "Days", {"type": "checkboxes", "options": SIZES}, optional=True),
    field("date", "Day", {"type": "datepicker", "initial_date": "2026-12-01"}),
    field("time", "Time", {"type": "timepicker", "initial_time": "09:15"}),
    field("when", "When", {"type": "datetimepicker", "initial_date_time": WEDNESDAY}),
)


async def _submit(dialog: Locator) -> None:
    await dialog.get_by_role("button", name="Save").click()


async def test_a_submission_carries_every_kind_of_input(stage: Stage) -> None:
    """What was typed, chosen, preset and left empty all arrive in Slack's shapes, and the modal closes."""
    dialog = await stage.open_modal(EVERYTHING)
    await dialog.get_by_label("Title").fill("Lunch")
    await dialog.get_by_label("Weekly").fill("2")
    await dialog.get_by_role("combobox", name="Size", exact=True).click()
    await stage.page.locator(".popover").get_by_role("option", name="Large").click()
    await dialog.get_by_role("radio", name="Large").check()
    await dialog.get_by_role("checkbox", name="Small").check()
    await _submit(dialog)
    await expect(dialog).to_have_count(0)
    values = (await stage.app.last("view_submission"))["view"]["state"]["values"]
    held = {block: next(v for k, v in actions["it"].items() if k != "type") for block, actions in values.items()}
    assert {name: held[name] for name in ("text", "long", "number", "user", "users", "date", "time", "when")} == {
        "text": "Lunch",
        "long": None,
        "number": "2",
        "user": BOB,
        "users": [ALICE],
        "date": "2026-12-01",
        "time": "09:15",
        "when": WEDNESDAY,
    }
    assert [held["select"]["value"], held["radio"]["value"]] == ["l", "l"]
    assert [[o["value"] for o in held[name]] for name in ("many", "checks")] == [["s", "l"], ["s"]]


async def test_what_the_client_can_check_is_told_before_anything_is_sent(stage: Stage) -> None:
    """Empty required fields and numbers out of range are told under their inputs; the first has the focus."""
    dialog = await stage.open_modal(EVERYTHING)
    await dialog.get_by_label("Weekly").fill("0")
    await _submit(dialog)
    errors = dialog.locator(".field-error:visible")
    await expect(errors).to_have_text(
        ["Please complete this required field.", "Enter 1 or more.", "Please complete this required field."]
    )
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await expect(dialog.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_label("Title").fill("Lunch")
    await expect(errors).to_have_count(2)
    assert stage.app.of("view_submission") == []


async def test_the_apps_errors_stand_under_their_fields_and_entries_stay(stage: Stage) -> None:
    """After a refused submission the modal is still there with what was typed and the app's sentence."""

    async def refuse(_: Json) -> Answer:
        return {"response_action": "errors", "errors": {"title": "Choose another title."}}

    stage.app.on["view_submission"] = refuse
    dialog = await stage.open_modal(modal("Form", field("title", "Title", {"type": "plain_text_input"})))
    await dialog.get_by_label("Title").fill("Lunch")
    await dialog.get_by_label("Title").press("Enter")
    await expect(dialog.get_by_role("alert").filter(has_text="Choose another title.")).to_be_visible()
    await expect(dialog.get_by_label("Title")).to_have_value("Lunch")
    await expect(dialog.get_by_label("Title")).to_be_focused()


async def test_a_silent_app_leaves_the_form_with_a_sentence(stage: Stage) -> None:
    """When nobody answers a submission the modal stays, says so, and can be sent again."""
    stage.world.slack.office.ack_seconds = 0.05

    async def react(_: Json) -> Answer:
        await asyncio.sleep(0.2)
        return None

    stage.app.on["view_submission"] = react
    dialog = await stage.open_modal(modal("Form", section("hello")))
    await _submit(dialog)
    await expect(dialog.get_by_role("alert")).to_contain_text("trouble connecting")
    await expect(dialog.get_by_role("button", name="Save")).not_to_have_attribute("aria-busy", "true")


async def test_enter_submits_from_one_line_and_control_enter_from_many(stage: Stage) -> None:
    """The keyboard alone fills in and submits a form."""
    form = modal("Form", field("notes", "Notes", {"type": "plain_text_input", "multiline": True}))
    dialog = await stage.open_modal(form)
    await dialog.get_by_label("Notes").fill("one")
    await stage.page.keyboard.press("Enter")
    await stage.page.keyboard.type("two")
    await stage.page.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)
    values = (await stage.app.last("view_submission"))["view"]["state"]["values"]
    assert values["notes"]["it"]["value"] == "one\ntwo"


async def test_escape_closes_and_tells_an_app_that_asked(stage: Stage) -> None:
    """Escape is the Cancel button: `view_closed` is sent, and the focus goes back to the composer."""
    await stage.composer().click()
    dialog = await stage.open_modal(
        modal("Form", field("t", "Title", {"type": "plain_text_input"}), notify_on_close=True)
    )
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await stage.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    assert (await stage.app.last("view_closed"))["is_cleared"] is False
    await expect(stage.composer()).to_be_focused()


async def test_tab_stays_inside_a_modal_and_f6_leaves_it(stage: Stage) -> None:
    """The keyboard walks round the modal's own controls; F6 goes on to the other person."""
    dialog = await stage.open_modal(modal("Form", field("t", "Title", {"type": "plain_text_input"})))
    for _ in range(6):
        await stage.page.keyboard.press("Tab")
        assert await dialog.evaluate("node => node.contains(document.activeElement)")
    await stage.page.keyboard.press("F6")
    await expect(stage.composer("right")).to_be_focused()


async def test_two_people_may_each_have_a_modal(stage: Stage) -> None:
    """Bob's modal leaves Alice's as it is, and closing one leaves the other."""
    alices = await stage.open_modal(modal("For Alice", field("t", "Title", {"type": "plain_text_input"})))
    await alices.get_by_label("Title").fill("kept")
    bobs = await stage.open_modal(modal("For Bob", section("hello")), side="right")
    await bobs.get_by_role("button", name="Cancel").click()
    await expect(bobs).to_have_count(0)
    await expect(alices.get_by_label("Title")).to_have_value("kept")


async def test_a_pushed_modal_goes_back_to_what_was_typed(stage: Stage) -> None:
    """A stack shows its top; going back shows the one below with its entries."""

    async def push(payload: Json) -> Answer:
        await stage.app.call(
            "views.push", trigger_id=payload["trigger_id"], view=modal("Second", section("deeper"), submit=None)
        )
        return None

    stage.app.on["block_actions"] = push
    first = modal("First", field("t", "Title", {"type": "plain_text_input"}), actions(button("Deeper")))
    dialog = await stage.open_modal(first)
    await dialog.get_by_label("Title").fill("kept")
    await dialog.get_by_role("button", name="Deeper").click()
    await expect(dialog.get_by_role("heading", name="Second")).to_be_visible()
    sent = (await stage.app.last("block_actions"))["view"]["state"]["values"]
    assert sent["t"]["it"]["value"] == "kept"
    await dialog.get_by_role("button", name="Back").click()
    await expect(dialog.get_by_label("Title")).to_have_value("kept")


async def test_an_update_keeps_entries_and_the_place_of_the_caret(stage: Stage) -> None:
    """When the app redraws a modal while somebody types, what they typed and where they are stays."""
    shape = field("t", "Title", {"type": "plain_text_input"})
    dialog = await stage.open_modal(modal("Form", section("before"), shape))
    await dialog.get_by_label("Title").press_sequentially("half a wo")
    view_id = stage.world.slack.person(ALICE).modals()[-1].id
    await stage.app.call("views.update", view_id=view_id, view=modal("Form", section("after"), shape))
    await expect(dialog).to_contain_text("after")
    await stage.page.keyboard.type("rd")
    await expect(dialog.get_by_label("Title")).to_have_value("half a word")


async def test_a_submission_may_be_answered_with_another_view(stage: Stage) -> None:
    """`response_action: update` shows the next step in the same place."""

    async def react(_: Json) -> Answer:
        return {
            "response_action": "update",
            "view": modal("Done", section("all set"), submit=None, close=plain("Fine")),
        }

    stage.app.on["view_submission"] = react
    dialog = await stage.open_modal(modal("Form", section("hello")))
    await _submit(dialog)
    await expect(dialog.get_by_role("heading", name="Done")).to_be_visible()
    await dialog.get_by_role("button", name="Fine").click()
    await expect(dialog).to_have_count(0)
