"""What a case of the table is, and where its tests live."""

from __future__ import annotations

from dataclasses import dataclass

BOOKING = "tests/integration/booking/"
USES = "tests/integration/usecases/"
STORAGE = "tests/integration/storage/"
PROCESS = "tests/scenario/process/"
CRASH = "tests/crash/test_cases_crash.py::"
GOOGLE = "tests/crash/test_cases_google.py::"
POSTGRES = "tests/crash/test_cases_postgres.py::"


@dataclass(frozen=True)
class Case:
    """What happens, in a sentence; the trials and the tests that prove that it does no harm.

    A trial is written `scenario @ moment`, or `scenario ! fault`.
    """

    text: str
    trials: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
