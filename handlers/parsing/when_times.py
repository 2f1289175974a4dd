"""The times of day of a phrase: hours resolved to minutes, joined, bounded and excluded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.scheduling.intervals import Pair, clip_pairs, merge_pairs, subtract_pairs
from handlers.parsing.when_tokens import Token

DAY_MINUTES = 1440
_HALF = 720
_EVENING = 1080


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


def _is_in(part: Pair, exact: Pair) -> bool:
    """Whether a time belongs to a part of the day; five is still morning, and six still afternoon."""
    first, last = part
    low = 0 if last <= _HALF else first - 60
    high = last if last <= _HALF else DAY_MINUTES if last > _EVENING else last + 60
    return low <= exact[1] - 1 and exact[0] < high


@dataclass(frozen=True, slots=True)
class ResolvedTimes:
    """``spans`` to lie in, and ``starts`` to begin at exactly. Neither means any time of the day."""

    spans: tuple[Pair, ...]
    starts: tuple[int, ...]
    is_empty: bool = False


@dataclass(slots=True)
class Times:
    """Collects what a clause says of times, in minutes from midnight.

    ``parts`` are the parts of the day, ``exact`` the times, that were said since the last "or": a time is more exact
    than the part that it lies in. ``is_list`` tells that a comma stood between them, ``clashes`` that they disagree.
    """

    spans: list[Pair] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    excluded: list[Pair] = field(default_factory=list)
    low: int = 0
    high: int | None = None
    parts: list[Pair] = field(default_factory=list)
    exact: list[Pair] = field(default_factory=list)
    is_list: bool = False
    clashes: bool = False

    def copy(self) -> Times:
        """Return the same times, to be bounded by themselves."""
        return replace(self, spans=[*self.spans], starts=[*self.starts], parts=[*self.parts], exact=[*self.exact])

    def add(self, first: int, last: int, *, negated: bool) -> None:
        """Take a span in, or out when ``negated``."""
        (self.excluded if negated else self.spans).append((first, last))
        if not negated:
            self.exact.append((first, last))

    def add_part(self, first: int, last: int, *, negated: bool) -> None:
        """Take a part of the day in, or out when ``negated``."""
        (self.excluded if negated else self.parts).append((first, last))

    def join(self, *, is_comma: bool) -> None:
        """An "or": what follows is said by itself. After a comma it may be of the same part of the day."""
        if is_comma:
            self.is_list = True
            return
        loose = [part for part in self.parts if not any(_is_in(part, exact) for exact in self.exact)]
        self.clashes = self.clashes or bool(loose and self.exact and not self.is_list)
        self.spans += loose
        self.parts, self.exact, self.is_list = [], [], False

    def add_start(self, minute: int, *, negated: bool) -> None:
        """Take a start in; "not at 3" excludes the hour."""
        if negated:
            self.excluded.append((minute, minute + 60))
        else:
            self.starts.append(minute)
            self.exact.append((minute, minute + 1))

    def bound(self, minute: int, *, is_low: bool) -> None:
        """Allow nothing before (or, unless ``is_low``, after) a minute."""
        if is_low:
            self.low = max(self.low, minute)
        else:
            self.high = minute if self.high is None else min(self.high, minute)

    def resolve(self) -> ResolvedTimes:
        """Return what is left after bounds and exclusions."""
        self.join(is_comma=False)
        if self.clashes:
            return ResolvedTimes((), (), is_empty=True)
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
