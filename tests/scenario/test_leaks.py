"""Nothing that is anybody's own business reaches the log, however much is logged."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from tests.scenario.world import DAY, KEY, START, World

OWN_TITLE, TITLE, NOTE, SAID = "Oncology appointment", "Severance talks", "I lost my nerve", "my password is hunter2"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged at the most talkative level, as an operator would read it."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level, config = root.handlers, root.level, structlog.get_config()
    set_up_logs(LogLevel.DEBUG, LogFormat.JSON, stream)
    yield stream
    root.handlers = before
    root.setLevel(level)
    structlog.configure(**config)


async def _a_whole_life(world: World) -> None:
    """Meet, negotiate, book, move, cancel, write to Perin, be refused, export, leave."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="ask_first", back="book_on_confirm")
    await alice.types(f"/perin schedule @bob 45m next week about {TITLE}")
    await bob.accepts()
    await alice.books()
    await alice.types(f"/perin {SAID}")
    await alice.slack.message(SAID)
    await world.quiet()
    await bob.slack.open_home()
    await alice.presses("Cancel meeting", alice.card)
    await alice.submits({"perin.cancel.note": NOTE})
    await alice.closes()
    await alice.types("/perin audit")
    await alice.presses("Export all as a file", alice.private)
    await world.tick(DAY)
    world.google_fault("error", "freebusy", status=500)
    await alice.types(f"/perin schedule @bob tomorrow about {TITLE}")
    await bob.types("/perin forget me")
    await bob.submits()
    await world.quiet()


async def test_the_log_tells_nothing_of_what_people_say_or_hold(log: io.StringIO, world: World) -> None:
    """No token, title, note, message, name or address is in it, and yet each act has its line with its ids."""
    set_up_logs(LogLevel.DEBUG, LogFormat.JSON, log)
    for human in (world.alice, world.bob):
        human.calendar.add_event(summary=OWN_TITLE, start=START + 6 * DAY, end=START + 6 * DAY + 3600)
    await _a_whole_life(world)
    told = log.getvalue()
    lines = [json.loads(line) for line in told.splitlines()]
    expected = {"calendar.linked", "connection.accepted", "session.booked", "session.meeting_canceled", "slack.refused"}
    assert expected <= {line.get("event") for line in lines}
    slack = world.slack
    secrets = [slack.bot_token, slack.app_token, slack.signing_secret, KEY]
    own = [OWN_TITLE, TITLE, NOTE, SAID, "hunter2", "Alice Moreau", "Bob Tanaka", "alice@example.com"]
    assert [text for text in (*secrets, *own) if text and text in told] == []
    assert "ya29." not in told
    assert "1//" not in told
