"""Each guard has a test that fails without it, and passes with it."""

from __future__ import annotations

import pytest

from tests.mutation.mutants import MUTANTS
from tests.mutation.plugin import Finder
from tests.mutation.runs import FAILED, run_with, run_without
from tests.support.source import ROOT


@pytest.mark.parametrize("guard", MUTANTS)
def test_the_guard_is_where_it_is_taken_out(guard: str) -> None:
    """Exactly once; a module that was renamed would leave its guard unproved."""
    mutant = MUTANTS[guard]
    path = ROOT / f"{mutant.module.replace('.', '/')}.py"
    assert path.read_text().count(mutant.text) == 1


def test_nothing_else_is_touched() -> None:
    """Other modules come as they are."""
    assert Finder(MUTANTS["the fence"]).find_spec("json", None) is None


@pytest.mark.full
@pytest.mark.timeout(240)
@pytest.mark.parametrize("guard", MUTANTS)
def test_without_the_guard_its_test_fails(guard: str) -> None:
    """Taken out: red. Put back: green."""
    without = run_without(guard)
    assert without.returncode == FAILED, without.stdout[-3000:]
    assert " error" not in without.stdout.splitlines()[-1]
    assert run_with(guard).returncode == 0
