"""What a command costs the database, counted from Slack's payload to the answer.

What only shows something is counted as soon as it is known whose it is, in one transaction. Asking for a meeting is
counted where the meeting is decided; who asks is remembered from a moment ago, and compared there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from core.domain.scopes import BOOK_ON_CONFIRM
from core.usecases.settings import save_settings
from core.usecases.terms import Terms
from handlers.app import build_app, runner_of
from handlers.asker import Kit
from handlers.ids import ADDRESS_ACTIONS, COMMAND
from handlers.slack import Clients, Tenants
from tests.support.counting import Told, listening
from tests.support.people import key_of
from tests.support.world import World

NOWHERE = "http://127.0.0.1:9"
READING = (
    *("", "help", "calendar", "connections", "sessions", "notifications", "notifications unread", "settings", "audit"),
    *("permissions <@UBOB|bob>", "revoke <@UBOB|bob>", "invite", "block <@UBOB|bob>", "schedule", "forget me"),
)
READING_MOST = (2, 8)
SCHEDULE_MOST = (2, 14)
UNKNOWN_MORE = (1, 1)
"""What it costs to look up who asks, for whom nothing was done here of late."""


@pytest.fixture
async def app(pair: World) -> AsyncIterator[AsyncApp]:
    """The app over two connected people; Slack is not there, so nothing but the database is told anything."""
    async with aiohttp.ClientSession() as session:
        clients = Clients(session, f"{NOWHERE}/api/")
        kit = Kit(deps=pair.deps, clients=clients, tenants=Tenants(pair.deps, own_token="xoxb-1"))
        made = build_app(kit, signing_secret="")
        await dispatched(made, command("resume"))
        yield made


def command(text: str) -> dict[str, Any]:
    """Alice types this."""
    body = {"command": COMMAND, "text": text, "team_id": "T1", "user_id": "UALICE", "trigger_id": f"1.2.{text}"}
    return {**body, "response_url": f"{NOWHERE}/response"}


async def dispatched(app: AsyncApp, body: dict[str, Any]) -> Told:
    """Hand a payload in; what the database was told until all was done."""
    with listening() as told:
        answer = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        assert answer.status == 200
        assert await runner_of(app).drain(10) == 0
    assert told.opened == 0
    return told


async def test_reading_commands_keep_to_their_budget(pair: World, app: AsyncApp) -> None:
    """What only shows something is cheap also when there is something to show: a meeting, an open session, an inbox."""
    connection = (await pair.propose(phrase="soon", title="One")).session.connection
    await pair.grant("bob", connection, Terms(scopes=BOOK_ON_CONFIRM))
    view = await pair.propose(title="Two")
    await pair.book("alice", view.session.id, view.slots[0].slot)
    await pair.propose(title="Three")
    counts = {text: (await dispatched(app, command(text))).counts for text in READING}
    assert {text: one for text, one in counts.items() if one[0] > READING_MOST[0] or one[1] > READING_MOST[1]} == {}


def within(counts: tuple[int, int], most: tuple[int, int]) -> bool:
    """Whether there were no more transactions, nor statements."""
    return counts[0] <= most[0] and counts[1] <= most[1]


async def test_scheduling_keeps_to_its_budget(pair: World, app: AsyncApp) -> None:
    """A session from the first word to the slots: rights and ground, then everything that is stored."""
    await dispatched(app, command("connections"))
    told = await dispatched(app, command("schedule <@UBOB|bob> 45m next week"))
    async with pair.storage.reading() as uow:
        (connection,) = await uow.connections.of(key_of("alice"))
        assert len(await uow.sessions.open_on(connection.connection.id)) == 1
    assert within(told.counts, SCHEDULE_MOST), told.counts


async def test_who_was_not_heard_of_lately_costs_one_look(app: AsyncApp) -> None:
    """A press that may have changed the person's row lets it be read anew: one transaction of one statement more."""
    await dispatched(app, command("pause"))
    await dispatched(app, command("resume"))
    told = await dispatched(app, command("schedule <@UBOB|bob> 45m next week"))
    assert within(told.counts, (SCHEDULE_MOST[0] + UNKNOWN_MORE[0], SCHEDULE_MOST[1] + UNKNOWN_MORE[1])), told.counts


async def test_words_are_read_in_the_zone_that_holds(pair: World, app: AsyncApp) -> None:
    """Another replica saved Alice's zone since she was last heard of here: her "at 10:00" is ten there."""
    await dispatched(app, command("connections"))
    settings = (await pair.person("alice")).settings
    await save_settings(pair.deps, person=key_of("alice"), settings=settings, time_zone="America/New_York")
    await dispatched(app, command("schedule <@UBOB|bob> 45m tuesday at 10:00"))
    async with pair.storage.reading() as uow:
        (connection,) = await uow.connections.of(key_of("alice"))
        (session,) = await uow.sessions.open_on(connection.connection.id)
    begins = datetime.fromtimestamp(session.window[0].start, ZoneInfo("America/New_York"))
    assert (begins.hour, begins.minute) == (10, 0)
    assert "New York" in session.phrase


async def test_a_press_that_opens_an_address_asks_nothing(app: AsyncApp) -> None:
    """Nor does a command or press that nobody works: Slack is answered, and the database isn't asked who it was."""
    pressed: dict[str, Any] = {"type": "button", "block_id": "b", "action_ts": "1.2", "value": "1"}
    common: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "UALICE"},
        "trigger_id": "1",
    }
    for action in (*sorted(one.value for one in ADDRESS_ACTIONS), "nobody.knows.this"):
        told = await dispatched(app, {**common, "actions": [{**pressed, "action_id": action}]})
        assert told.counts == (0, 0)
    assert (await dispatched(app, {**command("help"), "command": "/other"})).counts == (0, 0)
