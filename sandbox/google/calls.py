"""The record of calls that reached the sandbox's Google, for tests and for whoever looks at the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class GoogleCall:
    """One request on the wire, recorded on arrival; `status` is filled in when it is answered.

    `method` is the short name (`insert`, `freebusy`, `token`, …); `account` an address, None when unknown;
    `body_hash` the first 16 hex digits of the body's SHA-256; `status` an HTTP status, or `closed` when the
    connection ended without an answer; `fault` the kind that struck. `at` is world time.
    """

    number: int
    at: float
    verb: str
    method: str
    account: str | None
    calendar: str | None
    event_id: str | None
    body_hash: str
    status: int | str = "open"
    fault: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the call as a JSON-ready dictionary."""
        return asdict(self)
