"""Everything that can be known after a trial, read past Perin's own code: rows, calendars, calls, messages, logs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bot.assembly import _event_secret
from bot.settings import load_settings
from core.storage.tables import METADATA
from sandbox.google.calls import GoogleCall
from sandbox.slack.state.conversations import SlackMessage
from tests.support.crash_stage import Stage
from tests.support.databases import SQLITE
from tests.support.world import KEY

Row = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """What was found. `events` by person, tombstones too; `messages` of Perin's by person; `secrets` nobody may see."""

    rows: dict[str, list[Row]]
    events: dict[str, list[Row]]
    calls: list[GoogleCall]
    messages: dict[str, list[SlackMessage]]
    logs: str
    secrets: tuple[str, ...] = ()
    foreign: dict[tuple[str, str], str] = field(default_factory=dict)
    """The etag of each event that isn't Perin's, by person and id, as its owner left it."""

    def live(self, name: str) -> list[Row]:
        """Perin's own live events on a person's calendar."""
        return [one for one in self.events[name] if one["status"] != "cancelled" and marks(one)]

    def of(self, table: str, **where: object) -> list[Row]:
        """The rows of a table that have these values."""
        return [row for row in self.rows[table] if all(row[name] == value for name, value in where.items())]


def marks(event: Row) -> dict[str, str]:
    """The private properties by which Perin knows its own."""
    found: dict[str, str] = (event.get("extendedProperties") or {}).get("private") or {}
    return found


def name_of(person: str) -> str:
    """The short name of a person's key."""
    return person.rpartition(":U")[2].lower()


def names_on(stage: Stage) -> list[str]:
    """The short names of everybody who has a Google account."""
    return [sub.removeprefix("g-") for sub in stage.sandbox.google.accounts]


def read_rows(url: str) -> dict[str, list[Row]]:
    """Every row of every table, in no particular order."""
    tables = [table.name for table in METADATA.sorted_tables]
    if url.startswith(SQLITE):
        connection = sqlite3.connect(url.removeprefix(SQLITE))
        connection.row_factory = sqlite3.Row
        try:
            return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in tables}
        finally:
            connection.close()
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as db:
        return {name: list(db.execute(f'SELECT * FROM "{name}"'.encode()).fetchall()) for name in tables}


def foreign_events(stage: Stage) -> dict[tuple[str, str], str]:
    """The etags of all events that don't carry Perin's marks."""
    return {
        (name, event["id"]): event["etag"]
        for name in names_on(stage)
        for event in stage.sandbox.google.account(f"g-{name}").events(include_deleted=True)
        if not marks(event)
    }


def read_evidence(stage: Stage, logs: str, foreign: dict[tuple[str, str], str]) -> Evidence:
    """Read everything at once; nobody may be at work. `foreign` is what people left in their calendars themselves."""
    google, slack = stage.sandbox.google, stage.sandbox.slack
    talks = {talk.user: talk for talk in slack.workspace.conversations.by_id.values()}
    return Evidence(
        rows=read_rows(stage.database_url),
        events={name: google.account(f"g-{name}").events(include_deleted=True) for name in names_on(stage)},
        calls=list(google.calls),
        messages={
            name: [one for one in talks[user].messages.values() if one.from_app] if user in talks else []
            for name, user in ((name, f"U{name.upper()}") for name in names_on(stage))
        },
        logs=logs,
        secrets=tuple(_secrets(stage)),
        foreign=foreign,
    )


def _secrets(stage: Stage) -> Iterable[str]:
    oauth = stage.sandbox.google.oauth
    settings = load_settings(stage.environment)
    yield from (KEY, _event_secret(settings), stage.sandbox.google.client_secret)
    yield from (stage.sandbox.slack.bot_token, stage.sandbox.slack.app_token, stage.sandbox.slack.signing_secret)
    yield from oauth._access
    for grant in oauth._grants.values():
        yield from grant.refresh


def new_text(log: Path, start: int) -> str:
    """What a log says from byte `start` on."""
    with log.open("rb") as lines:
        lines.seek(start)
        return lines.read().decode()
