"""A sandbox in a thread or a process of its own, for tests whose programs are killed while it must go on.

Apart from the server, which only knows its own event loop. It is driven over its control API, and lives as long as
whoever started it: when that end of the line is closed, by will or by death, it stops.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from sandbox.server import Sandbox, SandboxOptions

Prepare = Callable[[Sandbox], object]
"""Fills the world before it is served; a plain function of a module, so that another process finds it."""


def serve(line: Connection, options: SandboxOptions | None = None, prepare: Prepare | None = None) -> None:
    """Serve a sandbox on a free loopback port, tell its address on `line`, and go on until `line` is closed.

    Blocks; runs an event loop of its own, in whatever thread or process it is called.
    """
    asyncio.run(_serve(line, options, prepare))


@contextmanager
def served_elsewhere(options: SandboxOptions | None = None, prepare: Prepare | None = None) -> Iterator[str]:
    """Serve a sandbox in a process of its own and give its address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, options, prepare), name="sandbox", daemon=True)
    process.start()
    theirs.close()
    try:
        yield str(ours.recv())
    finally:
        ours.close()
        process.join()


async def _serve(line: Connection, options: SandboxOptions | None, prepare: Prepare | None) -> None:
    closed = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with Sandbox(options) as sandbox:
        if prepare is not None:
            prepare(sandbox)
        line.send(sandbox.url)
        loop.add_reader(line.fileno(), closed.set)
        try:
            await closed.wait()
        finally:
            loop.remove_reader(line.fileno())
