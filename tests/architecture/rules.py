"""Which rule holds where. A new rule is a function in a `rules_*` module, a line here and lines in `planted`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.architecture import rules_flow as flow
from tests.architecture import rules_shape as shape
from tests.support.source import EVERYTHING, ROOMS, Module

Rule = Callable[[Module], Iterator[str]]

RULES: dict[Rule, tuple[str, ...]] = {
    shape.small_files: EVERYTHING,
    shape.small_functions: EVERYTHING,
    shape.few_positional_parameters: EVERYTHING,
    shape.module_docstrings: EVERYTHING,
    shape.public_docstrings: (*ROOMS, "dev.py"),
    shape.nothing_left_over: EVERYTHING,
    flow.use_cases_apart: ROOMS,
    flow.listeners_apart: ROOMS,
    flow.one_clock: ROOMS,
    flow.one_database_clock: ROOMS,
    flow.one_environment: ROOMS,
    flow.no_chance_in_core: ROOMS,
    flow.few_commit: ROOMS,
    flow.no_call_out_in_a_transaction: ROOMS,
}
