"""Long lists: every item is on exactly one page, and the buttons lead there and back, in the same answer."""

from __future__ import annotations

import re

import pytest

from tests.scenario.human import Human
from tests.scenario.reading import buttons, words
from tests.scenario.world import World

FRIENDS = [f"Friend {letter}" for letter in "ABCDEFGHIJKL"]
"""Twelve: two more than a page holds."""


@pytest.fixture
async def sought(world: World) -> World:
    """Twelve people have invited Bob."""
    await _invite(world)
    return world


async def _invite(world: World) -> None:
    for number, name in enumerate(FRIENDS):
        friend = world.add_person(f"U0F{number:02}", f"friend{number:02}", name)
        await friend.types("/perin invite @bob")
        await friend.submits()


@pytest.fixture
async def busy(connected: World) -> World:
    """Alice has twelve meetings with Bob ahead, from *Meeting 01* to *Meeting 12*."""
    times = [(day, time) for day in (3, 4, 7) for time in ("15:00", "15:30", "16:00", "16:30")]
    for number, (day, time) in enumerate(times, 1):
        await connected.alice.types(f"/perin schedule @bob 30m {day} Dec at {time} about Meeting {number:02}")
        await connected.alice.books()
        await connected.later(10)
    return connected


def _listed(human: Human, pattern: str) -> list[str]:
    """What the private answer in front of them lists, in its order."""
    return re.findall(pattern, words(human.private))


async def test_sessions_turn_their_pages(busy: World) -> None:
    """All twelve are found on two pages of one message, soonest first, each with buttons of its own."""
    alice = busy.alice
    titles = [f"Meeting {number:02}" for number in range(1, 13)]
    assert "12 meetings" in await alice.types("/perin sessions")
    answers = len(alice.slack.ephemerals())
    first = _listed(alice, r"\*(Meeting \d\d)\*")
    assert "Previous" not in buttons(alice.private)
    await alice.presses("Next", alice.private)
    rest = _listed(alice, r"\*(Meeting \d\d)\*")
    assert first + rest == titles
    assert min(len(first), len(rest)) > 0
    assert "Next" not in buttons(alice.private)
    await alice.presses("Previous", alice.private)
    assert _listed(alice, r"\*(Meeting \d\d)\*") == first
    await alice.presses("Next", alice.private)
    assert len(alice.slack.ephemerals()) == answers
    await alice.presses("Cancel meeting", alice.private)
    assert f"*{rest[0]}*" in words(alice.screen)


async def test_connections_turn_their_pages(sought: World) -> None:
    """Everybody stands on one of two pages, and an invite of the second is answered from there."""
    bob = sought.bob
    assert "You have 12 connections." in await bob.types("/perin connections")
    first = _listed(bob, r"\*(.+)\* · invites you")
    await bob.presses("Next", bob.private)
    rest = _listed(bob, r"\*(.+)\* · invites you")
    assert len(set(first + rest)) == 12
    assert len(rest) == 2
    await bob.presses("Previous", bob.private)
    assert _listed(bob, r"\*(.+)\* · invites you") == first
    await bob.presses("Next", bob.private)
    assert "You declined" in await bob.presses("Decline", bob.private)
    assert "You have 11 connections." in await bob.types("/perin connections")
    assert set(first) <= set(_listed(bob, r"\*(.+)\* · invites you"))


async def test_the_inbox_turns_its_pages(sought: World) -> None:
    """*Earlier notices* shows those the first page left out, and no others."""
    bob = sought.bob
    assert "*12 things need you" in await bob.types("/perin notifications")
    first = _listed(bob, r"(.+) would like to connect")
    await bob.presses("Earlier notices", bob.private)
    rest = _listed(bob, r"(.+) would like to connect")
    assert sorted(first + rest) == FRIENDS
    assert min(len(first), len(rest)) > 0
    assert "Earlier notices" not in buttons(bob.private)


async def test_the_inbox_over_home_turns_its_pages(sought: World) -> None:
    """The same in the modal that Home opens."""
    bob = sought.bob
    await bob.slack.open_home()
    await sought.quiet()
    assert "more things in your inbox" in words(bob.home)
    await bob.presses(next(label for label in buttons(bob.home) if label.startswith("Open inbox")), bob.home)
    first = re.findall(r"(.+) would like to connect", words(bob.screen))
    await bob.presses("Earlier notices", bob.screen)
    assert sorted(first + re.findall(r"(.+) would like to connect", words(bob.screen))) == FRIENDS


async def test_the_unread_turn_their_pages_among_themselves(connected: World) -> None:
    """Who narrowed the inbox to what is unread finds nothing on its second page that was read."""
    bob = connected.bob
    await bob.types("/perin notifications")
    await bob.presses("Mark all as read", bob.private)
    await _invite(connected)
    await bob.types("/perin notifications unread")
    await bob.presses("Earlier notices", bob.private)
    shown = words(bob.private)
    assert _listed(bob, r"(.+) would like to connect")
    assert "*Read*" not in shown
    assert "Alice Moreau" not in shown
    await bob.types("/perin notifications")
    await bob.presses("Earlier notices", bob.private)
    assert "*Read*" in words(bob.private)
