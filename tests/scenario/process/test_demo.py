"""The demo: the story comes out right, the page is there, and nothing is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest
from rich.console import Console

from bot.demo import demo, stage_of
from bot.process import StartError
from bot.story.play import play
from bot.story.telling import Teller
from sandbox.google.faults import GoogleFault
from tests.support.source import ROOT

MORNING_OF_A_MEETING = 7 * 86_400 - 6 * 3_600
"""From the demo's Tuesday, 14:30 UTC, to 09:30 in Paris a week later, in seconds."""


async def played(*faults: GoogleFault) -> tuple[bool, str]:
    """Play the story with Google's faults; whether it came out right, and what was told."""
    out = io.StringIO()
    async with demo(0) as running_demo:
        for fault in faults:
            running_demo.sandbox.google.faults.add(fault)
        is_right = await play(stage_of(running_demo.sandbox), Teller(Console(file=out, width=100), str))
    return is_right, out.getvalue()


def left_in(folder: Path) -> list[Path]:
    """Everything in a folder."""
    return list(folder.iterdir())


async def test_the_story_comes_out_right() -> None:
    """Two linked and connected people book a meeting each way, move one, and undo what was booked without a press."""
    is_right, told = await played()
    assert is_right, told
    assert told.count("✓") == 7
    assert "✗" not in told
    for said in (
        "Alice types /perin invite @bob",
        "Bob chooses “Book when one of us confirms”",
        "Bob presses Accept Tue",
        "Alice presses Book Tue",
        "The exchange",
        "Bob presses Find new times",
        "Bob presses Undo (until",
        "The calendars of next week, after",
    ):
        assert said in told


async def test_what_a_moved_clock_makes_due_happens_at_once() -> None:
    """On the morning of a meeting the digest is there long before the next tick would have looked for it."""
    async with demo(0) as running_demo:
        sandbox = running_demo.sandbox
        assert await play(stage_of(sandbox), Teller(Console(file=io.StringIO()), str))
        alice = sandbox.slack.person("U0ALICE")
        sandbox.clock.advance(MORNING_OF_A_MEETING)
        await sandbox.slack.until(lambda: any("Good morning" in message.text for message in alice.dms()), seconds=10)


async def test_a_story_that_goes_wrong_says_where() -> None:
    """A Google that never gives a token ends the story with a sentence instead of a traceback."""
    is_right, told = await played(GoogleFault("error", method="token", status=500, times=None))
    assert not is_right
    assert "✗" in told
    assert "✓" not in told


async def test_the_next_free_port_is_taken() -> None:
    """Somebody else's program on the usual port keeps nobody from trying."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with demo(port) as running_demo, aiohttp.ClientSession() as browser:
            assert running_demo.sandbox.url != f"http://127.0.0.1:{port}"
            async with browser.get(running_demo.sandbox.url) as page:
                assert page.status == 200


async def test_a_port_that_can_not_be_had_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not allowed is not the same as taken, and trying the next one would not help."""

    async def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sandbox.server.Sandbox.start", forbidden)
    with pytest.raises(StartError, match=r"Port 80 can't be used: choose another with --port\."):
        async with demo(80):
            pytest.fail("it started")


async def test_it_is_a_working_hour_for_both() -> None:
    """Nothing waits for the morning: a Tuesday, 14:30 UTC, in the future."""
    from datetime import UTC, datetime

    from bot.clock import real_time

    async with demo(0) as running_demo:
        now = running_demo.sandbox.clock.now()
        assert now > real_time()
        assert f"{datetime.fromtimestamp(now, UTC):%a %H:%M}" == "Tue 14:30"
        assert abs(running_demo.perin.parts.deps.now() - now) <= 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    """`perin demo` prints the address and what to try, and ends clean: no process, no file."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "demo", "--no-open", "--port", "0"),
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path), "COLUMNS": "120"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        said = ""
        async with asyncio.timeout(30):
            while "Ctrl-C stops it" not in said:
                line = await process.stdout.readline()
                assert line, said
                said += line.decode()
        assert left_in(tmp_path)
        process.send_signal(number)
        async with asyncio.timeout(20):
            rest, _ = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    assert process.returncode == 0
    assert "http://127.0.0.1:" in said
    assert "/perin schedule @bob 45m next week" in said
    assert "nothing is left running" in rest.decode()
    assert left_in(tmp_path) == []
