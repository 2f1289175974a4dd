"""From a new process to one that listens, and to one that is ready, beside what its libraries take to import."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time

from benchmarks.handlers_lib.servers import environment
from benchmarks.handlers_lib.slack_side import WebApi
from core.storage.migrate import upgrade

_IMPORTS = (
    "import slack_bolt.async_app, sqlalchemy.ext.asyncio, sqlalchemy.orm, aiosqlite, aiohttp.web; "
    "print(next(line for line in open('/proc/self/status') if line.startswith('VmRSS')).split()[1])"
)
_ASK = b"GET %b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


async def started_and_imported(api: WebApi, database_url: str, count: int) -> list[dict[str, float]]:
    """Return, per round, ``perin``, ``ready`` and ``imports`` in milliseconds, and two in megabytes of memory.

    ``perin`` is until it answers whether it is alive, ``ready`` until it works commands; ``perin_mb``, ``imports_mb``.
    """
    upgrade(database_url)
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        done = await asyncio.to_thread(_imported)
        imports = (time.perf_counter() - began) * 1_000
        taken.append({"imports": imports, "imports_mb": int(done) / 1024, **await _answering(api, database_url)})
    return taken


def _imported() -> str:
    return subprocess.run([sys.executable, "-c", _IMPORTS], check=True, capture_output=True, text=True).stdout  # noqa: S603 - this very interpreter


async def _answering(api: WebApi, database_url: str) -> dict[str, float]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    given = {**os.environ, **environment(database_url, api.url, port)}
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "run", env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        taken = {}
        for name, path in (("perin", b"/healthz"), ("ready", b"/readyz")):
            while not await _is_well(port, path):
                assert process.returncode is None, "Perin ended instead of serving"
                await asyncio.sleep(0.002)
            taken[name] = (time.perf_counter() - began) * 1_000
        with open(f"/proc/{process.pid}/status") as status:  # noqa: ASYNC230, PTH123 - not a file on a disk
            memory = int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024
    finally:
        process.terminate()
        await process.wait()
    return {**taken, "perin_mb": memory}


async def _is_well(port: int, path: bytes) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(_ASK % path)
        return b" 200 " in await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()
