"""Fresh, migrated databases for the tests: a copy of a template, so that a test pays for no migration.

Everything here is synchronous, so that a fixture may use it whatever loop its test runs on.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from core.storage.migrate import upgrade
from tests.support.postgres import PostgresServer, open_postgres

SQLITE = "sqlite+aiosqlite:///"


class Databases:
    """Makes and removes databases of both kinds; PostgreSQL is started when the first of its kind is wanted."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for url in self._templates.values():
            self.drop(url)
        if "postgres" in vars(self):
            self.postgres.stop()

    @cached_property
    def postgres(self) -> PostgresServer:
        """The one PostgreSQL of the run."""
        return open_postgres()

    def empty(self, kind: str) -> str:
        """The URL of a database with nothing in it, not even Perin's tables; `kind` is "sqlite" or "postgresql"."""
        name = self._name()
        if kind == "sqlite":
            return f"{SQLITE}{self._directory / name}.db"
        return self.postgres.create_database(name)

    def migrated(self, kind: str) -> str:
        """The URL of a database that has Perin's tables, empty."""
        template = self._template(kind)
        name = self._name()
        if kind == "sqlite":
            shutil.copyfile(_path(template), self._directory / f"{name}.db")
            return f"{SQLITE}{self._directory / name}.db"
        return self.postgres.create_database(name, _database(template))

    def drop(self, url: str) -> None:
        """Remove a database made here, whoever is still connected to it."""
        if not url.startswith(SQLITE):
            self.postgres.drop_database(_database(url))
            return
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_path(url)}{suffix}").unlink(missing_ok=True)

    def _name(self) -> str:
        return f"perin_test_{os.getpid()}_{next(self._numbers)}"

    def _template(self, kind: str) -> str:
        if kind not in self._templates:
            url = self._templates[kind] = self.empty(kind)
            upgrade(url)
            if kind == "sqlite":
                _flush(_path(url))
        return self._templates[kind]


def _path(url: str) -> Path:
    return Path(url.removeprefix(SQLITE))


def _database(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _flush(path: Path) -> None:
    """Bring what the write-ahead log holds into the one file that is copied."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
