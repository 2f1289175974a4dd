"""A claim with what this run measured, and how it is told: shared by what measures handlers and booking."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One claim: ``measured`` must be at least (or at most) ``wanted``; ``seen`` tells what it was computed from."""

    name: str
    wanted: float
    measured: float
    at_least: bool = False
    seen: str = ""

    @property
    def met(self) -> bool:
        """Whether the claim holds in this run."""
        return self.measured >= self.wanted if self.at_least else self.measured <= self.wanted


def as_text(judged: Sequence[Target], facts: Sequence[str]) -> str:
    """Return the report for a terminal."""
    lines = [*facts, "", f"{'target':62}{'wanted':>10}{'measured':>10}"]
    for one in judged:
        sign = ">=" if one.at_least else "<="
        verdict = "met" if one.met else "MISSED"
        lines.append(f"{one.name:62}{sign}{one.wanted:8.2f}{one.measured:10.2f}  {verdict:7} {one.seen}")
    return "\n".join(lines)


def as_json(judged: Sequence[Target], facts: Sequence[str], figures: Mapping[str, object]) -> str:
    """Return the same, and the figures behind it, as JSON."""
    targets = [{**asdict(one), "met": one.met} for one in judged]
    return json.dumps({"facts": list(facts), "targets": targets, "figures": figures}, indent=2)
