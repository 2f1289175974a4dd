"""How fast and how light Perin answers Slack, beside a bare Bolt app that only acknowledges. `--json`, `--quick`.

Every server is a process of its own on one core; the requests, signed as Slack signs them, and the Web API they are
answered to come from this process on another. All run in turns within each round, ratios are taken inside the round,
and their median is what is claimed: the machine may be shared. `--soak MINUTES` sends 100 commands a second instead and
tells how memory grows. A missed target is printed as missed and does not change the exit code.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.handlers_lib.rounds import Contest, soak
from benchmarks.handlers_lib.slack_side import web_api
from benchmarks.handlers_lib.start import started_and_imported
from benchmarks.handlers_lib.targets import as_json, as_text
from benchmarks.handlers_lib.world import fill
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from tests.support.places import in_memory


async def _run(chosen: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory(dir=in_memory()) as directory:
        urls = [f"sqlite+aiosqlite:///{Path(directory)}/{name}.db" for name in ("perin", "anchor", "start")]
        await fill(urls[0], int(time.time()))
        shutil.copyfile(f"{directory}/perin.db", f"{directory}/anchor.db")
        async with web_api() as api, web_api() as others_api:
            if chosen.soak:
                return await soak(api, urls[0], chosen.soak)
            contest = Contest(api, others_api, quick=chosen.quick)
            await contest.run(urls[0], urls[1])
            contest.judge_start(await started_and_imported(api, urls[2], 3 if chosen.quick else 7))
    if chosen.json:
        return as_json(contest.targets, contest.facts, contest.figures)
    return as_text(contest.targets, contest.facts)


def main() -> int:
    """Run everything; print the table."""
    parser = argparse.ArgumentParser(prog="dev.py bench handlers", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="three short rounds")
    parser.add_argument("--soak", type=float, default=0.0, metavar="MINUTES", help="only see how memory grows")
    chosen = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, set(cores[1:]))
    set_up_logs(LogLevel.WARNING, LogFormat.JSON)
    print(asyncio.run(_run(chosen)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
