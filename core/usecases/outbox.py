"""What waits to be shown in Slack: direct messages to send or redraw, cards to post or edit. Claimed with leases."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.errors import NotFound
from core.domain.ids import InstallationKey, NoticeId, PersonKey, SessionId
from core.domain.notices import Card
from core.domain.people import Person
from core.domain.rights.meeting import check_read
from core.domain.sessions import UNSETTLED_STATES
from core.usecases.deps import Deps
from core.usecases.steps.noticing import notice_views
from core.usecases.steps.putting_off import with_wait
from core.usecases.steps.reading import read_view
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
        """Whether a first message would only tell of something that is over."""
        session = self.view.session
        return self.card.ts is None and session.state not in UNSETTLED_STATES and not session.is_meeting


async def claim_notices(deps: Deps, *, limit: int) -> tuple[NoticeView, ...]:
    """Claim due notices; one with a ``ts`` is to be redrawn, one without to be sent."""
    async with deps.uow() as uow:
        claimed = await uow.notices.claim_due(deps.now(), limit, deps.timing.outbox_lease)
        if not claimed:
            return ()
        await uow.commit()
    async with deps.reading() as uow:
        return await notice_views(uow, claimed, deps.now())


async def notice_sent(deps: Deps, *, notice: NoticeId, channel: str, ts: str) -> None:
    """Remember that the DM is in Slack and shows the present state."""
    async with deps.uow() as uow:
        await uow.notices.sent(notice, channel, ts)
        await uow.commit()


async def notice_failed(deps: Deps, *, notice: NoticeId, retry_at: int | None, reason: str) -> None:
    """Try again at ``retry_at`` (epoch seconds); None gives up and leaves it to the operator's view."""
    async with deps.uow() as uow:
        if retry_at is None:
            await uow.notices.give_up(notice, reason)
        else:
            await uow.notices.retry(notice, retry_at)
        await uow.commit()


async def claim_cards(deps: Deps, *, limit: int) -> tuple[CardTask, ...]:
    """Claim cards that don't show the newest state, with that state.

    A card that was held back until its session was over without a meeting is never posted: there is nothing to press.
    """
    async with deps.uow() as uow:
        claimed = await uow.cards.claim_due(deps.now(), limit, deps.timing.outbox_lease)
        if not claimed:
            return ()
        await uow.commit()
    tasks = []
    async with deps.reading() as uow:
        for card in claimed:
            try:
                row = await uow.sessions.get(card.session)
                pair = await uow.connections.pair(row.connection)
            except NotFound:
                continue
            view = await with_wait(uow, await read_view(uow, row, pair, card.person, deps.now()))
            tasks.append(CardTask(card=card, view=view, person=pair.side(card.person).person))
    for task in tasks:
        if task.is_pointless:
            await card_failed(deps, card=task.card, retry_at=None)
    return tuple(task for task in tasks if not task.is_pointless)


async def card_drawn(deps: Deps, *, card: Card, channel: str, ts: str) -> None:
    """Remember that the card is in Slack and shows what was claimed."""
    async with deps.uow() as uow:
        await uow.cards.drawn(card, channel, ts)
        await uow.commit()


async def card_failed(deps: Deps, *, card: Card, retry_at: int | None) -> None:
    """Try again at ``retry_at`` (epoch seconds); None stops drawing it until it is wanted again."""
    async with deps.uow() as uow:
        if retry_at is None:
            await uow.cards.drop(card)
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


async def find_card(deps: Deps, *, person: PersonKey, session: SessionId) -> Card | None:
    """Return where the person's card of a session is; None when they have none."""
    async with deps.reading() as uow:
        return await uow.cards.find(person, session)


async def redraw_card(deps: Deps, *, person: PersonKey, session: SessionId) -> None:
    """Draw the person's card as the session stands, although nothing of it changed; nothing without a card."""
    async with deps.uow() as uow:
        if await uow.cards.find(person, session) is None:
            return
        await uow.cards.want(session, {person: deps.now()})
        await uow.commit()
    deps.wake()
