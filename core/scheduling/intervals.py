"""Half-open spans of UTC epoch seconds and the set operations on them.

Inside the engine a list of spans is a plain list of ``(start, end)`` pairs, because a query touches
tens of thousands of them; ``Interval`` is the validated value that goes in and out. Sets of spans are
*normal* when sorted, disjoint and not touching: every operation here returns normal sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter, lt

from core.scheduling.errors import BadInstant, EmptyInterval, NaiveDatetime

Pair = tuple[int, int]
"""``(start, end)`` in epoch seconds, half-open."""

FIRST_INSTANT = -62_135_596_800 + 172_800
"""Two days after the first instant a ``datetime`` knows: every local time of it exists too."""

LAST_INSTANT = 253_402_300_800 - 172_800
"""Two days before the last instant a ``datetime`` knows."""


def _check(start: object, end: object) -> None:
    for value in (start, end):
        if type(value) is not int:
            raise BadInstant(value)
        if not FIRST_INSTANT <= value <= LAST_INSTANT:
            raise BadInstant(value)
    raise EmptyInterval(start, end)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A span ``[start, end)`` of whole UTC epoch seconds, with ``start < end``.

    Raises ``BadInstant`` for anything but ints a calendar can reach, ``EmptyInterval`` for an end
    that is not after the start.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse what is not a span."""
        start, end = self.start, self.end
        if not (type(start) is int and type(end) is int and FIRST_INSTANT <= start < end <= LAST_INSTANT):
            _check(start, end)

    @classmethod
    def between(cls, start: datetime, end: datetime) -> Interval:
        """Make the span between two aware datetimes; raise ``NaiveDatetime`` for one without a zone."""
        return cls(instant(start), instant(end))

    @property
    def length(self) -> int:
        """How long it is, in seconds."""
        return self.end - self.start

    def overlaps(self, other: Interval) -> bool:
        """Say whether the two share at least one second; touching is not sharing."""
        return self.start < other.end and other.start < self.end


def trusted(start: int, end: int) -> Interval:
    """Make an interval of what the engine computed itself, without checking it a second time."""
    made = _new(Interval)
    _set_start(made, start)
    _set_end(made, end)
    return made


_new = object.__new__
_set_start: Callable[[Interval, int], None] = vars(Interval)["start"].__set__
_set_end: Callable[[Interval, int], None] = vars(Interval)["end"].__set__


def instant(moment: datetime) -> int:
    """Turn an aware datetime into epoch seconds, dropping the part of a second.

    Raises ``NaiveDatetime`` when it has no zone.
    """
    if moment.utcoffset() is None:
        raise NaiveDatetime(moment)
    return int(moment.replace(microsecond=0).timestamp())


def moment(at: int) -> datetime:
    """Turn epoch seconds into an aware datetime in UTC, for the edges that need one."""
    return datetime.fromtimestamp(at, UTC)


@dataclass(frozen=True, slots=True)
class Spans:
    """Many spans in two columns, for calendars with thousands of events: checked in bulk, no objects.

    ``starts[i]``, ``ends[i]`` are one span in epoch seconds; any order, overlaps allowed. It iterates
    as ``Interval`` and may be given wherever a participant's busy time is asked for.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse columns of unequal length, and every span ``Interval`` would refuse."""
        starts, ends = self.starts, self.ends
        if len(starts) != len(ends):
            raise BadInstant(len(starts), len(ends))
        if not starts:
            return
        if set(map(type, starts)) | set(map(type, ends)) != {int}:
            raise BadInstant(starts, ends)
        if not all(map(lt, starts, ends)):
            raise EmptyInterval(next(p for p in zip(starts, ends, strict=True) if p[0] >= p[1]))
        if min(starts) < FIRST_INSTANT or max(ends) > LAST_INSTANT:
            raise BadInstant(min(starts), max(ends))

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Spans:
        """Make it from ``(start, end)`` pairs."""
        columns = tuple(zip(*pairs, strict=True))
        return cls(columns[0], columns[1]) if columns else cls((), ())

    def __len__(self) -> int:
        """Count the spans."""
        return len(self.starts)

    def __iter__(self) -> Iterator[Interval]:
        """Yield each span as an ``Interval``."""
        return map(Interval, self.starts, self.ends)


