"""How a run is shared out to several processes: test by test, but for some that stay together.

The browser's, which would each start one; and of the crash matrix those of one scenario on one database, which set the
same scenes.

Apart from the choice of tests because xdist asks only the process that controls the others. Its own groups, named by a
mark, are not used: it writes them into the tests' ids, which pytest 9.2 no longer lets it change.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
SCENE = re.compile(r"tests/crash/test_full_matrix\.py::\w+\[\w+-\w+")


class Shares(LoadScopeScheduling):  # type: ignore[misc] # xdist declares no types
    """Gives a process its next test when it has nearly done what it has; the browser's tests first, as one share."""

    def _split_scope(self, nodeid: str) -> str:
        """What a test shares a process with: tests of the same answer run in one, one after another."""
        if nodeid.startswith(BROWSER):
            return BROWSER
        scene = SCENE.match(nodeid)
        return nodeid if scene is None else scene.group()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:  # noqa: ANN401 - xdist's own kind of log
    """Share out like this whatever `--dist` says."""
    return Shares(config, log)
