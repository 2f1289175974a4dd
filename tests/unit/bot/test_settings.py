"""Every variable of the environment: its default, a good value, and one sentence for a bad one."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from bot.settings import LogFormat, LogLevel, Mode, Settings, SettingsError, load_settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG="
OTHER_KEY = "GFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210="

DEFAULTS: dict[str, Any] = {
    "mode": Mode.SOCKET,
    "slack_bot_token": None,
    "slack_app_token": None,
    "slack_signing_secret": None,
    "slack_client_id": None,
    "slack_client_secret": None,
    "slack_api_url": "https://slack.com/api/",
    "database_url": "sqlite+aiosqlite:///perin.db",
    "encryption_keys": (),
    "google_client_id": None,
    "google_client_secret": None,
    "google_auth_url": "https://accounts.google.com/o/oauth2/v2/auth",
    "google_token_url": "https://oauth2.googleapis.com/token",
    "google_revoke_url": "https://oauth2.googleapis.com/revoke",
    "google_api_url": "https://www.googleapis.com/calendar/v3/",
    "public_url": None,
    "http_host": "127.0.0.1",
    "http_port": 8080,
    "session_ttl": 86_400,
    "invite_ttl": 604_800,
    "log_level": LogLevel.INFO,
    "log_format": LogFormat.AUTO,
}

GOOD: list[tuple[str, str, Any]] = [
    ("MODE", "http", Mode.HTTP),
    ("MODE", "Socket", Mode.SOCKET),
    ("SLACK_BOT_TOKEN", "xoxb-1", SecretStr("xoxb-1")),
    ("SLACK_APP_TOKEN", "xapp-1", SecretStr("xapp-1")),
    ("SLACK_SIGNING_SECRET", " s3cret \n", SecretStr("s3cret")),
    ("SLACK_CLIENT_ID", "1.2", "1.2"),
    ("SLACK_CLIENT_SECRET", "c", SecretStr("c")),
    ("SLACK_API_URL", "http://127.0.0.1:99/api/", "http://127.0.0.1:99/api/"),
    ("DATABASE_URL", "postgresql://perin@db/perin", "postgresql://perin@db/perin"),
    ("ENCRYPTION_KEYS", f"{KEY}, {OTHER_KEY},", (SecretStr(KEY), SecretStr(OTHER_KEY))),
    ("GOOGLE_CLIENT_ID", "g", "g"),
    ("GOOGLE_CLIENT_SECRET", "g", SecretStr("g")),
    ("GOOGLE_AUTH_URL", "http://localhost:99/auth", "http://localhost:99/auth"),
    ("GOOGLE_TOKEN_URL", "http://[::1]:99/token", "http://[::1]:99/token"),
    ("GOOGLE_REVOKE_URL", "https://example.com/revoke", "https://example.com/revoke"),
    ("GOOGLE_API_URL", "https://example.com/calendar/v3/", "https://example.com/calendar/v3/"),
    ("PUBLIC_URL", "https://perin.example.com/", "https://perin.example.com/"),
    ("HTTP_HOST", "::", "::"),
    ("HTTP_PORT", "0", 0),
    ("SESSION_TTL", "90s", 90),
    ("INVITE_TTL", "2D", 172_800),
    ("LOG_LEVEL", "WARNING", LogLevel.WARNING),
    ("LOG_FORMAT", "json", LogFormat.JSON),
]

DURATION = "must be a whole number with s, m, h or d, such as 90s, 30m, 24h or 7d."
PLAIN = "must begin with https:// (http:// is accepted for this machine only)."
BAD: list[tuple[str, str, str]] = [
    ("MODE", "telnet", "must be socket or http."),
    ("SLACK_BOT_TOKEN", "xapp-hush", "holds another kind of token: it must be the bot token (xoxb-…)."),
    ("SLACK_APP_TOKEN", "xoxb-hush", "holds another kind of token: it must be the app token (xapp-…)."),
    ("SLACK_API_URL", "https://slack.com", "must end in /api/."),
    ("SLACK_API_URL", "http://slack.example.com/api/", PLAIN),
    ("DATABASE_URL", "mysql://perin:hush@db", "must begin with sqlite+aiosqlite:/// or postgresql://."),
    ("ENCRYPTION_KEYS", f"{KEY},hush", "has no Fernet key in place 2 (44 characters of URL-safe base64)."),
    ("GOOGLE_AUTH_URL", "ftp://example.com", "must be an address that begins with https://."),
    ("GOOGLE_TOKEN_URL", "http://10.0.0.1/token", PLAIN),
    ("GOOGLE_REVOKE_URL", "https://", "must be an address that begins with https://."),
    ("GOOGLE_API_URL", "https://example.com/calendar/v3", "must end in /calendar/v3/."),
    ("GOOGLE_API_URL", "http://[::1", "must be an address that begins with https://."),
    ("PUBLIC_URL", "http://localhost.example.com", PLAIN),
    ("HTTP_PORT", "65536", "must be a number from 0 to 65535."),
    ("HTTP_PORT", "-1", "must be a number from 0 to 65535."),
    ("SESSION_TTL", "24", DURATION),
    ("INVITE_TTL", "0d", DURATION),
    ("LOG_LEVEL", "loud", "must be debug, info, warning or error."),
    ("LOG_FORMAT", "xml", "must be console or json."),
]


def test_the_defaults_are_those_of_the_documentation() -> None:
    """With nothing set, every setting has its documented default, and none is undocumented."""
    settings = load_settings({})
    assert {name: getattr(settings, name) for name in Settings.model_fields} == DEFAULTS


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_a_good_value_is_taken(name: str, text: str, value: object) -> None:
    """Each variable is read as what it means, whatever blanks and letter case it comes with."""
    assert getattr(load_settings({f"PERIN_{name}": text}), name.lower()) == value


@pytest.mark.parametrize(("name", "text", "reason"), BAD)
def test_a_bad_value_is_one_sentence_that_names_its_variable(name: str, text: str, reason: str) -> None:
    """The sentence says what it must be and never repeats what it is: it may be a secret."""
    with pytest.raises(SettingsError) as refused:
        load_settings({f"PERIN_{name}": text})
    assert refused.value.sentences == (f"PERIN_{name} {reason}",)
    assert "hush" not in repr(refused.value)


def test_every_mistake_has_its_own_sentence() -> None:
    """Two wrong variables are two sentences at once, not one after the other."""
    with pytest.raises(SettingsError) as refused:
        load_settings({"PERIN_MODE": "x", "PERIN_HTTP_PORT": "x"})
    assert [sentence.split()[0] for sentence in refused.value.sentences] == ["PERIN_MODE", "PERIN_HTTP_PORT"]


def test_every_variable_is_in_the_tables_above() -> None:
    """A new variable is not forgotten here."""
    assert {name.lower() for name, _, _ in GOOD} == set(Settings.model_fields)


def test_an_empty_variable_is_not_set() -> None:
    """A template that leaves a variable blank leaves the default."""
    assert load_settings({"PERIN_HTTP_PORT": "  ", "PERIN_SLACK_BOT_TOKEN": ""}) == load_settings({})


def test_variables_of_others_are_left_alone() -> None:
    """Slack's own variables, which Bolt would obey, mean nothing to Perin."""
    assert load_settings({"SLACK_BOT_TOKEN": "xoxb-1", "PERIN_SOMETHING": "1"}) == load_settings({})


