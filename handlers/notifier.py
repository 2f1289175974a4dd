"""The outbox on its way to Slack: notices as direct messages, cards posted once and edited ever after.

Rows are claimed and marked by the handful, each as soon as Slack has answered, and sent one by one, to each person in
turn; whom Slack is slow with keeps nobody else waiting. Slack's own limits are honoured when it names them. A lost
answer to a new message is looked up in the conversation's history by the message's key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

import structlog

from core.domain.errors import NotFound
from core.domain.notices import Notice, Posted
from core.domain.people import Person
from core.usecases import outbox
from core.usecases.outbox import CardTask
from core.usecases.people import remember_dm
from core.usecases.views import NoticeView
from handlers.asker import Kit
from handlers.failures import place_of
from handlers.home_keeper import HomeKeeper
from handlers.in_flight import InFlight
from handlers.posting import Conversation, Later, Never, Sent
from handlers.render.base import Rendered
from handlers.render.cards import session_card
from handlers.render.notices import notice_message
from handlers.together import Together

log = structlog.get_logger()

BATCH = 20
AT_ONCE = 20
"""How many messages are on their way to Slack at the same time."""

_LATER = (2, 5, 15, 60, 300, 900)
_GIVE_UP_SECONDS = 86_400
_TRIES = 100
"""What a day of our own back-offs amounts to: a message that was held back, or found us down, is tried as long."""


@dataclass(slots=True)
class Notifier:
    """Delivers what is due. One instance per process; replicas share the rows."""

    kit: Kit
    _round: asyncio.Lock = field(default_factory=asyncio.Lock)
    _calls: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _under_way: InFlight = field(default_factory=InFlight)
    _looks: int = 0
    _homes: HomeKeeper = field(init=False)
    _stored: Together[Posted] = field(init=False)

    def __post_init__(self) -> None:
        """Let what was sent be stored together."""
        self._homes = HomeKeeper(self.kit)
        self._stored = Together(self._store)

    async def deliver_due(self) -> int:
        """Deliver what is due and wait until that is done; returns how many rows were worked. Raises as ``look``."""
        worked = await self.look()
        await self.settled()
        return worked

    async def look(self) -> int:
        """Begin to deliver all that is due, and to draw every open App Home that is out of date.

        Returns how many rows are worked, without waiting for Slack unless much is under way already. Raises what
        failed since the last time.
        """
        worked = 0
        async with self._round:
            while True:
                # The next are fetched while the last are on their way, and no sooner: leases have begun by then.
                await self._under_way.until_fewer_than(BATCH + 1)
                self._looks += 1
                cards = await outbox.claim_cards(self.kit.deps, limit=BATCH)
                self._start(self._card(task) for task in cards)
                notices = await outbox.claim_notices(self.kit.deps, limit=BATCH)
                self._start(self._notice(view) for view in notices)
                homes = await self._homes.claim(BATCH)
                self._start(self._homes.draw(person) for person in homes)
                worked += len(cards) + len(notices)
                if max(len(cards), len(notices), len(homes)) < BATCH:
                    break
        self._under_way.raise_failure()
        return worked

    async def settled(self) -> None:
        """Wait until nothing is under way; whoever is cancelled over it cancels that, too. Raises as ``look``."""
        try:
            await self._under_way.ended()
        except asyncio.CancelledError:
            await self.abandon()
            raise

    async def abandon(self) -> None:
        """Stop what is under way: its rows are let go when their leases end."""
        await self._under_way.cancel()

    def _start(self, works: Iterable[Coroutine[Any, Any, None]]) -> None:
        for work in works:
            self._under_way.start(self._seen_to(work, self._looks))

    async def _seen_to(self, work: Coroutine[Any, Any, None], look: int) -> None:
        """Do a piece of work; let who looked meanwhile look again, since they passed over its row and newer wishes."""
        try:
            await work
        finally:
            if self._looks != look:
                self.kit.deps.wake()

    async def _card(self, task: CardTask) -> None:
        card, deps = task.card, self.kit.deps

        async def failed(wait: int | None, reason: str) -> None:
            log.warning("card.not_drawn", reason=reason, session=card.session, again_in=wait)
            again = None if wait is None else deps.now() + wait
            await outbox.card_failed(deps, card=card, retry_at=again, reason=reason)

        at = Sent(card.channel, card.ts) if card.channel and card.ts else None
        sent = await self._deliver(
            task.person,
            lambda: session_card(task.view),
            at,
            key=f"card:{card.session}",
            attempt=card.attempt,
            failed=failed,
        )
        if sent is not None and not await outbox.card_drawn(deps, card=card, channel=sent.channel, ts=sent.ts):
            await self._take_back(task.person, sent)

    async def _notice(self, view: NoticeView) -> None:
        notice, deps = view.notice, self.kit.deps

        async def failed(wait: int | None, reason: str) -> None:
            log.warning("notice.not_sent", reason=reason, notice=notice.id, kind=notice.kind.value, again_in=wait)
            again = None if wait is None or _is_hopeless(notice, deps.now()) else deps.now() + wait
            await outbox.notice_failed(deps, notice=notice.id, retry_at=again, reason=reason)

        at = Sent(notice.channel, notice.ts) if notice.channel and notice.ts else None
        sent = await self._deliver(
            view.person,
            lambda: notice_message(view, deps.now()),
            at,
            key=notice.key,
            attempt=notice.attempt,
            failed=failed,
        )
        if sent is None:
            return
        if await self._stored.add(Posted(notice.id, sent.channel, sent.ts, instead_of=notice.ts)):
            log.info("notice.sent", notice=notice.id, kind=notice.kind.value)
        else:
            await self._take_back(view.person, sent)

    async def _store(self, posted: Sequence[Posted]) -> frozenset[Posted]:
        return await outbox.notices_sent(self.kit.deps, posted=posted)

    async def _deliver(
        self,
        person: Person,
        draw: Callable[[], Rendered],
        at: Sent | None,
        *,
        key: str,
        attempt: int,
        failed: Callable[[int | None, str], Awaitable[None]],
    ) -> Sent | None:
        """Show one message; None when it couldn't be, after telling ``failed`` when to try again (None: never)."""
        turn = self._turns.setdefault(person.key, asyncio.Lock())
        try:
            async with turn:
                talk, message = await self._conversation(person), draw()
                async with self._calls:
                    sent = await talk.show(message, key, at=at, is_repeat=attempt > 1)
        except Never as never:
            await failed(None, never.reason)
        except Later as later:
            await failed(later.seconds or _back_off(attempt), later.reason)
        except Exception as error:  # noqa: BLE001 - one row that can't be drawn must not hold up the others
            await failed(_back_off(attempt), type(error).__name__)
            log.error("outbox.failed", error=type(error).__name__, place=place_of(error))  # noqa: TRY400 - no content
        else:
            if person.dm_channel != sent.channel:
                await remember_dm(self.kit.deps, person=person.key, channel=sent.channel)
            return sent
        return None

    async def _take_back(self, person: Person, sent: Sent) -> None:
        """Delete a message that another process had posted too: this one slept for longer than its lease."""
        try:
            talk = await self._conversation(person)
            await talk.take_back(sent)
        except (Later, Never) as error:
            log.warning("outbox.double_left", reason=error.reason)

    async def _conversation(self, person: Person) -> Conversation:
        try:
            installation = await self.kit.tenants.get(person.installation)
        except NotFound as error:
            raise Never("uninstalled") from error
        return Conversation(self.kit.clients.outbox(installation.bot_token), person.user, person.dm_channel)


def _is_hopeless(notice: Notice, now: int) -> bool:
    """Whether a message was tried for long enough. One that is in Slack must not go on saying what isn't true."""
    return notice.ts is None and notice.attempt >= _TRIES and now - notice.created_at > _GIVE_UP_SECONDS


def _back_off(attempt: int) -> int:
    return _LATER[min(max(attempt, 1), len(_LATER)) - 1]
