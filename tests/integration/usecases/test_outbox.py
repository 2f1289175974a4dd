"""The outbox, Slack's deliveries and the periodic jobs, as the process around them uses them."""

from __future__ import annotations

import pytest

from core.domain.errors import NotParticipant
from core.domain.notices import Posted
from core.storage.protocols_work import Delivery
from core.usecases import deliveries, installs, jobs, outbox
from core.usecases.cancel import cancel_session
from tests.support.people import ACME, DAY, HOUR, MINUTE, key_of
from tests.support.world import LEASE, World

ALICE, BOB, PRIYA = key_of("alice"), key_of("bob"), key_of("priya")


async def test_a_notice_comes_back_when_nobody_finished(world: World) -> None:
    """Claimed by a process that died, it is claimed again after the lease, and not before."""
    await world.invite("alice", "bob")
    (first,) = await outbox.claim_notices(world.deps, limit=10)
    assert await outbox.claim_notices(world.rival(), limit=10) == ()
    world.forward(LEASE)
    (again,) = await outbox.claim_notices(world.deps, limit=10)
    assert again.notice.id == first.notice.id
    assert again.notice.attempt == 2
    await outbox.notices_sent(world.deps, posted=[Posted(again.notice.id, "D1", "1.0")])
    assert await outbox.claim_notices(world.deps, limit=10) == ()


async def test_a_notice_is_tried_later_or_given_up(world: World) -> None:
    """A refusal names the time of the next attempt; one without is the operator's to see."""
    await world.invite("alice", "bob")
    (view,) = await outbox.claim_notices(world.deps, limit=10)
    await outbox.notice_failed(world.deps, notice=view.notice.id, retry_at=world.now + HOUR, reason="ratelimited")
    assert await outbox.claim_notices(world.deps, limit=10) == ()
    world.forward(HOUR)
    assert (await jobs.backlog(world.deps)).due == 1
    (view,) = await outbox.claim_notices(world.deps, limit=10)
    await outbox.notice_failed(world.deps, notice=view.notice.id, retry_at=None, reason="account_inactive")
    backlog = await jobs.backlog(world.deps)
    assert (backlog.due, backlog.dead) == (0, 1)


async def test_a_card_shows_the_newest_state(pair: World) -> None:
    """A change while it is being drawn draws it again; a failure is tried later; a person who looks needn't wait."""
    view = await pair.propose()
    tasks = await outbox.claim_cards(pair.deps, limit=10)
    assert {task.person.key for task in tasks} == {ALICE, BOB}
    assert {task.installation for task in tasks} == {ACME.key}
    bobs = next(task for task in tasks if task.person.key == BOB)
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    await outbox.card_drawn(pair.deps, card=bobs.card, channel="D", ts="1")
    (again,) = await outbox.claim_cards(pair.deps, limit=10)
    assert (again.card.ts, again.person.key) == ("1", BOB)
    await outbox.card_failed(pair.deps, card=again.card, retry_at=pair.now + HOUR)
    assert await outbox.claim_cards(pair.deps, limit=10) == ()
    pair.forward(HOUR)
    assert {task.person.key for task in await outbox.claim_cards(pair.deps, limit=10)} == {ALICE, BOB}


async def test_who_looks_gets_the_card_at_once(world: World) -> None:
    """A card held back by quiet hours is posted when its reader asks for the session, and for nobody else."""
    await world.link("alice")
    await world.link("priya")
    await world.connect("alice", "priya")
    view = await world.propose("alice", "priya")
    assert ("priya", "card") not in await world.deliver()
    with pytest.raises(NotParticipant):
        await outbox.reach_card(world.deps, person=BOB, session=view.session.id)
    await outbox.reach_card(world.deps, person=PRIYA, session=view.session.id)
    assert ("priya", "card") in await world.deliver()


async def test_a_card_of_a_canceled_session_is_edited_where_it_is(pair: World) -> None:
    """Only cards that were never posted are dropped with their session."""
    view = await pair.propose()
    await pair.deliver()
    await cancel_session(pair.deps, person=ALICE, session=view.session.id)
    await pair.deliver()
    assert ("bob", "card") in pair.edits
    assert ("alice", "card") in pair.edits


async def test_a_card_that_may_be_in_slack_is_not_forgotten(pair: World) -> None:
    """Who posted it died before that was stored, and the session is over since: it is looked for, and not let lie."""
    view = await pair.propose()
    assert len(await outbox.claim_cards(pair.deps, limit=10)) == 2
    await cancel_session(pair.deps, person=ALICE, session=view.session.id)
    pair.forward(LEASE)
    tasks = await outbox.claim_cards(pair.deps, limit=10)
    assert [(task.card.ts, task.card.attempt) for task in tasks] == [(None, 2), (None, 2)]


async def test_a_delivery_is_worked_once(world: World) -> None:
    """Slack's repeats are known; what a dead process left is taken up; what is done is forgotten after a day."""
    event = Delivery(team="T1", event="Ev1", kind="user_change", payload={"user": "UBOB"})
    assert await deliveries.receive(world.deps, delivery=event)
    assert not await deliveries.receive(world.rival(), delivery=event)
    assert await deliveries.claim_stale(world.deps) == ()
    world.forward(LEASE)
    assert await deliveries.claim_stale(world.deps) == (event,)
    await deliveries.done(world.deps, delivery=event)
    world.forward(DAY)
    assert await deliveries.claim_stale(world.deps) == ()
    assert not await deliveries.receive(world.deps, delivery=event)
    world.forward(3 * HOUR)
    await jobs.clean_up(world.deps)
    assert await deliveries.receive(world.deps, delivery=event)


async def test_one_replica_does_a_job(world: World) -> None:
    """Of all that tick in one period one hears yes."""
    answers = [await jobs.is_due(deps, job="clean_up", every_seconds=60) for deps in (world.deps, world.rival())]
    assert answers == [True, False]
    world.forward(MINUTE)
    assert await jobs.is_due(world.rival(), job="clean_up", every_seconds=60)


async def test_an_install_state_works_once(world: World) -> None:
    """For ten minutes, once; an unknown one never."""
    state = await installs.start_install(world.deps)
    assert await installs.check_install_state(world.deps, state=state)
    assert not await installs.check_install_state(world.deps, state=state)
    assert not await installs.check_install_state(world.deps, state="forged")
    late = await installs.start_install(world.deps)
    world.forward(10 * MINUTE)
    assert not await installs.check_install_state(world.deps, state=late)
    found = await installs.find_installation(world.deps, enterprise=None, team="T1")
    assert found is not None
    assert found.key == ACME.key
    assert await installs.find_installation(world.deps, enterprise=None, team="T2") is None
