"""The people of the control API: what each sees, and every act a page or an outside driver can do for them.

A thin skin over `Person`: nothing is decided here. What a person couldn't do is a 409 with a sentence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, TypeVar

from aiohttp import web

from sandbox.jsonhttp import body_of, refusal
from sandbox.slack.forms.values import NotPossible
from sandbox.slack.http import HasSlack
from sandbox.slack.person.outcome import Outcome, SubmitResult
from sandbox.slack.person.person import Person
from sandbox.slack.server import SlackWorkspaceServer
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.views import SlackView

Seen = TypeVar("Seen", SlackMessage, SlackView, SlackMessage | SlackView)
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


def message_json(message: SlackMessage, person: Person) -> dict[str, Any]:
    """Describe a message as `person` sees it: who wrote it, whether only they see it, files they can open."""
    files = [
        file | {"url_private_download": f"{file['url_private_download']}?person={person.id}"} for file in message.files
    ]
    return message.as_json() | {
        "files": files,
        "channel": message.channel,
        "blocks": list(message.blocks),
        "edited": message.edited,
        "from_app": message.from_app,
        "ephemeral": message.ephemeral_for is not None,
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Describe what an act came to; `ok` is false when the person saw a failure."""
    return {
        "ok": outcome.failure is None,
        "status": outcome.status,
        "acked": outcome.acked,
        "failure": outcome.failure.as_json() if outcome.failure else None,
        "url": outcome.url,
    }


def submit_json(result: SubmitResult) -> dict[str, Any]:
    """Describe what a submission came to; with `ok`, `errors` may still stand beside fields."""
    return {
        "ok": result.failure is None,
        "sent": result.sent,
        "status": result.status,
        "errors": result.errors,
        "action": result.action,
        "failure": result.failure.as_json() if result.failure else None,
    }


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
            "shortcut": self._shortcut,
        }

    async def people(self, _: web.Request) -> web.Response:
        """List everybody a page may act as or mention."""
        workspace = self._slack.workspace
        shown = [
            workspace.people.as_json(user, locale=True)
            | {"unread": self._slack.person(user.id).unread() if self._living(user.id) else 0}
            | self._beside(user)
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

    def _living(self, user_id: str) -> bool:
        user = self._slack.workspace.people.get(user_id)
        return user is not None and not user.is_bot and not user.deleted

    async def shown(self, request: web.Request) -> web.Response:
        """Show what a person sees: messages, modals, Home, unread, failures."""
        person = self._person(request)
        visible = [*person.dms(), *person.ephemerals()]
        home = person.home()
        return web.json_response(
            {
                "user": self._slack.workspace.people.as_json(person.spec, locale=True),
                "channel": person.channel,
                "dms": [message_json(m, person) for m in sorted(visible, key=lambda m: m.ts)],
                "modals": [self._view(person, view) for view in person.modals()],
                "home": self._view(person, home) if home else None,
                "unread": person.unread(),
                "failures": [failure.as_json() for failure in person.failures()],
            }
        )

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

    def _view(self, person: Person, view: SlackView) -> dict[str, Any]:
        return view.as_json(person.values(view)) | {"errors": view.errors}

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
        said = await person.message(_needed(body, "text"), thread_ts=body.get("thread_ts"))
        return message_json(said, person)

    async def _home(self, person: Person, _: dict[str, Any]) -> dict[str, Any]:
        return outcome_json(await person.open_home())

    async def _messages(self, person: Person, _: dict[str, Any]) -> dict[str, Any]:
        return outcome_json(await person.open_messages())

    async def _shortcut(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        callback_id = _needed(body, "callback_id")
        ts = body.get("message_ts")
        if not ts:
            return outcome_json(await person.shortcut(callback_id))
        message = _first([m for m in person.dms() if m.ts == ts])
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
