"""What a person does for themselves: help, inbox, settings, pause, history, leaving."""

from __future__ import annotations

from core.usecases.people import find_person
from tests.scenario.reading import buttons, words
from tests.scenario.world import HOUR, World


async def test_help_knows_the_next_step(world: World) -> None:
    """At each stage help names the one thing that helps most, with its button."""
    alice, bob = world.alice, world.bob
    assert "Link your Google calendar" in await alice.types("/perin")
    await alice.links()
    assert "Invite somebody to connect." in await alice.types("/perin help")
    await alice.types("/perin invite @bob")
    await alice.submits()
    assert "Your invite is out." in await alice.types("/perin HELP")
    assert "1 thing waits for you." in await bob.types("/perin help")
    await bob.presses("Accept")
    await bob.submits()
    assert "Find a time with somebody." in await alice.types("/perin help")
    await alice.types("/perin pause")
    assert "Perin is paused for you." in await alice.types("/perin help")


async def test_an_unknown_word_is_answered_with_the_nearest_command(world: World) -> None:
    """Never silence: the nearest command with an example, or how to begin."""
    assert "Did you mean *schedule*?" in await world.alice.types("/perin shedule @bob")
    told = await world.alice.types("/perin xyzzy")
    assert "`/perin help` for everything" in told
    assert "Perin finds times for you" in await world.alice.presses("Show help", world.alice.private)


async def test_the_inbox_is_read_bit_by_bit_and_at_once(connected: World) -> None:
    """Reading one or all shows what is left in the same place; what waits for an answer stays."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    told = await bob.types("/perin notifications")
    assert "*1 thing needs you, 3 unread.*" in told
    seen = len(bob.slack.ephemerals())
    await bob.presses("Mark as read", bob.private)
    assert "*1 thing needs you, 2 unread.*" in words(bob.private)
    await bob.presses("Mark all as read", bob.private)
    assert len(bob.slack.ephemerals()) == seen
    assert "*1 thing needs you, 0 unread.*" in words(bob.private)
    assert "Pricing" in await bob.types("/perin notifications unread")
    await bob.books()
    assert "Nothing is unread." not in await bob.types("/perin notifications")


async def test_the_inbox_shows_the_card(connected: World) -> None:
    """*Show card* in the inbox brings the card with its buttons, and they work from there."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.types("/perin notifications")
    shown = await bob.presses("Show card", bob.private)
    assert "*Alice Moreau* asks you" in shown
    assert "*Booked: Mon 7 Dec" in await bob.presses("Book Mon 09:00", bob.private)
    assert "*Booked: Mon 7 Dec" in words(bob.card)
    assert bob.meetings() == [("Pricing", "confirmed")]


async def test_settings_hold_for_everything_after(connected: World) -> None:
    """A saved zone and hours are what cards and slots follow; a wrong line is told beside it."""
    alice = connected.alice
    await alice.types("/perin settings")
    refused = await alice.submits({"perin.settings.monday": "nine to five"})
    assert set(refused.errors) == {"perin.settings.monday"}
    saved = await alice.submits(
        {"perin.settings.monday": "", "perin.settings.zone": "Europe/London", "perin.settings.length": "60"}
    )
    assert saved.ok
    assert "Your settings are saved." in words(alice.screen)
    await alice.closes()
    await alice.types("/perin schedule @bob next week")
    assert "for *1 hour*" in words(alice.card)
    assert "(London)" in words(alice.card)
    assert "Mon 7 Dec 1" not in words(alice.card)


async def test_a_pause_stops_others_and_not_oneself(connected: World) -> None:
    """Paused: others' sessions are refused, one's own answers still work, resume lets them in again."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert "Perin is paused." in await bob.types("/perin pause")
    assert "paused Perin" in await alice.types("/perin schedule @bob tomorrow")
    assert "paused Perin" in await alice.presses("More times", alice.card)
    assert await bob.books() == ""
    assert bob.meetings() == [("Pricing", "confirmed")]
    await bob.types("/perin notifications")
    assert "Perin is back at work" in await bob.types("/perin resume")
    assert "Slots are out" in await alice.types("/perin schedule @bob tomorrow")


async def test_the_history_says_by_what_right(connected: World) -> None:
    """Audit lists who did what on whose authority, newest first, page by page."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.books()
    told = await alice.types("/perin audit")
    assert "booked a meeting in both calendars" in told
    assert "on the permission to book after one confirmation" in told
    assert "Pricing" not in told
    for _ in range(4):
        await alice.types("/perin pause")
        await alice.types("/perin resume")
    await alice.types("/perin audit")
    older = next(label for label in buttons(alice.private) if "arlier" in label or "lder" in label)
    assert "sent an invite" in await alice.presses(older, alice.private)


