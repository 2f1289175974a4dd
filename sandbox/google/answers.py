"""Answers as values: status, headers, body; made from documents and refusals, turned into bytes once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from sandbox.google.errors import GoogleRefusal, OAuthRefusal
from sandbox.google.faults import GoogleFault
from sandbox.google.schema import Json

JSON_TYPE = "application/json; charset=UTF-8"
HTML_PAGE = b"<!doctype html><html><head><title>Sign in to the network</title></head><body>Hello.</body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)

    def with_headers(self, **more: str) -> Answer:
        """Give a copy with further headers; underscores in names stand for hyphens."""
        return replace(self, headers=self.headers | {name.replace("_", "-"): value for name, value in more.items()})

    def with_document(self, document: Any) -> Answer:  # noqa: ANN401 - any JSON document
        """Give a copy with another document."""
        return replace(self, body=_encoded(document))

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON document
        """The body as JSON, None when empty."""
        return json.loads(self.body) if self.body else None

    def response(self) -> web.Response:
        """Give the aiohttp response."""
        headers = {"Cache-Control": "no-store", "Vary": "Origin, X-Origin", **self.headers}
        if self.status not in (204, 304):
            headers["Content-Type"] = self.content_type
        return web.Response(status=self.status, body=self.body or None, headers=headers)


def ok(document: Json | None) -> Answer:
    """Answer with a document and its ETag, or with 204 when there is none."""
    if document is None:
        return Answer(204)
    etag = document.get("etag")
    return Answer(200, _encoded(document), headers={"ETag": etag} if isinstance(etag, str) else {})


def refused(refusal: GoogleRefusal | OAuthRefusal) -> Answer:
    """Answer with a refusal's error document."""
    if isinstance(refusal, OAuthRefusal):
        return Answer(refusal.status, _encoded(refusal.body()))
    body = b"" if refusal.status == 304 else _encoded(refusal.body())
    return Answer(refusal.status, body, headers=refusal.headers)


def fault_answer(fault: GoogleFault, *, oauth: bool) -> Answer:
    """Answer with the error that a fault asks for, in the Calendar API's shape or in the token endpoint's."""
    refusal: GoogleRefusal | OAuthRefusal
    if oauth:
        refusal = OAuthRefusal(fault.reason, "Planned by the sandbox", fault.status)
    else:
        domain = "usageLimits" if "imit" in fault.reason or "quota" in fault.reason else "global"
        refusal = GoogleRefusal(fault.status, fault.reason, "Planned by the sandbox", domain=domain)
    answer = refused(refusal)
    return answer if fault.retry_after is None else answer.with_headers(Retry_After=str(fault.retry_after))


def _encoded(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
