"""Cards: which version of a session each person's card should show, and which it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, tuple_, update

from core.domain.ids import PersonKey, SessionId
from core.domain.notices import Card
from core.storage.repositories.sql import count, insert, value
from core.storage.rows.telling import CARD, card_from
from core.storage.sql_time import LEASE_END, NOW_MS
from core.storage.tables import cards, sessions
from core.storage.transaction import Transaction

_WHICH = and_(cards.c.person == value("whose"), cards.c.session == value("which"))
_IS_POSTED = cards.c.ts.is_not(None)

_ADD = insert(cards)
_WANT = _ADD.on_conflict_do_update(
    index_elements=[cards.c.person, cards.c.session],
    set_={
        "wanted": cards.c.wanted + 1,
        "todo": True,
        "reason": "",
        # The sooner of two wishes counts; a card already posted is never held back.
        "due_at": case((cards.c.due_at < _ADD.excluded.due_at, cards.c.due_at), else_=_ADD.excluded.due_at),
    },
).returning(cards.c.person)
_OVER = select(sessions.c.id).where(func.coalesce(sessions.c.ended_at, sessions.c.booked_end) < count("before"))
_PURGE = delete(cards).where(~cards.c.todo, cards.c.session.in_(_OVER))
_FIND = select(*CARD).where(_WHICH)
_DUE = (
    select(cards.c.person, cards.c.session)
    .where(
        cards.c.todo,
        or_(_IS_POSTED, cards.c.due_at <= count("now")),
        cards.c.retry_at <= count("now"),
        cards.c.lease_ms <= NOW_MS,
    )
    .order_by(cards.c.due_at, cards.c.person, cards.c.session)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(cards)
    .where(tuple_(cards.c.person, cards.c.session).in_(select(_DUE.c.person, _DUE.c.session)))
    .values(attempt=cards.c.attempt + 1, lease_ms=LEASE_END)
    .returning(*CARD)
)
# Who posted it while another, taken for dead, did the same, finds the other's message there.
_DRAWN = (
    update(cards)
    .where(_WHICH, or_(cards.c.ts.is_(None), cards.c.ts.in_([value("posted"), value("instead_of")])))
    .values(
        shown=count("drawn_version"),
        todo=cards.c.wanted > count("drawn_version"),
        attempt=0,
        lease_ms=0,
        retry_at=0,
    )
)
_RETRY = update(cards).where(_WHICH).values(retry_at=count("again_at"), lease_ms=0)
# What was wished for meanwhile isn't given up with what was claimed.
_HAS_NEWER = cards.c.wanted > count("claimed_version")
_DROP = (
    update(cards)
    .where(_WHICH)
    .values(
        todo=_HAS_NEWER,
        reason=case((_HAS_NEWER, ""), else_=value("why")),
        attempt=case((_HAS_NEWER, cards.c.attempt), else_=0),
        lease_ms=0,
    )
)
_DEAD = select(func.count()).where(cards.c.reason != "")
_REACH = update(cards).where(_WHICH, cards.c.due_at > count("now")).values(due_at=count("now"))


class SqlCards:
    """See ``Cards``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def want(self, session: SessionId, people: Mapping[PersonKey, int]) -> None:
        """Ask that these people's cards show the newest state."""
        wishes: list[dict[str, Any]] = [
            {
                "person": person,
                "session": session,
                "channel": None,
                "ts": None,
                "wanted": 1,
                "shown": 0,
                "due_at": people[person],
                "retry_at": 0,
                "attempt": 0,
                "todo": True,
                "lease_ms": 0,
                "reason": "",
            }
            for person in sorted(people)
        ]
        if wishes:
            await self._transaction.run(lambda db: db.all(_WANT, wishes))

    async def find(self, person: PersonKey, session: SessionId) -> Card | None:
        """Return where a person's card is."""
        row = await self._transaction.one(_FIND, {"whose": person, "which": session})
        return None if row is None else card_from(row)

    async def claim_due(self, now: int, limit: int, lease_seconds: float) -> tuple[Card, ...]:
        """Claim cards that don't show the newest state, longest due first."""
        parameters = {"now": now, "most": limit}
        rows = await self._transaction.run(lambda db: db.all(_CLAIM, {**parameters, **db.lease(lease_seconds)}))
        return tuple(sorted(map(card_from, rows), key=lambda card: (card.due_at, card.person, card.session)))

    async def drawn(self, card: Card, channel: str, ts: str) -> bool:
        """The card shows version ``card.wanted``; a newer wish stays due. False: another message is the card."""
        known = {"posted": ts, "instead_of": card.ts or ts}
        parameters = {**_names(card), "channel": channel, "ts": ts, "drawn_version": card.wanted, **known}
        return bool(await self._transaction.change(_DRAWN, parameters))

    async def retry(self, card: Card, due_at: int) -> None:
        """Try again at ``due_at``, not before."""
        await self._transaction.change(_RETRY, {**_names(card), "again_at": due_at})

    async def drop(self, card: Card, reason: str = "") -> None:
        """Stop drawing what was claimed until wanted again; with a ``reason`` it is dead as long."""
        await self._transaction.change(_DROP, {**_names(card), "claimed_version": card.wanted, "why": reason})

    async def dead(self) -> int:
        """Return how many were given up."""
        return int((await self._transaction.all(_DEAD, {}))[0][0])

    async def reach(self, person: PersonKey, session: SessionId, now: int) -> None:
        """The person is looking: a held-back first post goes out now."""
        await self._transaction.change(_REACH, {"whose": person, "which": session, "now": now})

    async def purge(self, before: int) -> int:
        """Forget the cards of sessions that ended, and of meetings that were over, before the instant."""
        return await self._transaction.change(_PURGE, {"before": before})


def _names(card: Card) -> dict[str, str]:
    return {"whose": card.person, "which": card.session}
