"""A process that has imported everything and is forked for each trial: a child costs milliseconds, not a second.

It has one thread and no event loop when it forks, so a child starts clean. Run by `Nursery`, which is the other end.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from tests.support.compiled import share_compiled_statements
from tests.support.crash_child import Errand, Report, run
from tests.support.source import ROOT


@dataclass(frozen=True)
class Fate:
    """What became of a child: killed, asleep, or ended with a report."""

    pid: int
    how: str
    report: Report | None = None


@dataclass(frozen=True)
class Warm:
    """Do this errand in the parent itself, once, so that its caches are warm when it forks."""

    errand: Errand


@dataclass(frozen=True)
class Wake:
    """Let a sleeping child go on, to its end."""

    pid: int


class Nursery:
    """The driver's end. Use as a context manager; one child at a time, and those asleep."""

    def __init__(self, log: Path) -> None:
        self.log = log
        ours, theirs = socket.socketpair()
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "error", "-c", f"import {__name__} as one; one.main({theirs.fileno()})"],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                stdout=out,
                stderr=out,
            )
        theirs.close()
        self._line = Connection(ours.detach())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()
        self._process.wait(10)

    async def do(self, order: Errand | Warm | Wake) -> Fate:
        """Let a child do it; returns when it has ended, was killed or sleeps."""
        try:
            self._line.send(order)
            fate = await asyncio.to_thread(self._line.recv)
        except (EOFError, BrokenPipeError) as error:
            raise RuntimeError(f"the nursery died:\n{self.log.read_text()[-3000:]}") from error
        assert isinstance(fate, Fate)
        return fate


def main(descriptor: int) -> None:
    """Serve orders until the driver is gone."""
    set_up_logs(LogLevel.INFO, LogFormat.JSON)
    share_compiled_statements()
    line = Connection(descriptor)
    nurse = _Nurse()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            line.send(nurse.obey(line.recv()))
    nurse.close()


class _Nurse:
    def __init__(self) -> None:
        self._answers: dict[int, int] = {}

    def obey(self, order: Errand | Warm | Wake) -> Fate:
        """Carry one order out."""
        if isinstance(order, Warm):
            report = asyncio.run(run(order.errand))
            gc.collect()
            gc.freeze()
            return Fate(os.getpid(), "ended", report)
        if isinstance(order, Wake):
            os.kill(order.pid, signal.SIGCONT)
            return self._await(order.pid)
        return self._await(self._fork(order))

    def close(self) -> None:
        """End those that still sleep."""
        for pid in self._answers:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _fork(self, errand: Errand) -> int:
        assert threading.active_count() == 1, "a process with threads must not fork"
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _live(errand, writing)
        os.close(writing)
        self._answers[pid] = reading
        return pid

    def _await(self, pid: int) -> Fate:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            return Fate(pid, "asleep")
        with open(self._answers.pop(pid), "rb") as answers:  # noqa: PTH123 - a descriptor
            said = answers.read()
        if os.WIFSIGNALED(status):
            return Fate(pid, signal.Signals(os.WTERMSIG(status)).name)
        return Fate(pid, "ended", pickle.loads(said))


def _live(errand: Errand, writing: int) -> Any:  # noqa: ANN401 - never returns
    """A child's whole life."""
    try:
        report = asyncio.run(run(errand))
    except BaseException:  # noqa: BLE001 - whatever it is, the driver is told
        report = Report(bugs=[traceback.format_exc()[-6000:]])
    os.write(writing, pickle.dumps(report))
    sys.stderr.flush()
    os._exit(0)
