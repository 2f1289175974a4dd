"""The times of day of a phrase: hours resolved to minutes, joined, bounded and excluded."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.scheduling.intervals import Pair, clip_pairs, merge_pairs, subtract_pairs
from handlers.parsing.when_tokens import Token

DAY_MINUTES = 1440
_HALF = 720


def resolve_time(token: Token) -> int:
    """Return the minute an hour means: a bare 1 to 6 is in the afternoon."""
    return token.first + _HALF if token.is_bare and 60 <= token.first < 7 * 60 else token.first


def resolve_range(one: Token, two: Token) -> Pair:
    """Return the minutes of "2-3pm", "9-5", "10 to 2", "22:00-06:00" (which ends on the next day)."""
    first = resolve_time(one)
    if one.is_bare and two.is_afternoon:
        first = one.first + _HALF if one.first + _HALF < two.first else one.first
    last = two.first if not one.is_bare or not two.is_bare else resolve_time(two)
    shifts = (0, _HALF, DAY_MINUTES) if two.is_bare else (0, DAY_MINUTES)
    return first, next((last + shift for shift in shifts if last + shift > first), first + DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class ResolvedTimes:
    """``spans`` to lie in, and ``starts`` to begin at exactly. Neither means any time of the day."""

    spans: tuple[Pair, ...]
    starts: tuple[int, ...]
    is_empty: bool = False


@dataclass(slots=True)
class Times:
    """Collects what a phrase says of times, in minutes from midnight."""

    spans: list[Pair] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    excluded: list[Pair] = field(default_factory=list)
    low: int = 0
    high: int | None = None

    def add(self, first: int, last: int, *, negated: bool) -> None:
        """Take a span in, or out when ``negated``."""
        (self.excluded if negated else self.spans).append((first, last))

    def add_start(self, minute: int, *, negated: bool) -> None:
        """Take a start in; "not at 3" excludes the hour."""
        if negated:
            self.excluded.append((minute, minute + 60))
        else:
            self.starts.append(minute)

    def bound(self, minute: int, *, is_low: bool) -> None:
        """Allow nothing before (or, unless ``is_low``, after) a minute."""
        if is_low:
            self.low = max(self.low, minute)
        else:
            self.high = minute if self.high is None else min(self.high, minute)

    def resolve(self) -> ResolvedTimes:
        """Return what is left after bounds and exclusions."""
        is_limited = bool(self.spans or self.low or self.high is not None or self.excluded)
        starts = tuple(sorted({start for start in self.starts if self._has(start)}))
        if not is_limited or (self.starts and not self.spans):
            return ResolvedTimes((), starts, is_empty=bool(self.starts) and not starts)
        spans = merge_pairs(self.spans or [(0, DAY_MINUTES)])
        high = self.high if self.high is not None else max(end for _, end in spans)
        clipped = clip_pairs(spans, self.low, high) if self.low < high else []
        left = tuple(
            (start, min(end, start + DAY_MINUTES)) for start, end in subtract_pairs(clipped, merge_pairs(self.excluded))
        )
        return ResolvedTimes(left, starts, is_empty=not left and not starts)

    def _has(self, start: int) -> bool:
        return (
            start >= self.low
            and (self.high is None or start < self.high)
            and not any(first <= start < last for first, last in self.excluded)
        )
