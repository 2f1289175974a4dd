"""Nothing is left out of a run without a word, and nothing that is required is left out at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.source import ROOT

TESTS = """
import pytest

def test_plain(): pass

@pytest.mark.full
def test_long(): pass

@pytest.mark.browser
def test_page(): pass
"""
CONFTEST = """
from tests.support.selection import pytest_addoption, pytest_collection_modifyitems, pytest_terminal_summary
"""


@pytest.fixture
def run(tmp_path: Path) -> Runner:
    """Runs the three tests above in a directory of their own."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_three.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    full\n    browser\n")
    return Runner(tmp_path)


class Runner:
    """Calls pytest in a directory, with or without a Chromium on the PATH."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __call__(self, *args: str, chromium: bool, required: bool = False) -> tuple[int, str]:
        """Exit code and output."""
        programs = self.directory / "bin"
        programs.mkdir()
        if chromium:
            (programs / "chromium").write_text("#!/bin/sh\n")
            (programs / "chromium").chmod(0o755)
        env = {"PATH": str(programs), "PYTHONPATH": str(ROOT), "PERIN_REQUIRE_BROWSER": str(int(required))}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *args],
            cwd=self.directory,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


def test_long_tests_wait_for_full(run: Runner) -> None:
    """Without --full they are left out, and the run says so."""
    code, said = run(chromium=True)
    assert code == 0
    assert "2 passed, 1 deselected" in said
    assert "1 long tests left out; --full runs them" in said


def test_full_runs_everything(run: Runner) -> None:
    """With --full and a browser nothing is left out."""
    code, said = run("--full", chromium=True)
    assert code == 0
    assert "3 passed" in said
    assert "left out" not in said


def test_a_missing_browser_is_told(run: Runner) -> None:
    """The browser tests are left out with a sentence."""
    code, said = run("--full", chromium=False)
    assert code == 0
    assert "2 passed, 1 deselected" in said
    assert "1 browser tests left out: there is no Chromium here" in said


def test_a_missing_browser_fails_where_it_is_required(run: Runner) -> None:
    """A run that must prove the page cannot pass without it."""
    code, said = run(chromium=False, required=True)
    assert code != 0
    assert "1 browser tests cannot run" in said