def test_the_process_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a mapping the real environment decides."""
    monkeypatch.setenv("PERIN_HTTP_PORT", "8123")
    assert load_settings().http_port == 8123


def test_settings_never_show_a_secret() -> None:
    """Neither repr nor str nor a dump in a log shows a token, a key or the database's password."""
    secrets = {
        "PERIN_SLACK_BOT_TOKEN": "xoxb-hush",
        "PERIN_SLACK_APP_TOKEN": "xapp-hush",
        "PERIN_SLACK_SIGNING_SECRET": "hush",
        "PERIN_SLACK_CLIENT_SECRET": "hush",
        "PERIN_GOOGLE_CLIENT_SECRET": "hush",
        "PERIN_ENCRYPTION_KEYS": KEY,
        "PERIN_DATABASE_URL": "postgresql://perin:hush@db/perin",
    }
    settings = load_settings(secrets)
    for shown in (repr(settings), str(settings), f"{settings}"):
        assert "hush" not in shown
        assert KEY not in shown


def test_the_public_address_follows_the_port() -> None:
    """Unless it is set, browsers are sent to the port that was really bound."""
    assert load_settings({}).base_url == "http://localhost:8080"
    assert load_settings({"PERIN_HTTP_PORT": "0"}).on_port(49_152).base_url == "http://localhost:49152"
    assert load_settings({"PERIN_PUBLIC_URL": "https://p.example/"}).on_port(1).base_url == "https://p.example"


BOT, APP = {"PERIN_SLACK_BOT_TOKEN": "xoxb-1"}, {"PERIN_SLACK_APP_TOKEN": "xapp-1"}
HTTP, SIGNED = {"PERIN_MODE": "http"}, {"PERIN_SLACK_SIGNING_SECRET": "s"}
CLIENT = {"PERIN_SLACK_CLIENT_ID": "1", "PERIN_SLACK_CLIENT_SECRET": "s"}


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ["PERIN_SLACK_BOT_TOKEN", "PERIN_SLACK_APP_TOKEN"]),
        (BOT, ["PERIN_SLACK_APP_TOKEN"]),
        (BOT | APP, []),
        (CLIENT | APP, []),
        ({"PERIN_SLACK_CLIENT_ID": "1"} | APP, ["PERIN_SLACK_BOT_TOKEN"]),
        (HTTP | BOT, ["PERIN_SLACK_SIGNING_SECRET"]),
        (HTTP | BOT | SIGNED, []),
        (HTTP | CLIENT | SIGNED, []),
    ],
)
def test_each_mode_needs_its_own_slack_settings(given: dict[str, str], missing: list[str]) -> None:
    """What is missing is one sentence each, with the variable's name first."""
    sentences = load_settings(given).missing()
    assert [sentence.split()[0] for sentence in sentences] == missing
    assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("given", "warned"),
    [
        ({}, ["PERIN_GOOGLE_CLIENT_ID", "PERIN_ENCRYPTION_KEYS"]),
        ({"PERIN_ENCRYPTION_KEYS": KEY}, ["PERIN_GOOGLE_CLIENT_ID"]),
        (HTTP | {"PERIN_ENCRYPTION_KEYS": KEY}, ["PERIN_GOOGLE_CLIENT_ID", "PERIN_PUBLIC_URL"]),
    ],
)
def test_what_calendars_need_only_warns(given: dict[str, str], warned: list[str]) -> None:
    """A Google client or key that is missing keeps nobody from starting."""
    settings = load_settings(given)
    assert [sentence.split()[0] for sentence in settings.warnings()] == warned
    assert not any("GOOGLE" in sentence or "KEYS" in sentence for sentence in settings.missing())
