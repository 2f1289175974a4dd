"""Take each guard out in turn and tell whether its test noticed: `python -m tests.mutation [GUARD]`."""

from __future__ import annotations

import sys

from tests.mutation.mutants import MUTANTS
from tests.mutation.runs import FAILED, run_without


def main() -> int:
    """Print one line per guard; 1 when one is missed by nobody."""
    missed = []
    for guard in sys.argv[1:] or MUTANTS:
        done = run_without(guard)
        is_noticed = done.returncode == FAILED
        missed += [] if is_noticed else [guard]
        word = "noticed" if is_noticed else "MISSED"
        print(f"{guard}: {word} by {MUTANTS[guard].test}", flush=True)  # noqa: T201 - it talks on the terminal
        if not is_noticed:
            print(done.stdout[-2000:], done.stderr[-2000:])  # noqa: T201 - it talks on the terminal
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
