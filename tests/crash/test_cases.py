"""The table of forty cases is true: every test it names is there, and every trial is one that the matrix makes."""

from __future__ import annotations

import ast

import pytest

from tests.crash.case import Case
from tests.crash.cases import CASES, table
from tests.crash.catalogue import SCENARIOS
from tests.crash.faults import FAULTS, WAY_BACK
from tests.crash.trials import Theatre
from tests.support.source import ROOT


def test_there_are_forty() -> None:
    """None is missing, and each is proved by something."""
    assert list(CASES) == list(range(1, 41))
    assert [number for number, case in CASES.items() if not case.trials and not case.tests] == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_tests_it_names_are_there(case: Case) -> None:
    """A test that was renamed or removed takes its case with it."""
    for test in case.tests:
        path, _, name = test.partition("::")
        tree = ast.parse((ROOT / path).read_text())
        found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name in found, test


@pytest.mark.asyncio(loop_scope="session")
async def test_the_trials_it_names_are_made(on_sqlite: Theatre) -> None:
    """Each names a scenario, and a moment that it passes or a fault that strikes it."""
    for trial in (trial for case in CASES.values() for trial in case.trials):
        scenario, sign, what = trial.split(" ", 2)
        assert scenario in SCENARIOS, trial
        if sign == "!":
            assert what in FAULTS | WAY_BACK, trial
        else:
            moments = await on_sqlite.moments(scenario)
            assert any(moment.startswith(what) for moment in moments), trial


def test_the_documentation_has_the_same_table() -> None:
    """`python -m tests.crash.cases` prints what belongs there."""
    assert table() in (ROOT / "docs" / "reliability.md").read_text()
