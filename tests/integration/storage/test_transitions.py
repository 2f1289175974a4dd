"""The life-cycle log speaks of what is durable, and of ids only."""

from __future__ import annotations

import structlog.testing

from core.storage.database import SqlStorage
from tests.integration.storage.samples import ALICE, BOB, add_people, entry


async def test_a_transition_is_logged_once_it_is_committed_and_once_for_both_people(storage: SqlStorage) -> None:
    """Two audit rows of one transition make one event; rolled back, it makes none."""
    await add_people(storage, ALICE, BOB)
    with structlog.testing.capture_logs() as lines:
        async with storage.uow() as uow:
            await uow.audit.add([entry(), entry(person=BOB)])
        assert lines == []
        async with storage.uow() as uow:
            await uow.audit.add([entry(), entry(person=BOB)])
            await uow.commit()
    assert [line["event"] for line in lines] == [entry().action]
    assert set(lines[0]) == {"event", "log_level", "subject", "actor", "authority"}
