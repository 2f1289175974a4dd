"""Which tests run: the long matrices on request, the browser's where there is a browser. Never a silent skip."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.browser import browser_required, find_chromium

LEFT_OUT = pytest.StashKey[list[str]]()
BROWSER_TESTS = Path(__file__).parent.parent / "browser"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--full`."""
    parser.addoption("--full", action="store_true", help="run the long matrices too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what is not asked for or cannot run, and remember a sentence about it."""
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker("browser")
    left_out = config.stash.setdefault(LEFT_OUT, [])
    if not config.getoption("--full"):
        gone = deselect(config, items, "full")
        left_out += [f"{gone} long tests left out; --full runs them"] * bool(gone)
    if find_chromium() is None:
        gone = deselect(config, items, "browser")
        if gone and browser_required():
            raise pytest.UsageError(f"{gone} browser tests cannot run: there is no Chromium")
        left_out += [f"{gone} browser tests left out: there is no Chromium here"] * bool(gone)


def deselect(config: pytest.Config, items: list[pytest.Item], marker: str) -> int:
    """Take the tests with this marker out of `items`, in place; how many there were."""
    gone = [item for item in items if item.get_closest_marker(marker)]
    if gone:
        items[:] = [item for item in items if not item.get_closest_marker(marker)]
        config.hook.pytest_deselected(items=gone)
    return len(gone)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end what did not run, and why."""
    for sentence in config.stash.get(LEFT_OUT, []):
        terminalreporter.write_line(sentence)