def columns(spans: Sequence[Interval] | Spans) -> tuple[Sequence[int], Sequence[int]]:
    """Return the starts and the ends of spans as two sequences of equal length."""
    if isinstance(spans, Spans):
        return spans.starts, spans.ends
    return list(map(_start, spans)), list(map(_end, spans))


_start = attrgetter("start")
_end = attrgetter("end")


def pairs_of(spans: Iterable[Interval]) -> list[Pair]:
    """Return spans as ``(start, end)`` pairs in the same order."""
    return [(span.start, span.end) for span in spans]


def intervals_of(pairs: Iterable[Pair]) -> tuple[Interval, ...]:
    """Return pairs as validated intervals in the same order."""
    return tuple(Interval(start, end) for start, end in pairs)


def merge_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the normal set that covers exactly what ``pairs`` cover."""
    merged: list[Pair] = []
    high = None
    for start, end in sorted(pairs):
        if high is None or start > high:
            merged.append((start, end))
            high = end
        elif end > high:
            merged[-1] = (merged[-1][0], end)
            high = end
    return merged


def gaps(starts: list[int], ends: list[int], least: int) -> list[Pair]:
    """Return the spans between the first end and the last start that no block covers, ``least`` long or more.

    ``starts`` and ``ends`` are the edges of all blocks, each list sorted on its own: after the i-th
    end as many blocks have ended as ever began exactly when the next start lies later.
    """
    return [(low, high) for low, high in zip(ends, starts[1:], strict=False) if high - low >= least]


def intersect_pairs(sets: Sequence[Sequence[Pair]]) -> list[Pair]:
    """Return what all the normal ``sets`` cover, in one pass over their sorted edges.

    With N disjoint sets the depth N is reached at the start with N - 1 more starts than ends before
    it, so sorted starts shifted by N - 1 pair up with the sorted ends.
    """
    if len(sets) == 1:
        return list(sets[0])
    starts = sorted([pair[0] for one in sets for pair in one])
    ends = sorted([pair[1] for one in sets for pair in one])
    shifted = starts[len(sets) - 1 :]
    return [(low, high) for low, high in zip(shifted, ends, strict=False) if low < high]


def subtract_pairs(wanted: Sequence[Pair], removed: Sequence[Pair]) -> list[Pair]:
    """Return what the normal set ``wanted`` covers and the normal set ``removed`` does not."""
    if not wanted or not removed:
        return list(wanted)
    low, high = wanted[0][0], max(wanted[-1][1], removed[-1][1])
    edges = [low, *(edge for pair in removed for edge in pair), high]
    free = [(max(start, low), end) for start, end in zip(edges[::2], edges[1::2], strict=True) if max(start, low) < end]
    return intersect_pairs([wanted, free]) if free else []


def clip_pairs(pairs: Sequence[Pair], low: int, high: int) -> list[Pair]:
    """Return the parts of ``pairs`` inside ``[low, high)``, in the same order."""
    return [(max(start, low), min(end, high)) for start, end in pairs if start < high and end > low < high]


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the normal set that covers exactly what ``intervals`` cover; touching ones become one."""
    return intervals_of(merge_pairs(pairs_of(intervals)))


def subtract(wanted: Iterable[Interval], removed: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return, as a normal set, the time in ``wanted`` that is not in ``removed``."""
    return intervals_of(subtract_pairs(merge_pairs(pairs_of(wanted)), merge_pairs(pairs_of(removed))))


def intersect(*sets: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return, as a normal set, the time that lies in every one of ``sets``; of no sets, nothing."""
    normal = [merge_pairs(pairs_of(one)) for one in sets]
    return intervals_of(intersect_pairs(normal)) if normal else ()


def clip(intervals: Iterable[Interval], low: int, high: int) -> tuple[Interval, ...]:
    """Return, as a normal set, the parts of ``intervals`` inside ``[low, high)`` epoch seconds."""
    return intervals_of(clip_pairs(merge_pairs(pairs_of(intervals)), low, high))
