"""What went wrong, told twice: to the person in words, to the operator by kind and place, never by content."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from core.domain.errors import PerinError
from core.domain.ids import PersonKey, split_person_key
from core.usecases.views import Other
from handlers.render.base import Rendered, note
from handlers.render.errors import OOPS, TOO_LATE, refusal
from handlers.render.times import Reads

log = structlog.get_logger()

LATE_TRIGGER = frozenset({"expired_trigger_id", "trigger_expired"})
USED_TRIGGER = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
"""Slack names each one way in its reference and the other in its prose."""

FAR_AWAY = (SlackApiError, aiohttp.ClientError, TimeoutError)
"""What a call to Slack comes to when it comes to nothing."""


def code_of(error: Exception) -> str:
    """Name a failed call: Slack's own code, else the kind of the error."""
    return (
        str(_body(error).get("error") or _status(error)) if isinstance(error, SlackApiError) else type(error).__name__
    )


def may_pass(error: SlackApiError) -> bool:
    """Whether the same call may go well later: Slack is busy or broken, rather than of another opinion."""
    return _status(error) == 429 or _status(error) >= 500


def retry_after(error: SlackApiError) -> int | None:
    """Return how many seconds Slack asks to wait, None when it doesn't say."""
    wait = str(getattr(error.response, "headers", {}).get("Retry-After", ""))
    return int(wait) if wait.isdigit() else None


def _body(error: SlackApiError) -> Mapping[str, Any]:
    """Return Slack's answer; an answer that was no JSON comes as the bare HTTP response, which has no body here."""
    body = getattr(error.response, "data", None)
    return body if isinstance(body, Mapping) else {}


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))


def place_of(error: Exception) -> str:
    """Name the module and line that raised, for a log that must not hold what the error says."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def is_twin(error: Exception) -> bool:
    """Whether the same press was delivered twice and its form is open already."""
    return isinstance(error, SlackApiError) and code_of(error) in USED_TRIGGER


def in_words(name: str, error: Exception, zone: Reads, reader: PersonKey | None) -> Rendered:
    """Log what stopped the listener ``name`` and return what its person is told. ``zone`` is the reader's."""
    if isinstance(error, PerinError):
        log.info("slack.refused", listener=name, code=error.code)
        return refusal(error, zone, _named(error), reader=reader)
    if isinstance(error, FAR_AWAY):
        log.warning("slack.call_failed", listener=name, error=code_of(error))
        return note(TOO_LATE if code_of(error) in LATE_TRIGGER else OOPS)
    log.error("slack.failed", listener=name, error=type(error).__name__, place=place_of(error))
    return note(OOPS)


def _named(error: PerinError) -> dict[PersonKey, Other]:
    """Return the people an error's facts name, as mentions: Slack shows each reader the name they may see."""
    found = {}
    for fact in error.facts.values():
        if isinstance(fact, str) and fact.startswith("slack:"):
            key = PersonKey(fact)
            found[key] = Other(key=key, user=split_person_key(key).user, name=None, time_zone=None)
    return found
