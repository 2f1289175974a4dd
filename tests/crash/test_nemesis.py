"""Three replicas, one PostgreSQL, and somebody who kills, stops and restarts: a minute of it, then everything holds."""

from __future__ import annotations

import pytest

from tests.crash.nemesis.run import run

pytestmark = [pytest.mark.full, pytest.mark.timeout(300), pytest.mark.usefixtures("every_core")]


async def test_a_minute_of_bookings() -> None:
    """Nothing is booked twice or by halves, nothing acknowledged is lost, and nothing is left undone."""
    result = await run(60.0, restarts=2, seed=1)
    assert result.wrong == [], result.summary
    assert result.booked >= 10, "a minute in which hardly anything is booked proves little"
