"""What the network does: double deliveries, retries, limits, lost answers. All happens once and is told once."""

from __future__ import annotations

import asyncio
import time

import pytest

from core.usecases.jobs import backlog
from handlers.posting import Conversation, Sent
from handlers.render.base import Rendered
from tests.scenario.reading import buttons, words
from tests.scenario.world import DAY, HOUR, World, opened


async def test_every_envelope_twice(mode: str, sqlite_url: str) -> None:
    """The whole flow with each command, press and form delivered twice at the same moment: one of everything."""
    async with opened(mode, sqlite_url) as world:
        alice, bob = world.alice, world.bob
        world.slack.office.twice = {"slash_commands", "interactive", "events_api"}
        world.expected |= {"exchanged_trigger_id", "not_found"}
        await world.connect(alice, bob)
        assert (len(alice.dms), len(bob.dms)) == (1, 1)
        await alice.types("/perin schedule @bob 45m next week about Pricing")
        assert (len(alice.dms), len(bob.dms)) == (2, 2)
        first = buttons(alice.card)[:3]
        await alice.presses("More times", alice.card)
        assert set(first) & set(buttons(alice.card)[:3]) == set()
        await bob.books()
        assert (len(alice.dms), len(bob.dms)) == (3, 2)
        assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
        assert "2 rounds" not in words(alice.card)
        await alice.chooses("perin.session.overflow", "Show exchange", alice.card)
        assert words(alice.screen).count("offer") == 2


async def test_an_event_again_and_again(world: World) -> None:
    """An event that Slack repeats three times is answered once."""
    await world.alice.slack.message("hello")
    await world.quiet()
    kept = next(one for one in world.slack.office.delivered if one.payload.get("event", {}).get("type") == "message")
    for _ in range(3):
        assert (await world.slack.redeliver(kept)).acked
    await world.quiet()
    assert [message.text[:9] for message in world.alice.slack.ephemerals()] == ["I'm Perin"]


async def test_an_event_whose_work_failed_is_done_later(world: World) -> None:
    """When Slack doesn't take the answer, the row stays and a job does the work again."""
    world.expected |= {"500"}
    world.fault("chat.postEphemeral", "http_500")
    await world.alice.slack.message("hello")
    await world.quiet()
    assert world.alice.slack.ephemerals() == []
    await world.tick(5)
    assert [message.text[:9] for message in world.alice.slack.ephemerals()] == ["I'm Perin"]


async def test_a_rate_limit_is_honoured(connected: World) -> None:
    """After 429 the message waits as long as Slack asked, not less, and comes once."""
    alice, bob = connected.alice, connected.bob
    connected.expected.add("ratelimited")
    connected.fault("chat.postMessage", "ratelimited", retry_after=30, where={"channel": "U0BOB"})
    await alice.types("/perin schedule @bob 45m next week")
    assert len(bob.dms) == 1
    await connected.later(25)
    assert len(bob.dms) == 1
    await connected.later(10)
    assert len(bob.dms) == 2


async def test_an_old_message_is_redrawn_although_slack_is_busy(world: World) -> None:
    """What was delivered days ago doesn't go on saying what is over because one edit failed, nor is it dead."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    await world.later(2 * DAY)
    world.expected.add("ratelimited")
    world.fault("chat.update", "ratelimited", retry_after=5, where={"ts": bob.dm.ts})
    await alice.presses("Withdraw the invite", alice.screen)
    assert "Accept" in buttons(bob.dm)
    await world.later(6)
    assert "Accept" not in buttons(bob.dm)
    assert (await backlog(world.deps)).dead == 0


async def test_a_first_message_is_given_up_in_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many failures are not enough, nor is its age: when a day of tries came to nothing it is left to the operator."""
    alice, bob = world.alice, world.bob
    monkeypatch.setattr("handlers.notifier._TRIES", 3)
    world.expected.add("500")
    world.fault("chat.postMessage", "http_500", where={"channel": "U0BOB"}, times=4)
    await alice.types("/perin invite @bob")
    await alice.submits()
    for seconds in (2, 5):
        await world.later(seconds)
    assert (await backlog(world.deps)).dead == 0
    await world.later(DAY)
    assert (await backlog(world.deps)).dead == 1
    await world.later(DAY)
    assert bob.dms == []


