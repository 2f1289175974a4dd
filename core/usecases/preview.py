"""Preview before granting: what the other side's Perin would see of the grantor's next week. Windows, never titles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.booking.checks import participant
from core.domain.errors import RuleBroken
from core.domain.grants import Grant, check_grant, limits_of
from core.domain.ids import ConnectionId, PersonKey
from core.domain.nudging import midnight
from core.domain.quota import Act
from core.domain.rights.negotiating import Side, check_calendar
from core.domain.scopes import Scope
from core.scheduling.asking import Request
from core.scheduling.intervals import Interval
from core.scheduling.slots import free_windows
from core.usecases.deps import Deps
from core.usecases.steps.calendars import Reader, read_busy, reader_of
from core.usecases.steps.spending import spend
from core.usecases.terms import Terms
from core.usecases.views import GrantPreview

_WEEK_DAYS = 7
_WEEK = 8 * 86_400
"""How far around the previewed week meetings are read for the weekly cap."""

_BUFFER = 4 * 3600
"""The longest buffer there is: what lies that near the week counts, too."""


async def preview_grant(
    deps: Deps, *, person: PersonKey, terms: Terms, connection: ConnectionId | None = None
) -> GrantPreview:
    """Return what a draft would let the other's Perin see; ``connection`` makes its meetings count toward the cap.

    Only the grantor's own calendar is read. Raises the GrantRefused branch, NotFound, NotParticipant, RateLimited, and
    where the draft lets the calendar be read CalendarNotLinked, CalendarBroken, CalendarUnreadable.
    """
    check_grant(terms.scopes, terms.constraints, auto_scheduling=terms.auto_scheduling)
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        row = await uow.people.get(person)
        week = _next_week(now, row.time_zone)
        span = Interval(week[0].start, week[-1].end)
        draft = Grant(connection or ConnectionId(""), person, PersonKey(""), terms.scopes, terms.constraints)
        side = Side(row, draft, await uow.accounts.find(person))
        reads = draft.allows(Scope.AVAILABILITY)
        reader: Reader | None = await reader_of(uow, check_calendar(side)) if reads else None
        meetings: tuple[Interval, ...] = ()
        if reads and connection is not None:
            (await uow.connections.get(connection)).other(person)
            found = await uow.sessions.meetings_between(connection, span.start - _WEEK, span.end + _WEEK)
            meetings = tuple(item.booked_slot for item in found if item.booked_slot is not None)
        await uow.commit()
    if reader is None:
        return GrantPreview(zone=row.time_zone, days=((),) * _WEEK_DAYS, reads=False)
    around = Interval(span.start - _BUFFER, span.end + _BUFFER)
    busy = (await read_busy(deps, (reader,), around))[person]
    windows = _windows(side, busy, meetings, span, now)
    return GrantPreview(zone=row.time_zone, days=tuple(_within(windows, day) for day in week), reads=True)


def _next_week(now: int, zone: str) -> tuple[Interval, ...]:
    """Return the seven days after this Sunday, as instants."""
    today: date = datetime.fromtimestamp(now, tz=UTC).astimezone(ZoneInfo(zone)).date()
    monday = today + timedelta(days=_WEEK_DAYS - today.weekday())
    edges = [midnight(monday + timedelta(days=count), zone) for count in range(_WEEK_DAYS + 1)]
    return tuple(Interval(start, end) for start, end in pairwise(edges))


def _windows(
    side: Side, busy: tuple[Interval, ...], meetings: tuple[Interval, ...], span: Interval, now: int
) -> tuple[Interval, ...]:
    try:
        one = participant(side, busy=busy, meetings=meetings)
    except RuleBroken:
        return ()
    length = limits_of(side.person, side.grant).shortest_minutes * 60
    return free_windows((one,), Request(now=now, length=length, window=(span,), zone=side.person.time_zone))


def _within(windows: tuple[Interval, ...], day: Interval) -> tuple[Interval, ...]:
    return tuple(Interval(max(item.start, day.start), min(item.end, day.end)) for item in windows if item.overlaps(day))
