"""Refusals in Google's own words and shapes; raised anywhere below, turned into an answer in one place."""

from __future__ import annotations

from typing import Any


class GoogleRefusal(Exception):
    """The Calendar API says no: HTTP `status`, machine-readable `reason`, and Google's `message`.

    `location` names the parameter or header at fault; `headers` travel with the answer.
    """

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        location: tuple[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {reason}: {message}")
        self.status = status
        self.reason = reason
        self.message = message
        self.domain = domain
        self.location = location
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Give the error document: code, message, and one entry with domain and reason."""
        entry: dict[str, Any] = {"domain": self.domain, "reason": self.reason, "message": self.message}
        if self.location is not None:
            entry["location"], entry["locationType"] = self.location
        return {"error": {"errors": [entry], "code": self.status, "message": self.message}}


def bad_request(reason: str, message: str, location: str | None = None) -> GoogleRefusal:
    """Refuse with 400, naming the query parameter at fault where there is one."""
    return GoogleRefusal(400, reason, message, location=(location, "parameter") if location else None)


def not_found() -> GoogleRefusal:
    """Refuse with 404: no such calendar or event, or none that this account may know of."""
    return GoogleRefusal(404, "notFound", "Not Found")


def deleted() -> GoogleRefusal:
    """Refuse with 410: the event is a tombstone already."""
    return GoogleRefusal(410, "deleted", "Resource has been deleted")


def duplicate() -> GoogleRefusal:
    """Refuse with 409: the identifier lives, or lived, in this calendar."""
    return GoogleRefusal(409, "duplicate", "The requested identifier already exists.")


def condition_not_met() -> GoogleRefusal:
    """Refuse with 412: the event changed since the etag in If-Match."""
    return GoogleRefusal(412, "conditionNotMet", "Precondition Failed", location=("If-Match", "header"))


def full_sync_required() -> GoogleRefusal:
    """Refuse with 410: the sync token is too old, and the caller must read everything again."""
    return GoogleRefusal(
        410,
        "fullSyncRequired",
        "Sync token is no longer valid, a full sync is required.",
        domain="calendar",
        location=("syncToken", "parameter"),
    )


def unauthorized(reason: str, message: str) -> GoogleRefusal:
    """Refuse with 401: the bearer token is missing (`required`), unknown, expired or revoked (`authError`)."""
    return GoogleRefusal(
        401,
        reason,
        message,
        location=("Authorization", "header"),
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def insufficient_scope() -> GoogleRefusal:
    """Refuse with 403: the token is good, but no scope it carries allows this method here."""
    return GoogleRefusal(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'},
    )


class OAuthRefusal(Exception):
    """The token or revoke endpoint says no, in the shape of RFC 6749 section 5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.error = error
        self.description = description
        self.status = status

    def body(self) -> dict[str, Any]:
        """Give the error document: `error` and `error_description`."""
        return {"error": self.error, "error_description": self.description}
