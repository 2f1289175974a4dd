"""The databases that the other tests stand on are fresh, real, and may be broken on purpose."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support import postgres
from tests.support.databases import SQLITE, Databases
from tests.support.source import ROOT


def tables(url: str) -> set[str]:
    """The names of the tables in a database."""
    if url.startswith(SQLITE):
        connection = sqlite3.connect(url.removeprefix(SQLITE))
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        connection.close()
    else:
        with psycopg.connect(url) as session:
            rows = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {name for (name,) in rows}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_migrated_database_is_ones_own(databases: Databases, kind: str) -> None:
    """What one test drops, another still has."""
    first, second = databases.migrated(kind), databases.migrated(kind)
    assert first != second
    databases.drop(first)
    assert "alembic_version" in tables(second)
    databases.drop(second)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_empty_database_has_no_tables(databases: Databases, kind: str) -> None:
    """A test of the migrations starts from nothing."""
    url = databases.empty(kind)
    assert tables(url) == set()
    databases.drop(url)


def test_a_killed_server_loses_no_commit() -> None:
    """Recovery can be tested: what was committed is there after the crash, what was not is gone."""
    with postgres.OwnPostgres() as server:
        url = server.create_database("crash")
        session = psycopg.connect(url)
        session.execute("CREATE TABLE kept (id integer)")
        session.commit()
        session.execute("INSERT INTO kept VALUES (1)")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
        session.close()
        server.start()
        with psycopg.connect(url) as again:
            assert again.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_stopped_server_leaves_nothing_behind() -> None:
    """Neither a process nor a file."""
    server = postgres.OwnPostgres()
    home = Path(server.url().rpartition("host=")[2])
    assert home.exists()
    server.stop()
    assert not home.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url())


def test_tests_that_are_killed_leave_nothing_behind_either() -> None:
    """The server ends and its directory goes, although nobody is left to ask for it."""
    program = "from tests.support.postgres import OwnPostgres; print(OwnPostgres().url(), flush=True); input()"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout
        url = tests.stdout.readline().strip()
        psycopg.connect(url).close()
        tests.kill()
        tests.stdout.read()  # ends when the last process that could still write there has ended
    assert not Path(url.rpartition("host=")[2]).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_what_is_kept_in_memory_goes_with_tests_that_are_killed() -> None:
    """Memory would fill up otherwise, run by run."""
    program = (
        "from tests.support.places import thrown_away\nwith thrown_away('x-') as it: print(it, flush=True), input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as tests:
        assert tests.stdout
        home = Path(tests.stdout.readline().strip())
        assert home.is_dir()
        tests.kill()
        tests.stdout.read()  # ends when the last process that could still write there has ended
    assert not home.exists()


def test_without_any_postgresql_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is a failure, not a skip."""
    monkeypatch.delenv("PERIN_TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "SUPPLIER", "no_such_package")
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    with pytest.raises(postgres.PostgresUnavailableError, match="PERIN_TEST_DATABASE_URL"):
        postgres.open_postgres()


def test_another_server_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its URL is kept, but for the database."""
    monkeypatch.setenv("PERIN_TEST_DATABASE_URL", "postgresql://me@db.example:5433/postgres?sslmode=require")
    server = postgres.open_postgres()
    assert server.url("other") == "postgresql://me@db.example:5433/other?sslmode=require"
