"""One run of one test, with a guard or without it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.mutation.mutants import MUTANTS
from tests.support.source import ROOT

FAILED = 1
"""What pytest returns when tests ran and some failed; anything else means that it noticed nothing, or broke."""


def run_without(guard: str) -> subprocess.CompletedProcess[str]:
    """Run the guard's test while the guard is missing."""
    return _run(MUTANTS[guard].test, {"PERIN_MUTANT": guard})


def run_with(guard: str) -> subprocess.CompletedProcess[str]:
    """Run the guard's test with everything in place."""
    return _run(MUTANTS[guard].test, {})


def _run(test: str, more: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "tests.mutation.plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "-p", "no:xdist", test],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **more},
        capture_output=True,
        text=True,
        check=False,
    )
