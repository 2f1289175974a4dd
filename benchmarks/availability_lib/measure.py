"""How a figure is taken: contestants take turns inside a round, ratios are taken inside the round.

The machine may be shared, so absolute times are worth little; the median of a ratio over rounds is what
is claimed. Within a round each contestant's time is the median of its calls.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter

Contestants = Mapping[str, Callable[[], object]]
Round = dict[str, float]
"""Milliseconds per call, by contestant."""


def calls(does: Callable[[], object], budget: float) -> float:
    """Return the median milliseconds of one call, from three calls up to ``budget`` seconds of them."""
    taken: list[float] = []
    until = perf_counter() + budget
    while len(taken) < 3 or (perf_counter() < until and len(taken) < 2_000):
        before = perf_counter()
        does()
        taken.append(perf_counter() - before)
    return median(taken) * 1_000


def rounds(contestants: Contestants, count: int, budget: float) -> list[Round]:
    """Let all contestants take turns, after one call each that is not counted."""
    for does in contestants.values():
        does()
    # What is alive by now belongs to nobody's search: without this each contestant that makes tuples pays
    # for walking all calendars of all workloads whenever the collector runs.
    gc.collect()
    gc.freeze()
    return [{name: calls(does, budget) for name, does in contestants.items()} for _ in range(count)]


def typical(taken: Sequence[Round], name: str) -> float:
    """Return a contestant's median milliseconds over the rounds."""
    return median(one[name] for one in taken)


def ratio(taken: Sequence[Round], over: str, under: str) -> float:
    """Return the median over the rounds of one contestant's time divided by another's."""
    return median(one[over] / one[under] for one in taken)
