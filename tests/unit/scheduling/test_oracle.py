"""The engine gives exactly the slots of the minute-by-minute referee: cold, from masks, one by one."""

from __future__ import annotations

import pytest

from core.scheduling.intervals import Interval
from core.scheduling.slots import find, free_windows, is_allowed, iter_slots
from core.scheduling.warm import warmed
from tests.unit.scheduling import oracle
from tests.unit.scheduling.worlds import random_world


def agree(seed: int, days: int = 3) -> int:
    """Compare everything that can be compared in one world; return how many slots it has."""
    people, request = random_world(seed, days)
    wanted = oracle.slots(people, request)
    slots = list(iter_slots(people, request))
    assert [slot.start for slot in slots] == wanted, seed
    assert all(slot.length == request.length for slot in slots), seed
    windows = free_windows(people, request)
    assert all(any(w.start <= s.start and s.end <= w.end for w in windows) for s in slots), seed
    offers = find(people, request)
    assert len(offers) == min(request.count, len(wanted)), seed
    assert len({offer.slot for offer in offers}) == len(offers), seed
    assert {offer.slot.start for offer in offers} <= set(wanted), seed
    if not request.allow_moves:
        warm = warmed(people, request.now)
        assert [slot.start for slot in iter_slots(warm, request)] == wanted, seed
    check_one_by_one(seed, days)
    return len(wanted)


def check_one_by_one(seed: int, days: int) -> None:
    """Every aligned slot of a day is allowed exactly when the referee, asked for anything, gives it."""
    people, request = random_world(seed, days)
    given = set(oracle.slots(people, request))
    first = request.now - request.now % 3600
    for start in range(first, first + 86_400, 3600):
        slot = Interval(start, start + request.length)
        if start in given:
            assert is_allowed(people, request, slot) == (), (seed, start)
        elif not request.window and not request.exclude and oracle.aligned(start, request):
            assert is_allowed(people, request, slot) != (), (seed, start)


@pytest.mark.parametrize("batch", range(10))
def test_random_worlds(batch: int) -> None:
    assert sum(agree(seed) for seed in range(batch * 50, batch * 50 + 50)) > 100


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("batch", range(20))
def test_thousands_of_random_worlds(batch: int) -> None:
    assert sum(agree(seed) for seed in range(10_000 + batch * 250, 10_250 + batch * 250)) > 1_000


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("batch", range(5))
def test_longer_random_worlds(batch: int) -> None:
    assert sum(agree(seed, days=15) for seed in range(batch * 30, batch * 30 + 30)) > 500
