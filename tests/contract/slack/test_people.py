"""Who may do what in a Slack client, and how outsiders, guests and organizations look in payloads."""

from __future__ import annotations

import pytest

from sandbox.slack.forms.values import NotPossible
from sandbox.slack.specs import AppSpec, ShortcutSpec, TeamSpec, UserSpec
from tests.contract.slack.app import Bolt
from tests.contract.slack.world import World, button


async def test_somebody_deactivated_can_do_nothing(world: World) -> None:
    """Not type, not press, not look."""
    await world.slack.change_user("U0ALICE", deleted=True)
    with pytest.raises(NotPossible, match="deactivated"):
        await world.alice.command("/perin help")
    with pytest.raises(NotPossible, match="deactivated"):
        await world.alice.open_home()


async def test_people_from_elsewhere_have_no_commands_but_can_press(socket_bolt: Bolt) -> None:
    """Slack Connect: commands and shortcuts are unavailable, buttons are not."""
    world = socket_bolt.world
    world.slack.workspace.add_user(UserSpec("U0OUT", "out", team_id="T0OTHER"))
    outsider = world.slack.person("U0OUT")
    outcome = await outsider.command("/perin help")
    assert outcome.failure is not None
    assert outcome.failure.reason == "invalid_command"
    with pytest.raises(NotPossible, match="other workspaces"):
        await outsider.shortcut("find_time")
    await world.client().chat_postMessage(channel="U0OUT", text="x", blocks=[button("pick")])
    await outsider.click(outsider.dms()[0], "pick")
    body = socket_bolt.bodies("block_actions")[0]
    assert (body["user"]["team_id"], body["team"]["id"]) == ("T0OTHER", "T0SANDBOX")


async def test_an_unknown_command_never_leaves_the_client(socket_bolt: Bolt) -> None:
    """A typing error is told by Slack itself."""
    outcome = await socket_bolt.world.alice.command("/perrin help")
    assert outcome.failure is not None
    assert "not a valid command" in outcome.failure.text
    assert socket_bolt.bodies("command") == []


async def test_a_command_works_in_a_channel_one_is_in(socket_bolt: Bolt) -> None:
    """The payload says where; the answer is whispered there."""
    world = socket_bolt.world
    world.slack.workspace.add_channel("C0GENERAL", "general", ("U0ALICE",))
    outcome = await world.alice.command("/perin help", channel="C0GENERAL")
    assert outcome.reply is not None
    assert outcome.reply.channel == "C0GENERAL"
    body = socket_bolt.bodies("command")[0]
    assert (body["channel_id"], body["channel_name"]) == ("C0GENERAL", "general")
    with pytest.raises(NotPossible):
        await world.bob.command("/perin help", channel="C0GENERAL")


async def test_nobody_presses_in_others_messages_or_what_is_not_there(world: World) -> None:
    """Another person's card, a wrong label, a label that stands twice."""
    row = button("one", "Go")
    row["elements"].append(dict(row["elements"][0], action_id="two"))
    await world.client().chat_postMessage(channel="U0ALICE", text="x", blocks=[row])
    card = world.alice.dms()[0]
    with pytest.raises(NotPossible, match="doesn't see"):
        await world.bob.click(card, "one")
    with pytest.raises(NotPossible, match="0 buttons say 'Stop'"):
        await world.alice.click(card, label="Stop")
    with pytest.raises(NotPossible, match="2 buttons say 'Go'"):
        await world.alice.click(card, label="Go")


async def test_a_form_field_in_a_message_is_filled_not_pressed(world: World) -> None:
    """Inputs without `dispatch_action` send nothing by themselves."""
    field = {
        "type": "input",
        "block_id": "f",
        "label": {"type": "plain_text", "text": "x"},
        "element": {"type": "plain_text_input", "action_id": "t"},
    }
    await world.client().chat_postMessage(channel="U0ALICE", text="x", blocks=[field])
    with pytest.raises(NotPossible, match="fill it"):
        await world.alice.click(world.alice.dms()[0], "t", value="x")


async def test_the_app_decides_which_tabs_shortcuts_and_clicks_there_are(world: World) -> None:
    """What the manifest doesn't have, nobody can use."""
    world.slack.workspace.configure(
        AppSpec(home_tab=False, messages_tab_read_only=True, shortcuts=(ShortcutSpec("find"),), interactivity=False)
    )
    for act in (world.alice.open_home, lambda: world.alice.message("x"), lambda: world.alice.shortcut("find")):
        with pytest.raises(NotPossible):
            await act()
    world.slack.workspace.configure(AppSpec(shortcuts=(ShortcutSpec("find"),)))
    with pytest.raises(NotPossible, match="no global shortcut"):
        await world.alice.shortcut("other")


async def test_a_link_button_leads_somewhere_and_still_tells_the_app(socket_bolt: Bolt) -> None:
    """URL buttons send `block_actions` too."""
    world = socket_bolt.world
    await world.client().chat_postMessage(
        channel="U0ALICE", text="x", blocks=[button("pick", url="https://example.com/x")]
    )
    outcome = await world.alice.click(world.alice.dms()[0], "pick")
    assert (outcome.url, outcome.acked) == ("https://example.com/x", True)
    assert len(socket_bolt.bodies("block_actions")) == 1


async def test_looking_reads_everything(world: World) -> None:
    """Unread counts fall to nothing when the conversation is opened."""
    for text in ("one", "two"):
        await world.client().chat_postMessage(channel="U0ALICE", text=text)
    assert (world.alice.unread(), world.bob.unread()) == (2, 0)
    world.slack.workspace.configure(AppSpec(events=()))
    await world.alice.open_messages()
    assert world.alice.unread() == 0


async def test_an_organizations_install_has_no_team_in_its_payloads(socket_bolt: Bolt) -> None:
    """`team` is null, the enterprise is named, and the person keeps their own team."""
    world = socket_bolt.world
    org = world.slack.workspace.add_team(TeamSpec("T0ORG", "Org", "org", "E0ORG", "Org Inc"))
    install = world.slack.workspace.install(org, enterprise=True)
    world.slack.workspace.add_user(UserSpec("W0ORG", "olga", team_id="T0BRANCH", enterprise_id="E0ORG"))
    olga = world.slack.person("W0ORG")
    await world.client(install.bot_token).chat_postMessage(channel="W0ORG", text="x", blocks=[button("pick")])
    await olga.click(olga.dms()[0], "pick")
    kept = world.slack.office.delivered[-1].payload
    assert (kept["team"], kept["enterprise"]) == (None, {"id": "E0ORG", "name": "Org Inc"})
    assert (kept["is_enterprise_install"], kept["user"]["team_id"]) == (True, "T0BRANCH")


async def test_two_teams_have_two_conversations(world: World) -> None:
    """An install sees only its own team's people and conversations."""
    other = world.slack.workspace.add_team(TeamSpec("T0OTHER", "Other", "other"))
    install = world.slack.workspace.install(other)
    world.slack.workspace.add_user(UserSpec("U0OUT", "out", team_id="T0OTHER"))
    client = world.client(install.bot_token)
    posted = await client.chat_postMessage(channel="U0OUT", text="x")
    assert world.slack.person("U0OUT").dms()[0].user == install.bot_user
    with pytest.raises(Exception, match="channel_not_found"):
        await client.chat_postMessage(channel="U0ALICE", text="x")
    with pytest.raises(Exception, match="channel_not_found"):
        await world.client().chat_postMessage(channel=posted["channel"], text="x")
