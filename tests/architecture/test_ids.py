"""Every id that Slack sends back is in one file, has a listener, agrees with the manifest, and is answered at once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from slack_bolt.async_app import AsyncBoltRequest

from bot.manifest import read_template
from core.domain.ids import InstallationKey
from core.domain.installations import Installation
from core.usecases.deps import Deps
from handlers.actions import ACTIONS
from handlers.app import build_app, runner_of
from handlers.asker import Kit
from handlers.commands import VERBS
from handlers.events import EVENTS
from handlers.ids import ADDRESS_ACTIONS, COMMAND, Action, Callback, Field, Shortcut
from handlers.parsing.commands import Verb
from handlers.shortcuts import SHORTCUTS
from handlers.slack import Clients, Tenants
from handlers.views import FORMS
from tests.support.source import modules

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9"
ID = re.compile(r"perin\.[a-z_]+\.[a-z_]+")


def test_every_id_has_a_listener() -> None:
    """No button, form, shortcut or verb is drawn that nobody answers."""
    assert set(ACTIONS) == set(Action)
    assert set(FORMS) == set(Callback) - {Callback.NOTHING}
    assert set(SHORTCUTS) == set(Shortcut)
    assert set(VERBS) == set(Verb)


def test_every_id_is_drawn() -> None:
    """No listener waits for an id that nothing draws; a field that acts is drawn as the field."""
    drawn = "\n".join(module.text for module in modules("handlers") if module.within("handlers.render"))
    fields = {one.value for one in Field}
    given = [one for kind in (Action, Callback, Field) for one in kind if kind is Field or one.value not in fields]
    names = [f"{type(one).__name__}.{one.name}" for one in given]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", drawn + _aliases())] == []


def _aliases() -> str:
    """Fields that a rendering walks as a group."""
    return "\n".join(line for line in (ROOT / "handlers/ids.py").read_text().splitlines() if "Field.SETTINGS_" in line)


def test_ids_stand_in_one_file() -> None:
    """An id is spelled out in ``handlers.ids`` and nowhere else."""
    known = {one.value for kind in (Action, Callback, Field, Shortcut) for one in kind}
    elsewhere = [
        module.at(line, text)
        for module in modules("handlers", "bot")
        if not module.within("handlers.ids")
        for line, text in module.strings
        if ID.fullmatch(text) or text in known
    ]
    assert elsewhere == []


def test_the_manifest_announces_what_is_listened_to() -> None:
    """Command, shortcuts and events of the manifest are those of the code."""
    manifest = read_template()
    features, settings = manifest["features"], manifest["settings"]
    assert [(one["command"], one["should_escape"]) for one in features["slash_commands"]] == [(COMMAND, True)]
    assert {one["callback_id"]: one["type"] for one in features["shortcuts"]} == {
        Shortcut.SCHEDULE: "global",
        Shortcut.SCHEDULE_WITH_AUTHOR: "message",
    }
    subscribed = {name.partition(".")[0] for name in settings["event_subscriptions"]["bot_events"]}
    assert subscribed == set(EVENTS)


class Broken:
    """A layer below that raises at once, whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - anything
        raise RuntimeError(name)


class OneTenant(Tenants):
    """The one workspace, known without a database."""

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        return Installation(
            key=InstallationKey("-:T1"),
            team="T1",
            team_name="One",
            enterprise=None,
            is_enterprise=False,
            bot_token="xoxb-1",
            bot_user="U0BOT",
            bot_id="B0BOT",
            app_id="A1",
            scopes=frozenset(),
            installed_at=0,
        )


def payloads() -> Iterator[tuple[str, dict[str, Any]]]:
    """One payload for every id, as Slack would send it."""
    common: dict[str, Any] = {
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "response_url": f"{NOWHERE}/response",
        "trigger_id": "1.2.3",
        "api_app_id": "A1",
    }
    yield COMMAND, {"command": COMMAND, "text": "help", "team_id": "T1", "user_id": "U1", "trigger_id": "1.2.3"}
    for action in Action:
        pressed = {"type": "button", "action_id": action.value, "block_id": "b", "action_ts": "1.2", "value": "1"}
        yield action.value, {**common, "type": "block_actions", "container": {}, "actions": [pressed]}
    for callback in Callback:
        view: dict[str, Any] = {"id": "V1", "type": "modal", "callback_id": callback.value, "state": {"values": {}}}
        yield callback.value, {**common, "type": "view_submission", "view": view}
    for shortcut in Shortcut:
        kind = "shortcut" if shortcut is Shortcut.SCHEDULE else "message_action"
        yield shortcut.value, {**common, "type": kind, "callback_id": shortcut.value, "message": {}, "channel": {}}


@pytest.mark.parametrize(("name", "body"), [pytest.param(name, body, id=name) for name, body in payloads()])
async def test_every_listener_answers_at_once(name: str, body: dict[str, Any]) -> None:
    """With everything below broken Slack still gets its 200 within a second, and nothing leaks into the loop."""
    broken = cast("Deps", SimpleNamespace(reading=Broken(), uow=Broken(), now=lambda: 0))
    async with aiohttp.ClientSession() as session:
        kit = Kit(deps=broken, clients=Clients(session, f"{NOWHERE}/api/"), tenants=OneTenant(broken))
        app = build_app(kit, signing_secret="")
        began = time.monotonic()
        answer = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        assert answer.status == 200
        assert time.monotonic() - began < 1
        assert await runner_of(app).drain(5) == 0


@pytest.mark.parametrize("kind", EVENTS)
async def test_an_event_is_taken_before_it_is_worked(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that could not be stored isn't acknowledged, so Slack sends it again; a stored one is, come what may."""
    event = {"type": kind, "user": {"id": "U1"}, "channel": "D1", "channel_type": "im", "tab": "home", "tokens": {}}
    event |= {"user": "U1"} if kind != "user_change" else {}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event, "api_app_id": "A1"}
    broken = cast("Deps", SimpleNamespace(reading=Broken(), uow=Broken(), now=lambda: 0))
    async with aiohttp.ClientSession() as session:
        kit = Kit(deps=broken, clients=Clients(session, f"{NOWHERE}/api/"), tenants=OneTenant(broken))
        app = build_app(kit, signing_secret="")
        assert (await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))).status == 500

        async def stored(*_: object, **__: object) -> bool:
            return True

        monkeypatch.setattr("handlers.events.deliveries.receive", stored)
        assert (await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))).status == 200
        await runner_of(app).drain(5)


def test_addresses_are_only_acknowledged() -> None:
    """Buttons that open an address have the listener that does nothing."""
    assert {ACTIONS[action].__name__ for action in ADDRESS_ACTIONS} == {"only_acknowledged"}
