"""Every way a call can fail, verb by verb: the error that is raised, and what is on the calendar afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.calendars.protocols import Event
from core.domain.accounts import Access
from core.domain.errors import (
    AccessDenied,
    AccessLost,
    CalendarError,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    OutcomeUnknown,
    QuotaSpent,
    RequestInvalid,
    SlowDown,
)
from tests.contract.calendars.world import SLOT, World, draft

ME = "alice@example.com"

Call = Callable[[World, Access, Event], Awaitable[object]]

CALLS: dict[str, Call] = {
    "insert": lambda world, access, _: world.calendars.insert(access, ME, draft("bk0002")),
    "get": lambda world, access, held: world.calendars.get(access, ME, held.id),
    "list": lambda world, access, _: world.calendars.overlapping(access, [ME], SLOT),
    "update": lambda world, access, held: world.calendars.update(
        access, ME, draft(held.id, tentative=False), held.etag
    ),
    "delete": lambda world, access, held: world.calendars.delete(access, ME, held.id, held.etag),
    "freebusy": lambda world, access, _: world.calendars.busy(access, [ME], SLOT),
    "calendarList.list": lambda world, access, _: world.calendars.calendars(access),
}
"""One call of each verb, on a calendar that holds ``bk0001``."""

WRITES = ("insert", "update", "delete")

EVERYWHERE: list[tuple[str, dict[str, Any], type[CalendarError]]] = [
    ("drop", {"when": "before"}, OutcomeUnknown),
    ("drop", {"when": "after"}, OutcomeUnknown),
    ("error", {"status": 500, "when": "before"}, OutcomeUnknown),
    ("error", {"status": 502, "when": "after"}, OutcomeUnknown),
    ("error", {"status": 503, "when": "after"}, OutcomeUnknown),
    ("error", {"status": 408, "reason": "requestTimeout"}, OutcomeUnknown),
    ("hang", {"delay": 5.0, "when": "after"}, OutcomeUnknown),
    ("html", {"when": "before"}, OutcomeUnknown),
    ("html", {"when": "after"}, OutcomeUnknown),
    ("error", {"status": 401, "reason": "authError", "times": 2}, AccessLost),
    ("error", {"status": 403, "reason": "rateLimitExceeded"}, SlowDown),
    ("error", {"status": 403, "reason": "userRateLimitExceeded"}, SlowDown),
    ("error", {"status": 429, "reason": "rateLimitExceeded"}, SlowDown),
    ("error", {"status": 403, "reason": "quotaExceeded"}, QuotaSpent),
    ("error", {"status": 403, "reason": "dailyLimitExceeded"}, QuotaSpent),
    ("error", {"status": 403, "reason": "forbidden"}, AccessDenied),
    ("error", {"status": 403, "reason": "insufficientPermissions"}, AccessDenied),
    ("error", {"status": 403, "reason": "accessNotConfigured"}, OutcomeUnknown),
    ("error", {"status": 400, "reason": "invalid"}, RequestInvalid),
]
"""What means the same for every verb."""

VERB_BY_VERB: list[tuple[str, int, str, type[CalendarError]]] = [
    ("insert", 404, "notFound", CalendarGone),
    ("get", 404, "notFound", EventGone),
    ("update", 404, "notFound", EventGone),
    ("delete", 404, "notFound", EventGone),
    ("list", 404, "notFound", CalendarGone),
    ("freebusy", 404, "notFound", RequestInvalid),
    ("insert", 409, "duplicate", EventExists),
    ("insert", 409, "conflict", OutcomeUnknown),
    ("update", 409, "conflict", OutcomeUnknown),
    ("delete", 409, "conflict", OutcomeUnknown),
    ("get", 410, "deleted", EventGone),
    ("update", 410, "deleted", EventGone),
    ("delete", 410, "deleted", EventGone),
    ("list", 410, "fullSyncRequired", RequestInvalid),
    ("update", 412, "conditionNotMet", EventChanged),
    ("delete", 412, "conditionNotMet", EventChanged),
]
"""What means a different thing to each verb."""


async def _held(world: World) -> tuple[Access, Event]:
    access = world.access()
    event = await world.calendars.insert(access, ME, draft())
    world.google.calls.clear()
    return access, event


@pytest.mark.parametrize("verb", CALLS)
@pytest.mark.parametrize(("kind", "more", "expected"), EVERYWHERE)
async def test_an_outcome_that_means_the_same_everywhere(
    world: World, verb: str, kind: str, more: dict[str, Any], expected: type[CalendarError]
) -> None:
    """Each verb raises the error of the table, and the call was sent once (twice after a 401)."""
    access, held = await _held(world)
    world.fault(kind, verb, **more)
    with pytest.raises(CalendarError) as failed:
        await CALLS[verb](world, access, held)
    assert type(failed.value) is expected
    assert failed.value.__cause__ is not None
    assert failed.value.facts["account"] == access.account
    assert world.count(verb) == (2 if expected is AccessLost else 1)


@pytest.mark.parametrize(("verb", "status", "reason", "expected"), VERB_BY_VERB)
async def test_an_outcome_that_depends_on_the_verb(
    world: World, verb: str, status: int, reason: str, expected: type[CalendarError]
) -> None:
    """One status, another meaning for each verb."""
    access, held = await _held(world)
    world.fault("error", verb, status=status, reason=reason)
    with pytest.raises(CalendarError) as failed:
        await CALLS[verb](world, access, held)
    assert type(failed.value) is expected


@pytest.mark.parametrize("verb", [verb for verb in CALLS if verb != "delete"])
@pytest.mark.parametrize("kind", ["truncated", "cut_off"])
async def test_half_an_answer_is_none(world: World, verb: str, kind: str) -> None:
    """A document that ends in the middle is not believed, whether or not its length was honest."""
    access, held = await _held(world)
    world.fault(kind, verb)
    with pytest.raises(OutcomeUnknown):
        await CALLS[verb](world, access, held)


@pytest.mark.parametrize("verb", ["insert", "get", "update"])
async def test_another_event_than_the_one_asked_for_is_not_believed(world: World, verb: str) -> None:
    """A 200 about another id leaves the outcome unknown."""
    access, held = await _held(world)
    world.fault("wrong_id", verb)
    with pytest.raises(OutcomeUnknown):
        await CALLS[verb](world, access, held)


async def test_retry_after_is_passed_on(world: World) -> None:
    """Google's own waiting time, in seconds, reaches whoever decides about retrying."""
    access, held = await _held(world)
    world.fault("error", "insert", status=429, reason="rateLimitExceeded", retry_after=7)
    with pytest.raises(SlowDown) as slow:
        await CALLS["insert"](world, access, held)
    assert slow.value.number("retry_after") == 7


