"""The long version: `python -m tests.crash.nemesis --minutes 10 [--seed 7]`."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.crash.nemesis.run import run


def main() -> int:
    """Play for so many minutes, with a restart of the database in each half minute; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.nemesis")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    result = asyncio.run(run(given.minutes * 60, restarts=int(given.minutes * 2), seed=given.seed))
    print(result.summary)  # noqa: T201 - it talks on the terminal
    print("\n".join(result.wrong) or "nothing is wrong")  # noqa: T201 - the same
    return int(bool(result.wrong))


if __name__ == "__main__":
    sys.exit(main())
