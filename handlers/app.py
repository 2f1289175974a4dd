"""Assemble the Bolt app.

Authorization from our own installations, our runner, every listener, and a net for the rest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.actions import ACTIONS
from handlers.asker import Kit
from handlers.commands import act_of, command_work, may_recall
from handlers.events import EventGate, event_listener
from handlers.guard import Listener, press, submit
from handlers.ids import ADDRESS_ACTIONS, COMMAND, Action
from handlers.runner import PromptRunner
from handlers.shortcuts import SHORTCUTS
from handlers.views import FORMS

_ANYTHING = re.compile(".*")
Authorize = Callable[..., Awaitable[AuthorizeResult]]
"""As Bolt types it; that None refuses the request its annotation doesn't say."""


def build_app(kit: Kit, *, signing_secret: str) -> AsyncApp:
    """Return the app with every listener registered; Bolt reads nothing from the environment or the disk.

    ``signing_secret`` guards against requests handed in unchecked; those that the HTTP side has checked, and Socket
    Mode's, for which Slack's own connection vouches, come in without.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        found = await kit.tenants.find(enterprise_id, team_id)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise,
            team_id=found.team,
            bot_token=found.bot_token,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user,
            bot_scopes=sorted(found.scopes),
        )

    app = AsyncApp(
        name="perin",
        logger=logging.getLogger("slack_bolt"),
        signing_secret=signing_secret or "unused-in-socket-mode",
        client=AsyncWebClient(base_url=kit.clients.base_url, session=kit.clients.session, timeout=5, retry_handlers=[]),
        authorize=cast("Authorize", authorize),
        attaching_conversation_kwargs_enabled=False,
        user_facing_authorize_error_message="Perin isn't set up in this workspace. Ask an administrator to install it.",
    )
    app._async_listener_runner = PromptRunner.instead_of(app._async_listener_runner)  # noqa: SLF001 - Bolt has no setter
    register(app, kit)
    return app


def runner_of(app: AsyncApp) -> PromptRunner:
    """Return the app's runner, to drain it at shutdown."""
    runner = app.listener_runner
    assert isinstance(runner, PromptRunner)  # noqa: S101 - set by build_app
    return runner


def register(app: AsyncApp, kit: Kit) -> None:
    """Register every listener, one per kind of payload: each looks up by id who works it.

    Bolt asks its listeners one after the other, and asking a hundred costs several times what it does itself. The kinds
    stand in the order of how often they come.
    """
    app.middleware(EventGate(kit))
    app.action(_ANYTHING)(
        _by_id(
            _pressed,
            {
                action.value: press(kit, action.value, work, draws_home=action is Action.HOME_PAGE)
                for action, work in ACTIONS.items()
                if action not in ADDRESS_ACTIONS
            },
        )
    )
    recall = partial(may_recall, now=kit.deps.now)
    app.command(_ANYTHING)(
        _by_id(_typed, {COMMAND: press(kit, "command", command_work, act_of=act_of, may_recall=recall)})
    )
    app.event(_ANYTHING)(event_listener(kit))
    app.view(_ANYTHING)(
        _by_id(
            _sent_form,
            {callback.value: submit(kit, callback.value, form.check, form.work) for callback, form in FORMS.items()},
        )
    )
    app.shortcut(_ANYTHING)(
        _by_id(_chosen, {shortcut.value: press(kit, shortcut.value, work) for shortcut, work in SHORTCUTS.items()})
    )
    app.view_closed(_ANYTHING)(_by_id(_sent_form, {}))


def _by_id(id_of: Callable[[Mapping[str, Any]], object], listeners: Mapping[object, Listener]) -> Listener:
    """Build the listener of one kind of payload.

    What nobody works is only acknowledged, as a button that opens an address: Slack counts silence as failure, and
    Socket Mode would never ack it.
    """

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        found = listeners.get(id_of(body))
        if found is None:
            await ack()
        else:
            await found(ack, body)

    return listener


def _pressed(body: Mapping[str, Any]) -> object:
    return next((action.get("action_id") for action in body.get("actions") or ()), None)


def _typed(body: Mapping[str, Any]) -> object:
    return body.get("command")


def _sent_form(body: Mapping[str, Any]) -> object:
    return body["view"].get("callback_id")


def _chosen(body: Mapping[str, Any]) -> object:
    return body.get("callback_id")
