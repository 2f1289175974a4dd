"""URLs that can't be used, the lock that keeps a second process out, the clock, and what is imported."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.domain.errors import StorageError
from core.storage.database import SqlStorage, open_storage
from core.storage.engine import read_target
from tests.integration.storage.samples import ALICE, BOB, S1, add_session, booking


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "bad_url"),
        ("mysql://someone:hunter2@host/db", "unsupported_url"),
        ("sqlite+aiosqlite://", "memory_database"),
        ("sqlite+aiosqlite:///:memory:", "memory_database"),
        ("sqlite+aiosqlite:///file:x?mode=memory&uri=true", "memory_database"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_by_reason(url: str, reason: str) -> None:
    """A code, and never the URL with its password."""
    with pytest.raises(StorageError) as caught:
        open_storage(url)
    assert caught.value.text("reason") == reason
    assert "hunter2" not in repr(caught.value.facts)


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_a_postgresql_url_is_taken_as_it_stands(url: str) -> None:
    """No driver need be named."""
    target = read_target(url)
    assert target.url.drivername == "postgresql+psycopg"
    assert not target.is_sqlite


def test_a_sqlite_too_old_for_returning_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """At start, not at the first statement."""
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    with pytest.raises(StorageError) as caught:
        read_target("sqlite+aiosqlite:///x.db")
    assert caught.value.text("reason") == "sqlite_too_old"


def test_a_second_process_on_the_same_file_is_refused(sqlite_url: str) -> None:
    """With its reason; once the first has closed or died, the next one may open it."""
    first = open_storage(sqlite_url)
    with pytest.raises(StorageError) as caught:
        open_storage(sqlite_url)
    assert caught.value.text("reason") == "in_use"
    assert caught.value.text("path").endswith(".db.lock")
    asyncio.run(first.aclose())
    holder = (
        "import sys; from core.storage.database import open_storage; storage = open_storage(sys.argv[1]);"
        "print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, sqlite_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StorageError):
            open_storage(sqlite_url)
        other.kill()
    second = open_storage(sqlite_url)
    asyncio.run(second.check())
    asyncio.run(second.aclose())


def test_a_directory_that_is_not_there_is_refused_by_reason(tmp_path: Path) -> None:
    """SQLite would make the file, never its directory."""
    with pytest.raises(StorageError) as caught:
        open_storage(f"sqlite+aiosqlite:///{tmp_path}/missing/perin.db")
    assert caught.value.text("reason") == "no_place"


def test_opening_a_file_imports_neither_alembic_nor_another_driver() -> None:
    """A start without a migration must not pay for it."""
    program = (
        "import sys; import core.storage.database, core.storage.migrate;"
        "sys.exit(any(name.split('.')[0] in {'alembic', 'psycopg'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_open_storage_does_not_keep_the_process_alive(sqlite_url: str) -> None:
    """Even when nobody closed it, after an error say."""
    program = (
        "import asyncio, sys; from core.storage.database import open_storage\n"
        "async def main():\n"
        "    storage = open_storage(sys.argv[1])\n"
        "    await storage.check()\n"
        "    raise SystemExit(7)\n"
        "asyncio.run(main())"
    )
    done = subprocess.run([sys.executable, "-c", program, sqlite_url], check=False, timeout=20)
    assert done.returncode == 7


async def lease_of(storage: SqlStorage, name: str) -> bool:
    """Take a job's turn for ten seconds."""
    async with storage.uow() as uow:
        due = await uow.leases.due(name, 10)
        await uow.commit()
        return due


async def test_leases_run_on_the_databases_clock(database_url: str) -> None:
    """Whatever offset is injected moves them; in production there is none."""
    offset = 0.0
    storage = open_storage(database_url, now_offset=lambda: offset)
    assert await lease_of(storage, "job")
    assert not await lease_of(storage, "job")
    offset = 9.0
    assert not await lease_of(storage, "job")
    offset = 10.5
    assert await lease_of(storage, "job")
    await storage.aclose()


async def test_the_databases_clock_is_wall_time(storage: SqlStorage) -> None:
    """To well below a second, on both databases."""
    await add_session(storage)
    before = time.time()
    async with storage.uow() as uow:
        made = await uow.bookings.add(booking(), 100)
    assert abs(made.lease_until - before - 100) < 3
    assert (made.session, {leg.person for leg in made.legs}) == (S1, {ALICE, BOB})
