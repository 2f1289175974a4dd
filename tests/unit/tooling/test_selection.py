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
from tests.support.selection import *
from tests.support.sharing import *
"""
LOOKING = """
import os, pathlib, pytest

@pytest.mark.parametrize("_", range(9))
def test_page(_):
    with pathlib.Path(__file__).with_suffix(".seen").open("a") as seen:
        print(os.getpid(), file=seen)
"""


@pytest.fixture
def run(tmp_path: Path) -> Runner:
    """Runs the tests above in a directory of their own."""
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


@pytest.fixture(params=[("-n0",), ("-n2",)], ids=["one process", "two processes"])
def shared_out(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The arguments that make one or two processes of a run."""
    return tuple(request.param)


def test_long_tests_wait_for_full(run: Runner, shared_out: tuple[str, ...]) -> None:
    """Without --full they are left out, and the run says so, once."""
    code, said = run(*shared_out, chromium=True)
    assert code == 0
    assert "2 passed" in said
    assert said.count("1 long tests left out; --full runs them") == 1


def test_full_runs_everything(run: Runner) -> None:
    """With --full and a browser nothing is left out; what is long begins first, so that it isn't waited for."""
    code, said = run("--full", "-v", chromium=True)
    assert code == 0
    assert "3 passed" in said
    assert "left out" not in said
    assert said.index("::test_long") < said.index("::test_plain")


def test_a_missing_browser_is_told(run: Runner, shared_out: tuple[str, ...]) -> None:
    """The browser tests are left out with a sentence."""
    code, said = run("--full", *shared_out, chromium=False)
    assert code == 0
    assert "2 passed" in said
    assert said.count("1 browser tests left out: there is no Chromium here") == 1


def test_a_missing_browser_fails_where_it_is_required(run: Runner, shared_out: tuple[str, ...]) -> None:
    """A run that must prove the page cannot pass without it, and says why in its summary."""
    code, said = run(*shared_out, chromium=False, required=True)
    assert code == 1
    assert " 1 error in " in said
    assert "ERROR test_three.py::test_page" in said
    assert "there is no Chromium, and PERIN_REQUIRE_BROWSER=1 requires one" in said


def test_one_process_has_the_browser(run: Runner) -> None:
    """However many there are, the browser's tests stay together, and the others are shared out."""
    for folder in ("browser", "unit"):
        (run.directory / "tests" / folder).mkdir(parents=True)
        (run.directory / "tests" / folder / f"test_{folder}.py").write_text(LOOKING)
    code, _ = run("-n2", "tests", chromium=True)
    assert code == 0
    processes = {path.stem: path.read_text().split() for path in run.directory.rglob("*.seen")}
    assert len(processes["test_browser"]) == len(processes["test_unit"]) == 9
    assert len(set(processes["test_browser"])) == 1
    assert len(set(processes["test_browser"] + processes["test_unit"])) == 2
