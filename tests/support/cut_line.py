"""A line to PostgreSQL that can be cut at the worst moment: the commit took effect, and its answer never arrives."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SOCKET = ".s.PGSQL.5432"
# CommandComplete of the wire protocol: its letter, its length, its tag.
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"


class CutLine:
    """Passes everything on, in both directions; once armed, it ends with the next answer that a commit took effect."""

    def __init__(self, server: str, home: str) -> None:
        self.url = urlsplit(server)._replace(query=f"host={home}").geturl()
        self._server = Path(parse_qs(urlsplit(server).query)["host"][0]) / SOCKET
        self._is_armed = False
        self.cuts = 0

    def arm(self) -> None:
        """Let the next answer of that kind be the last thing the server says on its line."""
        self._is_armed = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client's line to its end."""
        answers, questions = await asyncio.open_unix_connection(self._server)
        try:
            pumps = [self._pass(reader, questions), self._pass(answers, writer)]
            await asyncio.wait(map(asyncio.ensure_future, pumps), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in (questions, writer):
                end.close()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while said := await source.read(1 << 16):
                if self._is_armed and COMMITTED in said:
                    self._is_armed = False
                    self.cuts += 1
                    return
                sink.write(said)
                await sink.drain()


@asynccontextmanager
async def cut_line(server: str) -> AsyncIterator[CutLine]:
    """Lay a line to the database at `server`, a URL whose host is the directory of a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="perin-cut-", dir="/tmp") as home:
        line = CutLine(server, home)
        async with await asyncio.start_unix_server(line.serve, Path(home) / SOCKET):
            yield line
