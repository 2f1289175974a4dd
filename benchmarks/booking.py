"""What a booking costs and survives: calls, CPU, database work, races, notices, recovery. `--json`, `--quick`.

Times are of this machine as it is now; what is claimed are counts, and ratios to something that runs in turns with it.
SQLite files lie in memory where the machine has such a place, so that commits cost CPU and not the disk of the day. A
missed target is printed as missed and does not change the exit code; a wrong outcome (a slot booked twice) does.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.booking_lib import calendar_call, database_work, notices
from benchmarks.booking_lib.races import RACERS, race
from benchmarks.booking_lib.recovery import recovered
from benchmarks.handlers_lib.targets import Target, as_json, as_text
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from tests.support.databases import Databases
from tests.support.places import in_memory

_CALLS = 8
_ROUND_TRIPS = 4


class Report:
    """Measures one thing after the other; ``targets``, ``facts`` and ``figures`` tell what came of it."""

    def __init__(self, directory: Path, *, quick: bool) -> None:
        self._directory, self._is_quick = directory, quick
        self.targets: list[Target] = []
        self.facts: list[str] = []
        self.figures: dict[str, object] = {}

    def measure(self) -> None:
        """Measure everything."""
        self._booking()
        self._calendar_call()
        self._notices()
        self._races()
        self._recovery()
        self.facts.append(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the end")

    def _claim(self, name: str, wanted: float, measured: float, seen: str = "", *, at_least: bool = False) -> None:
        self.targets.append(Target(name, wanted, measured, at_least, seen))

    def _booking(self) -> None:
        rounds, pairs = (3, 6) if self._is_quick else (7, 20)
        worked = asyncio.run(database_work.measure(self._directory, rounds, pairs))
        self.facts.append(
            f"the protocol's least: {_CALLS} calls (fresh check, hold, overlap list, confirmation; two calendars) "
            f"in {_ROUND_TRIPS} round trips, each phase on both at once; this booking: {dict(worked.calls)}"
        )
        self.facts.append(
            f"{worked.transactions} transactions and {worked.statements} statements; "
            f"{worked.wall * 1_000:.0f} ms with calendars at {database_work.LATENCY * 1_000:.0f} ms"
        )
        self._claim("calendar calls of a booking", _CALLS, worked.calls.total())
        self._claim("round trips one after the other", _ROUND_TRIPS, worked.waves)
        seen = f"{median(worked.cpu):.2f} ms CPU, bare {median(worked.bare):.2f} ms"
        self._claim("a whole press / its statements, bare (CPU)", 2, worked.ratio, seen)
        self.figures["booking"] = {"cpu_ms": worked.cpu, "bare_ms": worked.bare}

    def _calendar_call(self) -> None:
        taken = calendar_call.measure(3 if self._is_quick else 7)
        for name in ("insert", "busy"):
            seen = f"{taken[f'{name}_us']:.0f} us, aiohttp {taken[f'aiohttp_{name}_us']:.0f} us"
            self._claim(f"calendar {name} / raw aiohttp JSON (CPU)", 2, taken[f"{name}_ratio"], seen)
        self._claim("ten calendars at 100 ms, in round trips", 1.3, taken["fan_out_10"])
        self._claim("fifty calendars at 100 ms, in round trips", 2.5, taken["fan_out_50"])
        self.figures["calendar_call"] = taken

    def _notices(self) -> None:
        number = 200 if self._is_quick else 2_000
        rate, cpu = asyncio.run(notices.delivered(self._directory, number))
        seen = f"{cpu:.2f} ms CPU each; at most {notices.IDEAL:.0f}/s"
        self._claim(f"notices per second, Slack at {notices.LATENCY * 1_000:.0f} ms", 340, rate, seen, at_least=True)

    def _races(self) -> None:
        slots = 4 if self._is_quick else 20
        with Databases(self._directory) as databases:
            for kind in ("sqlite", "postgresql"):
                booked, others, taken = asyncio.run(race(databases.migrated(kind), slots))
                name = f"{RACERS} racers for each of {slots} slots, {kind}"
                self._claim(f"{name}: meetings, at least", slots, booked, f"{taken:.1f} s", at_least=True)
                self._claim(f"{name}: meetings, at most", slots, booked)
                self._claim(f"{name}: other outcomes than taken", 0, others.total(), str(dict(others) or ""))

    def _recovery(self) -> None:
        number = 100 if self._is_quick else 1_000
        taken, settled = asyncio.run(recovered(self._directory, number))
        self._claim(f"{number} half-done bookings: settled", number, settled, f"{taken:.1f} s", at_least=True)
        self.facts.append(f"recovery: {taken / number * 1_000:.1f} ms per half-done booking")

    @property
    def is_right(self) -> bool:
        """Whether every outcome that must never differ is as it must be."""
        never = ("racers", "settled", "calendar calls", "round trips one")
        return all(one.met for one in self.targets if any(word in one.name for word in never))


def main() -> int:
    """Run everything; print the table."""
    parser = argparse.ArgumentParser(prog="dev.py bench booking", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="fewer of everything")
    chosen = parser.parse_args()
    set_up_logs(LogLevel.ERROR, LogFormat.JSON)
    with tempfile.TemporaryDirectory(dir=in_memory()) as directory:
        report = Report(Path(directory), quick=chosen.quick)
        report.measure()
    if chosen.json:
        print(as_json(report.targets, report.facts, report.figures))
    else:
        print(as_text(report.targets, report.facts))
    return 0 if report.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
