"""Rules that could give way, each as a ladder of ever looser values and what the question becomes then.

Apart from ``explain``, which climbs the ladders: here is what a relaxation *means*, so that applying
one and promising one can't differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.scheduling.asking import Participant, Request
from core.scheduling.errors import BadRequest
from core.scheduling.intervals import Interval
from core.scheduling.weekly import Override, WeeklyHours
from core.scheduling.windows import usual_day, widened
from core.scheduling.zones import DAY, HOUR, MINUTE

Question = tuple[tuple[Participant, ...], Request]

CATEGORIES = {
    "exclude": "request",
    "step": "request",
    "window": "request",
    "length": "length",
    "shortest": "length",
    "longest": "length",
    "buffer_before": "buffers",
    "buffer_after": "buffers",
    "minimum_notice": "notice",
    "horizon_days": "horizon",
    "daily_cap": "caps",
    "weekly_cap": "caps",
    "hours": "hours",
    "days_off": "hours",
    "holidays": "hours",
    "away": "hours",
    "holds": "calendar",
    "movable": "calendar",
}
"""Every rule that can give way, the gentlest first, and the category that the other side may be told."""

_WIDER = 4 * HOUR // MINUTE
_QUARTER = 15
SHARED = ("shortest", "longest", "minimum_notice", "horizon_days")
"""Rules that several people may have to relax together, to the same value."""

_SCALARS = (*SHARED, "buffer_before", "buffer_after", "daily_cap", "weekly_cap")


@dataclass(frozen=True, slots=True)
class Ladder:
    """One rule of one participant (None: of the request, or of everybody at once) and its looser values.

    ``rungs`` go from the smallest change to the largest; when ``rising`` each gives at least the slots
    of the one before, otherwise they are alternatives.
    """

    participant: str | None
    rule: str
    now: int
    rungs: tuple[int, ...]
    rising: bool = True


def ladders(participants: Sequence[Participant], request: Request) -> list[Ladder]:
    """Return every ladder of the question, the gentlest rule first, then in the participants' order."""
    found = _of_request(participants, request)
    for one in participants:
        found += [
            Ladder(one.key, rule, getattr(one.rules, rule), rungs)
            for rule in _SCALARS
            if (rungs := _rungs(one, request, rule))
        ]
        if one.mask is None:
            found += _of_hours(one) + _of_calendar(one)
    if len(participants) > 1:
        found += _shared(participants, request)
    order = list(CATEGORIES)
    return sorted(found, key=lambda ladder: order.index(ladder.rule))


def relax(
    participants: Sequence[Participant], request: Request, ladder: tuple[str | None, str], to_value: int
) -> Question:
    """Return the question with one rule changed; ``ladder`` is whose rule (None: everybody's) and which.

    Raises ``BadRequest`` for a rule that can't give way.
    """
    key, rule = ladder
    if key is None and rule in _OF_REQUEST:
        return tuple(participants), _OF_REQUEST[rule](request, to_value)
    if rule not in CATEGORIES or rule in _OF_REQUEST:
        raise BadRequest("rule", rule)
    changed = tuple(relaxed(one, rule, to_value) if key is None or one.key == key else one for one in participants)
    return changed, request


