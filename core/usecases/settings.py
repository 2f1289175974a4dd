"""A person's own settings: the defaults of every connection."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain.digests import next_digest
from core.domain.errors import BadInput
from core.domain.grants import Constraints
from core.domain.ids import PersonKey
from core.domain.people import REMINDER_MOST_MINUTES, Person, Settings
from core.domain.quota import Act
from core.domain.telling import Telling
from core.scheduling.errors import UnknownZone
from core.scheduling.zones import zone
from core.usecases.deps import Deps
from core.usecases.steps.spending import spend

_DAY_MINUTES = 1440


async def save_settings(deps: Deps, *, person: PersonKey, settings: Settings, time_zone: str | None) -> Person:
    """Store the person's settings; ``time_zone`` None means Slack's.

    Raises BadInput, BadConstraint, RateLimited, NotFound.
    """
    _check(settings, time_zone)
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        known = await uow.people.get(person)
        saved = await uow.people.save(replace(known, settings=settings, time_zone_override=time_zone))
        # Planned anew: the time of day, or where it is counted, may have changed.
        await uow.people.plan_digest(person, next_digest(saved, deps.now()))
        telling = Telling(deps.now())
        telling.record((person,), "settings.changed", person, actor=person, authority="click")
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    return saved


def _check(settings: Settings, time_zone: str | None) -> None:
    """Refuse what no grant could hold either, and clock times that aren't on the clock."""
    Constraints(
        minimum_notice_minutes=settings.minimum_notice_minutes,
        shortest_minutes=settings.shortest_minutes,
        longest_minutes=settings.longest_minutes,
        default_minutes=settings.default_minutes,
        buffer_before_minutes=settings.buffer_before_minutes,
        buffer_after_minutes=settings.buffer_after_minutes,
        horizon_days=settings.horizon_days,
        weekly_cap=settings.weekly_cap,
    )
    for name in ("quiet_from_minute", "quiet_until_minute", "digest_minute"):
        if not 0 <= getattr(settings, name) < _DAY_MINUTES:
            raise BadInput(field=name, reason="not_a_clock_time")
    if settings.reminder_minutes is not None and not 1 <= settings.reminder_minutes <= REMINDER_MOST_MINUTES:
        raise BadInput(field="reminder_minutes", reason="out_of_range")
    if time_zone is not None:
        try:
            zone(time_zone)
        except UnknownZone as error:
            raise BadInput(field="time_zone", reason="unknown_zone") from error
