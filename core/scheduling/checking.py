"""One concrete slot against every rule of everybody, as they stand now: the check before booking.

Written straight from the rules, span by span, and not by way of the search: the two agree, which
the tests prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.scheduling.asking import Busy, Participant, Request, check_together
from core.scheduling.caps import full_periods
from core.scheduling.expansion import working
from core.scheduling.intervals import Interval
from core.scheduling.zones import DAY

RULES = (
    "minimum_notice",
    "horizon_days",
    "shortest",
    "longest",
    "hours",
    "known",
    "busy",
    "buffer_before",
    "buffer_after",
    "holds",
    "movable",
    "weekly_cap",
    "daily_cap",
)
"""Every rule a violation may name, in the order in which they are told."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One rule of one participant that a slot breaks; ``rule`` is one of ``RULES``."""

    participant: str
    rule: str


def is_allowed(participants: Sequence[Participant], request: Request, slot: Interval) -> tuple[Violation, ...]:
    """Return every rule the slot breaks, per participant in the given order; none means it may be booked.

    Of the request only ``now`` and ``allow_moves`` count: the asked window, step, length and excluded
    slots say what to look for, not what may be booked. Stored masks are not looked at.
    """
    check_together(participants)
    return tuple(Violation(one.key, rule) for one in participants for rule in _broken(one, request, slot))


def _broken(one: Participant, request: Request, slot: Interval) -> Iterator[str]:
    rules, now = one.rules, request.now
    if slot.start < now + rules.minimum_notice:
        yield "minimum_notice"
    if slot.end > now + rules.horizon_days * DAY:
        yield "horizon_days"
    if slot.length < rules.shortest:
        yield "shortest"
    if slot.length > rules.longest:
        yield "longest"
    if working(one.hours, slot.start, slot.end) != [(slot.start, slot.end)]:
        yield "hours"
    if one.known is not None and not one.known.start <= slot.start < slot.end <= one.known.end:
        yield "known"
    yield from _calendar(one, request, slot)
    yield from dict.fromkeys(
        rule
        for rule, spans in full_periods(one, (slot.start, slot.end))
        if any(start < slot.end and end > slot.start for start, end in spans)
    )


def _calendar(one: Participant, request: Request, slot: Interval) -> Iterator[str]:
    rules = one.rules
    if _touches(one.busy, slot.start, slot.end):
        yield "busy"
    blocking = [one.busy]
    if rules.count_holds:
        blocking.append(one.holds)
        if _touches(one.holds, slot.start, slot.end):
            yield "holds"
    if not request.allow_moves:
        blocking.append(one.movable)
        if _touches(one.movable, slot.start, slot.end):
            yield "movable"
    if any(_touches(spans, slot.start - rules.buffer_before, slot.start) for spans in blocking):
        yield "buffer_before"
    if any(_touches(spans, slot.end, slot.end + rules.buffer_after) for spans in blocking):
        yield "buffer_after"


def _touches(spans: Busy, start: int, end: int) -> bool:
    return any(span.start < end and span.end > start for span in spans) if start < end else False
