"""What a failed call means: one table, verb by verb, from an exchange's outcome to the domain's ``CalendarError``.

Pure: no socket, no library. Whatever is not Google's own clear word is ``OutcomeUnknown``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from enum import Enum, auto

from core.calendars.google.replies import Failure, Garbled, NoAnswer, Reply
from core.domain.errors import (
    AccessDenied,
    AccessLost,
    CalendarError,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    OutcomeUnknown,
    QuotaSpent,
    RequestInvalid,
    SlowDown,
)
from core.domain.ids import AccountId


class Verb(Enum):
    """What was asked of the Calendar API."""

    INSERT = auto()
    GET = auto()
    LIST = auto()
    UPDATE = auto()
    DELETE = auto()
    FREEBUSY = auto()
    CALENDARS = auto()


RATE_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
QUOTA_REASONS = frozenset({"quotaExceeded", "dailyLimitExceeded", "limitExceeded"})
SETUP_REASONS = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
"""The Calendar API is switched off for our client: the administrator's to mend, nobody has to reconnect."""

_ONE_EVENT = (Verb.GET, Verb.UPDATE, Verb.DELETE)
MEANINGS: dict[tuple[int, Verb], type[CalendarError]] = {
    **{(404, verb): EventGone for verb in _ONE_EVENT},
    **{(410, verb): EventGone for verb in _ONE_EVENT},
    (404, Verb.INSERT): CalendarGone,
    (404, Verb.LIST): CalendarGone,
    (412, Verb.UPDATE): EventChanged,
    (412, Verb.DELETE): EventChanged,
}
"""A status that says a different thing to each verb; any other 4xx is a request we should not have made."""

LONGEST_WAIT = 3600
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def meaning(verb: Verb, account: AccountId, failure: Failure) -> CalendarError:
    """Name what a failed call came to; the caller raises it ``from`` the failure.

    OutcomeUnknown carries ``sent``: False means that the request certainly had no effect.
    """
    if isinstance(failure, NoAnswer):
        return OutcomeUnknown(account=account, sent=failure.sent)
    if isinstance(failure, Garbled):
        return OutcomeUnknown(account=account, sent=True, reason="garbled")
    return _refusal(verb, account, failure.reply)


def _refusal(verb: Verb, account: AccountId, reply: Reply) -> CalendarError:
    if reply.status == 401:
        return AccessLost(account=account)
    if reply.status == 429:
        return slow_down(account, reply)
    reason = reason_of(reply.body)
    if reason is None or reply.status == 408 or not 400 <= reply.status < 500:
        return OutcomeUnknown(account=account, sent=True, status=reply.status)
    if reply.status == 403:
        return _forbidden(account, reply, reason)
    if reply.status == 409:
        is_taken = verb is Verb.INSERT and reason in {"duplicate", "ALREADY_EXISTS"}
        return EventExists(account=account) if is_taken else OutcomeUnknown(account=account, sent=True, status=409)
    kind = MEANINGS.get((reply.status, verb))
    return kind(account=account) if kind else RequestInvalid(account=account, reason=reason, status=reply.status)


def _forbidden(account: AccountId, reply: Reply, reason: str) -> CalendarError:
    if reason in RATE_REASONS:
        return slow_down(account, reply)
    if reason in QUOTA_REASONS:
        return QuotaSpent(account=account, reason=reason)
    if reason in SETUP_REASONS:
        return OutcomeUnknown(account=account, sent=False, reason=reason)
    return AccessDenied(account=account, reason=reason)


def slow_down(account: AccountId, reply: Reply) -> SlowDown:
    """Build the refusal that says when to come back."""
    return SlowDown(account=account, retry_after=retry_after(reply.headers))


def retry_after(headers: Mapping[str, str]) -> int:
    """Read Retry-After (RFC 9110 section 10.2.3) as seconds from 1 to an hour; 1 when it is absent or unreadable.

    A date is measured against the answer's own Date: no clock of ours is involved.
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        seconds = int(text[:9])
    else:
        try:
            until, sent = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("date", ""))
            seconds = int((until - sent).total_seconds())
        except (TypeError, ValueError):
            seconds = 1
    return min(max(seconds, 1), LONGEST_WAIT)


def reason_of(body: bytes) -> str | None:
    """Return the code in Google's error document ("" when it has none); None when it is no such document."""
    try:
        error = json.loads(body)["error"]
        entries = error.get("errors") or [{}]
        reason = entries[0].get("reason") or error.get("status") or ""
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None
    return code(reason)


def code(text: object) -> str:
    """Return what looks like a code as it is, anything else as "": sentences don't become facts."""
    return text if isinstance(text, str) and _CODE.fullmatch(text) else ""
