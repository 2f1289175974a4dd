"""Video links: from a create request to `pending` to a link, one read later. Pure."""

from __future__ import annotations

import hashlib

from sandbox.google.errors import bad_request
from sandbox.google.schema import Json

PENDING, SUCCESS, FAILURE = "pending", "success", "failure"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def taken(given: Json | None, stored: Json | None) -> Json | None:
    """Decide which conference data an event has after a write with conferenceDataVersion 1.

    A create request starts `pending`, but one whose requestId was used before is ignored. Data that was
    read and sent back stays; data not sent is dropped. Refuses with 400 an incomplete request.
    """
    if given is None:
        return None
    request = given.get("createRequest")
    if request is None or (stored or {}).get("createRequest", {}).get("requestId") == request.get("requestId"):
        return stored
    kind = (request.get("conferenceSolutionKey") or {}).get("type")
    if not request.get("requestId"):
        raise bad_request("required", "Missing conference create request id.")
    if kind != "hangoutsMeet":
        raise bad_request("invalid", "Invalid conference type value.")
    return {
        "createRequest": {
            "requestId": request["requestId"],
            "conferenceSolutionKey": {"type": kind},
            "status": {"statusCode": PENDING},
        }
    }


def waiting(data: Json | None) -> bool:
    """Say whether the link is still being made."""
    status: Json = (data or {}).get("createRequest", {}).get("status", {})
    return status.get("statusCode") == PENDING


def finished(data: Json, origin: str, *, failed: bool) -> tuple[Json, str | None]:
    """Finish a pending request: the conference data with its link, and the link (None when it failed)."""
    request = data["createRequest"]
    if failed:
        return {"createRequest": {**request, "status": {"statusCode": FAILURE}}}, None
    code = _code(request["requestId"])
    link = f"{origin}/meet/{code}"
    done = {
        "createRequest": {**request, "status": {"statusCode": SUCCESS}},
        "conferenceId": code,
        "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Sandbox Meet"},
        "entryPoints": [{"entryPointType": "video", "uri": link, "label": link.split("://", 1)[-1]}],
    }
    return done, link


def _code(request_id: str) -> str:
    """Derive a meeting code of the familiar form xxx-yyyy-zzz."""
    digest = hashlib.sha256(request_id.encode()).digest()
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:10])
    return f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
