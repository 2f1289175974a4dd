"""A theatre per kind of database, for the whole run: the sandbox serves, the nursery waits, scenes are set once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
import pytest_asyncio

from tests.crash.trials import Theatre
from tests.support.crash_nursery import Nursery
from tests.support.crash_stage import open_stage
from tests.support.databases import Databases


@pytest.fixture(scope="package")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """The process whose children are killed."""
    with Nursery(tmp_path_factory.mktemp("nursery") / "log") as made:
        yield made


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def on_sqlite(nursery: Nursery, databases: Databases, scratch: Path) -> AsyncIterator[Theatre]:
    """Trials on a SQLite file."""
    # A worker that comes back to this package sets it up once more, so the place is another one each time.
    async with open_stage(databases, "sqlite", Path(mkdtemp(prefix="scenes-", dir=scratch))) as stage:
        yield Theatre(stage, nursery)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def on_postgresql(nursery: Nursery, databases: Databases) -> AsyncIterator[Theatre]:
    """Trials on PostgreSQL."""
    async with open_stage(databases, "postgresql", Path()) as stage:
        yield Theatre(stage, nursery)


@pytest.fixture(params=["sqlite", "postgresql"])
def theatre(request: pytest.FixtureRequest) -> Theatre:
    """One on each kind of database."""
    made: Theatre = request.getfixturevalue(f"on_{request.param}")
    return made
