"""The HTTP surface of the sandbox's Google: routes, decoding, the fault plan, the record of calls."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Protocol
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.google import answers, api, consent, freebusy, links
from sandbox.google.answers import Answer
from sandbox.google.api import RawCall
from sandbox.google.calls import GoogleCall
from sandbox.google.delivery import Delivery
from sandbox.google.errors import GoogleRefusal, OAuthRefusal, not_found
from sandbox.google.faults import GoogleFault, Target
from sandbox.google.methods import METHODS, Method
from sandbox.google.schema import Json
from sandbox.google.server import GoogleServer

BASE = "/calendar/v3/"
CLOSED = "closed"


class HoldsGoogle(Protocol):
    """Whatever has a Google to serve; the sandbox, or a test that wants nothing else."""

    @property
    def google(self) -> GoogleServer:
        """The Google to serve."""


def add_routes(app: web.Application, sandbox: HoldsGoogle) -> None:
    """Serve the sandbox's Google on `app`: consent, token, revoke, keys, Calendar API, and the links in events."""
    google = sandbox.google
    for method in METHODS:
        app.router.add_route(method.verb, BASE + method.path, _Calendar(google, method).serve)
    app.router.add_route("*", BASE + "{rest:.*}", _unknown)
    app.router.add_post("/token", _OAuth(google, "token").serve)
    app.router.add_post("/revoke", _OAuth(google, "revoke").serve)
    consent.add_routes(app, google)
    links.add_routes(app, google)


async def _unknown(_: web.Request) -> web.StreamResponse:
    return answers.refused(not_found()).response()


class _Calendar:
    """One Calendar API method at its path."""

    def __init__(self, google: GoogleServer, method: Method) -> None:
        self._google = google
        self._method = method

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Decode, look the fault up, carry out, record."""
        raw = RawCall(
            method=self._method,
            path=dict(request.match_info),
            query={name: request.query.getall(name) for name in request.query},
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
        )
        token = None if raw.bearer is None else self._google.oauth.access(raw.bearer)
        sub = None if token is None else token.sub
        target = self._target(raw, sub)
        fault = self._google.faults.take(target)

        def work() -> Answer:
            return _performed(self._google, raw, fault)

        call = _recorded(self._google, request, target, raw.body)
        return await _delivered(self._google, Delivery(request, self._google, work, sub), fault, call, raw.body)

    def _target(self, raw: RawCall, sub: str | None) -> Target:
        body = _peeked(raw.body)
        names = {raw.path["calendarId"]} if "calendarId" in raw.path else set()
        if self._method.name == "freebusy":
            names |= {str(item.get("id")) for item in body.get("items") or [] if isinstance(item, dict)}
        event_id = raw.path.get("eventId") or (body.get("id") if self._method.name == "insert" else None)
        account = None if sub is None else self._google.accounts[sub].spec
        if account is not None and names & {"primary", account.email}:
            names |= {"primary", account.email}
        return Target(
            self._method.name,
            frozenset() if account is None else frozenset({account.sub, account.email}),
            frozenset(names),
            event_id if isinstance(event_id, str) else None,
        )


class _OAuth:
    """The token endpoint or the revoke endpoint."""

    def __init__(self, google: GoogleServer, method: str) -> None:
        self._google = google
        self._method = method

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Decode the form, look the fault up, carry out, record; no token is kept in the record."""
        body = await request.read()
        form = dict(request.query) | dict(parse_qsl(body.decode(errors="replace")))
        oauth = self._google.oauth
        sub = oauth.sub_of_refresh(form.get("refresh_token", "")) or oauth.sub_of_code(form.get("code", ""))
        names = frozenset() if sub is None else frozenset({sub, self._google.accounts[sub].spec.email})
        target = Target(self._method, names)
        fault = self._google.faults.take(target)
        basic = _basic(request.headers.get("Authorization", ""))

        def work() -> Answer:
            try:
                if self._method == "token":
                    return answers.ok(oauth.token(form, basic))
                oauth.revoke(form.get("token", ""))
                return answers.ok({})
            except OAuthRefusal as refusal:
                return answers.refused(refusal)

        call = _recorded(self._google, request, target, b"")
        return await _delivered(self._google, Delivery(request, self._google, work, sub, oauth=True), fault, call)


def _performed(google: GoogleServer, raw: RawCall, fault: GoogleFault | None) -> Answer:
    """Carry out a call, bent by a fault that lies in the data rather than in the delivery."""
    try:
        document = api.perform(google, raw)
    except GoogleRefusal as refusal:
        return answers.refused(refusal)
    if fault is not None and document is not None:
        if fault.kind in ("calendar_error", "calendar_missing"):
            _blinded(document, fault)
        if fault.kind in ("no_link", "slow_link"):
            _delay_link(google, raw, document, fault)
    return answers.ok(document)


def _blinded(document: Json, fault: GoogleFault) -> None:
    calendars = document.get("calendars", {})
    for name in list(calendars) if fault.calendar is None else [fault.calendar]:
        if fault.kind == "calendar_missing":
            calendars.pop(name, None)
        else:
            calendars[name] = freebusy.failed(fault.reason)


def _delay_link(google: GoogleServer, raw: RawCall, document: Json, fault: GoogleFault) -> None:
    """Let the video link that a write asked for fail, or come late."""
    token = google.oauth.access(raw.bearer or "")
    event_id = raw.path.get("eventId") or document.get("id") or _peeked(raw.body).get("id")
    if token is not None and "calendarId" in raw.path:
        stored = google.accounts[token.sub].entry(raw.path["calendarId"]).book.events.get(str(event_id))
        if stored is not None:
            stored.conference_fails = fault.kind == "no_link"
            stored.conference_at = google.clock.now() + fault.delay


def _recorded(google: GoogleServer, request: web.Request, target: Target, body: bytes) -> GoogleCall:
    account = next((name for name in sorted(target.accounts) if "@" in name), None)
    call = GoogleCall(
        number=len(google.calls) + 1,
        at=google.clock.now(),
        verb=request.method,
        method=target.method,
        account=account,
        calendar=request.match_info.get("calendarId"),
        event_id=target.event_id,
        body_hash=hashlib.sha256(body).hexdigest()[:16],
    )
    google.calls.append(call)
    return call


async def _delivered(
    google: GoogleServer, delivery: Delivery, fault: GoogleFault | None, call: GoogleCall, sent: bytes = b""
) -> web.StreamResponse:
    call.fault = None if fault is None else fault.kind
    response = await (delivery.plain() if fault is None else delivery.struck(fault))
    call.status = CLOSED if response is None else response.status
    words = [call.account or "nobody", *([] if call.event_id is None else [f"event {call.event_id[:12]}"])]
    if fault is not None:
        words.append(f"fault: {fault.kind}")
    said = {"sent": _peeked(sent), "answered": _answered(response), "call": call.as_json()}
    google.wire.record("in", "google", call.method, status=call.status, summary=" · ".join(words), detail=said)
    # A closed connection swallows whatever is returned here.
    return web.Response() if response is None else response


def _answered(response: web.StreamResponse | None) -> Json | None:
    """Read an answer for the wire log; None for what is no JSON or never came."""
    body = response.body if isinstance(response, web.Response) else None
    return _peeked(body) if isinstance(body, bytes) else None


def _peeked(body: bytes) -> Json:
    """Read a body for matching faults and the wire log only; what is wrong with it is said later."""
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _basic(header: str) -> tuple[str, str] | None:
    """Read client credentials from an Authorization header, None when there are none."""
    scheme, _, word = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(word).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return name, secret
