"""What waits to be shown in Slack: direct messages to send or redraw, cards to post or edit. Claimed with leases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.digests import LATE_SECONDS
from core.domain.ids import InstallationKey, NoticeId, PersonKey, SessionId
from core.domain.notices import Card, NoticeKind, Posted
from core.domain.people import Person
from core.domain.rights.meeting import check_read
from core.domain.sessions import UNSETTLED_STATES
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps
from core.usecases.steps.digesting import digest_of
from core.usecases.steps.noticing import notice_views
from core.usecases.steps.reading import views_of
from core.usecases.views import NoticeView, SessionView


@dataclass(frozen=True, slots=True)
class CardTask:
    """A card to draw: where it is (``card.ts`` None: not posted yet), what it shows, for whom."""

    card: Card
    view: SessionView
    person: Person

    @property
    def installation(self) -> InstallationKey:
        """Which bot token reaches the person."""
        return self.person.installation

    @property
    def is_pointless(self) -> bool:
        """Whether a first message would only tell of something that is over. An earlier try may have reached Slack."""
        session, card = self.view.session, self.card
        is_first = card.ts is None and card.attempt <= 1
        return is_first and session.state not in UNSETTLED_STATES and not session.is_meeting


async def claim_notices(deps: Deps, *, limit: int) -> tuple[NoticeView, ...]:
    """Claim due notices; one with a ``ts`` is to be redrawn, one without to be sent.

    A reminder or a digest that comes after its time, because nothing ran then, is left to the inbox.
    """
    async with deps.uow() as uow:
        claimed = await uow.notices.claim_due(deps.now(), limit, deps.timing.outbox_lease)
        if not claimed:
            return ()
        await uow.commit()
    now = deps.now()
    async with deps.reading() as uow:
        views = [await _with_digest(uow, view, now) for view in await notice_views(uow, claimed, now)]
    late = {view.notice.id for view in views if _is_late(view, now)}
    if late:
        async with deps.uow() as uow:
            for notice in sorted(late):
                await uow.notices.drop(notice)
            await uow.commit()
    return tuple(view for view in views if view.notice.id not in late)


async def _with_digest(uow: UnitOfWork, view: NoticeView, now: int) -> NoticeView:
    if view.notice.kind is not NoticeKind.DIGEST:
        return view
    return replace(view, digest=await digest_of(uow, view.person, now))


def _is_late(view: NoticeView, now: int) -> bool:
    """Whether a first message would tell what is no longer worth telling: a reminder or a digest after its time."""
    if view.notice.ts is not None:
        return False
    if view.notice.kind is NoticeKind.REMINDER:
        slot = (
            view.session.session.booked_slot if view.session is not None and view.session.session.is_meeting else None
        )
        return slot is None or slot.start <= now
    return view.digest is not None and (view.digest.is_empty or now >= view.notice.due_at + LATE_SECONDS)


async def notices_sent(deps: Deps, *, posted: Sequence[Posted]) -> frozenset[Posted]:
    """Remember that the DMs are in Slack and show the present state; those not returned are one too many."""
    async with deps.uow() as uow:
        kept = await uow.notices.sent(posted)
        await uow.commit()
    return kept


async def notice_failed(deps: Deps, *, notice: NoticeId, retry_at: int | None, reason: str) -> None:
    """Try again at ``retry_at`` (epoch seconds); None gives up, and what never arrived is left to the operator."""
    async with deps.uow() as uow:
        if retry_at is None:
            await uow.notices.give_up(notice, reason)
        else:
            await uow.notices.retry(notice, retry_at)
        await uow.commit()


async def claim_cards(deps: Deps, *, limit: int) -> tuple[CardTask, ...]:
    """Claim cards that don't show the newest state, with that state.

    A card that was held back until its session was over without a meeting is never posted: there is nothing to press.
    One that was tried before is looked for, since what it shows could still be pressed.
    """
    async with deps.uow() as uow:
        claimed = await uow.cards.claim_due(deps.now(), limit, deps.timing.outbox_lease)
        if not claimed:
            return ()
        await uow.commit()
    async with deps.reading() as uow:
        rows = await uow.sessions.find_many(tuple({card.session for card in claimed}))
        pairs = await uow.connections.pairs(tuple({row.connection for row in rows.values()}))
        seen = [(rows[card.session], card.person) for card in claimed if card.session in rows]
        views = {(view.session.id, view.viewer): view for view in await views_of(uow, seen, deps.now(), pairs=pairs)}
    tasks = []
    for card in claimed:
        view = views.get((card.session, card.person))
        if view is not None:
            person = pairs[view.session.connection].side(card.person).person
            tasks.append(CardTask(card=card, view=view, person=person))
    for task in tasks:
        if task.is_pointless:
            await card_failed(deps, card=task.card, retry_at=None)
    return tuple(task for task in tasks if not task.is_pointless)


async def card_drawn(deps: Deps, *, card: Card, channel: str, ts: str) -> bool:
    """Remember that the card is in Slack and shows what was claimed; False: another message is the card already."""
    async with deps.uow() as uow:
        is_kept = await uow.cards.drawn(card, channel, ts)
        await uow.commit()
    return is_kept


async def card_failed(deps: Deps, *, card: Card, retry_at: int | None, reason: str = "") -> None:
    """Try again at ``retry_at`` (epoch seconds); None stops drawing it until it is wanted again.

    Then a ``reason`` leaves it to the operator's view; without one there is nothing more to show.
    """
    async with deps.uow() as uow:
        if retry_at is None:
            await uow.cards.drop(card, reason)
        else:
            await uow.cards.retry(card, retry_at)
        await uow.commit()


async def reach_card(deps: Deps, *, person: PersonKey, session: SessionId) -> None:
    """The person looks at the session now: a card held back by quiet hours is posted at once. Raises NotParticipant."""
    async with deps.uow() as uow:
        check_read(await uow.sessions.get(session), person)
        await uow.cards.reach(person, session, deps.now())
        await uow.commit()
    deps.wake()
