"""The mail room: hands payloads to the app, keeps a record, retries events, delivers twice on demand.

Apart from the transports, which know one attempt each.
"""

from __future__ import annotations

import asyncio
import copy
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.delivery.answer import Answer, Delivered, Kind, Retry, Transport

KEPT = 500
ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)


@dataclass(slots=True)
class Office:
    """What leaves for the app.

    `ack_seconds` is how long the app has; `retry_delays` are the real seconds before an event's three
    repetitions; a kind in `twice` is delivered twice at the same moment (one of the answers counts).
    `record` is told of every attempt: what, status, summary, and what was said and answered.
    """

    transport: Transport
    record: Callable[[str, int | str, str, dict[str, Any]], None]
    ack_seconds: float = ACK_SECONDS
    retry_delays: tuple[float, ...] = RETRY_DELAYS
    twice: set[Kind] = field(default_factory=set)
    delivered: deque[Delivered] = field(default_factory=lambda: deque(maxlen=KEPT))
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def send(self, kind: Kind, payload: dict[str, Any]) -> Answer:
        """Hand over a payload and return the app's answer."""
        return await self._first(self._keep(kind, payload))

    async def send_event(self, payload: dict[str, Any]) -> Answer:
        """Hand over an event; if it isn't taken, Slack's repetitions follow in the background."""
        kept = self._keep("events_api", payload)
        answer = await self._first(kept)
        if not answer.acked and not answer.no_retry:
            self.later(self._repeat(kept, answer.reason))
        return answer

    def _keep(self, kind: Kind, payload: dict[str, Any]) -> Delivered:
        kept = Delivered(kind, copy.deepcopy(payload))
        self.delivered.append(kept)
        return kept

    async def _first(self, kept: Delivered) -> Answer:
        if kept.kind in self.twice:
            self.later(self._attempt(kept, None))
        return await self._attempt(kept, None)

    async def redeliver(self, kept: Delivered, reason: str = "http_timeout") -> Answer:
        """Deliver something again, as the next repetition."""
        return await self._attempt(kept, Retry(len(kept.answers), reason))

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something in the background; `settle` waits for it, `close` cancels it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Give up what is on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _repeat(self, kept: Delivered, reason: str) -> None:
        for number, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            answer = await self._attempt(kept, Retry(number, reason))
            if answer.acked or answer.no_retry:
                return
            reason = answer.reason

    async def _attempt(self, kept: Delivered, retry: Retry | None) -> Answer:
        answer = await self.transport.send(kept.kind, kept.payload, retry, self.ack_seconds)
        kept.answers.append(answer)
        suffix = f" (retry {retry.number})" if retry else ""
        detail = {"sent": kept.payload, "answered": answer.body}
        self.record(kept.kind, answer.status or answer.reason, _named(kept.payload) + suffix, detail)
        return answer


def _named(payload: dict[str, Any]) -> str:
    """Tell what a payload is in a few words, without what anybody wrote."""
    event = payload.get("event")
    if event is not None:
        return str(event.get("type"))
    if "command" in payload:
        return str(payload["command"])
    ids = [action["action_id"] for action in payload.get("actions") or ()]
    callback = payload.get("callback_id") or (payload.get("view") or {}).get("callback_id")
    return " ".join(str(part) for part in (payload.get("type"), *ids, callback) if part)
