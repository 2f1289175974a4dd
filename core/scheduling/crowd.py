"""What a group of people has in common, worked out once per group: the strictest rules, who feels alike.

A search then costs nothing per person but their calendars. Groups are remembered by identity while
they are among the latest used: a participant is immutable, so the same tuple is the same question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.scheduling.asking import Participant, check_together
from core.scheduling.intervals import Interval
from core.scheduling.masks import Mask
from core.scheduling.weekly import WeeklyHours

Clock = str | WeeklyHours
"""Whose wall clock: a zone, or the hours of somebody who travels."""

Group = tuple[tuple[Clock, WeeklyHours | None, int], int]
"""Clock, preferred hours and odd hours owed, and how many people share them."""

KEPT = 256
"""How many groups are remembered."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Several people as one: what a slot must keep to for all of them, seconds and days as in ``Rules``.

    ``known`` are the spans in which calendars are complete; ``groups`` who shares clock and wishes
    about the hour; ``masks`` everybody's, or () when somebody has none; ``base`` and ``count`` the
    latest base and longest length among them; ``capped`` and ``wishing`` those with caps, and those
    whose own calendar has a say in the ranking.
    """

    notice: int
    horizon_days: int
    shortest: int
    longest: int
    known: tuple[Interval, ...]
    groups: frozenset[Group]
    masks: tuple[Mask, ...]
    base: int
    count: int
    capped: tuple[Participant, ...]
    wishing: tuple[Participant, ...]


_recent: dict[int, tuple[Sequence[Participant], Crowd]] = {}


def crowd(participants: Sequence[Participant]) -> Crowd:
    """Return what the participants have in common; raise ``BadRequest`` for nobody or a key twice."""
    if type(participants) is not tuple:
        return _meet(participants)
    kept = _recent.get(id(participants))
    if kept is not None:
        return kept[1]
    met = _meet(participants)
    while len(_recent) >= KEPT:
        _recent.pop(next(iter(_recent)), None)
    # The tuple is kept with its answer, so no other can take over its id meanwhile.
    _recent[id(participants)] = (participants, met)
    return met


def _meet(participants: Sequence[Participant]) -> Crowd:
    check_together(participants)
    rules = list({id(one.rules): one.rules for one in participants}.values())
    least = min([one.owed for one in participants])
    groups: dict[tuple[Clock, WeeklyHours | None, int], int] = {}
    for one in participants:
        hours = one.hours
        group = (hours if hours.travels else hours.zone, one.preferred, one.owed - least)
        groups[group] = groups.get(group, 0) + 1
    masks = tuple([one.mask for one in participants if one.mask is not None])
    if len(masks) < len(participants):
        masks = ()
    return Crowd(
        max([one.minimum_notice for one in rules]),
        min([one.horizon_days for one in rules]),
        max([one.shortest for one in rules]),
        min([one.longest for one in rules]),
        tuple([one.known for one in participants if one.known is not None]),
        frozenset(groups.items()),
        masks,
        max([mask.base for mask in masks], default=0),
        max([mask.count for mask in masks], default=0),
        tuple([one for one in participants if one.rules.weekly_cap is not None or one.rules.daily_cap is not None]),
        tuple([one for one in participants if one.focus or one.packing or one.movable]),
    )
