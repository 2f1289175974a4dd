"""Cards: wished for, claimed, drawn; a newer wish is never lost."""

from __future__ import annotations

from dataclasses import replace

from core.domain.notices import Card
from core.domain.sessions import SessionState
from core.storage.database import SqlStorage
from tests.integration.storage.conftest import HeldClock
from tests.integration.storage.samples import ALICE, BOB, CAROL, S1, add_session

LEASE = 30.0


async def want(storage: SqlStorage, **due: int) -> None:
    """Wish for cards; ``alice=…, bob=…`` are when a first post may go out."""
    people = {"alice": ALICE, "bob": BOB}
    async with storage.uow() as uow:
        await uow.cards.want(S1, {people[name]: at for name, at in due.items()})
        await uow.commit()


async def claimed(storage: SqlStorage, now: int) -> tuple[Card, ...]:
    """Claim what is due and commit."""
    async with storage.uow() as uow:
        due = await uow.cards.claim_due(now, 10, LEASE)
        await uow.commit()
        return due


async def test_cards_of_both_people_are_posted_when_they_may_be(timed: SqlStorage) -> None:
    """Each at their own instant, once."""
    await add_session(timed)
    await want(timed, alice=100, bob=200)
    assert [(card.person, card.wanted, card.ts) for card in await claimed(timed, 150)] == [(ALICE, 1, None)]
    assert [card.person for card in await claimed(timed, 200)] == [BOB]
    assert await claimed(timed, 300) == ()
    async with timed.uow() as uow:
        await uow.cards.want(S1, {})
        assert await uow.cards.find(CAROL, S1) is None


async def test_a_drawn_card_rests_until_wanted_again(timed: SqlStorage) -> None:
    """A posted card is redrawn at once, whatever the hour of a first post would be."""
    await add_session(timed)
    await want(timed, alice=100)
    (card,) = await claimed(timed, 100)
    async with timed.uow() as uow:
        await uow.cards.drawn(card, "D1", "1.1")
        await uow.commit()
    assert await claimed(timed, 500) == ()
    await want(timed, alice=9_000)
    (again,) = await claimed(timed, 500)
    assert (again.channel, again.ts, again.wanted, again.shown) == ("D1", "1.1", 2, 1)


async def test_a_wish_made_while_drawing_stays_due(timed: SqlStorage) -> None:
    """What was drawn is the version that was claimed."""
    await add_session(timed)
    await want(timed, alice=100)
    (card,) = await claimed(timed, 100)
    await want(timed, alice=100)
    async with timed.uow() as uow:
        await uow.cards.drawn(card, "D1", "1.1")
        await uow.commit()
    assert [(one.wanted, one.shown) for one in await claimed(timed, 100)] == [(2, 1)]


async def test_an_unfinished_card_comes_back_after_its_lease(timed: SqlStorage, clock: HeldClock) -> None:
    """Its worker died; the tries since it was last drawn are counted."""
    await add_session(timed)
    await want(timed, alice=100)
    assert [card.attempt for card in await claimed(timed, 100)] == [1]
    clock.now += LEASE - 0.1
    assert await claimed(timed, 100) == ()
    clock.now += 0.1
    (again,) = await claimed(timed, 100)
    assert again.attempt == 2
    async with timed.uow() as uow:
        await uow.cards.drawn(again, "D1", "1.1")
        await uow.commit()
    await want(timed, alice=100)
    assert [card.attempt for card in await claimed(timed, 100)] == [1]


async def test_a_retry_waits_also_for_a_posted_card(timed: SqlStorage) -> None:
    """Slack said when to come back."""
    await add_session(timed)
    await want(timed, alice=100)
    (card,) = await claimed(timed, 100)
    async with timed.uow() as uow:
        await uow.cards.drawn(card, "D1", "1.1")
        await uow.commit()
    await want(timed, alice=100)
    (again,) = await claimed(timed, 100)
    async with timed.uow() as uow:
        await uow.cards.retry(again, 250)
        await uow.commit()
    assert await claimed(timed, 249) == ()
    assert len(await claimed(timed, 250)) == 1


async def test_a_dropped_card_is_drawn_again_only_when_wanted(timed: SqlStorage, clock: HeldClock) -> None:
    """There was no DM to draw it in."""
    await add_session(timed)
    await want(timed, alice=100)
    (card,) = await claimed(timed, 100)
    async with timed.uow() as uow:
        await uow.cards.drop(card)
        await uow.commit()
    clock.now += 2 * LEASE
    assert await claimed(timed, 500) == ()
    await want(timed, alice=100)
    assert len(await claimed(timed, 500)) == 1


async def test_the_sooner_of_two_wishes_counts_for_a_first_post(timed: SqlStorage) -> None:
    """A later, held-back change doesn't hold back what may go out now."""
    await add_session(timed)
    await want(timed, alice=100, bob=900)
    await want(timed, alice=900, bob=100)
    assert len(await claimed(timed, 100)) == 2


async def test_who_is_looking_gets_the_held_back_card_now(timed: SqlStorage) -> None:
    """Quiet hours protect people who aren't there."""
    await add_session(timed)
    await want(timed, alice=9_000, bob=9_000)
    async with timed.uow() as uow:
        await uow.cards.reach(BOB, S1, 100)
        await uow.commit()
    assert [card.person for card in await claimed(timed, 100)] == [BOB]


async def test_the_cards_of_what_is_long_over_are_forgotten(timed: SqlStorage) -> None:
    """Of sessions that ended and meetings that were over before the instant; never one that is still to be drawn."""
    await add_session(timed)
    await want(timed, alice=100, bob=100)
    first, second = await claimed(timed, 200)
    async with timed.uow() as uow:
        await uow.cards.drawn(first, "D1", "1.2")
        assert await uow.cards.purge(9_000) == 0
        row = await uow.sessions.get(S1)
        await uow.sessions.save(replace(row, state=SessionState.CANCELED, ended_at=8_000))
        assert await uow.cards.purge(8_000) == 0
        assert await uow.cards.purge(8_001) == 1
        assert await uow.cards.find(second.person, S1) is not None


async def test_a_card_given_up_is_counted_until_wanted_again(timed: SqlStorage) -> None:
    """It is dead as long; one that had nothing to show isn't."""
    await add_session(timed)
    await want(timed, alice=100, bob=200)
    alices, bobs = await claimed(timed, 200)
    async with timed.uow() as uow:
        await uow.cards.drop(alices, "restricted_action")
        await uow.cards.drop(bobs)
        assert await uow.cards.dead() == 1
        await uow.commit()
    await want(timed, alice=300)
    async with timed.reading() as uow:
        assert await uow.cards.dead() == 0


async def test_a_wish_made_meanwhile_is_not_given_up(timed: SqlStorage) -> None:
    """Slack refused what was claimed; the newer state is due at once, and its tries go on being counted."""
    await add_session(timed)
    await want(timed, alice=100)
    (card,) = await claimed(timed, 100)
    await want(timed, alice=100)
    async with timed.uow() as uow:
        await uow.cards.drop(card, "restricted_action")
        assert await uow.cards.dead() == 0
        await uow.commit()
    assert [(one.wanted, one.attempt) for one in await claimed(timed, 100)] == [(2, 2)]
