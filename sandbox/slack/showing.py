"""Turning an app's view payload into a view that is open: refusals, fresh hashes, kept input.

Apart because `views.*` calls and answers to submissions show views by the same rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sandbox.slack.limits import Problem, validate_view
from sandbox.slack.state.blocks import settled, settled_text
from sandbox.slack.state.installs import Install
from sandbox.slack.state.views import STACK_LIMIT, SlackView
from sandbox.slack.state.workspace import Workspace

VIEW_BYTES = 250_000


class ViewRefused(Exception):
    """A view that Slack doesn't show; `code` is its word for why, `problems` the details."""

    def __init__(self, code: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.problems = tuple(problems)


def check_view(payload: Mapping[str, Any], kind: str) -> None:
    """Refuse a payload that breaks a rule or isn't of `kind` (`modal` or `home`).

    Raises ViewRefused with `view_too_large` or `invalid_arguments`.
    """
    if len(json.dumps(payload, separators=(",", ":")).encode()) > VIEW_BYTES:
        raise ViewRefused("view_too_large")
    problems = validate_view(payload)
    if not problems and payload["type"] != kind:
        problems = [Problem("/type", "not_allowed_here", f"must be {kind}")]
    if problems:
        raise ViewRefused("invalid_arguments", problems)


def open_view(workspace: Workspace, install: Install, user: str, payload: Mapping[str, Any]) -> SlackView:
    """Open a modal as the root of a new stack."""
    view = _made(workspace, install, user, payload, "modal")
    workspace.views.clear(user)
    return _shown(workspace, workspace.views.open_root(view), "opened")


def push_view(workspace: Workspace, install: Install, user: str, payload: Mapping[str, Any]) -> SlackView:
    """Open a modal above the top one. Raises ViewRefused, also `push_limit_reached` and `not_found`."""
    stack = workspace.views.stack(user)
    if not stack:
        raise ViewRefused("not_found")
    if len(stack) >= STACK_LIMIT:
        raise ViewRefused("push_limit_reached")
    view = _made(workspace, install, user, payload, "modal")
    return _shown(workspace, workspace.views.push(view), "pushed")


def update_view(
    workspace: Workspace, view: SlackView, payload: Mapping[str, Any], expected: str | None = None
) -> SlackView:
    """Show other content in an open modal; what was typed stays where block and action ids stay.

    Raises ViewRefused, `hash_conflict` when `expected` is a hash that isn't current.
    """
    _unchanged(view, expected)
    check_view(payload, view.type)
    _own_external_id(workspace, payload, view)
    shown = replace(view, hash=workspace.stamps.hash(), errors={}, **_content(workspace, payload))
    return _shown(workspace, workspace.views.put(shown), "updated")


def publish_home(
    workspace: Workspace, install: Install, user: str, payload: Mapping[str, Any], expected: str | None = None
) -> SlackView:
    """Show a person's Home; it keeps its id. Raises ViewRefused, also `hash_conflict`."""
    old = workspace.views.home(install.team.id, user)
    if old is not None:
        return update_view(workspace, old, payload, expected)
    if expected:
        raise ViewRefused("hash_conflict")
    view = _made(workspace, install, user, payload, "home")
    return _shown(workspace, workspace.views.put(view), "published")


def _unchanged(view: SlackView, expected: str | None) -> None:
    if expected and expected != view.hash:
        raise ViewRefused("hash_conflict")


def _own_external_id(workspace: Workspace, payload: Mapping[str, Any], view: SlackView | None) -> None:
    external_id = str(payload.get("external_id") or "")
    holder = workspace.views.by_external_id(external_id) if external_id else None
    if holder is not None and (view is None or holder.id != view.id):
        raise ViewRefused("duplicate_external_id")


def _made(workspace: Workspace, install: Install, user: str, payload: Mapping[str, Any], kind: str) -> SlackView:
    check_view(payload, kind)
    _own_external_id(workspace, payload, None)
    return SlackView(
        id=workspace.stamps.id("V"),
        user=user,
        team_id=install.team.id,
        app_id=workspace.app.id,
        bot_id=install.bot_id,
        type=kind,
        hash=workspace.stamps.hash(),
        **_content(workspace, payload),
    )


def _content(workspace: Workspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "blocks": settled(payload["blocks"], workspace.stamps),
        "title": settled_text(payload.get("title")),
        "submit": settled_text(payload.get("submit")),
        "close": settled_text(payload.get("close")),
        "callback_id": str(payload.get("callback_id") or ""),
        "private_metadata": str(payload.get("private_metadata") or ""),
        "external_id": str(payload.get("external_id") or ""),
        "clear_on_close": bool(payload.get("clear_on_close")),
        "notify_on_close": bool(payload.get("notify_on_close")),
    }


def _shown(workspace: Workspace, view: SlackView, what: str) -> SlackView:
    workspace.changed_view(view, what)
    return view
