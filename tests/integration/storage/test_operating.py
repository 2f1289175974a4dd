"""What an operator sees of a database from outside: what could not be delivered, whether notice or card."""

from __future__ import annotations

from core.domain.ids import NoticeId
from core.domain.notices import Delivery, NoticeKind
from core.storage.database import SqlStorage
from core.storage.operating import DeadLetter, stuck
from tests.integration.storage.samples import ALICE, BOB, S1, add_session, notice


async def test_an_operator_sees_what_was_given_up(timed: SqlStorage, database_url: str) -> None:
    """How many, of what kind, since when and why, the newest first, also beside a running process; nothing else."""
    await add_session(timed)
    async with timed.uow() as uow:
        for number, created in ((1, 2_000), (2, 1_000), (3, 8_000)):
            waiting = notice(number, kind=NoticeKind.BOOKED, delivery=Delivery.PENDING, created_at=created)
            await uow.notices.add([waiting])
        for number in (1, 2):
            await uow.notices.give_up(NoticeId(f"n{number}"), "channel_not_found")
        await uow.cards.want(S1, {ALICE: 3_000, BOB: 7_000})
        for card in await uow.cards.claim_due(5_000, 9, 30):
            await uow.cards.drop(card, "restricted_action")
        await uow.commit()
    found = stuck(database_url, 2)
    assert found is not None
    assert (found.dead, found.waiting) == (3, 0)
    assert found.letters == (
        DeadLetter("card", 3_000, "restricted_action"),
        DeadLetter("booked", 2_000, "channel_not_found"),
    )
