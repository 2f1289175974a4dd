"""``python -m tests.simulation SEED``: play one history again and tell it step by step."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from tests.simulation.conftest import flush
from tests.simulation.play import play
from tests.simulation.world import prepare


async def _main(seed: int) -> int:
    with tempfile.TemporaryDirectory() as directory:
        template = Path(directory) / "template.db"
        await asyncio.to_thread(lambda: asyncio.run(prepare(template)))
        flush(template)
        history = await play(seed, template, Path(directory) / "history.db")
    sys.stdout.write("\n".join((*history.story, *history.broken, "")))
    return 1 if history.broken else 0


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    sys.exit(asyncio.run(_main(int(sys.argv[1]))))
