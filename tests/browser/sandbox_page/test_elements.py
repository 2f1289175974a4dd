"""Every element that acts at once tells the app exactly what Slack would tell it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.sandbox_page.app import Json
from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.kit import actions, button, home, option, plain, section
from tests.browser.sandbox_page.world import ALICE, BOB, WEDNESDAY

pytestmark = pytest.mark.asyncio(loop_scope="session")

Do = Callable[[Page, Locator], Awaitable[None]]
SIZES = [option("Small", "s"), option("Large", "l", "Takes longer")]
GROUPS = [{"label": plain("Short"), "options": SIZES[:1]}, {"label": plain("Long"), "options": SIZES[1:]}]


async def _press(_: Page, row: Locator) -> None:
    await row.get_by_role("button", name="Go").click()


async def _overflow(page: Page, row: Locator) -> None:
    await row.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Large").click()


async def _choose(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").click()
    await page.get_by_role("option", name="Large").click()


async def _choose_by_keys(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.type("lar")
    await page.keyboard.press("Enter")


async def _choose_both(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").click()
    await page.get_by_role("option", name="Small").click()
    await page.get_by_role("option", name="Large").click()
    await page.keyboard.press("Escape")


async def _choose_bob(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").click()
    await page.get_by_role("option", name="Bob Okafor @bob").click()
    await page.keyboard.press("Escape")


async def _radio(_: Page, row: Locator) -> None:
    await row.get_by_role("radio", name="Large").check()


async def _check(_: Page, row: Locator) -> None:
    await row.get_by_role("checkbox", name="Large").check()


async def _pick_day(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").click()
    await page.get_by_role("gridcell", name="Monday, November 30, 2026").click()


async def _walk_to_day(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").focus()
    await page.keyboard.press("ArrowDown")
    for key in ("ArrowDown", "ArrowLeft", "ArrowLeft", "Enter"):
        await page.keyboard.press(key)


async def _pick_time(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").click()
    await page.get_by_role("option", name="14:30").click()


async def _type_time(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox").click()
    await page.keyboard.type("2:45pm")
    await page.keyboard.press("Enter")


async def _pick_both(page: Page, row: Locator) -> None:
    await row.get_by_role("combobox", name="date").click()
    await page.get_by_role("gridcell", name="Monday, November 30, 2026").click()
    await row.get_by_role("combobox", name="time").click()
    await page.get_by_role("option", name="09:00", exact=True).click()


CASES: dict[str, tuple[Json, Do, Json]] = {
    "button": ({"type": "button", "text": plain("Go"), "value": "7"}, _press, {"value": "7"}),
    "overflow": ({"type": "overflow", "options": SIZES}, _overflow, {"selected_option": SIZES[1]}),
    "static_select": ({"type": "static_select", "options": SIZES}, _choose, {"selected_option": SIZES[1]}),
    "static_select by keyboard": (
        {"type": "static_select", "options": SIZES},
        _choose_by_keys,
        {"selected_option": SIZES[1]},
    ),
    "option groups": ({"type": "static_select", "option_groups": GROUPS}, _choose, {"selected_option": SIZES[1]}),
    "multi_static_select": (
        {"type": "multi_static_select", "options": SIZES},
        _choose_both,
        {"selected_options": SIZES},
    ),
    "users_select": ({"type": "users_select"}, _choose_bob, {"selected_user": BOB}),
    "multi_users_select": (
        {"type": "multi_users_select", "initial_users": [ALICE]},
        _choose_bob,
        {"selected_users": [ALICE, BOB]},
    ),
    "radio_buttons": ({"type": "radio_buttons", "options": SIZES}, _radio, {"selected_option": SIZES[1]}),
    "checkboxes": (
        {"type": "checkboxes", "options": SIZES, "initial_options": SIZES[:1]},
        _check,
        {"selected_options": SIZES},
    ),
    "datepicker": ({"type": "datepicker"}, _pick_day, {"selected_date": "2026-11-30"}),
    "datepicker by keyboard": ({"type": "datepicker"}, _walk_to_day, {"selected_date": "2026-11-30"}),
    "timepicker": ({"type": "timepicker"}, _pick_time, {"selected_time": "14:30"}),
    "timepicker, typed": ({"type": "timepicker"}, _type_time, {"selected_time": "14:45"}),
    "datetimepicker": (
        {"type": "datetimepicker"},
        _pick_both,
        {"selected_date_time": WEDNESDAY + 5 * 86400 - 2 * 3600},
    ),
}


async def test_every_element_sends_what_slack_would_send(stage: Stage) -> None:
    """Using an element sends one action with its ids and the value in Slack's own shape."""
    for number, (case, (element, use, sent)) in enumerate(CASES.items()):
        await stage.app.say(ALICE, case, [actions({"action_id": f"it-{number}"} | element)])
        await use(stage.page, stage.messages().nth(number).locator(".block-actions"))
        action = (await stage.app.last("block_actions", number + 1))["actions"][0]
        assert (action["block_id"], action["action_id"], action["type"]) == ("row", f"it-{number}", element["type"]), (
            case
        )
        assert {name: _bare(action[name]) for name in sent} == {name: _bare(value) for name, value in sent.items()}, (
            case
        )


async def test_a_choice_stays_when_home_is_published_again(stage: Stage) -> None:
    """What was chosen under ids that stay is still shown after an update, as in Slack."""
    view = home(section("one"), actions({"type": "static_select", "action_id": "it", "options": SIZES}))
    await stage.show_home(view)
    await _choose(stage.page, stage.pane().locator(".block-actions"))
    await stage.app.last("block_actions")
    await stage.app.call("views.publish", user_id=ALICE, view=home(section("two"), *view["blocks"][1:]))
    await expect(stage.pane().locator(".home-body")).to_contain_text("two")
    await expect(stage.pane().get_by_role("combobox", name="Large")).to_be_visible()


async def test_a_denied_confirm_sends_nothing_and_restores_the_choice(stage: Stage) -> None:
    """Saying no to an element's confirm question leaves everything as it was."""
    confirm = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
    select = {
        "type": "static_select",
        "action_id": "it",
        "options": SIZES,
        "initial_option": SIZES[0],
        "confirm": confirm,
    }
    await stage.show_home(home(actions(select)))
    await _choose(stage.page, stage.pane().locator(".block-actions"))
    await stage.page.get_by_role("alertdialog", name="Sure?").get_by_role("button", name="No").click()
    await stage.pane().get_by_role("combobox", name="Small").wait_for()
    assert stage.app.of("block_actions") == []


async def test_a_confirmed_press_is_sent(stage: Stage) -> None:
    """Saying yes sends the press."""
    confirm = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
    await stage.show_home(home(actions(button("Go", confirm=confirm, style="danger"))))
    await stage.pane().get_by_role("button", name="Go", exact=True).click()
    await stage.page.get_by_role("alertdialog").get_by_role("button", name="Yes").click()
    assert (await stage.app.last("block_actions"))["actions"][0]["action_id"] == "press"


def _bare(value: object) -> object:
    """Options without the flags that Slack fills in."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return value["value"] if isinstance(value, dict) else value
