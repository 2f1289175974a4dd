"""One-time exceptions: a person relaxes one of their own limits for one session, by their own press."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.ids import PersonKey


@dataclass(frozen=True, slots=True)
class Allowance:
    """``person`` lets ``rule`` be ``value`` in this session only.

    Rules and units are the scheduling engine's (``Relaxation.to_value``). It never changes a grant, and it never
    speaks for the other person.
    """

    person: PersonKey
    rule: str
    value: int
