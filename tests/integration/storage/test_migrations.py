"""Migrations: from nothing to what the tables say, at once by many, and back to nothing when one fails."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from core.domain.errors import StorageError
from core.storage import migrate
from core.storage.engine import read_target
from core.storage.migrate import HEAD, current, upgrade, upgrade_async
from core.storage.tables import METADATA
from tests.support.databases import Databases

KINDS = ("sqlite", "postgresql")


def test_the_named_head_is_the_newest_revision() -> None:
    """The constant that start-up compares with must move with every revision."""
    config = Config()
    config.set_main_option("script_location", "core.storage:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_migrations_lead_to_what_the_tables_say(database_url: str) -> None:
    """No drift: columns, types, indexes and constraints are the same, on both databases."""
    with migrate._alone(read_target(database_url)) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        tables = set(inspect(connection).get_table_names())
    assert tables == {*METADATA.tables, "alembic_version"}


def test_partial_indexes_and_the_exclusion_are_there(postgres_url: str, sqlite_url: str) -> None:
    """What the comparison does not look at."""
    partial = {
        index.name: str(index.dialect_options["postgresql"]["where"]).replace("'", "").replace(" ", "")
        for table in METADATA.tables.values()
        for index in table.indexes
        if index.dialect_options["postgresql"]["where"] is not None
    }
    assert len(partial) >= 8
    for url in (postgres_url, sqlite_url):
        with migrate._alone(read_target(url)) as connection:
            assert _where_clauses(connection).keys() >= partial.keys()
    with migrate._alone(read_target(postgres_url)) as connection:
        found = connection.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'x'")).scalars().all()
    assert found == ["ex_claims_overlap"]


def _where_clauses(connection: Connection) -> dict[str, str]:
    statement = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
        if connection.dialect.name == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%WHERE%'"
    )
    return {str(name): str(sql) for name, sql in connection.exec_driver_sql(statement.replace("%", "%%"))}


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_database_is_brought_up(databases: Databases, kind: str) -> None:
    """And a second time nothing happens."""
    url = databases.empty(kind)
    assert current(url) is None
    upgrade(url)
    assert current(url) == HEAD
    upgrade(url)
    assert current(url) == HEAD
    databases.drop(url)


@pytest.mark.parametrize("kind", KINDS)
async def test_many_starts_at_once_migrate_once(databases: Databases, kind: str) -> None:
    """Threads here; each has a connection of its own, as processes have."""
    url = databases.empty(kind)
    await asyncio.gather(*(upgrade_async(url) for _ in range(2)))
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(upgrade, [url] * 4)) == [None] * 4
    assert current(url) == HEAD
    databases.drop(url)


@pytest.mark.parametrize("kind", KINDS)
def test_processes_that_start_at_once_migrate_once(databases: Databases, kind: str) -> None:
    """Three replicas of a rolling deploy."""
    url = databases.empty(kind)
    spawn = multiprocessing.get_context("spawn")
    starts = [spawn.Process(target=upgrade, args=(url,)) for _ in range(3)]
    for one in starts:
        one.start()
    for one in starts:
        one.join(50)
    assert [one.exitcode for one in starts] == [0, 0, 0]
    assert current(url) == HEAD
    databases.drop(url)


@pytest.mark.parametrize("kind", KINDS)
def test_a_failing_migration_leaves_no_table(databases: Databases, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All in one transaction, on SQLite too."""
    url = databases.empty(kind)
    real = migrate._upgrade

    def fail_at_the_end(connection: Connection) -> None:
        real(connection)
        connection.execute(text("SELECT no_such_function()"))

    monkeypatch.setattr(migrate, "_upgrade", fail_at_the_end)
    with pytest.raises(StorageError):
        upgrade(url)
    assert current(url) is None
    with migrate._alone(read_target(url)) as connection:
        assert inspect(connection).get_table_names() == []
    databases.drop(url)


def test_a_migration_that_leaves_dangling_references_is_undone(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite does not enforce them while it migrates; the check at the end does."""
    url = databases.empty("sqlite")
    real = migrate._upgrade

    def dangle(connection: Connection) -> None:
        real(connection)
        connection.execute(text("INSERT INTO audit_counters (person, last) VALUES ('nobody', 1)"))

    monkeypatch.setattr(migrate, "_upgrade", dangle)
    with pytest.raises(StorageError) as caught:
        upgrade(url)
    assert caught.value.text("table") == "audit_counters"
    assert current(url) is None
    databases.drop(url)
