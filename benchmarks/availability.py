"""How fast "when could they meet?" is answered, beside what a user could pick instead. `--json`, `--quick`.

Nothing is measured before every contestant has given exactly the slots of the minute-by-minute referee,
on each workload, and the engine also on random worlds. Exit code 1 when that gate fails; a missed
target is printed as missed and does not change the exit code, because the machine may be busy.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from statistics import median

from benchmarks.availability_lib.bare import floor
from benchmarks.availability_lib.contest import Contest, random_gate
from benchmarks.availability_lib.growth import growth
from benchmarks.availability_lib.measure import Round, rounds
from benchmarks.availability_lib.report import as_json, as_text, targets
from benchmarks.availability_lib.stored import Store
from benchmarks.availability_lib.workload import NAMES

_FIRST = """
import time
from benchmarks.availability_lib.workload import named, request
world = named("ii")
people = world.participants()
from core.scheduling.slots import find
before = time.perf_counter()
find(people, request())
print((time.perf_counter() - before) * 1000)
"""


def first_query(count: int) -> float:
    """Return the median milliseconds of the first search (workload ii) of a new process."""
    taken = [
        float(subprocess.run([sys.executable, "-c", _FIRST], check=True, capture_output=True).stdout)  # noqa: S603 - this very interpreter
        for _ in range(count)
    ]
    return median(taken)


def measure(name: str, contest: Contest, count: int, budget: float) -> list[Round]:
    """Let everybody run on one workload; the libraries only where they end in reasonable time."""
    contestants = {**contest.searches(), **contest.ranked()}
    contestants["floor: touch every event"] = lambda: floor(contest.world)
    if name.startswith("iii"):
        for slow in ("portion", "intervaltree", "naive step and check"):
            del contestants[slow]
    if name != "iii":
        return rounds(contestants, count, budget)
    with Store(contest.warm) as store:
        assert store.answer() == contest.cold()
        contestants["SQLite: bare select"] = store.bare
        contestants["SQLite: select, search, rank"] = store.answer
        return rounds(contestants, count, budget)


def main() -> int:
    """Run the gate, then the rounds; print the tables."""
    parser = argparse.ArgumentParser(prog="dev.py bench availability", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="two short rounds, fewer random worlds")
    chosen = parser.parse_args()
    count, budget, seeds = (2, 0.05, 40) if chosen.quick else (7, 0.25, 300)
    facts, contests = [], {}
    for name in NAMES:
        contest = contests[name] = Contest(name)
        slots, world = contest.gate(), contest.world
        facts.append(
            f"{name}: {world.people} people, {world.days} days, {world.events} events, {slots} slots; "
            "every contestant gives the referee's"
        )
    facts.append(f"random worlds: {seeds} seeds, {random_gate(seeds)} slots, no difference")
    facts.append(f"first search of a new process on ii: {first_query(3 if chosen.quick else 7):.2f} ms")
    taken = {name: measure(name, contest, count, budget) for name, contest in contests.items()}
    grown = growth(count, budget / 2)
    judged = targets(taken, grown)
    if chosen.json:
        print(json.dumps(as_json(taken, grown, judged, facts), indent=2))
    else:
        print(as_text(taken, grown, judged, facts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
