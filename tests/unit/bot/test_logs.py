"""Logs: structured, and without anything that must not be told."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Where logs go during the test; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    set_up_logs(LogLevel.INFO, LogFormat.JSON, stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    """Each line as JSON."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    "secret", ["xoxb-123-abcdef", "xapp-1-A0-abcdef", "ya29.a0AfH6SMBabc", "1//0gabcdefgh", "gAAAAABhabcdef"]
)
def test_what_looks_like_a_token_is_struck_out(out: io.StringIO, secret: str) -> None:
    """Even when somebody logs one by mistake."""
    structlog.get_logger().info("oops", detail=f"got {secret} here")
    assert lines(out)[0]["detail"] == "got [secret] here"


def test_a_sockets_ticket_is_struck_out(out: io.StringIO) -> None:
    """The address that Slack gives for a socket is a key to it."""
    logging.getLogger("slack_sdk").error("Failed: url=wss://wss.example/link/?ticket=abcdef123456&app_id=1")
    assert lines(out)[0]["event"] == "Failed: url=wss://wss.example/link/?ticket=[secret]&app_id=1"


@pytest.mark.parametrize("name", ["", "slack_bolt", "asyncio"])
def test_an_error_is_named_by_its_type_alone(out: io.StringIO, name: str) -> None:
    """Its text may hold what somebody typed, its traceback the values around it."""
    log = logging.getLogger(name) if name else structlog.get_logger()
    try:
        int("the secret title")
    except ValueError:
        log.exception("job.failed")
    [line] = lines(out)
    assert line["error"] == "ValueError"
    assert "secret title" not in out.getvalue()
    assert "Traceback" not in out.getvalue()


def test_libraries_that_log_payloads_are_kept_quiet(out: io.StringIO) -> None:
    """Bolt logs the body of what it refuses, at a level below warning."""
    set_up_logs(LogLevel.DEBUG, LogFormat.JSON, out)
    for name in ("slack_bolt.request", "slack_sdk.web", "aiohttp.access", "urllib3"):
        logging.getLogger(name).info("body: private words")
    assert out.getvalue() == ""


def test_a_terminal_gets_lines_for_people_and_a_file_json(out: io.StringIO) -> None:
    """Unless a format is chosen."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    set_up_logs(LogLevel.INFO, LogFormat.AUTO, out)
    structlog.get_logger().info("one")
    assert lines(out)[0]["event"] == "one"
    terminal = Terminal()
    set_up_logs(LogLevel.INFO, LogFormat.AUTO, terminal)
    structlog.get_logger().info("two")
    assert "two" in terminal.getvalue()
    assert "{" not in terminal.getvalue()
