"""Which tests run: the long matrices on request, the browser's where there is a browser. Never a silent skip.

When a run is shared out to several processes, the one that controls them collects nothing; it is told what the others
left out.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.browser import browser_required, find_chromium

LEFT_OUT = pytest.StashKey[dict[str, None]]()
"""The sentences about what did not run, each once, in order."""
BROWSER_TESTS = Path(__file__).parent.parent / "browser"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--full`."""
    parser.addoption("--full", action="store_true", help="run the long matrices too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what is not asked for or cannot run, and remember a sentence about it; long ones go first."""
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker("browser")
    if config.getoption("--full"):
        gone = deselect(config, items, "short")
        leave_out(config, gone, "short tests left out; the long ones do the same and more")
        items.sort(key=lambda item: item.get_closest_marker("full") is None)  # no core waits for them at the end
    else:
        gone = deselect(config, items, "full")
        leave_out(config, gone, "long tests left out; --full runs them")
    if find_chromium() is None and not browser_required():
        gone = deselect(config, items, "browser")
        leave_out(config, gone, "browser tests left out: there is no Chromium here")


def deselect(config: pytest.Config, items: list[pytest.Item], marker: str) -> int:
    """Take the tests with this marker out of `items`, in place; how many there were."""
    gone = [item for item in items if item.get_closest_marker(marker)]
    if gone:
        items[:] = [item for item in items if not item.get_closest_marker(marker)]
        config.hook.pytest_deselected(items=gone)
    return len(gone)


def leave_out(config: pytest.Config, count: int, why: str) -> None:
    """Remember to say that this many tests did not run; a process that only works tells the one that controls it."""
    said = config.stash.setdefault(LEFT_OUT, {})
    if count:
        said[f"{count} {why}"] = None
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = list(said)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail what needs a browser where there is none: only a run that requires it comes so far."""
    if item.get_closest_marker("browser") and find_chromium() is None:
        pytest.fail("there is no Chromium, and PERIN_REQUIRE_BROWSER=1 requires one", pytrace=False)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object | None) -> None:
    """Take over what a working process has left out."""
    told = getattr(node, "workeroutput", {}).get("left_out", [])
    config: pytest.Config = node.config  # type: ignore[attr-defined] # xdist's; it declares no public type
    config.stash.setdefault(LEFT_OUT, {}).update(dict.fromkeys(told))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end what did not run, and why."""
    for sentence in config.stash.get(LEFT_OUT, {}):
        terminalreporter.write_line(sentence)
