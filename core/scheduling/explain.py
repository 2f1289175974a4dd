"""Why there is no slot, and which one rule would give some: each rule relaxed alone, by the least that helps.

Nothing is estimated: every promise was searched for by the engine itself with the rule changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.scheduling.asking import Participant, Request
from core.scheduling.errors import SchedulingError
from core.scheduling.intervals import Interval
from core.scheduling.relaxing import CATEGORIES, Ladder, ladders, relax
from core.scheduling.slots import possible_starts


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule changed by the least that gives at least one slot.

    ``participant`` is whose rule it is; None for the request's own (``length``, ``window``, ``step``,
    ``exclude``) and for a rule that several people would have to relax together. ``rule`` names it,
    or is None where the reader may only know the ``category``. ``from_value`` and ``to_value`` are in
    the rule's unit: seconds for notice, buffers, length and step; minutes at both ends of each window
    for ``hours``; days for the horizon and, to both sides, for ``window``; meetings for caps; 0 and 1
    for ``days_off``, ``holidays`` and ``away``; holds left for ``holds``; the start of the meeting to
    move for ``movable``. ``slots`` are the first ``Request.count`` it gives, ``count`` is how many
    there are; values and slots are left out where the reader may only know the category. Of a rule that
    several would have to relax together ``from_value`` is the reader's own, and the slots are left out.
    """

    participant: str | None
    rule: str | None
    category: str
    from_value: int | None
    to_value: int | None
    slots: tuple[Interval, ...]
    count: int


def explain(
    participants: Sequence[Participant], request: Request, *, viewer: str | None = None
) -> tuple[Relaxation, ...]:
    """Return what would give slots when there are none, the gentlest rule first; () when there are some.

    ``viewer`` is the key of the participant who will read it: other people's rules then appear by
    category only, each category once, and of what all would have to relax together they learn their
    own part. None tells everything. Raises ``BadRequest`` as ``find`` does.
    """
    if possible_starts(participants, request):
        return ()
    found: list[Relaxation] = []
    told: set[tuple[str | None, str]] = set()
    helped: set[str] = set()
    for ladder in ladders(participants, request):
        alone = ladder.participant is not None or ladder.rule in ("exclude", "step", "window", "length")
        if not alone and ladder.rule in helped:
            continue
        relaxation = _climb(participants, request, ladder)
        if relaxation is None:
            continue
        helped.add(ladder.rule)
        if viewer is not None and ladder.participant != viewer and (ladder.participant or not alone):
            own = next((one for one in participants if one.key == viewer), None)
            relaxation = _by_category(relaxation) if alone or own is None else _own_part(relaxation, own)
            if (relaxation.participant, relaxation.category) in told:
                continue
            told.add((relaxation.participant, relaxation.category))
        found.append(relaxation)
    return tuple(found)


def _climb(participants: Sequence[Participant], request: Request, ladder: Ladder) -> Relaxation | None:
    """Find the lowest rung that gives slots: by halving where each rung gives more than the one below."""
    given: dict[int, list[int]] = {}

    def starts(rung: int) -> list[int]:
        if rung not in given:
            try:
                question = relax(participants, request, (ladder.participant, ladder.rule), ladder.rungs[rung])
                given[rung] = possible_starts(*question)
            except SchedulingError:
                # A pattern that can't be loosened this way (its windows would collide) helps nobody.
                given[rung] = []
        return given[rung]

    high = len(ladder.rungs) - 1
    if not ladder.rising:
        high = next((rung for rung in range(high + 1) if starts(rung)), -1)
    if high < 0 or not starts(high):
        return None
    low = high if not ladder.rising else 0
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if starts(middle) else (middle + 1, high)
    length = ladder.rungs[high] if ladder.rule == "length" else request.length
    return Relaxation(
        ladder.participant,
        ladder.rule,
        CATEGORIES[ladder.rule],
        ladder.now,
        ladder.rungs[high],
        tuple(Interval(at, at + length) for at in starts(high)[: request.count]),
        len(starts(high)),
    )


def _own_part(relaxation: Relaxation, own: Participant) -> Relaxation:
    """Return what the reader's own rule would have to become, where everybody's would."""
    return replace(relaxation, from_value=getattr(own.rules, str(relaxation.rule)), slots=())


def _by_category(relaxation: Relaxation) -> Relaxation:
    return Relaxation(relaxation.participant, None, relaxation.category, None, None, (), relaxation.count)
