"""The question: who is to meet, under which rules, with what already in their calendars.

Values only, checked at construction; ``slots`` answers. Apart so that ranking, masks and explaining
can all speak of them without importing each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Never

from core.scheduling.errors import BadMask, BadRequest, LengthNeverFits
from core.scheduling.intervals import Interval, Spans, merge_pairs, pairs_of
from core.scheduling.masks import Mask, fingerprint
from core.scheduling.rules import Rules
from core.scheduling.weekly import WeeklyHours
from core.scheduling.weights import DEFAULT_WEIGHTS, Weights
from core.scheduling.zones import DAY, MINUTE, zone

Busy = tuple[Interval, ...] | Spans
"""Busy time in any order, overlapping or touching; ``Spans`` for calendars with thousands of events."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One person of the meeting to be: hours, rules, calendar and wishes.

    ``key`` names the person in answers. ``busy`` is the calendar; a meeting that is being moved must
    be taken out of it by the caller. ``known`` is the span in which ``busy`` is complete: time outside
    counts as not free; None means everywhere. ``holds`` are the person's own tentative holds, busy
    unless the rules say otherwise. ``movable`` are meetings this person could move: busy unless the
    request allows moves. ``meetings`` are meetings already agreed with the others of the request: they
    count toward caps, in the week and day in which they start, and block nothing by themselves.

    Wishes never remove a slot: ``preferred`` are hours the person likes best (None: by the clock,
    mid-morning and afternoon), ``packing`` asks for slots next to other meetings, ``focus`` for long
    free stretches of this person to stay whole, ``owed`` is how many odd-hour meetings this person has
    taken more than the others, from whatever ledger the caller keeps.

    ``mask`` is this person's stored free time (``masks.mask_of``); when everybody has one the search
    uses those and does not look at ``busy``.

    Raises ``LengthNeverFits`` when even the shortest allowed meeting is longer than any window,
    ``BadMask`` for a mask made for other hours or rules.
    """

    key: str
    hours: WeeklyHours
    rules: Rules = field(default_factory=Rules)
    busy: Busy = ()
    meetings: tuple[Interval, ...] = ()
    holds: tuple[Interval, ...] = ()
    movable: tuple[Interval, ...] = ()
    known: Interval | None = None
    preferred: WeeklyHours | None = None
    packing: bool = False
    focus: bool = False
    owed: int = 0
    mask: Mask | None = None

    def __post_init__(self) -> None:
        """Refuse a person nobody could ever meet, and a debt below none."""
        if self.owed < 0:
            raise BadRequest("owed", self.owed)
        if not self.hours.overrides:
            run = self.hours.longest
            if run and run * MINUTE < self.rules.shortest:
                raise LengthNeverFits(self.rules.shortest, run * MINUTE)
        if self.mask is not None and self.mask.made_for != mask_mark(self.hours, self.rules):
            raise BadMask(self.key)


def mask_mark(hours: WeeklyHours, rules: Rules) -> int:
    """Return the mark of every mask made with these hours and buffers; it changes when they do."""
    return _mark(hours, rules.buffer_before, rules.buffer_after, rules.count_holds)


@lru_cache(maxsize=4096)
def _mark(*made_with: object) -> int:
    return fingerprint(*made_with)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    ``now`` in epoch seconds; ``length`` of the meeting in seconds; ``window``: the slot must lie inside
    one of these spans (touching ones count as one), none means anywhere the rules allow; ``step``:
    seconds between possible starts, a divisor of a day; ``zone``: the IANA zone on whose wall clock
    starts are aligned to the step; ``exclude``: slots not to be given again; ``count``: how many to
    give; ``allow_moves``: whether slots over ``movable`` meetings may be given, ranked behind;
    ``weights``: how much each ranking term counts.

    Raises ``BadRequest`` with the field's name and value, ``LengthNeverFits`` when no asked window is
    as long as the meeting, ``UnknownZone``.
    """

    now: int
    length: int
    window: tuple[Interval, ...] = ()
    step: int = 15 * MINUTE
    exclude: tuple[Interval, ...] = ()
    count: int = 3
    zone: str = "UTC"
    allow_moves: bool = False
    weights: Weights = DEFAULT_WEIGHTS

    def __post_init__(self) -> None:
        """Refuse what asks nothing."""
        now, length, step, count = self.now, self.length, self.step, self.count
        whole = type(now) is type(length) is type(step) is type(count) is int
        if not whole or now < 0 or length < MINUTE or step < MINUTE or count < 1 or DAY % step:
            _refuse(self)
        zone(self.zone)
        if self.window and _longest(self.window) < self.length:
            raise LengthNeverFits(self.length, _longest(self.window))


def _refuse(asked: Request) -> Never:
    """Name the first number that is wrong; apart because nearly every request is right."""
    for name, least in (("now", 0), ("length", MINUTE), ("step", MINUTE), ("count", 1)):
        value = getattr(asked, name)
        if type(value) is not int or value < least:
            raise BadRequest(name, value)
    raise BadRequest("step", asked.step)


def _longest(window: tuple[Interval, ...]) -> int:
    return max(end - start for start, end in merge_pairs(pairs_of(window)))


def check_together(participants: Sequence[Participant]) -> None:
    """Refuse, with ``BadRequest``, nobody at all and two participants of one key."""
    if not participants:
        raise BadRequest("participants", 0)
    if len({one.key for one in participants}) != len(participants):
        raise BadRequest("participants", "same key twice")
