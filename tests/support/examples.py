"""How many examples Hypothesis tries, and which.

Examples are counted, not timed: on a busy machine a slow one says nothing about the code. They are the same in every
run: a test that turns red does so because of the change at hand, for everybody, and not one day by chance. New ground
is explored by trying more of them, which --full does.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

USUAL, FULL = 100, 500
"""How many examples a law is tried with that names no number of its own."""


def pytest_configure(config: pytest.Config) -> None:
    """Choose between the two profiles, unless one was asked for."""
    for name, count in (("usual", USUAL), ("full", FULL)):
        settings.register_profile(
            name,
            deadline=None,
            derandomize=True,
            max_examples=count,
            suppress_health_check=[HealthCheck.too_slow],
        )
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("full" if config.getoption("--full") else "usual")
