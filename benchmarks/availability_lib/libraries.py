"""What a user could pick instead: a naive check of every slot, `portion`, and `intervaltree`.

Each is written the way its documentation suggests, from whole numbers, with the working hours given;
each is held to the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import portion
from intervaltree import IntervalTree

from benchmarks.availability_lib.workload import AFTER, BEFORE, LENGTH, STEP, World
from core.scheduling.intervals import Pair

Hours = Sequence[Sequence[Pair]]
"""Each person's working spans inside the horizon, in order."""


def naive(world: World, hours: Hours) -> list[int]:
    """Step through time and ask each person, stopping at the first who can't."""
    pointers = [0] * world.people
    busy = [[(start - AFTER, end + BEFORE) for start, end in one] for one in world.busy]
    first_event = [0] * world.people
    found = []
    for start in range(-(-world.low // STEP) * STEP, world.high - LENGTH + 1, STEP):
        end = start + LENGTH
        for person in range(world.people):
            mine, at = hours[person], pointers[person]
            while at < len(mine) and mine[at][1] < end:
                at += 1
            pointers[person] = at
            if at == len(mine) or mine[at][0] > start:
                break
            events, event = busy[person], first_event[person]
            while event < len(events) and events[event][1] <= start - 2 * 5_400:
                event += 1
            first_event[person] = event
            clash = False
            while event < len(events) and events[event][0] < end:
                if events[event][1] > start:
                    clash = True
                    break
                event += 1
            if clash:
                break
        else:
            found.append(start)
    return found


def with_portion(world: World, hours: Hours) -> list[int]:
    """Intersect everybody's hours, subtract the union of everybody's busy time."""
    free = portion.closedopen(world.low, world.high)
    for spans in dict.fromkeys(map(tuple, hours)):
        free &= portion.Interval(*[portion.closedopen(*span) for span in spans])
    busy = portion.Interval(
        *[portion.closedopen(start - AFTER, end + BEFORE) for one in world.busy for start, end in one]
    )
    free -= busy
    return [start for span in free for start in range(-(-span.lower // STEP) * STEP, span.upper - LENGTH + 1, STEP)]


def with_intervaltree(world: World, hours: Hours) -> list[int]:
    """One tree of everything that forbids time; each step asks it for an overlap."""
    blocked = [(start - AFTER, end + BEFORE) for one in world.busy for start, end in one]
    for spans in dict.fromkeys(map(tuple, hours)):
        edges = [0, *(edge for span in spans for edge in span), 2**40]
        blocked += zip(edges[::2], edges[1::2], strict=True)
    tree = IntervalTree.from_tuples(blocked)
    tree.merge_overlaps()
    merged: list[Pair] = sorted((span.begin, span.end) for span in tree)
    return [
        start
        for (_, free_from), (free_until, _) in pairwise(merged)
        for start in range(-(-free_from // STEP) * STEP, free_until - LENGTH + 1, STEP)
    ]
