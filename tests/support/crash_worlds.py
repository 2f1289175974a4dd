"""What a process that died left behind, as text: the same for worlds that differ in nothing but ids and seconds.

Whoever takes over knows only rows, calendars, messages and what is still under way; where all of that reads the same,
the same comes of it, and one trial stands for all.
"""

from __future__ import annotations

import re
from typing import Any

from tests.support.crash_evidence import names_on, read_rows
from tests.support.crash_stage import Stage

_RANDOM = re.compile(r"(?=[A-Za-z0-9_=-]*[A-Z0-9])[A-Za-z0-9_=-]{16,}")
"""Ids, tokens, digests, etags."""
_INSTANT = re.compile(r"\b1\d{9}(\d{3})?(\.\d+)?\b")
"""Epoch seconds and milliseconds."""
_NEAR_SECONDS = 600
_ROUNDED_SECONDS = 20
_OFF_SECONDS = 3
"""So that no usual delay lies where rounding turns."""
_TOLD_BY_GOOGLE = {"created", "updated", "htmlLink", "etag"}


def left_behind(stage: Stage) -> str:
    """Return what is there now, and what is still to come; nobody may be at work."""
    rows = read_rows(stage.database_url)
    events = {name: stage.sandbox.google.account(f"g-{name}").events(include_deleted=True) for name in names_on(stage)}
    etags = {event["id"]: event["etag"] for there in events.values() for event in there}
    talks = stage.sandbox.slack.workspace.conversations.by_id.values()
    parts = [
        *(f"{table} {row}" for table, found in rows.items() for row in found),
        *(f"event of {name} {_told(event)}" for name, there in events.items() for event in there),
        *(f"leg of {leg['person']} fits: {etags.get(leg['event']) == leg['etag']}" for leg in rows["legs"]),
        *(
            f"message to {talk.user} {message.text} {message.blocks}"
            for talk in talks
            for message in talk.messages.values()
        ),
        f"to come {stage.plan.pending()} {len(stage.plan.struck)} {len(stage.plan.meanwhile)}",
        f"under way {len(stage.sandbox.google.late._waiting)}",
        f"allowed {[bool(grant.refresh) for grant in stage.sandbox.google.oauth._grants.values()]}",
    ]
    return "\n".join(sorted(_plain(part, stage.now) for part in parts))


def _told(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in _TOLD_BY_GOOGLE}


def _plain(text: str, now: float) -> str:
    def relative(found: re.Match[str]) -> str:
        after = float(found.group()) / (1_000 if found.group(1) else 1) - now
        # What lies further off is the scene's own, and the same in all its trials.
        is_near = abs(after) < _NEAR_SECONDS
        return f"now{round((after + _OFF_SECONDS) / _ROUNDED_SECONDS):+d}" if is_near else found.group()

    return _RANDOM.sub("#", _INSTANT.sub(relative, text))
