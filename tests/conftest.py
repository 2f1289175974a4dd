"""What every tier of tests may ask for. The work is done in tests/support."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.cores import every_core, pytest_sessionstart
from tests.support.examples import pytest_configure
from tests.support.places import thrown_away
from tests.support.selection import (
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_runtest_setup,
    pytest_terminal_summary,
    pytest_testnodedown,
)
from tests.support.sharing import pytest_xdist_make_scheduler

if TYPE_CHECKING:
    from tests.support.databases import Databases

__all__ = [
    "every_core",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_runtest_setup",
    "pytest_sessionstart",
    "pytest_terminal_summary",
    "pytest_testnodedown",
    "pytest_xdist_make_scheduler",
]


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """Where this process's tests keep what would be a burden to the disk; gone afterwards, come what may."""
    with thrown_away("perin-tests-") as directory:
        yield directory


@pytest.fixture(scope="session")
def databases(scratch: Path) -> Iterator[Databases]:
    """Makes as many fresh databases as a test wants: `databases.migrated("postgresql")`, `.empty("sqlite")`."""
    from tests.support.compiled import share_compiled_statements
    from tests.support.databases import Databases

    share_compiled_statements()
    with Databases(scratch) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The URL of a migrated, empty database of one's own; the test runs once on each kind."""
    url = databases.migrated(request.param)
    yield url
    databases.drop(url)


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    """The same on SQLite only, for tests to which the database makes no difference."""
    url = databases.migrated("sqlite")
    yield url
    databases.drop(url)


@pytest.fixture
def postgres_url(databases: Databases) -> Iterator[str]:
    """The same on PostgreSQL only, for tests of several processes on one database."""
    url = databases.migrated("postgresql")
    yield url
    databases.drop(url)
