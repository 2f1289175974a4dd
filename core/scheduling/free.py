"""When everybody is free at once: the complement of one union, never person by person.

Everything that forbids time (off-hours, busy time with its buffers, holds, full weeks, notice,
horizon, time outside the asked windows) is thrown into two lists of edges; one sort each and one
pass give the gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.scheduling.asking import Busy, Participant, Request
from core.scheduling.caps import full_spans
from core.scheduling.expansion import common
from core.scheduling.intervals import Pair, columns, gaps, intersect_pairs, merge_pairs, pairs_of
from core.scheduling.zones import DAY

_BEFORE_ALL = -(10**12)
_AFTER_ALL = 10**12
"""Beyond every instant of a calendar, so that the outer blocks swallow what lies outside."""


def bounds(participants: Sequence[Participant], request: Request) -> Pair | None:
    """Return the first instant a slot may start and the last it may end; None when there is none."""
    low = high = None
    for rules in {id(one.rules): one.rules for one in participants}.values():
        if not rules.shortest <= request.length <= rules.longest:
            return None
        earliest, latest = request.now + rules.minimum_notice, request.now + rules.horizon_days * DAY
        low = earliest if low is None or earliest > low else low
        high = latest if high is None or latest < high else high
    for one in participants:
        if one.known is not None and low is not None and high is not None:
            low, high = max(low, one.known.start), min(high, one.known.end)
    if low is None or high is None or high - low < request.length:
        return None
    return low, high


def shared_free(participants: Sequence[Participant], request: Request) -> list[Pair]:
    """Return the normal set of spans, each at least as long as the meeting, that suit everybody."""
    limits = bounds(participants, request)
    if limits is None:
        return []
    length = request.length
    windows = common([one.hours for one in participants], *limits)
    if request.window:
        windows = intersect_pairs([windows, merge_pairs(pairs_of(request.window))])
    windows = [pair for pair in windows if pair[1] - pair[0] >= length]
    if not windows:
        return []
    starts, ends = edges_between(windows)
    for one in participants:
        for block_starts, block_ends in blocks(one, request, limits):
            starts.extend(block_starts)
            ends.extend(block_ends)
    starts.sort()
    ends.sort()
    return [pair for pair in gaps(starts, ends) if pair[1] - pair[0] >= length]


def edges_between(windows: list[Pair]) -> tuple[list[int], list[int]]:
    """Return the edges of the blocks before, between and after ``windows``."""
    starts = [_BEFORE_ALL, *(end for _, end in windows)]
    ends = [*(start for start, _ in windows), _AFTER_ALL]
    return starts, ends


def blocks(one: Participant, request: Request, limits: Pair) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yield the edges of what this person's calendar and caps forbid, buffers applied."""
    rules = one.rules
    before, after = rules.buffer_before, rules.buffer_after
    spans: list[Busy] = [one.busy]
    if one.holds and rules.count_holds:
        spans.append(one.holds)
    if one.movable and not request.allow_moves:
        spans.append(one.movable)
    for span in spans:
        starts, ends = columns(span)
        yield [start - after for start in starts], [end + before for end in ends]
    if rules.weekly_cap is not None or rules.daily_cap is not None:
        full = full_spans(one, limits)
        yield [start for start, _ in full], [end for _, end in full]
