"""What a person does in Google itself, over HTTP: look at calendars, add, move and delete events, take access away.

No scopes and no faults here: these are the owner's own hands, not an app's. Beside them what a test in another
process needs: accounts, grants, the record of calls, and requests under way that are to land now.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from sandbox.google import presenting
from sandbox.google.account import Account, AccountSpec
from sandbox.google.book import CalendarBook
from sandbox.google.errors import GoogleRefusal
from sandbox.google.server import GoogleServer
from sandbox.jsonhttp import body_of, refusal

FAR = 4_102_444_800
SENT_AS_IS = frozenset(
    {
        "summary",
        "description",
        "location",
        "status",
        "transparency",
        "visibility",
        "attendees",
        "start",
        "end",
        "eventType",
    }
)


def add_routes(app: web.Application, google: GoogleServer) -> None:
    """Serve `/control/accounts`, `/control/calendar/{sub}…` and `/control/google/…`."""
    owner = _Owner(google)
    base = "/control/calendar/{sub}"
    app.router.add_get("/control/accounts", owner.accounts)
    app.router.add_post("/control/accounts", owner.open_account)
    app.router.add_get(base, owner.week)
    app.router.add_post(base + "/event", _said(owner.write))
    app.router.add_delete(base + "/event/{id}", _said(owner.delete))
    app.router.add_post(base + "/grant", owner.grant)
    app.router.add_post(base + "/revoke", owner.revoke)
    app.router.add_get("/control/google/calls", owner.calls)
    app.router.add_delete("/control/google/calls", owner.forget_calls)
    app.router.add_post("/control/google/land", owner.land)


Handler = Callable[[web.Request], Awaitable[web.Response]]


def _said(handler: Handler) -> Handler:
    """Turn a calendar's refusal into the control API's."""

    async def serve(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except GoogleRefusal as error:
            status = {404: 404, 409: 409, 410: 404}.get(error.status, 400)
            raise refusal(status, error.message) from error

    return serve


class _Owner:
    """The hands of the people who own the accounts."""

    def __init__(self, google: GoogleServer) -> None:
        self._google = google

    async def accounts(self, _: web.Request) -> web.Response:
        """List the accounts with what they have granted."""
        rows = [
            {
                "sub": account.spec.sub,
                "email": account.spec.email,
                "name": account.spec.name,
                "tz": account.spec.tz,
                "granted": sorted(self._google.oauth.granted(account.spec.sub)),
            }
            for account in self._google.accounts.values()
        ]
        return web.json_response({"accounts": rows})

    async def open_account(self, request: web.Request) -> web.Response:
        """Open an account: `{sub, email, name, tz?}`."""
        body = await body_of(request)
        if not all(isinstance(value, str) for value in body.values()):
            raise refusal(400, "An account has texts only.")
        try:
            account = self._google.add_account(AccountSpec(**body))
        except (TypeError, ValueError) as error:
            raise refusal(400, str(error)) from error
        return web.json_response(asdict(account.spec), status=201)

    async def grant(self, request: web.Request) -> web.Response:
        """Give the app a `{refresh_token}` for `{scopes}`, as if the person had just been through the consent page."""
        account, body = self._account(request), await body_of(request)
        scopes = body.get("scopes")
        if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
            raise refusal(400, "scopes is a list of scopes.")
        return web.json_response({"refresh_token": self._google.grant_now(account.spec.sub, scopes)})

    async def land(self, _: web.Request) -> web.Response:
        """Let every request that is still under way take effect now: `{landed}`, how many did."""
        return web.json_response({"landed": self._google.late.land_now()})

    async def forget_calls(self, request: web.Request) -> web.Response:
        """Begin the record of calls anew."""
        self._google.calls.clear()
        return await self.calls(request)

    async def week(self, request: web.Request) -> web.Response:
        """Give `{calendars, events}` of an account, events that touch `from` to `to` (epoch seconds).

        With `deleted=1` also tombstones.
        """
        account, with_deleted = self._account(request), request.query.get("deleted") == "1"
        low, high = (_instant(request, name, default) for name, default in (("from", 0), ("to", FAR)))
        events = [
            {**presenting.event(entry.book, stored), "calendar_id": entry.book.id}
            for entry in account.entries.values()
            for stored in entry.book.events.values()
            if (with_deleted or not stored.cancelled) and stored.end > low and stored.start < high
        ]
        calendars = [presenting.list_entry(entry) for entry in account.entries.values()]
        events.sort(key=lambda event: (event["start"].get("dateTime") or event["start"]["date"], event["id"]))
        return web.json_response({"calendars": calendars, "events": events})

    async def write(self, request: web.Request) -> web.Response:
        """Add an event, or change the one whose `id` is given.

        `{calendar_id?, id?, summary, start, end, all_day?, status?, transparency?, …}`, times in epoch seconds.
        """
        account = self._account(request)
        body = await body_of(request)
        fields: dict[str, Any] = {name: value for name, value in body.items() if name in SENT_AS_IS}
        event_id = body.get("id")
        if event_id:
            calendar_id = self._holding(account, str(event_id)).id
            return web.json_response(account.update_event(calendar_id, str(event_id), **fields))
        for name in ("summary", "start", "end"):
            if name not in fields:
                raise refusal(400, f"{name} is missing.")
        calendar_id = str(body.get("calendar_id") or "primary")
        event_type = str(fields.pop("eventType", "default"))
        event = account.add_event(calendar_id, all_day=bool(body.get("all_day")), event_type=event_type, **fields)
        return web.json_response(event, status=201)

    async def delete(self, request: web.Request) -> web.Response:
        """Delete an event, in whichever of the account's calendars it is."""
        account = self._account(request)
        event_id = request.match_info["id"]
        account.delete_event(self._holding(account, event_id).id, event_id)
        return web.json_response({"deleted": event_id})

    async def revoke(self, request: web.Request) -> web.Response:
        """Take every app's access to the account away."""
        self._google.oauth.revoke_account(self._account(request).spec.sub)
        return web.json_response({"granted": []})

    async def calls(self, _: web.Request) -> web.Response:
        """List the calls that apps made, oldest first."""
        return web.json_response({"calls": [call.as_json() for call in self._google.calls]})

    def _account(self, request: web.Request) -> Account:
        account = self._google.find_account(request.match_info["sub"])
        if account is None:
            raise refusal(404, "There is no such account.")
        return account

    def _holding(self, account: Account, event_id: str) -> CalendarBook:
        for entry in account.entries.values():
            if event_id in entry.book.events:
                return entry.book
        raise refusal(404, "There is no such event.")


def _instant(request: web.Request, name: str, default: float) -> float:
    text = request.query.get(name)
    if text is None:
        return default
    try:
        return float(text)
    except ValueError:
        raise refusal(400, f"{name} is a time in epoch seconds.") from None
