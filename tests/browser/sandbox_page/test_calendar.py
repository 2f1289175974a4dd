"""The week of each person's Google calendar, in their own zone and live."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.world import DAY, HOUR, WEDNESDAY

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _event(stage: Stage, title: str, side: str = "left") -> Locator:
    return stage.pane(side).locator(".week").get_by_role("button", name=title)


async def test_events_stand_at_their_owners_local_time(stage: Stage) -> None:
    """An hour at 15:00 in Paris and a half hour at 9 AM in New York are drawn on Wednesday at those hours."""
    held = _event(stage, "Held for Bob")
    await expect(held).to_have_attribute("aria-label", "Held for Bob, Wed 25 Nov, 15:00 – 16:00, tentative")
    standup = _event(stage, "Standup", "right")
    await expect(standup).to_have_attribute("aria-label", "Standup, Wed 25 Nov, 9:00 AM – 9:30 AM")
    tops = [await node.evaluate("node => node.style.getPropertyValue('--top')") for node in (held, standup)]
    assert tops == ["900", "540"]
    column = standup.locator("xpath=..")
    assert await column.get_attribute("data-date") == "2026-11-25"


async def test_kinds_of_event_can_be_told_apart(stage: Stage) -> None:
    """Tentative ones are hatched, free ones hollow, all-day ones above; two at once stand side by side."""
    hatched = re.compile("repeating-linear-gradient")
    await expect(_event(stage, "Held for Bob")).to_have_css("background-image", hatched)
    await expect(_event(stage, "Design review")).to_have_css("background-image", "none")
    await expect(_event(stage, "Lunch walk")).to_have_attribute(
        "aria-label", "Lunch walk, Thu 26 Nov, 13:00 – 14:00, shown as free"
    )
    await expect(stage.pane().locator(".allday-event")).to_have_text("Offsite")
    boxes = [await _event(stage, title).bounding_box() for title in ("Design review", "Overlaps it")]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] + 1


async def test_the_week_turns(stage: Stage) -> None:
    """Next week shows its own events, This week comes back."""
    account = stage.world.google.accounts["g-alice"]
    account.add_event(summary="Far away", start=WEDNESDAY + 7 * DAY, end=WEDNESDAY + 7 * DAY + HOUR)
    await expect(stage.pane().locator(".week-title")).to_contain_text("23 – 29 Nov")
    await stage.pane().get_by_role("button", name="Next week").click()
    await expect(stage.pane().locator(".week-title")).to_contain_text("30 Nov – 6 Dec")
    await expect(_event(stage, "Far away")).to_be_visible()
    await stage.pane().get_by_role("button", name="This week").click()
    await expect(_event(stage, "Design review")).to_be_visible()
    await expect(_event(stage, "Far away")).to_have_count(0)


async def test_a_change_in_google_is_seen_at_once(stage: Stage) -> None:
    """What anybody writes to the calendar appears without a reload, marked when an app wrote it."""
    account = stage.world.google.accounts["g-bob"]
    event = account.add_event(
        summary="Booked",
        start=WEDNESDAY + 6 * HOUR,
        end=WEDNESDAY + 7 * HOUR,
        extendedProperties={"private": {"by": "app"}},
    )
    await expect(_event(stage, "Booked", "right")).to_have_attribute(
        "aria-label", "Booked, Wed 25 Nov, 11:00 AM – 12:00 PM, written by an app"
    )
    account.delete_event("primary", event["id"])
    await expect(_event(stage, "Booked", "right")).to_have_count(0)


async def test_a_press_on_an_empty_place_adds_an_event_there(stage: Stage) -> None:
    """Pressing Thursday at 10 in Paris offers that time; saving writes it to Google."""
    await expect(_event(stage, "Lunch walk")).to_be_visible()
    column = stage.pane().locator(".week-column[data-date='2026-11-26']")
    box = await column.bounding_box()
    assert box
    await column.click(position={"x": box["width"] / 2, "y": box["height"] * 10.1 / 24})
    dialog = stage.pane().get_by_role("dialog", name="Add an event")
    await expect(dialog.get_by_label("Starts")).to_have_value("10:00")
    await dialog.get_by_label("Title").fill("Dentist")
    await dialog.get_by_label("Shows as").select_option("tentative")
    await dialog.get_by_role("button", name="Save").click()
    await expect(_event(stage, "Dentist")).to_have_attribute(
        "aria-label", "Dentist, Thu 26 Nov, 10:00 – 11:00, tentative"
    )
    await expect(dialog).to_have_count(0)


async def test_an_event_can_be_moved_and_deleted(stage: Stage) -> None:
    """Another time moves the event in Google; deleting removes it."""
    await _event(stage, "Standup", "right").click()
    dialog = stage.pane("right").get_by_role("dialog", name="Standup")
    await dialog.get_by_label("Starts").fill("14:00")
    await dialog.get_by_role("button", name="Save").click()
    moved = _event(stage, "Standup, Wed 25 Nov, 2:00 PM – 2:30 PM", "right")
    await moved.focus()
    await stage.page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Delete event").click()
    await expect(_event(stage, "Standup", "right")).to_have_count(0)
    assert stage.world.google.accounts["g-bob"].events() == []


async def test_an_event_is_moved_by_one_press(stage: Stage) -> None:
    """Half an hour later keeps its length, and is seen in the week."""
    await _event(stage, "Design review").click()
    await stage.pane().get_by_role("button", name="30 min later").click()
    await expect(_event(stage, "Design review")).to_have_attribute(
        "aria-label", "Design review, Wed 25 Nov, 12:30 – 13:30"
    )


async def test_access_is_taken_away_in_google_itself(stage: Stage) -> None:
    """The account's own menu ends what every app was granted."""
    stage.world.google.grant_now("g-alice", ["openid"])
    await stage.pane().get_by_role("button", name="Google account").click()
    async with stage.page.expect_response("**/revoke"):
        await stage.page.keyboard.press("Enter")
    assert not stage.world.google.oauth.granted("g-alice")


async def test_somebody_without_an_account_is_told_so(stage: Stage) -> None:
    """A person who has no Google account here has an empty calendar with a sentence."""
    await stage.switch("left", "Chiara Conti")
    await expect(stage.pane().locator(".week")).to_contain_text("No Google account in this sandbox.")