def _of_request(participants: Sequence[Participant], request: Request) -> list[Ladder]:
    found = []
    if request.exclude:
        found.append(Ladder(None, "exclude", len(request.exclude), (0,)))
    steps = tuple(step for step in (1800, 900, 300) if step < request.step and request.step % step == 0)
    found.append(Ladder(None, "step", request.step, steps))
    if request.window:
        days = max(one.rules.horizon_days for one in participants)
        found.append(Ladder(None, "window", 0, tuple(range(1, days + 1))))
    least = max(one.rules.shortest for one in participants)
    shorter = range((request.length - 1) // 300 * 300, least - 1, -300)
    found.append(Ladder(None, "length", request.length, tuple(shorter)))
    return found


def _rungs(one: Participant, request: Request, rule: str) -> tuple[int, ...]:
    """Return the looser values of a plain number among the rules; none where the rule does not bind."""
    value = getattr(one.rules, rule)
    if rule == "shortest":
        return (request.length,) if request.length < value else ()
    if rule == "longest":
        return (request.length,) if request.length > value else ()
    if rule in ("daily_cap", "weekly_cap"):
        return () if value is None else tuple(range(value + 1, value + 6))
    if rule == "horizon_days":
        return tuple(range(value + 1, value + 29))
    if rule in ("buffer_before", "buffer_after") and one.mask is not None:
        return ()
    unit = 15 * MINUTE if rule == "minimum_notice" else 5 * MINUTE
    return tuple(range((value - 1) // unit * unit, -1, -unit)) if value else ()


def _shared(participants: Sequence[Participant], request: Request) -> list[Ladder]:
    """Return the ladders of rules that two people share, where one of them giving way changes nothing."""
    found = []
    for rule in SHARED:
        binding = [one for one in participants if _rungs(one, request, rule)]
        if len(binding) > 1:
            least = rule in ("longest", "horizon_days")
            strictest = (min if least else max)(binding, key=lambda one: int(getattr(one.rules, rule)))
            now = getattr(strictest.rules, rule)
            found.append(Ladder(None, rule, now, _rungs(strictest, request, rule)))
    return found


def _of_hours(one: Participant) -> list[Ladder]:
    hours = one.hours
    found = [Ladder(one.key, "hours", 0, tuple(range(_QUARTER, _WIDER + 1, _QUARTER)))]
    if usual_day(hours.days):
        if not all(hours.days):
            found.append(Ladder(one.key, "days_off", 0, (1,)))
        if hours.holidays is not None:
            found.append(Ladder(one.key, "holidays", 0, (1,)))
    if any(other.windows == () for other in hours.overrides):
        found.append(Ladder(one.key, "away", 0, (1,)))
    return found


def _of_calendar(one: Participant) -> list[Ladder]:
    found = []
    if one.holds and one.rules.count_holds:
        found.append(Ladder(one.key, "holds", len(one.holds), (0,)))
    if one.movable:
        instants = tuple(sorted({meeting.start for meeting in one.movable}))
        found.append(Ladder(one.key, "movable", 0, instants, rising=False))
    return found


def relaxed(one: Participant, rule: str, value: int) -> Participant:
    """Return the participant with one rule of theirs loosened to ``value``; a rule that is looser already stays.

    Raises ``BadRequest`` for a rule that isn't a participant's.
    """
    if rule not in CATEGORIES or rule in _OF_REQUEST:
        raise BadRequest("rule", rule)
    rules, hours = one.rules, one.hours
    changed: dict[str, Any] = {}
    if rule in _SCALARS:
        tighter = min if rule in ("shortest", "minimum_notice", "buffer_before", "buffer_after") else max
        limit = getattr(rules, rule)
        changed[rule] = value if limit is None else tighter(limit, value)
        return replace(one, rules=replace(rules, **changed))
    if rule == "holds":
        return replace(one, rules=replace(rules, count_holds=False))
    if rule == "movable":
        return replace(one, movable=tuple(span for span in one.movable if span.start != value))
    return replace(one, hours=_HOURS[rule](hours, value))


def _wider(hours: WeeklyHours, minutes: int) -> WeeklyHours:
    overrides = tuple(
        replace(other, windows=widened((other.windows, *((),) * 6), minutes)[0]) if other.windows else other
        for other in hours.overrides
    )
    return replace(hours, days=widened(hours.days, minutes), overrides=overrides)


def _days_off(hours: WeeklyHours, _: int) -> WeeklyHours:
    usual = usual_day(hours.days)
    return replace(hours, days=tuple(day or usual for day in hours.days))


def _no_holidays(hours: WeeklyHours, _: int) -> WeeklyHours:
    return replace(hours, holidays=None)


def _not_away(hours: WeeklyHours, _: int) -> WeeklyHours:
    kept = [
        Override(other.day, None, other.zone) if other.windows == () else other
        for other in hours.overrides
        if other.windows != () or other.zone is not None
    ]
    return replace(hours, overrides=tuple(kept))


def _later(request: Request, days: int) -> Request:
    """Ask for the same times of day up to so many days earlier or later."""
    moved = [
        Interval(span.start + shift * DAY, span.end + shift * DAY)
        for span in request.window
        for shift in range(-days, days + 1)
    ]
    return replace(request, window=tuple(moved))


_OF_REQUEST: dict[str, Callable[[Request, int], Request]] = {
    "exclude": lambda request, _: replace(request, exclude=()),
    "step": lambda request, value: replace(request, step=value),
    "window": _later,
    "length": lambda request, value: replace(request, length=value),
}

_HOURS: dict[str, Callable[[WeeklyHours, int], WeeklyHours]] = {
    "hours": _wider,
    "days_off": _days_off,
    "holidays": _no_holidays,
    "away": _not_away,
}
