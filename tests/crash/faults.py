"""What Google does wrong while somebody is killed: each fault by name, and the calls of Bob's leg that it strikes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.google.faults import GoogleFault, Kind

ALICE, BOB = "g-alice", "g-bob"
FAR = 3_600.0
SOON = 0.03
"""Seconds of real time: long enough to be killed meanwhile."""


def _one(kind: Kind, method: str, **more: Any) -> tuple[GoogleFault, ...]:  # noqa: ANN401 - fields of a fault
    return (GoogleFault(kind, method, account=BOB, **more),)


def _refused(method: str, status: int, reason: str, **more: Any) -> tuple[GoogleFault, ...]:  # noqa: ANN401 - the same
    return _one("error", method, status=status, reason=reason, **more)


WRITES: dict[str, tuple[GoogleFault, ...]] = {
    f"{method}: {name}": fault
    for method in ("insert", "update")
    for name, fault in {
        "refused before it took effect": _one("error", method),
        "took effect, then 503": _one("error", method, when="after"),
        "connection closed before": _one("drop", method),
        "took effect, connection closed": _one("drop", method, when="after"),
        "lands late": _one("late", method, delay=FAR, times=2),
        "lands late, connection held": _one("late_hang", method, delay=SOON),
        "took effect, no answer": _one("hang", method, delay=SOON, when="after"),
        "slow": _one("slow", method, delay=SOON),
        "delivered twice": _one("duplicate", method),
        "answered by a web page": _one("html", method, when="after"),
        "answer truncated": _one("truncated", method),
        "answer cut off": _one("cut_off", method),
        "another event's id in the answer": _one("wrong_id", method),
        "401": _refused(method, 401, "authError"),
        "403 forbidden": _refused(method, 403, "forbidden"),
        "403 quota spent": _refused(method, 403, "quotaExceeded"),
        "403 rate limit": _refused(method, 403, "rateLimitExceeded"),
        "429 with Retry-After": _refused(method, 429, "rateLimitExceeded", retry_after=7),
        "access revoked": _one("revoke", method),
        "a skewed Date": _one("date", method, delay=600.0),
    }.items()
}

READS: dict[str, tuple[GoogleFault, ...]] = {
    "freebusy: 503": _one("error", "freebusy"),
    "freebusy: connection closed": _one("drop", "freebusy"),
    "freebusy: a web page": _one("html", "freebusy"),
    "freebusy: one calendar's error": _one("calendar_error", "freebusy", calendar="bob@example.com", reason="notFound"),
    "freebusy: one calendar missing": _one("calendar_missing", "freebusy", calendar="bob@example.com"),
    "list: 503": _one("error", "list"),
    "list: 403 forbidden": _refused("list", 403, "forbidden"),
    "list: connection closed": _one("drop", "list"),
}

FAULTS = WRITES | READS
GRAVEST = ("took effect, connection closed", "lands late", "403 forbidden", "access revoked")
OTHER_SIDE: dict[str, tuple[GoogleFault, ...]] = {
    f"alice's {method}: {name}": tuple(replace(one, account=ALICE) for one in WRITES[f"{method}: {name}"])
    for method in ("insert", "update")
    for name in GRAVEST
}
"""The gravest of them on the other leg: which side is struck must make no difference."""
WAY_BACK: dict[str, tuple[GoogleFault, ...]] = {
    "delete: took effect, connection closed": _one("drop", "delete", when="after"),
    "delete: 503": _one("error", "delete"),
    "delete: lands late": _one("late", "delete", delay=FAR),
    "get: 503": _one("error", "get"),
    "get: connection closed, twice": _one("drop", "get", times=2),
    "poison lands late": _one("late", "insert", delay=FAR, times=3),
}
"""Faults of the way back, for scenarios that go there."""
