"""Assemble the Bolt app.

Authorization from our own installations, our runner, every listener, and a net for the rest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.actions import ACTIONS
from handlers.asker import Kit
from handlers.commands import command_work
from handlers.events import EVENTS, event_gate, event_listener
from handlers.guard import press, submit
from handlers.ids import COMMAND, Action
from handlers.runner import PromptRunner
from handlers.shortcuts import SHORTCUTS
from handlers.views import FORMS

_ANYTHING = re.compile(".*")
Authorize = Callable[..., Awaitable[AuthorizeResult]]
"""As Bolt types it; that None refuses the request its annotation doesn't say."""


def build_app(kit: Kit, *, signing_secret: str) -> AsyncApp:
    """Return the app with every listener registered; Bolt reads nothing from the environment or the disk.

    ``signing_secret`` is only used in HTTP mode; in Socket Mode Slack's own connection vouches for the payload.
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
    """Register every listener. Only the first match runs, so what catches the rest comes last."""
    app.middleware(event_gate(kit))
    app.command(COMMAND)(press(kit, "command", command_work))
    for action, work in ACTIONS.items():
        app.action(action.value)(press(kit, action.value, work, draws_home=action is Action.HOME_PAGE))
    for callback, form in FORMS.items():
        app.view(callback.value)(submit(kit, callback.value, form.check, form.work))
    for shortcut, work in SHORTCUTS.items():
        app.shortcut(shortcut.value)(press(kit, shortcut.value, work))
    for kind in EVENTS:
        app.event(kind)(event_listener(kit))
    _catch_the_rest(app)


def _catch_the_rest(app: AsyncApp) -> None:
    """Acknowledge what nobody asked for: Slack counts silence as failure, and Socket Mode would never ack it."""

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    async def nothing(event: dict[str, Any]) -> None:
        del event

    app.command(_ANYTHING)(acknowledge)
    app.action(_ANYTHING)(acknowledge)
    app.view(_ANYTHING)(acknowledge)
    app.view_closed(_ANYTHING)(acknowledge)
    app.shortcut(_ANYTHING)(acknowledge)
    app.event(_ANYTHING)(nothing)
