"""Every scenario, by name: importing this registers those of all files."""

from __future__ import annotations

from tests.crash import scenarios, scenarios_meeting

SCENARIOS = scenarios.SCENARIOS
FILES = (scenarios, scenarios_meeting)
