"""How the cost grows: with people, with days, with events; cold and warm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from statistics import median

from benchmarks.availability_lib.measure import rounds
from benchmarks.availability_lib.workload import NOW, World, make, request
from core.scheduling.slots import Offer, Participant, find
from core.scheduling.warm import warmed

Row = tuple[str, str, list[float], list[float]]
"""What grows, the sizes, milliseconds per size, and the ratio of each size to the one before."""


def growth(count: int, budget: float) -> list[Row]:
    """Measure every kind of growth; the ratios are taken inside rounds."""
    people = {str(size): make(size, 30) for size in (10, 20, 40, 80, 160)}
    days = {str(size): make(20, size) for size in (30, 60, 120)}
    events = {str(size): make(20, 30, a_day=size) for size in (3, 6, 12)}
    return [
        _row("people x 30 days, cold", people, _cold, (count, budget)),
        _row("20 people x days, cold", days, _cold, (count, budget)),
        _row("20 people x 30 days, events a day, cold", events, _cold, (count, budget)),
        _row("people x 30 days, warm", people, _warm, (count, budget)),
        _row("20 people x days, warm", days, _warm, (count, budget)),
    ]


def _row(
    title: str,
    worlds: dict[str, World],
    made: Callable[[World], Callable[[], object]],
    effort: tuple[int, float],
) -> Row:
    taken = rounds({size: made(world) for size, world in worlds.items()}, *effort)
    sizes = list(worlds)
    times = [median(one[size] for one in taken) for size in sizes]
    steps = [median(one[after] / one[before] for one in taken) for before, after in pairwise(sizes)]
    return title, "/".join(sizes), times, steps


def _again(people: Sequence[Participant]) -> tuple[Offer, ...]:
    return find((*people,), request())


def _cold(world: World) -> Callable[[], object]:
    return partial(_again, world.participants())


def _warm(world: World) -> Callable[[], object]:
    return partial(find, warmed(world.participants(), NOW), request())
