"""A person's free time as one big int: one bit per five minutes, hours and buffers already applied."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mask:
    """Free time from ``base`` (epoch seconds) on: bit i is set when the i-th five minutes are free."""

    base: int
    count: int
    bits: int
