"""Two people go through everything of the main flow, with nothing but the page."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.async_api import expect

from sandbox.server import Sandbox
from tests.browser.flow import acts, changes
from tests.browser.flow.conftest import Two
from tests.browser.flow.world import meetings

SUBS = ("g-alice", "g-bob")

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_people_book_two_meetings_by_clicking(two: Two) -> None:
    """From an empty start to two meetings on both calendars and the connection's end, each act seen by both."""
    alice, bob = two.alice, two.bob
    await acts.ask_for_help(alice)
    await acts.link_calendar(alice)
    await acts.link_calendar(bob)
    await acts.open_invite(alice, "Bob Tanaka", "bob")
    await acts.look_at_exact_choices(alice)
    await acts.look_at_preview(alice)
    await acts.send_invite(alice, bob, "Alice Moreau")
    await acts.accept_invite(bob, alice)
    await acts.let_them_book(bob, "alice")
    await acts.schedule(alice, bob, "@bob 45m next week", "Pricing")
    await acts.more_times(bob, alice, "Pricing")
    await acts.accept_slot(bob, alice, "Pricing")
    await acts.book_slot(alice, bob, "Pricing")
    await acts.schedule(alice, bob, "@bob 30m tomorrow afternoon", "Roadmap")
    await acts.book_slot(alice, bob, "Roadmap")
    await acts.show_exchange(alice, "Pricing", lines=4)
    await alice.leave()
    await acts.read_inbox(alice)
    assert_both_calendars(two.world, ["Pricing", "Roadmap"])
    await changes.end(bob, alice, "alice", keeps="Pricing", cancels="Roadmap")
    assert_both_calendars(two.world, ["Pricing"])


async def test_what_was_booked_is_moved_canceled_and_undone_by_clicking(two: Two) -> None:
    """Other times suggested, the meeting moved and canceled, another booked without a click and undone."""
    alice, bob = two.alice, two.bob
    for person in (alice, bob):
        await acts.link_calendar(person)
    await acts.open_invite(alice, "Bob Tanaka", "bob")
    await acts.send_invite(alice, bob, "Alice Moreau")
    await acts.accept_invite(bob, alice)
    await acts.let_them_book(bob, "alice")
    await acts.schedule(alice, bob, "@bob 45m next week", "Pricing")
    await changes.open_suggestions(bob, "Pricing", picks=2)
    await changes.suggest(bob, alice, "Pricing", picks=2)
    await acts.book_slot(alice, bob, "Pricing")
    before = meetings(two.world, SUBS[0])
    await changes.open_reschedule(alice, "Pricing", "next week")
    await changes.ask_to_move(alice, bob, "Pricing")
    await changes.move(alice, bob, "Pricing")
    assert meetings(two.world, SUBS[0]) != before
    assert_both_calendars(two.world, ["Pricing"])
    await changes.open_cancel(bob, "Pricing", "Something came up, sorry")
    await changes.cancel(bob, alice, "Pricing", "Something came up, sorry")
    for person, other in ((alice, "bob"), (bob, "alice")):
        await changes.let_it_book_by_itself(person, other)
    await changes.book_without_a_click(alice, bob, "@bob 30m next week", "Retro")
    assert_both_calendars(two.world, ["Retro"])
    await changes.undo(bob, alice, "Retro")
    assert_both_calendars(two.world, [])


def assert_both_calendars(world: Sandbox, titles: list[str]) -> None:
    """Both people have the same confirmed meetings at the same instants, and no leftover holds."""
    for sub in SUBS:
        assert [(title, status) for title, _, status in meetings(world, sub)] == [(one, "confirmed") for one in titles]
    alice, bob = ([datetime.fromisoformat(start) for _, start, _ in meetings(world, sub)] for sub in SUBS)
    assert alice == bob


async def test_an_invite_needs_no_mouse(two: Two) -> None:
    """From the line to the answered invite with keys alone; the focus is back on the line afterwards."""
    keys = two.alice.page.keyboard
    await keys.press("F6")
    await keys.press("F6")
    await expect(two.alice.composer).to_be_focused()
    await keys.type("/perin inv")
    await keys.press("Tab")
    await keys.type("@bo")
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(two.alice.modal).to_be_visible()
    await keys.press("ArrowDown")
    await expect(two.alice.modal.get_by_role("radio", name="Book when one of us confirms")).to_be_checked()
    await keys.press("Enter")
    await expect(two.alice.modal).to_contain_text("Your invite is on its way")
    await keys.press("Enter")
    await expect(two.alice.modal).to_have_count(0)
    await expect(two.alice.composer).to_be_focused()
    await two.bob.sees("Alice Moreau would like to connect")


async def test_the_shortcut_beside_the_line_asks_for_a_meeting(two: Two) -> None:
    """The manifest's global shortcut is in the menu beside the line and opens the form."""
    await two.alice.pane.get_by_role("button", name="Shortcuts").click()
    await two.alice.page.get_by_role("menuitem", name="Schedule a meeting").click()
    await expect(two.alice.modal).to_be_visible()
