"""How fast what people are told reaches a Slack that takes its time: the outbox, end to end."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.handlers_lib.servers import environment
from benchmarks.handlers_lib.slack_side import TEAM, web_api_apart
from benchmarks.handlers_lib.world import some_person
from bot.assembly import assemble
from bot.clock import real_clock
from bot.settings import load_settings
from core.domain.ids import NoticeId, installation_key
from core.domain.installations import Installation
from core.domain.notices import Delivery, Notice, NoticeKind
from core.storage.migrate import upgrade
from core.usecases.deps import Deps
from core.usecases.installs import put_installation

LATENCY = 0.05
IN_FLIGHT = 20
IDEAL = IN_FLIGHT / LATENCY


async def delivered(directory: Path, number: int, latency: float = LATENCY) -> tuple[float, float]:
    """Send one new message each to ``number`` people, after as many to warm up.

    Returns how many per second, and the milliseconds of CPU for one. Slack is a process of its own, as it is in life.
    """
    url = f"sqlite+aiosqlite:///{directory}/notices{latency}.db"
    upgrade(url)
    async with web_api_apart(latency) as api:
        parts = assemble(load_settings(environment(url, api.url)), real_clock())
        try:
            await put_installation(parts.deps, installation=_acme(parts.deps.now()))
            taken = used = 0.0
            for turn in range(2):
                await _tell(parts.deps, turn, number)
                before = await api.counted("chat.postMessage")
                began, used = time.perf_counter(), time.process_time()
                await parts.notifier.deliver_due()
                taken, used = time.perf_counter() - began, time.process_time() - used
                assert await api.counted("chat.postMessage") - before == number
        finally:
            await parts.aclose()
    return number / taken, used / number * 1_000


async def _tell(deps: Deps, turn: int, number: int) -> None:
    now = deps.now()
    people = [some_person(f"U{turn}X{one}") for one in range(number)]
    async with deps.uow() as uow:
        for person in people:
            await uow.people.add(person)
        await uow.notices.add(
            [
                Notice(
                    id=NoticeId(f"n{person.user}"),
                    key=f"n{person.user}",
                    person=person.key,
                    kind=NoticeKind.RECONNECT_NEEDED,
                    created_at=now,
                    due_at=now,
                    delivery=Delivery.PENDING,
                )
                for person in people
            ]
        )
        await uow.commit()


def _acme(now: int) -> Installation:
    return Installation(
        key=installation_key(None, TEAM),
        team=TEAM,
        team_name="Acme",
        enterprise=None,
        is_enterprise=False,
        bot_token="",
        bot_user="UBOT",
        bot_id="B1",
        app_id="A1",
        scopes=frozenset({"chat:write"}),
        installed_at=now,
    )
