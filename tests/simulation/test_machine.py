"""Hypothesis looks for the shortest way to make the calendars show something else than what people were told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import Meetings


@pytest.mark.timeout(300)
def test_calendars_always_show_what_people_were_told(template: Path) -> None:
    """Whatever acts, faults and crashes came before: nothing half done is left once a process has looked after it."""
    _run(template, examples=20, steps=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@pytest.mark.full
@pytest.mark.timeout(900)
def test_calendars_always_show_what_people_were_told_for_long(template: Path) -> None:
    """The same, longer and more often."""
    _run(template, examples=60, steps=40, phases=tuple(Phase))


def _run(template: Path, *, examples: int, steps: int, phases: tuple[Phase, ...]) -> None:
    class Machine(Meetings):
        """One run's machine, with a count of its own."""

        booked = 0

    Machine.template = template
    chosen = settings(max_examples=examples, stateful_step_count=steps, phases=phases, print_blob=True)
    run_state_machine_as_test(Machine, settings=chosen)
    assert Machine.booked > examples / 4, "a machine in which nothing is booked proves nothing"