async def test_leaving_asks_first_then_forgets(connected: World) -> None:
    """The form names what goes; then nothing of the person is left, Google's access is given back, meetings stay."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.books()
    await alice.slack.open_home()
    await alice.types("/perin forget me")
    assert "You lose 1 connection" in words(alice.screen)
    assert "You have 1 meeting ahead." in words(alice.screen)
    assert (await alice.submits()).ok
    shown = words(alice.screen)
    assert "Done. 1 connection ended, Google access is given back" in shown
    assert "1 meeting left in the calendars." in shown
    assert "Perin knows nothing of you." in words(alice.home)
    assert await find_person(connected.deps, person=alice.key) is None
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    assert [call for call in connected.sandbox.google.calls if call.method == "revoke"]
    assert "ended your connection" in await bob.types("/perin notifications")


async def test_leaving_may_take_the_meetings_along(connected: World) -> None:
    """Who chooses so takes the meetings out of both calendars, and the other side is told of each."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.books()
    await alice.types("/perin forget me")
    await alice.submits({"perin.forget.meetings": "cancel"})
    assert "1 meeting canceled." in words(alice.screen)
    assert ("Pricing", "confirmed") not in alice.meetings() + bob.meetings()
    assert await find_person(connected.deps, person=alice.key) is None


async def test_the_history_comes_as_a_file(connected: World) -> None:
    """*Export all as a file* puts the whole trail into the DM with Perin, without a title in it, also from Home."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.books()
    await alice.types("/perin audit")
    assert "The file is in your messages" in await alice.presses("Export all as a file", alice.private)
    shared = alice.dm.files[0]
    assert shared["name"].startswith("perin-audit-2026-12-01")
    assert shared["name"].endswith(".csv")
    await alice.slack.open_home()
    await connected.quiet()
    await alice.presses("What Perin did", alice.home)
    await alice.presses("Export all as a file", alice.screen)
    assert "The file is in your messages" in words(alice.screen)


async def test_the_morning_digest_says_what_the_day_holds(connected: World) -> None:
    """At half past eight: today's meetings, what waits, once; a day with nothing to say brings none."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m tomorrow about Pricing")
    await bob.books()
    await connected.later(16 * HOUR)
    before = len(alice.dms)
    await connected.tick(HOUR + 60)
    assert len(alice.dms) == before + 1
    assert "Good morning. 1 meeting today" in alice.dm.text
    assert "*Pricing* with Bob Tanaka" in words(alice.dm)
    await connected.tick(60)
    assert len(alice.dms) == before + 1


async def test_the_day_one_meets_perin_begins_no_digest(world: World) -> None:
    """Who is invited in the morning has the invite, and not a digest of it as well."""
    await world.alice.types("/perin invite @bob")
    await world.alice.submits()
    before = len(world.bob.dms)
    await world.tick(60)
    assert len(world.bob.dms) == before == 1


async def test_the_inbox_shows_only_the_unread_or_all(connected: World) -> None:
    """One press narrows the inbox to what is unread, another brings everything back."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.types("/perin notifications")
    await bob.presses("Mark as read", bob.private)
    await bob.presses("Only unread", bob.private)
    assert "Show all" in buttons(bob.private)
    await bob.presses("Mark all as read", bob.private)
    assert "Nothing is unread" not in await bob.types("/perin notifications")


async def test_a_mention_in_a_thread_is_answered_there(world: World) -> None:
    """Who mentions Perin in a thread finds the answer in that thread, seen by nobody else."""
    alice = world.alice
    world.slack.workspace.add_channel("C0ALL", "all", ("U0ALICE", world.slack.workspace.home_install.bot_user))
    first = await alice.slack.mention("C0ALL", "Shall we meet?")
    await alice.slack.mention("C0ALL", "@perin can you?", thread_ts=first.ts)
    await world.quiet()
    assert alice.private.thread_ts == first.ts
    assert "I'm Perin" in alice.private.text


async def test_a_message_and_a_mention_are_answered(world: World) -> None:
    """Words to Perin are answered privately with where to begin, in its messages and in a channel."""
    alice = world.alice
    await alice.slack.message("what can you do?")
    await world.quiet()
    assert alice.private.text.startswith("I'm Perin")
    world.slack.workspace.add_channel("C0ALL", "all", ("U0ALICE", world.slack.workspace.home_install.bot_user))
    await alice.slack.mention("C0ALL", "@perin are you there?")
    await world.quiet()
    assert alice.private.channel == "C0ALL"
    assert "Perin finds times" in await alice.presses("Show help", alice.private)