async def test_a_first_message_is_given_up_only_after_many_tries(world: World) -> None:
    """One that nobody could send for days, because Perin was down, isn't dead at its first failure."""
    alice, bob = world.alice, world.bob
    world.expected.add("500")
    world.fault("chat.postMessage", "http_500", where={"channel": "U0BOB"})
    await alice.types("/perin invite @bob")
    await alice.submits()
    world.fault("chat.postMessage", "http_500", where={"channel": "U0BOB"})
    await world.later(2 * DAY)
    assert bob.dms == []
    await world.later(60)
    assert len(bob.dms) == 1


@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "http_500", "not_json"])
async def test_a_lost_answer_makes_no_second_message(connected: World, kind: str) -> None:
    """Whether or not Slack took the message before its answer was lost, the person gets exactly one."""
    alice, bob = connected.alice, connected.bob
    connected.expected |= {"500", "drop", "not_json", "chat.postMessage"}
    await alice.types("/perin schedule @bob 45m next week")
    connected.fault("chat.postMessage", kind, where={"channel": "U0BOB"})
    await alice.books()
    await connected.later(5)
    assert [message.text[:7] for message in bob.dms[2:]] == ["Booked:"]
    await connected.later(60)
    assert len(bob.dms) == 3


@pytest.mark.parametrize("kind", ["drop_after", "http_500"])
async def test_a_lost_card_is_found_again(connected: World, kind: str) -> None:
    """The same for a card: one message, which is edited ever after."""
    alice, bob = connected.alice, connected.bob
    connected.expected |= {"500", "drop", "chat.postMessage"}
    connected.fault("chat.postMessage", kind, where={"channel": "U0BOB"})
    await alice.types("/perin schedule @bob 45m next week")
    await connected.later(5)
    assert len(bob.dms) == 2
    await alice.presses("Cancel", alice.card)
    assert "*Canceled.*" in words(bob.card)
    assert len([message for message in bob.dms if message.metadata and "card:" in str(message.metadata)]) == 1


async def test_the_first_message_to_somebody_is_lost(world: World) -> None:
    """Before Perin knows somebody's conversation nothing can be looked up: a double is taken back at once."""
    alice, bob = world.alice, world.bob
    world.expected |= {"drop", "chat.postMessage"}
    world.fault("chat.postMessage", "drop_after", where={"channel": "U0BOB"})
    await alice.types("/perin invite @bob")
    await alice.submits()
    await world.later(5)
    assert [message.text[:12] for message in bob.dms] == ["Alice Moreau"]
    await bob.presses("Decline")
    assert "*You declined.*" in words(bob.dm)


async def test_somebody_who_cannot_be_reached(connected: World) -> None:
    """A terminal refusal ends the attempts; the inbox keeps what the message would have said."""
    alice, bob = connected.alice, connected.bob
    connected.expected.add("user_disabled")
    await alice.types("/perin schedule @bob 45m next week")
    connected.fault("chat.postMessage", "error:user_disabled", where={"channel": "U0BOB"})
    await alice.books()
    tried = len(connected.calls("chat.postMessage"))
    await connected.later(3600)
    assert len(connected.calls("chat.postMessage")) == tried
    assert (await backlog(connected.deps)).dead == 1
    assert "Booked: Meeting with Alice Moreau" in await bob.types("/perin notifications")


async def test_a_slow_call_holds_up_nobody_else(connected: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one message is on its way for long, what others press is shown to them, Home included."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week")
    await bob.slack.open_home()
    await connected.quiet()
    carol = connected.add_person("U0CAROL", "carol", "Carol Weiss")
    begun, answered, posted = asyncio.Event(), asyncio.Event(), Conversation._post

    async def slowly(talk: Conversation, message: Rendered, key: str) -> Sent:
        if talk.user == carol.id:
            begun.set()
            await answered.wait()
        return await posted(talk, message, key)

    monkeypatch.setattr(Conversation, "_post", slowly)
    await alice.types("/perin invite @carol")
    await alice.slack.submit(None, {})
    await begun.wait()
    await bob.slack.click(bob.card, label=next(label for label in buttons(bob.card) if label.startswith("Book")))
    try:
        await connected.until(lambda: all("*Booked:" in words(human.card) for human in (alice, bob)))
        await connected.until(lambda: "Needs you" not in words(bob.home))
        assert carol.dms == []
    finally:
        answered.set()
    await connected.quiet()
    assert len(carol.dms) == 1


