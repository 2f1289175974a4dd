"""What somebody who has Perin forget them leaves with the other side: cards that say so, and a trail without a name."""

from __future__ import annotations

from core.usecases.people import find_person
from tests.scenario.reading import buttons, words
from tests.scenario.world import World


async def test_nobody_is_left_with_a_card_that_lies(connected: World) -> None:
    """The other's cards say that the meeting is canceled and the session over; who it was stands nowhere any more."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m 7 Dec at 15:00 about Pricing")
    await bob.books()
    await alice.types("/perin schedule @bob 30m 8 Dec at 15:00 about Roadmap")
    meeting, session = (one for one in bob.dms if "card:" in str(one.metadata))
    await alice.types("/perin forget me")
    await alice.submits({"perin.forget.meetings": "cancel"})
    shown = {one.ts: one for one in bob.dms}
    assert "left Perin and canceled the meeting of Mon 7 Dec 09:00–09:45 (New York)." in words(shown[meeting.ts])
    assert "this session ended and nothing was booked" in words(shown[session.ts])
    assert buttons(shown[meeting.ts]) == buttons(shown[session.ts]) == []
    told = words(bob.dm)
    assert "Mon 7 Dec 09:00–09:45 (New York)" in told
    assert "canceled" in told
    trail = await bob.types("/perin audit")
    assert "A former member canceled a meeting" in trail
    assert "<@former>" not in trail


async def test_a_meeting_that_stays_says_where_to_change_it(connected: World) -> None:
    """Without its other half Perin can move nothing: the card says so instead of offering buttons."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m 7 Dec at 15:00 about Pricing")
    await bob.books()
    await alice.types("/perin forget me")
    await alice.submits()
    assert "stays in both calendars; change it there." in words(bob.card)
    assert buttons(bob.card) == []
    assert bob.meetings() == [("Pricing", "confirmed")]


async def test_what_slack_refuses_takes_nothing_back(connected: World) -> None:
    """Home and the other's card can't be cleared: who was forgotten reads that it is done, not "try again"."""
    alice, bob = connected.alice, connected.bob
    connected.expected.add("fatal_error")
    await alice.types("/perin schedule @bob 45m 7 Dec at 15:00 about Pricing")
    await bob.books()
    await alice.types("/perin forget me")
    connected.fault("views.publish", "error:fatal_error", times=9)
    connected.fault("chat.update", "error:fatal_error", times=1, where={"ts": bob.card.ts})
    await alice.submits()
    assert "Done. 1 connection ended" in words(alice.screen)
    assert await find_person(connected.deps, person=alice.key) is None
