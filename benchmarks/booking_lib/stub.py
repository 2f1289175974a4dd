"""Calendars kept in this process's memory: what is measured beside them is the database and the protocol."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from itertools import count

from core.calendars.protocols import BusyReading, Event, EventDraft
from core.domain.accounts import Access
from core.domain.errors import EventExists, EventGone
from core.scheduling.intervals import Interval, intervals_of, merge_pairs, pairs_of


class StubCalendars:
    """As ``Calendars``, as far as booking asks. Every call takes ``latency`` seconds.

    ``calls`` counts by name; ``waves`` how often a call went out while none was under way: the round trips in turn.
    """

    def __init__(self, now: Callable[[], int], latency: float = 0.0) -> None:
        self._now = now
        self.latency = latency
        self.calls: Counter[str] = Counter()
        self.waves = 0
        self._under_way = 0
        self._events: dict[tuple[str, str], dict[str, Event]] = {}
        self._etags = count(1)

    def is_set_up(self) -> bool:
        """Yes."""
        return True

    async def busy(self, access: Access, calendars: Sequence[str], span: Interval) -> BusyReading:
        """Tell when the calendars are taken."""
        await self._call("busy")
        found = [event.slot for calendar in calendars for event in self._of(access, calendar).values() if event.slot]
        inside = pairs_of(slot for slot in found if slot.overlaps(span))
        return BusyReading(intervals_of(merge_pairs(inside)), self._now())

    async def insert(self, access: Access, calendar: str, draft: EventDraft) -> Event:
        """Keep a new event."""
        await self._call("insert")
        if draft.id in self._of(access, calendar):
            raise EventExists(account=access.account)
        return self._put(access, calendar, draft)

    async def get(self, access: Access, calendar: str, event: str) -> Event:
        """Return an event."""
        await self._call("get")
        found = self._of(access, calendar).get(event)
        if found is None:
            raise EventGone(account=access.account)
        return found

    async def overlapping(self, access: Access, calendars: Sequence[str], span: Interval) -> tuple[Event, ...]:
        """Return what lies in the span."""
        await self._call("overlapping")
        found = [event for calendar in calendars for event in self._of(access, calendar).values()]
        return tuple(event for event in found if event.slot is not None and event.slot.overlaps(span))

    async def update(self, access: Access, calendar: str, draft: EventDraft, etag: str) -> Event:
        """Replace an event."""
        await self._call("update")
        assert self._of(access, calendar)[draft.id].etag == etag
        return self._put(access, calendar, draft)

    async def delete(self, access: Access, calendar: str, event: str, etag: str | None = None) -> None:
        """Forget an event."""
        await self._call("delete")
        found = self._of(access, calendar)
        assert etag is None or event not in found or found[event].etag == etag
        if found.pop(event, None) is None:
            raise EventGone(account=access.account)

    async def aclose(self) -> None:
        """Nothing is held."""

    def stored(self) -> dict[tuple[str, str], dict[str, Event]]:
        """Return the events there are, by account and calendar."""
        return self._events

    def _of(self, access: Access, calendar: str) -> dict[str, Event]:
        return self._events.setdefault((access.account, calendar), {})

    def _put(self, access: Access, calendar: str, draft: EventDraft) -> Event:
        event = Event(
            id=draft.id,
            etag=f'"{next(self._etags)}"',
            status="tentative" if draft.tentative else "confirmed",
            slot=draft.slot,
            link="https://calendar.example/event",
            marks=draft.marks,
            wording=draft.wording,
        )
        self._of(access, calendar)[draft.id] = event
        return event

    def _call(self, name: str) -> Awaitable[None]:
        self.calls[name] += 1
        self.waves += self._under_way == 0
        return self._wait()

    async def _wait(self) -> None:
        self._under_way += 1
        await asyncio.sleep(self.latency)
        self._under_way -= 1