async def test_a_card_that_slack_refuses_is_the_operators_to_see(connected: World) -> None:
    """It counts as dead while it shows what isn't so any more, and no longer once it could be drawn."""
    alice, bob = connected.alice, connected.bob
    connected.expected.add("restricted_action")
    await alice.types("/perin schedule @bob 45m next week")
    connected.fault("chat.update", "error:restricted_action", where={"ts": alice.card.ts})
    await bob.presses("More times", bob.card)
    await connected.later(HOUR)
    assert (await backlog(connected.deps)).dead == 1
    await bob.presses("Cancel", bob.card)
    assert "*Canceled.*" in words(alice.card)
    assert (await backlog(connected.deps)).dead == 0


async def test_a_card_that_is_gone_is_posted_anew(connected: World) -> None:
    """When the message can't be edited any more, a new one takes its place and is edited from then on."""
    alice, bob = connected.alice, connected.bob
    connected.expected.add("message_not_found")
    await alice.types("/perin schedule @bob 45m next week")
    lost = bob.card
    connected.fault("chat.update", "error:message_not_found", where={"ts": lost.ts})
    await alice.presses("More times", alice.card)
    assert bob.card.ts != lost.ts
    await alice.presses("Cancel", alice.card)
    assert "*Canceled.*" in words(bob.card)


async def test_a_use_case_that_fails_is_acknowledged_and_told(
    connected: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault right after the acknowledgement still answers Slack at once, and the person in words."""

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret details")

    alice = connected.alice
    await alice.types("/perin schedule @bob 45m next week")
    connected.expected.add("slack.failed")
    monkeypatch.setattr("handlers.actions.sessions.cancel_session", broken)
    began = time.monotonic()
    outcome = await alice.slack.click(alice.card, label="Cancel")
    assert outcome.status == 200
    assert time.monotonic() - began < 1
    await connected.quiet()
    assert words(alice.private).startswith("Something went wrong on our side")
    assert "secret" not in str(connected.logs)


@pytest.mark.parametrize("kind", ["block_actions", "view_submission", "view_closed", "shortcut", "message_action"])
async def test_what_nobody_listens_for_is_acknowledged(world: World, kind: str) -> None:
    """An unknown button, form or shortcut is answered 200: silence would count as failure."""
    button = {"type": "button", "action_id": "nobody", "block_id": "b", "action_ts": "1.2", "value": "1"}
    body = {
        "type": kind,
        "user": {"id": "U0ALICE", "team_id": "T0SANDBOX"},
        "team": {"id": "T0SANDBOX"},
        "callback_id": "nobody",
        "actions": [button],
        "view": {"id": "V1", "callback_id": "nobody", "type": "modal"},
    }
    began = time.monotonic()
    assert (await world.slack.office.send("interactive", body)).acked
    assert time.monotonic() - began < 1


async def test_an_event_nobody_listens_for_is_acknowledged(world: World) -> None:
    """The same for an event that came although nobody subscribed."""
    event = {"type": "channel_rename", "channel": {"id": "C1", "name": "x"}, "event_ts": "1.2"}
    body = {"type": "event_callback", "team_id": "T0SANDBOX", "event_id": "Ev1", "event": event}
    assert (await world.slack.office.send("events_api", body)).acked


async def test_a_form_asked_for_twice_opens_once(world: World) -> None:
    """The twin of a press whose form is open already has nothing to say."""
    world.slack.office.twice = {"slash_commands"}
    world.expected.add("exchanged_trigger_id")
    assert await world.alice.types("/perin settings") == ""
    assert [view.title_text for view in world.alice.slack.modals()] == ["Settings"]


async def test_secrets_and_words_stay_out_of_the_log(connected: World) -> None:
    """No token, title or name is ever logged."""
    await connected.alice.types("/perin schedule @bob 45m next week about Merger")
    await connected.bob.books()
    logged = str(connected.logs)
    for secret in ("Merger", "Alice", "Bob", "alice@example.com", connected.slack.bot_token, connected.slack.app_token):
        assert secret not in logged
