"""The app manifest: inside Slack's limits, and in step with the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.manifest import BOT_SCOPES, as_yaml, read_template, render_manifest
from bot.settings import Mode
from handlers.events import EVENTS
from handlers.ids import COMMAND, Shortcut
from handlers.shortcuts import SHORTCUTS
from tests.support.source import ROOT

SOCKET = render_manifest(Mode.SOCKET, "http://localhost:8080", installs=False)
HTTP = render_manifest(Mode.HTTP, "https://perin.example.com", installs=True)


def texts(value: object) -> Iterator[str]:
    """Every string in a document."""
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("manifest", [SOCKET, HTTP], ids=["socket", "http"])
def test_texts_are_inside_slacks_limits(manifest: dict[str, Any]) -> None:
    """Names, descriptions and hints are as long as Slack takes them."""
    shown, features = manifest["display_information"], manifest["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(shown["description"].split()) <= 10
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    for command in features["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255


def test_there_is_one_command_and_its_mentions_are_escaped() -> None:
    """Without `should_escape` a mention would be a name that nobody can be known by."""
    [command] = SOCKET["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert command["should_escape"] is True


def test_the_scopes_are_those_the_code_asks_for() -> None:
    """One list: what the manifest grants, the OAuth install asks for and the doctor looks for."""
    assert tuple(SOCKET["oauth_config"]["scopes"]["bot"]) == BOT_SCOPES


def test_the_events_are_those_with_a_listener() -> None:
    """Nothing is subscribed to that nobody hears, and nothing listened to that never comes."""
    subscribed = {name.split(".")[0] for name in SOCKET["settings"]["event_subscriptions"]["bot_events"]}
    assert subscribed == set(EVENTS)


def test_the_shortcuts_are_those_with_a_listener() -> None:
    """Each shortcut of the manifest is registered, in its own kind."""
    shortcuts = {item["callback_id"]: item["type"] for item in SOCKET["features"]["shortcuts"]}
    assert shortcuts == {Shortcut.SCHEDULE: "global", Shortcut.SCHEDULE_WITH_AUTHOR: "message"}
    assert set(shortcuts) == set(SHORTCUTS)


@pytest.mark.parametrize("manifest", [SOCKET, HTTP], ids=["socket", "http"])
def test_people_can_press_write_and_open_home(manifest: dict[str, Any]) -> None:
    """Interactivity, the Home tab and a writable messages tab are on in both modes; tokens don't rotate."""
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert manifest["settings"]["token_rotation_enabled"] is False


def test_socket_mode_names_no_address() -> None:
    """An app in socket mode has nowhere to be reached."""
    assert SOCKET["settings"]["socket_mode_enabled"] is True
    assert not [text for text in texts(SOCKET) if "://" in text]


def test_http_mode_names_one_address_for_everything() -> None:
    """Events, commands and presses arrive at one path; OAuth comes back at the other."""
    address = "https://perin.example.com/slack/events"
    assert HTTP["settings"]["socket_mode_enabled"] is False
    assert HTTP["settings"]["event_subscriptions"]["request_url"] == address
    assert HTTP["settings"]["interactivity"]["request_url"] == address
    assert [command["url"] for command in HTTP["features"]["slash_commands"]] == [address]
    assert HTTP["oauth_config"]["redirect_urls"] == ["https://perin.example.com/slack/oauth_redirect"]


def test_rendering_leaves_the_template_alone_and_loses_nothing_on_paper() -> None:
    """What is printed is read back as what was rendered."""
    assert yaml.safe_load(as_yaml(HTTP)) == HTTP
    assert read_template() == SOCKET


def test_the_wheel_carries_the_manifest() -> None:
    """An installed Perin finds it inside its own package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    forced = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert forced == {"manifest.yaml": "bot/manifest.yaml"}
