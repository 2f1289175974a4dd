"""Preview before granting: one's own next week as the other's Perin would see it."""

from __future__ import annotations

import pytest

from core.domain.errors import CalendarNotLinked, CalendarUnreadable, NotParticipant
from core.domain.grants import Constraints
from core.domain.people import Settings
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM, Scope
from core.scheduling.hours import WeeklyHours, Window
from core.scheduling.intervals import Interval
from core.usecases.preview import preview_grant
from core.usecases.settings import save_settings
from core.usecases.terms import Terms
from tests.support.people import at, key_of
from tests.support.world import World

ALICE = key_of("alice")
PARIS = "Europe/Paris"
# Reading is plain: one database shows what the use case does with it.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def span(start: str, end: str) -> Interval:
    return Interval(at(f"2026-12-{start}", PARIS), at(f"2026-12-{end}", PARIS))


async def test_the_week_is_shown_as_free_windows_by_day(world: World) -> None:
    """Monday to Sunday in one's own zone, without what is busy and without titles."""
    await world.link("alice")
    world.busy("alice", "2026-12-08 10:00", "2026-12-08 11:00")
    world.busy("alice", "2026-12-09 00:00", "2026-12-10 00:00")
    seen = await preview_grant(world.deps, person=ALICE, terms=Terms(ASK_FIRST))
    assert (seen.zone, seen.reads) == (PARIS, True)
    assert seen.days == (
        (span("07 09:00", "07 17:00"),),
        (span("08 09:00", "08 10:00"), span("08 11:00", "08 17:00")),
        (),
        (span("10 09:00", "10 17:00"),),
        (span("11 09:00", "11 17:00"),),
        (),
        (),
    )


async def test_the_draft_counts_not_what_is_stored(world: World) -> None:
    """Hours, buffers and horizon of the form; the settings where it says nothing."""
    await world.link("alice")
    await save_settings(world.deps, person=ALICE, settings=Settings(buffer_before_minutes=30), time_zone=None)
    world.busy("alice", "2026-12-07 10:00", "2026-12-07 11:00")
    mornings = WeeklyHours(PARIS, ((Window(540, 720),),) + ((),) * 6)
    terms = Terms(ASK_FIRST, Constraints(hours=mornings))
    seen = await preview_grant(world.deps, person=ALICE, terms=terms)
    assert seen.days == ((span("07 09:00", "07 10:00"), span("07 11:30", "07 12:00")), *((),) * 6)
    near = await preview_grant(world.deps, person=ALICE, terms=Terms(ASK_FIRST, Constraints(horizon_days=2)))
    assert near.days == ((),) * 7


async def test_a_week_that_is_full_by_the_cap_shows_nothing(world: World) -> None:
    """Meetings with the other person count toward the draft's cap; a stranger's connection is not counted."""
    await world.link("alice")
    await world.link("bob")
    connection = await world.connect(mine=Terms(BOOK_ON_CONFIRM), theirs=Terms(BOOK_ON_CONFIRM))
    view = await world.propose()
    await world.book("alice", view.session.id, view.slots[0].slot)
    capped = Terms(ASK_FIRST, Constraints(weekly_cap=1))
    seen = await preview_grant(world.deps, person=ALICE, terms=capped, connection=connection)
    assert seen.days == ((),) * 7
    free = await preview_grant(world.deps, person=ALICE, terms=capped)
    assert any(free.days)
    await world.link("priya")
    with pytest.raises(NotParticipant):
        await preview_grant(world.deps, person=key_of("priya"), terms=capped, connection=connection)


async def test_what_can_not_be_read_is_said(world: World) -> None:
    """Nothing granted needs no calendar; otherwise one that isn't linked or doesn't answer is no free week."""
    nothing = await preview_grant(world.deps, person=ALICE, terms=Terms(frozenset({Scope.PROFILE})))
    assert (nothing.reads, nothing.days) == (False, ((),) * 7)
    with pytest.raises(CalendarNotLinked):
        await preview_grant(world.deps, person=ALICE, terms=Terms(ASK_FIRST))
    await world.link("alice")
    world.fault("error", "freebusy", times=None)
    with pytest.raises(CalendarUnreadable):
        await preview_grant(world.deps, person=ALICE, terms=Terms(ASK_FIRST))
