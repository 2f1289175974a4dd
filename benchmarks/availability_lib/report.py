"""The targets with what they are measured by, and the tables, as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.availability_lib.growth import Row
from benchmarks.availability_lib.measure import Round, ratio, typical


@dataclass(frozen=True, slots=True)
class Target:
    """One claim: ``measured`` must be at least (or at most) ``wanted``; both are ratios of one run."""

    name: str
    workload: str
    wanted: float
    measured: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether the claim holds in this run."""
        return self.measured >= self.wanted if self.at_least else self.measured <= self.wanted


_SPEEDS = (
    ("engine cold / bare sweep", "bare sweep", "engine, cold", {"i": 0.35, "ii": 0.6, "iii": 0.7}),
    ("engine cold / sweep with zoneinfo", "sweep, plain zoneinfo", "engine, cold, hours forgotten", {"iiid": 2.0}),
    (
        "mask search / bare mask search",
        "bare mask search",
        "engine, warm, mask search",
        {"i": 0.8, "ii": 0.8, "iii": 0.8},
    ),
    (
        "engine warm, ranked / bare mask search",
        "bare mask search",
        "engine, warm, ranked",
        {"i": 0.33, "ii": 0.33, "iii": 0.33},
    ),
    ("engine cold / portion", "portion", "engine, cold", {"ii": 15.0}),
    ("engine cold / intervaltree", "intervaltree", "engine, cold", {"ii": 15.0}),
)


def targets(taken: Mapping[str, Sequence[Round]], grown: Sequence[Row]) -> list[Target]:
    """Return every target with what this run measured."""
    found = [
        Target(name, workload, wanted, ratio(taken[workload], slower, faster))
        for name, slower, faster, by_workload in _SPEEDS
        for workload, wanted in by_workload.items()
    ]
    for workload in ("i", "ii", "iii"):
        shares = [
            (one["engine, warm, ranked"] - one["engine, warm, search alone"]) / one["engine, warm, search alone"]
            for one in taken[workload]
        ]
        found.append(Target("ranking / warm search", workload, 2.0, sorted(shares)[len(shares) // 2], at_least=False))
    found.append(
        Target(
            "masks from SQLite, ranked / bare select",
            "iii",
            3.0,
            ratio(taken["iii"], "SQLite: select, search, rank", "SQLite: bare select"),
            at_least=False,
        )
    )
    for title, sizes, _, steps in grown:
        if "events" not in title and not ("days" in title and title.endswith("warm") and title.startswith("20")):
            wanted = 1.5 if title.endswith("warm") else 2.4
            found.append(Target(f"doubling {title}, worst step", sizes, wanted, max(steps), at_least=False))
    return found


def as_text(
    taken: Mapping[str, Sequence[Round]], grown: Sequence[Row], judged: Sequence[Target], facts: Sequence[str]
) -> str:
    """Return the report for a terminal."""
    names = list(dict.fromkeys(name for one in taken.values() for name in one[0]))
    lines = [*facts, "", f"{'milliseconds, median':36}" + "".join(f"{name:>12}" for name in taken)]
    for name in names:
        cells = [f"{typical(one, name):12.4f}" if name in one[0] else f"{'':12}" for one in taken.values()]
        lines.append(f"{name:36}" + "".join(cells))
    lines += ["", f"{'growth':42}{'milliseconds':44}step by step"]
    for title, sizes, times, steps in grown:
        shown = f"{sizes}: " + " ".join(f"{time:.3f}" for time in times)
        lines.append(f"{title:42}{shown:44}" + " ".join(f"x{step:.2f}" for step in steps))
    lines += ["", f"{'target':52}{'on':18}{'wanted':>9}{'measured':>10}"]
    for one in judged:
        sign = ">=" if one.at_least else "<="
        verdict = "met" if one.met else "MISSED"
        lines.append(f"{one.name:52}{one.workload:18}{sign}{one.wanted:7.2f}{one.measured:10.2f}  {verdict}")
    return "\n".join(lines)


def as_json(
    taken: Mapping[str, Sequence[Round]], grown: Sequence[Row], judged: Sequence[Target], facts: Sequence[str]
) -> dict[str, object]:
    """Return the same as plain values."""
    return {
        "facts": list(facts),
        "milliseconds": {
            workload: {name: typical(rounds, name) for name in rounds[0]} for workload, rounds in taken.items()
        },
        "growth": [
            {"what": title, "sizes": sizes, "milliseconds": times, "steps": steps}
            for title, sizes, times, steps in grown
        ],
        "targets": [{**asdict(one), "met": one.met} for one in judged],
    }
