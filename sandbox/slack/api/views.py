"""`views.*`: modals opened, pushed and updated, Homes published.

Apart from the rules of showing, which answers to submissions share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.slack.api.call import ApiError, Call, bad_arguments, refused
from sandbox.slack.api.identity import visible
from sandbox.slack.showing import ViewRefused, open_view, publish_home, push_view, update_view
from sandbox.slack.state.triggers import TriggerRefused
from sandbox.slack.state.views import SlackView


def _payload(call: Call) -> Mapping[str, Any]:
    view = call.decoded("view")
    if not isinstance(view, dict):
        raise bad_arguments("missing required field: view")
    return view


def _refused(error: ViewRefused) -> ApiError:
    return refused(error.code, error.problems, "/view") if error.problems else ApiError(error.code)


def _user(call: Call) -> str:
    try:
        return call.workspace.triggers.exchange(call.needed("trigger_id"))
    except TriggerRefused as error:
        raise ApiError(error.code) from None


def _shown(view: SlackView) -> dict[str, Any]:
    return {"view": view.as_json()}


def views_open(call: Call) -> dict[str, Any]:
    """`views.open`: the trigger is used up even when the view is refused afterwards."""
    payload = _payload(call)
    try:
        return _shown(open_view(call.workspace, call.install, _user(call), payload))
    except ViewRefused as error:
        raise _refused(error) from None


def views_push(call: Call) -> dict[str, Any]:
    """`views.push`: one more modal above the top one, three at most."""
    payload = _payload(call)
    try:
        return _shown(push_view(call.workspace, call.install, _user(call), payload))
    except ViewRefused as error:
        raise _refused(error) from None


def views_update(call: Call) -> dict[str, Any]:
    """`views.update` by `view_id` or `external_id`."""
    payload = _payload(call)
    views = call.workspace.views
    if call.text("view_id"):
        view = views.find(call.text("view_id"))
    else:
        view = views.by_external_id(call.needed("external_id"))
    if view is None or view.team_id != call.install.team.id:
        raise ApiError("not_found")
    try:
        return _shown(update_view(call.workspace, view, payload, call.text("hash") or None))
    except ViewRefused as error:
        raise _refused(error) from None


def views_publish(call: Call) -> dict[str, Any]:
    """`views.publish` for one person."""
    user = call.workspace.people.get(call.needed("user_id"))
    if user is None or not visible(call, user) or user.is_bot:
        raise bad_arguments("invalid `user_id`")
    if not call.workspace.app.home_tab:
        raise ApiError("not_enabled")
    payload = _payload(call)
    try:
        view = publish_home(call.workspace, call.install, user.id, payload, call.text("hash") or None)
    except ViewRefused as error:
        raise _refused(error) from None
    return _shown(view)
