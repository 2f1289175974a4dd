"""One person's scheduling rules besides their hours, as one checked value."""

from __future__ import annotations

from dataclasses import dataclass, fields

from core.scheduling.errors import BadRule

HOUR = 3_600
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Rules:
    """What a slot must keep to, for one person.

    ``minimum_notice``: seconds between now and the slot's start, at least. ``horizon_days``: the slot
    ends no later than now plus that many times 24 hours. ``buffer_before`` and ``buffer_after``:
    seconds kept free before and after the slot, against all busy time. ``shortest`` and ``longest``:
    the length in seconds, both included. ``weekly_cap`` and ``daily_cap``: most meetings with the
    other people of the request per week (Monday to Sunday) and day in this person's zone, the new one
    included; None is no limit. ``count_holds``: whether the person's own tentative holds are busy.
    Raises ``BadRule`` with the field's name and value.
    """

    minimum_notice: int = 4 * HOUR
    horizon_days: int = 14
    buffer_before: int = 0
    buffer_after: int = 0
    shortest: int = 15 * MINUTE
    longest: int = 120 * MINUTE
    weekly_cap: int | None = None
    daily_cap: int | None = None
    count_holds: bool = True

    def __post_init__(self) -> None:
        """Refuse values that no person could mean."""
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "count_holds" or (value is None and one.name.endswith("_cap")):
                continue
            if type(value) is not int or value < 0:
                raise BadRule(one.name, value)
        if self.horizon_days < 1:
            raise BadRule("horizon_days", self.horizon_days)
        if self.shortest < MINUTE:
            raise BadRule("shortest", self.shortest)
        if self.longest < self.shortest:
            raise BadRule("longest", self.longest)