async def test_a_lost_answer_is_found_out_by_asking_again(world: World) -> None:
    """After an unknown insert the id is either there or still free: the same insert settles it."""
    access, held = await _held(world)
    world.fault("drop", "insert", when="after")
    with pytest.raises(OutcomeUnknown):
        await CALLS["insert"](world, access, held)
    assert (await world.calendars.get(access, ME, "bk0002")).is_live
    with pytest.raises(EventExists):
        await CALLS["insert"](world, access, held)
    assert len(world.alice.events()) == 2


async def test_a_delivery_doubled_by_the_network_is_no_second_event(world: World) -> None:
    """Google's second answer to one id is ``duplicate``."""
    access, held = await _held(world)
    world.fault("duplicate", "insert")
    with pytest.raises(EventExists):
        await CALLS["insert"](world, access, held)
    assert len(world.alice.events()) == 2


async def test_a_write_may_land_after_its_answer_was_given_up(world: World) -> None:
    """Unknown really means unknown: the event is not there, and later it is."""
    access, held = await _held(world)
    world.fault("late", "insert", delay=30.0)
    with pytest.raises(OutcomeUnknown):
        await CALLS["insert"](world, access, held)
    with pytest.raises(EventGone):
        await world.calendars.get(access, ME, "bk0002")
    world.google.late.land_now()
    assert (await world.calendars.get(access, ME, "bk0002")).is_live


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("is_edited", [True, False])
async def test_a_late_change_meets_the_event_as_it_is_by_then(world: World, verb: str, *, is_edited: bool) -> None:
    """Its condition is judged when it lands: what the owner did in between stays."""
    access, held = await _held(world)
    world.fault("late", verb, delay=30.0)
    with pytest.raises(OutcomeUnknown):
        await CALLS[verb](world, access, held)
    if is_edited:
        world.alice.update_event("primary", held.id, summary="Mine now")
    now = await world.calendars.get(access, ME, held.id)
    world.google.late.land_now()
    landed = await world.calendars.get(access, ME, held.id)
    assert (landed == now) is is_edited


@pytest.mark.parametrize("reason", ["internalError", "groupTooBig", "somethingNew"])
async def test_a_calendar_with_an_error_entry_is_not_free(world: World, reason: str) -> None:
    """Success of the call is not success of each calendar."""
    access, _ = await _held(world)
    world.alice.add_calendar("a@group")
    world.fault("calendar_error", "freebusy", calendar="a@group", reason=reason)
    with pytest.raises(OutcomeUnknown):
        await world.calendars.busy(access, [ME, "a@group"], SLOT)


async def test_a_calendar_missing_from_the_answer_is_not_free(world: World) -> None:
    """What was asked and not answered was not read."""
    access, _ = await _held(world)
    world.alice.add_calendar("a@group")
    world.fault("calendar_missing", "freebusy", calendar="a@group")
    with pytest.raises(OutcomeUnknown):
        await world.calendars.busy(access, [ME, "a@group"], SLOT)


async def test_one_failed_piece_fails_the_whole_reading(world: World) -> None:
    """A hundred days with one unread month are not read."""
    access, _ = await _held(world)
    world.fault("error", "freebusy", skip=2)
    with pytest.raises(OutcomeUnknown):
        await world.calendars.busy(access, [ME], type(SLOT)(SLOT.start, SLOT.start + 100 * 86_400))


async def test_a_slow_answer_within_the_limit_is_an_answer(world: World) -> None:
    """Slow is not failed."""
    access, held = await _held(world)
    world.fault("slow", "get", delay=0.2)
    assert await CALLS["get"](world, access, held) == held
