"""Free/busy: what to ask in which pieces, and the strict reading of the answer. Pure.

Success of the call is not success of each calendar: one that is missing from the answer, or carries an error,
is not known to be free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from core.calendars.google import times
from core.calendars.google.events import document
from core.calendars.google.replies import Garbled
from core.domain.errors import CalendarGone
from core.domain.ids import AccountId
from core.scheduling.intervals import Interval

LONGEST_PIECE = 31 * 86_400
"""Seconds; Google's limit is undocumented, and 31 days were never refused."""

MOST_CALENDARS = 50
"""Google's ``calendarExpansionMax``."""

FIELDS = "timeMin,timeMax,calendars"


def pieces(calendars: Sequence[str], span: Interval) -> Iterator[tuple[Sequence[str], Interval]]:
    """Cut a question into ones that Google answers: 31 days, 50 calendars, each at most."""
    for first in range(0, len(calendars), MOST_CALENDARS):
        for start in range(span.start, span.end, LONGEST_PIECE):
            yield (
                calendars[first : first + MOST_CALENDARS],
                Interval(start, min(start + LONGEST_PIECE, span.end)),
            )


def question(calendars: Sequence[str], span: Interval) -> dict[str, Any]:
    """Write the body of one query."""
    return {
        "timeMin": times.to_text(span.start),
        "timeMax": times.to_text(span.end),
        "items": [{"id": calendar} for calendar in calendars],
        "calendarExpansionMax": MOST_CALENDARS,
    }


def answer(raw: object, calendars: Sequence[str], span: Interval, account: AccountId) -> list[Interval]:
    """Read the busy time of all the asked calendars, in any order.

    Raises CalendarGone when Google doesn't know one (fact ``calendar``), Garbled for any other gap: a missing
    calendar, an error entry, a time that can't be read, another range than the one asked for.
    """
    reply = document(raw)
    if times.from_text(reply.get("timeMin")) > span.start or times.from_text(reply.get("timeMax")) < span.end:
        raise Garbled("a shorter time than the one asked for")
    answered = document(reply.get("calendars"))
    busy: list[Interval] = []
    for calendar in calendars:
        busy.extend(_busy(document(answered.get(calendar)), account, calendar))
    return busy


def _busy(entry: Any, account: AccountId, calendar: str) -> Iterator[Interval]:  # noqa: ANN401 - any JSON object
    errors = entry.get("errors")
    if errors:
        if isinstance(errors, list) and {_reason(error) for error in errors} == {"notFound"}:
            raise CalendarGone(account=account, calendar=calendar)
        raise Garbled("a calendar was not read")
    spans = entry.get("busy")
    if not isinstance(spans, list):
        raise Garbled("a calendar has no answer")
    for item in spans:
        one = document(item)
        span = times.span(times.from_text(one.get("start")), times.from_text(one.get("end"), is_end=True))
        if span is not None:
            yield span


def _reason(error: object) -> object:
    return error.get("reason") if isinstance(error, dict) else None
