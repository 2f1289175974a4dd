"""The people of the control API: what each sees, and every act a page or an outside driver can do for them.

A thin skin over `Person`: nothing is decided here. What a person couldn't do is a 409 with a sentence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.jsonhttp import body_of, refusal
from sandbox.slack.forms.values import NotPossible
from sandbox.slack.http import HasSlack
from sandbox.slack.person.person import Person
from sandbox.slack.screen import message_json, outcome_json, person_json, submit_json
from sandbox.slack.server import SlackWorkspaceServer
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.views import SlackView

Seen = TypeVar("Seen", SlackMessage, SlackView, SlackMessage | SlackView)
PROFILE: dict[str, type] = {"tz": str, "locale": str, "deleted": bool}
"""What of a person the page may change, and what it has to be."""

Act = Callable[[Person, dict[str, Any]], Awaitable[dict[str, Any]]]


def add_routes(
    app: web.Application, sandbox: HasSlack, beside: Callable[[UserSpec], dict[str, Any]] = lambda _: {}
) -> None:
    """Serve `/control/people` and `/control/person/…` on `app`; `beside` adds what others know of a person."""
    control = Control(sandbox.slack, beside)
    app.router.add_get("/control/people", control.people)
    app.router.add_get("/control/person/{user}", control.shown)
    for name in control.acts:
        app.router.add_post(f"/control/person/{{user}}/{name}", control.act(name))


class Control:
    """The handlers, bound to one Slack half."""

    def __init__(self, slack: SlackWorkspaceServer, beside: Callable[[UserSpec], dict[str, Any]]) -> None:
        """Act in `slack`; `beside` adds to each line of the list of people."""
        self._slack = slack
        self._beside = beside
        self.acts: dict[str, Act] = {
            "command": self._command,
            "click": self._click,
            "fill": self._fill,
            "submit": self._submit,
            "close": self._close,
            "message": self._message,
            "home": self._home,
            "messages": self._messages,
            "read": self._read,
            "profile": self._profile,
            "shortcut": self._shortcut,
        }

    async def people(self, _: web.Request) -> web.Response:
        """List everybody a page may act as or mention."""
        workspace = self._slack.workspace
        shown = [
            workspace.people.as_json(user, locale=True) | {"unread": self._waiting(user.id)} | self._beside(user)
            for user in workspace.people
        ]
        team = workspace.team
        return web.json_response(
            {
                "people": shown,
                "app": {"id": workspace.app.id, "name": workspace.app.name},
                "team": {"id": team.id, "name": team.name, "domain": team.domain},
                "commands": sorted(workspace.app.commands),
                "shortcuts": [asdict(shortcut) for shortcut in workspace.app.shortcuts or ()],
                "connected": self._slack.sockets.count,
            }
        )

    def _waiting(self, user_id: str) -> int:
        """Count what a person has not read, in all their conversations together."""
        user = self._slack.workspace.people.get(user_id)
        if user is None or user.is_bot or user.deleted:
            return 0
        person = self._slack.person(user_id)
        return person.unread() + sum(person.unread(channel.id) for channel in person.channels())

    async def shown(self, request: web.Request) -> web.Response:
        """Show who a person is and what they see."""
        person = self._person(request)
        user = self._slack.workspace.people.as_json(person.spec, locale=True)
        return web.json_response({"user": user} | person_json(person))

    def act(self, name: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Give the handler of one act."""
        run = self.acts[name]

        async def handler(request: web.Request) -> web.Response:
            person = self._person(request)
            try:
                return web.json_response(await run(person, await body_of(request)))
            except NotPossible as error:
                raise refusal(409, str(error)) from error

        return handler

    def _person(self, request: web.Request) -> Person:
        user = self._slack.workspace.people.get(request.match_info["user"])
        if user is None or user.is_bot:
            raise refusal(404, "There is no such person.")
        return self._slack.person(user.id)

    async def _command(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return outcome_json(await person.command(_needed(body, "text"), body.get("channel")))

    async def _click(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        target = self._target(person, body.get("container"))
        person.remember(target, body.get("values") or {})
        outcome = await person.click(
            target,
            body.get("action_id"),
            block_id=body.get("block_id"),
            value=body.get("value"),
            label=body.get("label"),
        )
        return outcome_json(outcome)

    def _target(self, person: Person, container: object) -> SlackMessage | SlackView:
        if not isinstance(container, dict):
            raise refusal(400, "container has to be {type, ts or view_id}.")
        if container.get("type") == "message":
            seen = [*person.dms(), *person.ephemerals()]
            found = self._slack.workspace.conversations.find(str(container.get("channel")), str(container.get("ts")))
            return _first([m for m in seen if m.ts == container.get("ts")] or ([found] if found else []))
        home = person.home()
        if container.get("type") == "home":
            return _first([home] if home else [])
        return _first([v for v in person.modals() if v.id == container.get("view_id")])

    async def _fill(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        await person.fill(body.get("view_id"), body.get("values") or {})
        return {"ok": True}

    async def _submit(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        view = _first([v for v in person.modals() if v.id == body.get("view_id")])
        person.remember(view, body.get("values") or {})
        return submit_json(await person.submit(view.id))

    async def _close(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        await person.close(body.get("view_id"), everything=bool(body.get("clear")))
        return {"ok": True}

    async def _message(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        text, channel, thread = _needed(body, "text"), body.get("channel"), body.get("thread_ts")
        if channel and channel != person.channel:
            return message_json(await person.mention(channel, text, thread_ts=thread), person)
        return message_json(await person.message(text, thread_ts=thread), person)

    async def _read(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        person.mark_read(body.get("channel"))
        return {"ok": True}

    async def _profile(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        fields = {name: body[name] for name in PROFILE if name in body}
        if not fields or any(not isinstance(value, PROFILE[name]) for name, value in fields.items()):
            raise refusal(400, "Give tz or locale as a text, or deleted as true or false.")
        try:
            ZoneInfo(fields.get("tz", "Etc/UTC"))
        except (KeyError, ValueError, OSError) as error:
            raise refusal(400, "There is no such time zone.") from error
        await self._slack.change_user(person.id, **fields)
        return {"ok": True}

    async def _home(self, person: Person, _: dict[str, Any]) -> dict[str, Any]:
        return outcome_json(await person.open_home())

    async def _messages(self, person: Person, _: dict[str, Any]) -> dict[str, Any]:
        return outcome_json(await person.open_messages())

    async def _shortcut(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        callback_id = _needed(body, "callback_id")
        ts = body.get("message_ts")
        if not ts:
            return outcome_json(await person.shortcut(callback_id))
        found = self._slack.workspace.conversations.find(str(body.get("channel") or person.channel), str(ts))
        message = _first([found] if found else [])
        return outcome_json(await person.message_shortcut(callback_id, message))


def _first(found: list[Seen]) -> Seen:
    if not found:
        raise NotPossible("that is not on the person's screen any more")
    return found[0]


def _needed(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise refusal(400, f"{name} has to be a text.")
    return value
