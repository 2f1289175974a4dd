"""Clock, changes and wire log: the parts that both halves of the sandbox stand on."""

from __future__ import annotations

import asyncio
import time

import pytest

from sandbox.changes import BACKLOG, Changes
from sandbox.clock import SandboxClock
from sandbox.wire import WireLog


def test_the_clock_moves_forward_only_and_leaves_real_time_alone() -> None:
    """World time is real time plus what it was moved by."""
    clock = SandboxClock(start=1_000_000)
    assert 1_000_000 <= clock.now() < 1_000_010
    clock.advance(3_600)
    assert 1_003_600 <= clock.now() < 1_003_610
    assert abs(clock.real_now() - time.time()) < 5
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


async def test_a_subscriber_hears_everything_from_the_moment_it_asks() -> None:
    """Even what was published before it first looks."""
    changes = Changes()
    changes.publish("dm", {"lost": True})
    heard = changes.subscribe()
    SandboxClock(changes).advance(5)
    changes.publish("dm", {"user": "U1"})
    assert [(await anext(heard)).topic for _ in range(2)] == ["clock", "dm"]


async def test_closing_ends_the_iteration() -> None:
    """A stream finishes when the sandbox stops."""
    changes = Changes()
    heard = changes.subscribe()
    asyncio.get_running_loop().call_soon(changes.close)
    assert await anext(heard, None) is None


async def test_a_subscriber_that_falls_behind_is_told_to_look_again() -> None:
    """One resync stands for all that it missed, so memory stays bounded."""
    changes = Changes()
    heard = changes.subscribe()
    for number in range(BACKLOG + 1):
        changes.publish("wire", {"number": number})
    changes.publish("dm", {})
    assert [(await anext(heard)).topic for _ in range(2)] == ["resync", "dm"]


def test_the_wire_log_keeps_the_newest_and_numbers_them() -> None:
    """Who asks for what came after a number gets just that."""
    changes = Changes()
    log = WireLog(SandboxClock(changes), changes, kept=3)
    for method in ("one", "two", "three", "four"):
        log.record("in", "google", method, status=200)
    assert [entry.what for entry in log.entries()] == ["two", "three", "four"]
    assert [entry.number for entry in log.entries(after=3)] == [4]
