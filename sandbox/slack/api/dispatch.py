"""From an HTTP request to a method and back: arguments, tokens, scopes, faults, the record of calls.

Apart from the methods, which see only decoded arguments of an allowed caller.
"""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.slack.api.call import ApiError, Call
from sandbox.slack.api.methods import METHODS, Method
from sandbox.slack.faults import Fault
from sandbox.slack.server import ApiCall, SlackWorkspaceServer
from sandbox.slack.state.installs import Install

APP_SCOPES = ("connections:write",)
SECRETS = frozenset({"client_secret", "client_id", "code", "token"})


async def arguments(request: web.Request) -> tuple[dict[str, Any], str]:
    """Read a call's arguments (query, form or JSON) and its token, which JSON may not carry."""
    args: dict[str, Any] = dict(request.query)
    token = ""
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        args |= body
    elif request.can_read_body:
        form = await request.post()
        args |= {name: value for name, value in form.items() if isinstance(value, str)}
        token = str(args.get("token") or "")
    args.pop("token", None)
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer":
        token = credentials.strip()
    elif scheme == "Basic":
        args |= _basic(credentials)
    return args, token


def _basic(credentials: str) -> dict[str, str]:
    try:
        name, _, secret = base64.b64decode(credentials).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": name, "client_secret": secret}


def caller(server: SlackWorkspaceServer, method: Method, token: str) -> tuple[Install | None, set[str]]:
    """Find whose token this is and its scopes. Raises ApiError when it isn't good for `method`."""
    if method.token == "none":
        return None, set()
    if not token:
        raise ApiError("not_authed")
    if token == server.app_token:
        if method.token != "app":
            raise ApiError("not_allowed_token_type")
        return None, set(APP_SCOPES)
    install = server.workspace.installs.of_token(token)
    if install is None:
        raise ApiError("invalid_auth")
    if install.ended is not None:
        raise ApiError(install.ended)
    if method.token != "bot":
        raise ApiError("not_allowed_token_type")
    return install, install.scopes


def allowed(method: Method, scopes: set[str]) -> None:
    """Refuse a token without any of the scopes that `method` asks for."""
    if method.scopes and not scopes & set(method.scopes):
        raise ApiError("missing_scope", needed=method.scopes[0], provided=",".join(sorted(scopes)))


@dataclass(slots=True)
class Handled:
    """A request on its way through: what was read of it, and who turned out to call."""

    name: str
    args: dict[str, Any]
    token: str = ""
    install: Install | None = None
    scopes: set[str] = field(default_factory=set)


async def handle(server: SlackWorkspaceServer, request: web.Request) -> web.StreamResponse:
    """Answer `/api/{method}`."""
    handled = Handled(request.match_info["method"], {})
    fault: Fault | None = None
    response: web.Response | None = None
    try:
        handled.args, handled.token = await arguments(request)
        fault = server.faults.take(handled.name, handled.args)
        response = None if fault is None else await _before(fault, request)
        body = await _run(server, handled) if response is None else {}
    except ApiError as error:
        body = error.as_json()
    if response is None:
        response = _json(body, handled)
    elif response.content_type == "application/json":
        body = json.loads(response.text or "{}")
    if fault is not None and fault.kind == "drop_after":
        _cut(request)
    _note(server, handled, response, body)
    return response


async def _run(server: SlackWorkspaceServer, handled: Handled) -> dict[str, Any]:
    method = METHODS.get(handled.name)
    if method is None:
        raise ApiError("unknown_method", req_method=handled.name)
    handled.install, handled.scopes = caller(server, method, handled.token)
    allowed(method, handled.scopes)
    result = method.run(Call(server, handled.name, handled.args, handled.install))
    return {"ok": True} | (await result if inspect.isawaitable(result) else result)


def _json(body: Mapping[str, Any], handled: Handled) -> web.Response:
    method = METHODS.get(handled.name)
    headers = {
        "x-oauth-scopes": ",".join(sorted(handled.scopes)),
        "x-accepted-oauth-scopes": ",".join(method.scopes if method else ()),
    }
    return web.json_response(dict(body), headers=headers)


async def _before(fault: Fault, request: web.Request) -> web.Response | None:
    """Carry out what a fault does instead of the call; None when the call still happens."""
    kind, _, rest = fault.kind.partition(":")
    if kind == "ratelimited":
        body = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=429, headers={"Retry-After": str(fault.retry_after)})
    if kind == "error":
        return web.json_response({"ok": False, "error": rest})
    if kind == "http_500":
        return web.Response(status=500, text="Internal Server Error")
    if kind == "not_json":
        return web.Response(text="<html>We are having trouble</html>", content_type="text/html")
    if kind == "drop_before":
        _cut(request)
        return web.Response(status=500)
    if kind == "slow":
        await asyncio.sleep(float(rest))
    return None


def _cut(request: web.Request) -> None:
    """Cut the connection, so that whatever is answered never arrives."""
    if request.transport is not None:
        request.transport.abort()


def _note(server: SlackWorkspaceServer, handled: Handled, response: web.Response, body: Mapping[str, Any]) -> None:
    args = {key: value for key, value in handled.args.items() if key not in SECRETS}
    install = handled.install
    last = server.calls[-1].number if server.calls else 0
    server.calls.append(
        ApiCall(
            number=last + 1,
            at=server.workspace.clock.now(),
            method=handled.name,
            args=args,
            status=response.status,
            response=body,
            team_id=install.team.id if install else None,
        )
    )
    outcome = "ok" if body.get("ok") else str(body.get("error", ""))
    where = args.get("channel") or args.get("user") or args.get("user_id") or ""
    summary = f"{outcome} {where}".strip()
    detail = {"arguments": args, "answered": body}
    server.world.wire.record("in", "slack", handled.name, status=response.status, summary=summary, detail=detail)
    server.workspace.wake()
