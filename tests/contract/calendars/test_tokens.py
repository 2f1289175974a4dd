"""Access tokens: fetched once, renewed once, lost for good only when Google says so."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.accounts import Access
from core.domain.errors import (
    AccessDenied,
    AccessLost,
    CalendarError,
    OutcomeUnknown,
    RequestInvalid,
    SlowDown,
    StorageBusy,
)
from tests.contract.calendars.world import SLOT, World, draft, served

ME = "alice@example.com"


async def test_calls_at_once_share_one_token(world: World) -> None:
    """Ten first calls fetch one access token, and the eleventh none."""
    access = world.access()
    await asyncio.gather(*(world.calendars.busy(access, [ME], SLOT) for _ in range(10)))
    await world.calendars.busy(access, [ME], SLOT)
    assert world.count("token") == 1


async def test_a_token_that_google_no_longer_takes_is_renewed_once(world: World) -> None:
    """After a 401 the very same request goes out again with a new token; many 401s at once renew it once."""
    access = world.access()
    await world.calendars.busy(access, [ME], SLOT)
    world.google.oauth.expire_access("g-alice")
    drafts = [draft(f"bk000{number}") for number in range(5)]
    events = await asyncio.gather(*(world.calendars.insert(access, ME, one) for one in drafts))
    assert [event.id for event in events] == [one.id for one in drafts]
    assert world.count("token") == 2
    inserts = [call for call in world.google.calls if call.method == "insert" and call.event_id == "bk0003"]
    assert len({call.body_hash for call in inserts}) == 1


async def test_a_token_is_not_used_up_to_its_last_second() -> None:
    """One that expires within a minute is renewed before the call rather than refused by it."""
    async with served() as world:
        world.google.oauth.access_seconds = 30
        access = world.access()
        await world.calendars.busy(access, [ME], SLOT)
        await world.calendars.busy(access, [ME], SLOT)
        assert world.count("token") == 2


async def test_a_link_that_its_owner_ended_is_lost(world: World) -> None:
    """Taken away before the first call or in the middle: both times the account must be connected again."""
    access = world.access()
    await world.calendars.busy(access, [ME], SLOT)
    world.google.oauth.revoke_account("g-alice")
    with pytest.raises(AccessLost):
        await world.calendars.busy(access, [ME], SLOT)
    with pytest.raises(AccessLost):
        await world.calendars.calendars(access)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (400, "invalid_grant", AccessLost),
        (401, "unauthorized_client", AccessLost),
        (401, "invalid_client", OutcomeUnknown),
        (401, "deleted_client", OutcomeUnknown),
        (400, "invalid_request", RequestInvalid),
        (400, "admin_policy_enforced", AccessDenied),
        (429, "rate_limit_exceeded", SlowDown),
        (503, "temporarily_unavailable", OutcomeUnknown),
    ],
)
async def test_what_a_refused_renewal_means(
    world: World, status: int, reason: str, expected: type[CalendarError]
) -> None:
    """Only a dead token loses the account; a client that the administrator must mend does not."""
    world.fault("error", "token", status=status, reason=reason)
    with pytest.raises(CalendarError) as failed:
        await world.calendars.insert(world.access(), ME, draft())
    assert type(failed.value) is expected
    assert failed.value.facts.get("sent") is (False if expected is OutcomeUnknown else None)
    assert world.count("insert") == 0


@pytest.mark.parametrize("kind", ["drop", "html", "truncated", "cut_off"])
async def test_a_renewal_without_a_readable_answer_sends_nothing(world: World, kind: str) -> None:
    """The calendar call certainly had no effect, and the next one fetches a token as if nothing had been."""
    access = world.access()
    world.fault(kind, "token")
    with pytest.raises(OutcomeUnknown) as failed:
        await world.calendars.insert(access, ME, draft())
    assert failed.value.facts["sent"] is False
    assert (await world.calendars.insert(access, ME, draft())).is_live


async def test_everybody_who_waited_is_told_of_a_failed_renewal(world: World) -> None:
    """Five calls, one renewal, five errors: none starts another in turn."""
    access = world.access()
    world.fault("error", "token", status=503)
    outcomes = await asyncio.gather(
        *(world.calendars.busy(access, [ME], SLOT) for _ in range(5)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [OutcomeUnknown] * 5
    assert world.count("token") == 1


async def test_a_new_refresh_token_is_stored_before_the_call_goes_on(world: World) -> None:
    """Google rotates: the new token is handed over once, and used from then on."""
    world.google.oauth.rotate_refresh = True
    access = world.access()
    await world.calendars.busy(access, [ME], SLOT)
    [(account, token)] = world.stored
    assert account == access.account
    assert world.google.oauth.sub_of_refresh(token) == "g-alice"
    world.google.oauth.expire_access("g-alice")
    await world.calendars.busy(access, [ME], SLOT)
    assert len(world.stored) == 2


async def test_a_new_refresh_token_that_could_not_be_stored_is_stored_later(world: World) -> None:
    """A busy database loses no token: the call fails without effect, the next one stores it."""
    world.google.oauth.rotate_refresh = True
    access = world.access()
    failures = [StorageBusy()]

    async def store(used: Access, token: str) -> None:
        if failures:
            raise failures.pop()
        world.stored.append((used.account, token))

    world.calendars._tokens._on_new = store
    with pytest.raises(OutcomeUnknown) as failed:
        await world.calendars.insert(access, ME, draft())
    assert failed.value.facts["sent"] is False
    assert (await world.calendars.insert(access, ME, draft())).is_live
    assert len(world.stored) == 1
    assert world.count("token") == 1


async def test_without_an_oauth_client_nothing_is_sent() -> None:
    """A missing set-up is neither a dead token nor a free calendar."""
    async with served(client_secret="") as world:
        assert not world.calendars.is_set_up()
        with pytest.raises(OutcomeUnknown):
            await world.calendars.busy(world.access(), [ME], SLOT)
        assert world.google.calls == []
