"""Forty ways in which a booking can be hurt, and what proves each: named tests, and trials of the matrix.

The same table stands in docs/reliability.md; a test compares the two, and looks for everything that is named here.
"""

from __future__ import annotations

from tests.crash.cases_around import OTHER_CASES
from tests.crash.cases_booking import BOOKING_CASES

CASES = BOOKING_CASES | OTHER_CASES


def table() -> str:
    """The forty cases as the table of docs/reliability.md."""
    lines = ["| # | what happens | proved by |", "|---|---|---|"]
    for number, case in CASES.items():
        proofs = [f"killed: `{trial}`" if "@" in trial else f"fault: `{trial}`" for trial in case.trials]
        proofs += [f"`{test.rpartition('/')[2]}`" for test in case.tests]
        lines.append(f"| {number} | {case.text} | {'<br>'.join(proofs)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())  # noqa: T201 - asked for on the command line
