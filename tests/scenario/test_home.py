"""App Home: everything the command does, from one page that is drawn again after each press in it."""

from __future__ import annotations

from tests.scenario.reading import buttons, words
from tests.scenario.world import World


async def test_home_is_useful_to_somebody_new(world: World) -> None:
    """Who never touched Perin sees what it is and the first step, which works from there."""
    alice = world.alice
    await alice.slack.open_home()
    await world.quiet()
    assert "Perin finds times for you" in words(alice.home)
    await alice.presses("Link my calendar", alice.home)
    assert "Link Google Calendar" in buttons(alice.screen)
    await alice.closes()
    await alice.links()
    await alice.slack.open_home()
    await world.quiet()
    assert "alice@example.com is linked" in words(alice.home)


async def test_a_press_redraws_home(world: World) -> None:
    """Pause and resume show in Home at once, without a modal."""
    alice = world.alice
    await alice.slack.open_home()
    await world.quiet()
    await alice.presses("Pause Perin", alice.home)
    assert "*Perin is paused.*" in words(alice.home)
    assert alice.slack.modals() == []
    await alice.presses("Resume Perin", alice.home)
    assert "*Perin is paused.*" not in words(alice.home)


async def test_an_invite_is_answered_in_home(world: World) -> None:
    """What needs somebody stands on top with its buttons; once declined it is gone, and a modal says so."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    await bob.slack.open_home()
    await world.quiet()
    assert "Needs you" in words(bob.home)
    await bob.presses("Decline", bob.home)
    assert "You declined" in words(bob.screen)
    assert "Needs you" not in words(bob.home)


async def test_booking_from_home(world: World) -> None:
    """A confirmation that waits is booked from Home: a modal waits with the person and then says how it went."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="ask_first", back="ask_first")
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.accepts()
    await alice.slack.open_home()
    await world.quiet()
    await alice.presses("Book Mon 15:00", alice.home)
    opened = world.calls("views.open")[-1]
    assert "One moment" in str(opened.args["view"])
    assert "*Booked: Mon 7 Dec" in words(alice.screen)
    assert alice.meetings() == [("Pricing", "confirmed")]
    assert "Next meetings" in words(alice.home)
    assert "Needs you" not in words(alice.home)


async def test_a_refusal_in_home_is_a_modal(world: World) -> None:
    """What can't be done from Home is said over it."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="ask_first", back="ask_first")
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.accepts()
    await alice.slack.open_home()
    await world.quiet()
    seen = alice.home
    await bob.presses("Cancel", bob.card)
    assert "Book Mon 15:00" not in buttons(alice.home)
    await alice.presses("Book Mon 15:00", seen, stale=True)
    assert "was canceled" in words(alice.screen)
    assert alice.meetings() == []


async def test_a_card_opened_from_home_is_pressed_in_its_modal(connected: World) -> None:
    """The card shown over Home works, and the modal becomes the outcome."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await alice.slack.open_home()
    await connected.quiet()
    await alice.presses("Show card", alice.home)
    assert "You asked *Bob Tanaka*" in words(alice.screen)
    await alice.presses("Book Mon 15:00", alice.screen)
    assert "*Booked: Mon 7 Dec" in words(alice.screen)
    assert bob.meetings() == [("Pricing", "confirmed")]


async def test_every_area_of_home_leads_somewhere(connected: World) -> None:
    """Each button that shows something shows it over Home."""
    alice, bob = connected.alice, connected.bob
    await bob.types("/perin schedule @alice 45m next week about Pricing")
    await alice.slack.open_home()
    await connected.quiet()
    leads = {
        "Invite somebody": "Invite to connect",
        "Schedule a meeting": "Schedule a meeting",
        "Change calendar": "alice@example.com is linked",
        "Settings": "Working hours",
        "What Perin did": "newest first",
        "Help": "Perin finds times for you",
        "Permissions": "lets your Perin",
    }
    for label, text in leads.items():
        await alice.presses(label, alice.home)
        assert text in words(alice.screen), label
        await alice.closes()
    inbox = next(label for label in buttons(alice.home) if label.startswith("Open inbox"))
    await alice.presses(inbox, alice.home)
    assert "Pricing" in words(alice.screen)
    await alice.presses("Mark all as read", alice.screen)
    assert "0 unread" in words(alice.screen)


async def test_home_turns_its_pages(world: World) -> None:
    """More connections than fit are paged within Home."""
    alice = world.alice
    for number in range(7):
        world.add_person(f"U0F{number}", f"friend{number}", f"Friend {number}")
        await alice.types(f"/perin invite @friend{number}")
        await alice.submits()
        await alice.closes()
        await world.later(15)
    await alice.slack.open_home()
    await world.quiet()
    more = next(label for label in buttons(alice.home) if "ext" in label or "ore" in label)
    before = words(alice.home)
    await alice.presses(more, alice.home)
    assert words(alice.home) != before
