"""The engine gives exactly the slots of the minute-by-minute referee: cold, from masks, one by one."""

from __future__ import annotations

import pytest

from core.scheduling import crowd, free
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


def test_leaving_out_far_busy_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calendars with thousands of events are thinned before sorting; here every calendar is."""
    plain = [list(iter_slots(*random_world(seed, days))) for seed in range(300) for days in (3, 12)]
    monkeypatch.setattr(free, "_MANY", -1)
    thinned = [list(iter_slots(*random_world(seed, days))) for seed in range(300) for days in (3, 12)]
    assert thinned == plain
    assert sum(map(len, plain)) > 1_000


def test_more_groups_than_are_remembered_each_get_their_own_answer() -> None:
    worlds = [random_world(seed) for seed in range(crowd.KEPT + 40)]
    first = [list(iter_slots(*world)) for world in worlds]
    assert [list(iter_slots(*world)) for world in worlds] == first
    assert [list(iter_slots(list(people), request)) for people, request in worlds] == first


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
