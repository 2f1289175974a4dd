"""Presses under conditions that only a process of its own can have, so that a child takes them with it."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from core.domain.ids import PersonKey, SessionId
from core.scheduling.intervals import Interval
from core.usecases.confirm import confirm_slot
from core.usecases.deps import Deps
from tests.support.stepping import before


async def with_a_full_disk(deps: Deps, *, person: PersonKey, session: SessionId, slot: Interval, log: Path) -> None:
    """Confirm the slot; from the fresh check on, and until it ends, `log` (the write-ahead log) can grow no further."""
    before_that = resource.getrlimit(resource.RLIMIT_FSIZE)

    async def fill() -> None:
        size = os.stat(log).st_size  # noqa: PTH116 - one look in a process that has nothing else to do
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before_that[1]))

    try:
        await confirm_slot(before(deps, "busy", fill), person=person, session=session, slot=slot)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before_that)
