"""One replica: Perin's parts and periodic work, and presses that arrive as pickles; run by the driver, and killed.

An order is a number and a press; the answer is the number and how it ended. No answer means that nobody knows.
"""

from __future__ import annotations

import asyncio
import base64
import os
import pickle
import sys
import time
from dataclasses import dataclass, replace

from bot.assembly import Parts, assemble
from bot.clock import Clock
from bot.jobs import Jobs
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel, load_settings
from core.domain.errors import PerinError
from core.usecases.deps import Timing
from tests.support.crash_child import Press

LEASE = 2.0
TIMING = Timing(lease=LEASE, quiesce=1.0, outbox_lease=LEASE, booking_decision=20)


@dataclass(frozen=True)
class Order:
    """One press of somebody's, by number."""

    number: int
    press: Press


async def serve(start: float) -> None:
    """Work until the driver closes the line. `start` is the world's time (epoch seconds) as this process begins."""
    offset = start - time.time()
    parts = assemble(load_settings(dict(os.environ)), Clock(offset=lambda: offset), timing=TIMING)
    jobs = Jobs(parts)
    jobs.start()
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks = set()
    while line := await reader.readline():
        order = pickle.loads(base64.b64decode(line))
        task = asyncio.ensure_future(_press(parts, order))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await jobs.stop(2.0)
    await parts.aclose()


async def _press(parts: Parts, order: Order) -> None:
    try:
        await order.press(parts.deps)
        outcome = "done"
    except PerinError as refusal:
        outcome = refusal.code
    except Exception as error:  # noqa: BLE001 - the driver decides what a bug is
        outcome = f"bug {type(error).__name__}: {error}"
    os.write(1, f"{order.number} {outcome}\n".encode())


def line_of(order: Order) -> bytes:
    """The order as it goes over the line."""
    return base64.b64encode(pickle.dumps(replace(order))) + b"\n"


if __name__ == "__main__":
    set_up_logs(LogLevel.ERROR, LogFormat.JSON)
    asyncio.run(serve(float(sys.argv[1])))
