"""`perin doctor` finds each thing that can be wrong, says how to mend it, and shows no secret."""

from __future__ import annotations

import sqlite3

import pytest

from bot.clock import real_time
from bot.doctor import Finding, examine
from bot.settings import load_settings
from sandbox.server import Sandbox
from sandbox.slack.faults import Fault

ALL = {
    "settings",
    "bot token",
    "bot scopes",
    "clock",
    "sockets",
    "database",
    "messages",
    "meetings",
    "encryption keys",
    "Google client",
}


async def findings(env: dict[str, str], *, skew: float = 0.0) -> dict[str, Finding]:
    """What the doctor says, by what it looked at; never a secret."""
    found = await examine(load_settings(env), now=lambda: real_time() + skew)
    shown = str(found)
    for name, value in env.items():
        assert value not in shown or "TOKEN" not in name
        assert value not in shown or "SECRET" not in name
        assert value not in shown or "KEYS" not in name
    return {finding.what: finding for finding in found}


def only(found: dict[str, Finding], what: str) -> str:
    """The words of the one thing that is wrong."""
    assert [finding.what for finding in found.values() if not finding.is_fine] == [what]
    return found[what].words


async def test_a_good_installation_is_found_good(env: dict[str, str]) -> None:
    """Everything is looked at, and everything is fine."""
    found = await findings(env)
    assert set(found) == ALL
    assert [finding for finding in found.values() if not finding.is_fine] == []


async def test_a_wrong_bot_token(env: dict[str, str]) -> None:
    """Slack's own word for it is repeated."""
    words = only(await findings(env | {"PERIN_SLACK_BOT_TOKEN": "xoxb-wrong"}), "bot token")
    assert "invalid_auth" in words
    assert "Install the app again" in words


async def test_a_scope_that_was_never_granted(sandbox: Sandbox, env: dict[str, str]) -> None:
    """The missing scope is named, and that a new one takes a reinstall."""
    sandbox.slack.bot_scopes.discard("files:write")
    words = only(await findings(env), "bot scopes")
    assert words.startswith("Missing: files:write.")
    assert "install it again" in words


async def test_a_clock_that_is_off(env: dict[str, str]) -> None:
    """Compared with Slack's, in either direction; a minute is nothing."""
    assert "NTP" in only(await findings(env, skew=400), "clock")
    assert "seconds off" in only(await findings(env, skew=-400), "clock")
    assert (await findings(env, skew=30))["clock"].is_fine


async def test_an_app_token_that_slack_refuses(env: dict[str, str]) -> None:
    """Sockets need their own token."""
    words = only(await findings(env | {"PERIN_SLACK_APP_TOKEN": "xapp-wrong"}), "sockets")
    assert "connections:write" in words


async def test_a_network_that_lets_no_socket_through(sandbox: Sandbox, env: dict[str, str]) -> None:
    """The address is given, but the handshake fails."""
    sandbox.slack.faults.add(Fault("socket"))
    assert "WebSockets" in only(await findings(env), "sockets")


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "not_json"])
async def test_a_slack_that_does_not_answer(sandbox: Sandbox, env: dict[str, str], kind: str) -> None:
    """Cut connections and error pages are findings, not tracebacks."""
    sandbox.slack.faults.add(Fault("auth.test", kind=kind))
    found = await findings(env)
    assert not found["bot token"].is_fine


async def test_a_database_that_is_not_there(env: dict[str, str]) -> None:
    """A path that can't be opened, without repeating it."""
    words = only(await findings(env | {"PERIN_DATABASE_URL": "sqlite+aiosqlite:////no/such/place.db"}), "database")
    assert "PERIN_DATABASE_URL" in words
    assert "place" not in words


async def test_a_database_of_another_version(env: dict[str, str], sqlite_url: str) -> None:
    """One that is behind is said to be brought up; one that is ahead must not be touched."""
    database = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    with database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    assert "perin migrate" in only(await findings(env), "database")
    with database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer version" in only(await findings(env), "database")
    database.close()


async def test_an_empty_database_is_fine(env: dict[str, str], tmp_path: object) -> None:
    """The first start makes its tables."""
    found = await findings(env | {"PERIN_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/new.db"})
    assert found["database"].is_fine
    assert "first start" in found["database"].words


async def test_a_google_client_that_google_does_not_know(env: dict[str, str]) -> None:
    """A wrong secret is found without anybody's consent; the redirect address is told."""
    words = only(await findings(env | {"PERIN_GOOGLE_CLIENT_SECRET": "wrong"}), "Google client")
    assert "invalid_client" in words
    assert "/google/callback" in words


async def test_no_google_client_and_no_key(env: dict[str, str]) -> None:
    """Both are findings with the way to get one."""
    del env["PERIN_GOOGLE_CLIENT_SECRET"], env["PERIN_ENCRYPTION_KEYS"]
    found = await findings(env)
    assert {what for what, finding in found.items() if not finding.is_fine} == {"Google client", "encryption keys"}
    assert "Fernet.generate_key" in found["encryption keys"].words
    assert "OAuth client" in found["Google client"].words


async def test_missing_settings_are_one_finding(env: dict[str, str]) -> None:
    """Nothing is asked of Slack without tokens."""
    del env["PERIN_SLACK_BOT_TOKEN"], env["PERIN_SLACK_APP_TOKEN"]
    found = await findings(env)
    assert not found["settings"].is_fine
    assert not found["bot token"].is_fine
    assert not found["sockets"].is_fine


async def test_http_mode_needs_no_socket(env: dict[str, str]) -> None:
    """There the address that Slack posts to is told instead."""
    env |= {
        "PERIN_MODE": "http",
        "PERIN_SLACK_SIGNING_SECRET": "s3cret-of-slack",
        "PERIN_PUBLIC_URL": "https://perin.example.com",
    }
    found = await findings(env)
    assert "https://perin.example.com/slack/events" in found["sockets"].words
    assert all(finding.is_fine for finding in found.values())
