"""The workspace's small machines: stamps, triggers, response addresses, unread counts, stacks, plans."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.faults import Fault, FaultPlan
from sandbox.slack.specs import AppSpec, TeamSpec, UserSpec
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.stamps import Stamps
from sandbox.slack.state.triggers import TriggerRefused, Triggers
from sandbox.slack.state.workspace import Workspace


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def now(self) -> float:
        return self.time

    def real_now(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def heard() -> list[tuple[str, Any]]:
    return []


@pytest.fixture
def workspace(clock: Hands, heard: list[tuple[str, Any]]) -> Workspace:
    made = Workspace(clock, lambda topic, data: heard.append((topic, dict(data))))
    made.add_user(UserSpec("U0ALICE", "alice", tz="Europe/Paris"))
    return made


def said(
    workspace: Workspace,
    user: str = "U0BOTSANDBOX",
    blocks: tuple[dict[str, Any], ...] = (),
    ephemeral_for: str | None = None,
) -> SlackMessage:
    channel = workspace.conversations.by_id["D0ALICE"]
    return workspace.post(
        SlackMessage(
            channel=channel.id,
            ts=workspace.stamps.ts(),
            user=user,
            text="x",
            blocks=blocks,
            ephemeral_for=ephemeral_for,
        )
    )


def test_stamps_are_unique_and_rise_while_time_stands_still(clock: Hands) -> None:
    """A thousand messages in one instant keep their order."""
    stamps = Stamps(clock.now)
    given = [stamps.ts() for _ in range(1000)]
    assert given == sorted(set(given))


@pytest.mark.parametrize(
    ("used", "wait", "code"),
    [(False, 3.1, "expired_trigger_id"), (True, 0, "exchanged_trigger_id"), (True, 5, "exchanged_trigger_id")],
)
def test_a_trigger_is_short_lived_and_single_use(clock: Hands, used: bool, wait: float, code: str) -> None:
    """Three seconds, once."""
    triggers = Triggers(Stamps(clock.now), clock.real_now)
    trigger = triggers.issue("U0ALICE")
    if used:
        assert triggers.exchange(trigger) == "U0ALICE"
    clock.time += wait
    with pytest.raises(TriggerRefused, match=code):
        triggers.exchange(trigger)


def test_an_unknown_trigger_buys_nothing(clock: Hands) -> None:
    """A made-up id is invalid, not expired."""
    with pytest.raises(TriggerRefused, match="invalid_trigger_id"):
        Triggers(Stamps(clock.now), clock.real_now).exchange("1.2.3")


def test_a_response_address_lives_half_an_hour_for_five_uses(workspace: Workspace, clock: Hands) -> None:
    """The sixth use and the thirty-first minute are refused, by name."""
    urls = workspace.responses
    key = urls.issue("U0ALICE", "D0ALICE")
    assert [isinstance(urls.use(key), str) for _ in range(5)] == [False] * 5
    assert urls.use(key) == "used_url"
    late = urls.issue("U0ALICE", "D0ALICE")
    clock.time += 1801
    assert urls.use(late) == "expired_url"
    assert urls.use("made-up") == "invalid_url"


def test_unread_counts_others_messages_since_the_last_look(workspace: Workspace) -> None:
    """One's own messages and edits don't count; writing or looking reads everything."""
    user = workspace.people.get("U0ALICE")
    assert user is not None
    channel = workspace.im_of(user)
    first = said(workspace)
    said(workspace)
    workspace.edit(first, text="y")
    assert workspace.conversations.unread(channel, "U0ALICE") == 2
    workspace.conversations.mark_read(channel, "U0ALICE")
    assert workspace.conversations.unread(channel, "U0ALICE") == 0
    said(workspace)
    said(workspace, "U0ALICE")
    assert workspace.conversations.unread(channel, "U0ALICE") == 0


def test_an_edit_keeps_place_and_is_marked(workspace: Workspace) -> None:
    """The stamp stays, `edited` appears, and an older reading is untouched."""
    workspace.im_of(workspace.people.change("U0ALICE"))
    first = said(workspace)
    edited = workspace.edit(first, text="y")
    assert (edited.ts, edited.text, first.text, first.edited) == (first.ts, "y", "x", None)
    assert edited.edited is not None
    assert workspace.conversations.find("D0ALICE", first.ts) == edited


def test_slack_fills_in_ids_and_flags(workspace: Workspace) -> None:
    """Blocks and elements always come back with ids, texts with their flags."""
    workspace.im_of(workspace.people.change("U0ALICE"))
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    block = said(workspace, blocks=({"type": "actions", "elements": [button]},)).blocks[0]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
    assert block["elements"][0]["text"]["emoji"] is True


def test_each_change_is_announced_to_those_who_see_it(workspace: Workspace, heard: list[tuple[str, Any]]) -> None:
    """A direct message is announced under `dm`, one that only one person sees under `ephemeral`."""
    workspace.im_of(workspace.people.change("U0ALICE"))
    heard.clear()
    said(workspace)
    said(workspace, ephemeral_for="U0ALICE")
    assert [(topic, data["user"]) for topic, data in heard if data["user"] == "U0ALICE"] == [
        ("dm", "U0ALICE"),
        ("ephemeral", "U0ALICE"),
    ]


def test_people_are_described_as_slack_does(workspace: Workspace) -> None:
    """A zone for the living, a locale only on request and only for members, an address only with the scope."""
    people = workspace.people
    alice = people.get("U0ALICE")
    assert alice is not None
    shown = people.as_json(alice, locale=True)
    assert (shown["tz"], shown["locale"]) == ("Europe/Paris", "en-US")
    assert "locale" not in people.as_json(alice)
    gone = people.change("U0ALICE", deleted=True)
    assert "tz" not in people.as_json(gone)
    outsider = people.add(UserSpec("U0EVE", "eve", team_id="T0OTHER", is_stranger=True, email="eve@example.com"))
    described = people.as_json(outsider, locale=True)
    assert described["is_stranger"] is True
    assert "locale" not in described
    assert "email" not in described["profile"]
    assert people.as_json(outsider, email=True)["profile"]["email"] == "eve@example.com"


def test_an_organization_is_everybodys_in_it(clock: Hands) -> None:
    """A member of an organization's team meets the organization's install."""
    workspace = Workspace(clock, lambda _topic, _data: None)
    org = workspace.add_team(TeamSpec("T0ORG", "Org", "org", "E0ORG", "Org"))
    wide = workspace.install(org, enterprise=True)
    person = workspace.add_user(UserSpec("U0ORG", "org", team_id="T0BRANCH", enterprise_id="E0ORG"))
    assert workspace.install_of(person) is wide


def test_a_manifest_says_what_the_app_may(workspace: Workspace) -> None:
    """What a manifest leaves out is off, as on Slack's side."""
    app = AppSpec.from_manifest(
        {
            "display_information": {"name": "Perin"},
            "features": {
                "app_home": {"home_tab_enabled": True},
                "bot_user": {"display_name": "perin"},
                "slash_commands": [{"command": "/perin", "should_escape": True}],
                "shortcuts": [{"callback_id": "x", "type": "message", "name": "Do x"}],
            },
            "oauth_config": {"scopes": {"bot": ["commands"]}},
            "settings": {"interactivity": {"is_enabled": True}},
        }
    )
    assert (app.home_tab, app.messages_tab, app.interactivity, app.events) == (True, False, True, ())
    assert (app.commands, app.scopes) == ({"/perin": True}, ("commands",))
    workspace.configure(app)
    assert workspace.home_install.scopes == {"commands"}


def test_a_plan_is_used_up_by_the_calls_it_fits() -> None:
    """In order, as often as planned, only where its arguments match."""
    plan = FaultPlan()
    plan.add(Fault("chat.update", times=2, kind="http_500", where={"channel": "D1"}))
    plan.add(Fault("*", kind="error:fatal_error"))
    assert plan.take("chat.update", {"channel": "D1"}) is not None
    general = plan.take("chat.update", {"channel": "D2"})
    assert general is not None
    assert general.kind == "error:fatal_error"
    assert plan.take("socket", {}) is None
    assert len(plan.pending()) == 1
    plan.clear()
    assert plan.take("chat.update", {"channel": "D1"}) is None


@pytest.mark.parametrize("kind", ["rate_limited", "error:", "slow:soon"])
def test_a_fault_that_nobody_would_carry_out_is_refused(kind: str) -> None:
    """A typing error in a plan is an error, not a test that passes."""
    with pytest.raises(ValueError):
        Fault("*", kind=kind)
