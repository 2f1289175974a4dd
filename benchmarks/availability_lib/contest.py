"""Who runs on which workload, and the gate: all of them give the referee's slots, or nothing is measured."""

from __future__ import annotations

from benchmarks.availability_lib import bare, libraries
from benchmarks.availability_lib.measure import Contestants
from benchmarks.availability_lib.workload import LENGTH, NOW, World, named, request
from core.scheduling import expansion
from core.scheduling.intervals import Spans
from core.scheduling.masks import grid_bits, search
from core.scheduling.slots import Offer, Participant, find, possible_starts
from core.scheduling.warm import warmed
from tests.unit.scheduling import oracle
from tests.unit.scheduling.worlds import random_world


class Contest:
    """One workload with everything its contestants need at hand."""

    def __init__(self, name: str) -> None:
        """Make the workload, the spans of working time, the participants, and their masks."""
        self.name = name
        self.world: World = named(name)
        world = self.world
        self.people = world.participants()
        self.warm = warmed(self.people, NOW)
        self.masks = tuple(one.mask for one in self.warm if one.mask is not None)
        self.bits = [mask.bits for mask in self.masks]
        self.base = self.masks[0].base
        self.grid = bare.grid_from(world, self.base)
        aligned = grid_bits(self.base, self.masks[0].count, request().step, "UTC")
        assert aligned is not None
        self.aligned = (self.base, aligned)
        self.off = bare.off_hours(world.hours, world.low, world.high)
        self.hours = [bare.working(one, world.low, world.high) for one in world.hours]

    def from_ints(self) -> tuple[Offer, ...]:
        """Build everybody from plain numbers, validated, and find the ten best."""
        rules = self.world.rules()
        each = enumerate(zip(self.world.hours, self.world.busy, strict=True))
        people = tuple(Participant(f"p{index}", hours, rules, Spans.of(busy)) for index, (hours, busy) in each)
        return find(people, request())

    def cold(self) -> tuple[Offer, ...]:
        """Find the ten best among people just met: a new tuple, so that nothing about it is remembered."""
        return find((*self.people,), request())

    def cold_hours(self) -> tuple[Offer, ...]:
        """The same with every expansion of working hours forgotten."""
        expansion.clear_cache()
        return self.cold()

    def cold_search(self) -> list[int]:
        """Every start in order, not ranked."""
        return possible_starts((*self.people,), request())

    def warm_find(self) -> tuple[Offer, ...]:
        """Find the ten best from masks in memory."""
        return find(self.warm, request())

    def warm_starts(self) -> list[int]:
        """Every start in order from masks in memory, by the public search with all its checks."""
        return possible_starts(self.warm, request())

    def warm_search(self) -> list[int]:
        """The mask search alone."""
        return search(self.masks, LENGTH, self.aligned, (self.world.low, self.world.high))

    def searches(self) -> Contestants:
        """Return everyone that gives all starts in order; they must agree."""
        world = self.world
        return {
            "bare sweep": lambda: bare.sweep(world, self.off),
            "sweep, plain zoneinfo": lambda: bare.sweep_zoneinfo(world),
            "engine, cold, search alone": self.cold_search,
            "bare mask search": lambda: bare.mask_search(self.bits, self.base, self.grid),
            "engine, warm, mask search": self.warm_search,
            "engine, warm, search alone": self.warm_starts,
            "naive step and check": lambda: libraries.naive(world, self.hours),
            "portion": lambda: libraries.with_portion(world, self.hours),
            "intervaltree": lambda: libraries.with_intervaltree(world, self.hours),
        }

    def ranked(self) -> Contestants:
        """Return everyone that gives the ten best; they must agree."""
        return {
            "engine, cold, from plain numbers": self.from_ints,
            "engine, cold": self.cold,
            "engine, cold, hours forgotten": self.cold_hours,
            "engine, warm, ranked": self.warm_find,
        }

    def gate(self) -> int:
        """Hold everybody to the referee's slots; return how many there are. Raises ``AssertionError``."""
        wanted = oracle.slots(self.people, request())
        for name, does in self.searches().items():
            assert does() == wanted, f"{name} differs from the referee on {self.name}"
        best = self.cold()
        assert best, self.name
        assert {offer.slot.start for offer in best} <= set(wanted), self.name
        for name, does in self.ranked().items():
            assert does() == best, f"{name} ranks differently on {self.name}"
        return len(wanted)


def random_gate(seeds: int) -> int:
    """Hold the engine, cold and warm, to the referee on random worlds; return how many slots there were."""
    total = 0
    for seed in range(seeds):
        people, question = random_world(seed)
        wanted = oracle.slots(people, question)
        assert possible_starts(people, question) == wanted, seed
        if not question.allow_moves:
            assert possible_starts(warmed(people, question.now), question) == wanted, seed
        total += len(wanted)
    return total
