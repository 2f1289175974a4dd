"""Filling in, submitting and closing modals, and what the app's answer to a submission does.

Apart from clicks: a submission carries a whole form and its answer rules the stack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.slack.delivery.answer import Answer
from sandbox.slack.forms.checks import refusals
from sandbox.slack.forms.elements import STATE_FIELD, Spot, spots
from sandbox.slack.forms.values import NotPossible, entered
from sandbox.slack.person.clicks import Press, Target, click, container_key, current, values_of
from sandbox.slack.person.outcome import Failure, SubmitResult
from sandbox.slack.person.seat import TROUBLE, Seat
from sandbox.slack.showing import ViewRefused, push_view, update_view
from sandbox.slack.state.views import SlackView


def top(seat: Seat, view_id: str | None) -> SlackView:
    """Give the modal on top, which must be `view_id` when that is given. Raises NotPossible."""
    stack = seat.workspace.views.stack(seat.user_id)
    if not stack or view_id not in {None, stack[-1].id}:
        raise NotPossible(f"{seat.user_id} doesn't see modal {view_id or ''} on top")
    return stack[-1]


def remember(seat: Seat, target: Target, values: Mapping[str, object]) -> None:
    """Take over what a client holds in its fields, as after typing: nothing is sent."""
    for block_id, value in values.items():
        for spot, part in _parts(target, block_id, value):
            state = entered(spot, part)
            place = (spot.block_id, spot.action_id)
            seat.workspace.typed.put(seat.user_id, container_key(target), place, state)


async def fill(seat: Seat, view_id: str | None, values: Mapping[str, object]) -> None:
    """Enter values by block_id; elements that act at once send their `block_actions`.

    A value is what `entered` takes, or a mapping from action_id to it where a block has several elements.
    """
    for block_id, value in values.items():
        view = top(seat, view_id)
        for spot, part in _parts(view, block_id, value):
            state = entered(spot, part)
            if state == values_of(seat, view)[spot.block_id][spot.action_id]:
                continue
            if spot.dispatches:
                press = Press(spot.action_id, spot.block_id, state)
                await click(seat, current(seat, view), press)
            else:
                place = (spot.block_id, spot.action_id)
                seat.workspace.typed.put(seat.user_id, view.id, place, state)
                seat.workspace.changed_view(view, "typed")


def _parts(view: Target, block_id: str, value: object) -> list[tuple[Spot, object]]:
    there = [s for s in spots(view.blocks) if s.block_id == block_id and s.type in STATE_FIELD]
    if not there:
        known = sorted({s.block_id for s in spots(view.blocks) if s.type in STATE_FIELD})
        raise NotPossible(f"nothing to fill in {block_id}; there are {known}")
    by_action = {s.action_id: s for s in there}
    if isinstance(value, Mapping) and value and set(value) <= set(by_action):
        return [(by_action[name], part) for name, part in value.items()]
    if len(there) > 1:
        raise NotPossible(f"{block_id} has several elements; name one of {sorted(by_action)}")
    return [(there[0], value)]


async def submit(seat: Seat, view_id: str | None, values: Mapping[str, object]) -> SubmitResult:
    """Fill in the last fields and press the submit button."""
    await fill(seat, view_id, values)
    view = top(seat, view_id)
    if view.submit is None:
        raise NotPossible(f"modal {view.title_text!r} has no submit button")
    state = values_of(seat, view)
    complaints = refusals(view.blocks, state)
    if complaints:
        return SubmitResult(sent=False, errors=complaints, view=view)
    payload = seat.interaction("view_submission") | {
        "view": view.as_json(state),
        "response_urls": _response_urls(seat, view, state),
    }
    answer = await seat.office.send("interactive", payload)
    if not answer.acked:
        failure = seat.failed(view.title_text, answer.reason, TROUBLE)
        return SubmitResult(sent=True, status=answer.status, view=view, failure=failure)
    return _answered(seat, view, answer)


def _response_urls(seat: Seat, view: SlackView, state: Mapping[str, Any]) -> list[dict[str, Any]]:
    urls = []
    for spot in spots(view.blocks):
        chosen = state.get(spot.block_id, {}).get(spot.action_id, {}).get(STATE_FIELD.get(spot.type, ""))
        if spot.element.get("response_url_enabled") and chosen:
            urls.append(
                {
                    "block_id": spot.block_id,
                    "action_id": spot.action_id,
                    "channel_id": chosen,
                    "response_url": seat.response_url(chosen),
                }
            )
    return urls


def _answered(seat: Seat, view: SlackView, answer: Answer) -> SubmitResult:
    body = answer.body if isinstance(answer.body, dict) else {}
    action = str(body.get("response_action") or "")
    failure: Failure | None = None
    errors: dict[str, str] = {}
    try:
        wrong = isinstance(answer.body, str) or (body and not action)
        errors = _apply(seat, view, "invalid" if wrong else action, body)
    except ViewRefused as refused:
        failure = seat.failed(view.title_text, refused.code, TROUBLE)
    stack = seat.workspace.views.stack(seat.user_id)
    return SubmitResult(
        sent=True,
        status=answer.status,
        errors=errors,
        action=action,
        view=stack[-1] if stack else None,
        failure=failure,
    )


def _apply(seat: Seat, view: SlackView, action: str, body: Mapping[str, Any]) -> dict[str, str]:
    workspace = seat.workspace
    still = workspace.views.find(view.id)
    if action == "errors":
        return _errors(seat, still or view, body.get("errors"))
    if action == "update" and still is not None:
        update_view(workspace, still, body.get("view") or {})
    elif action == "push":
        push_view(workspace, seat.install, seat.user_id, body.get("view") or {})
    elif action == "clear":
        clear(seat)
    elif action == "" and still is not None:
        _gone(seat, still)
    elif action not in {"", "update"}:
        raise ViewRefused("invalid_response_action")
    return {}


def _errors(seat: Seat, view: SlackView, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise ViewRefused("invalid_errors")
    seat.workspace.views.put(replace(view, errors=errors))
    seat.workspace.changed_view(view, "errors")
    return errors


def clear(seat: Seat) -> None:
    """Close every modal of the person."""
    for view in reversed(seat.workspace.views.stack(seat.user_id)):
        _gone(seat, view)


def _gone(seat: Seat, view: SlackView) -> None:
    seat.workspace.views.close(view)
    seat.workspace.typed.forget(seat.user_id, view.id)
    seat.workspace.changed_view(view, "closed")


async def close(seat: Seat, view_id: str | None, *, everything: bool) -> None:
    """Press the close button (or, with `everything`, the cross that closes the whole stack)."""
    view = top(seat, view_id)
    cleared = everything or view.clear_on_close
    closing = seat.workspace.views.stack(seat.user_id) if cleared else [view]
    for one in reversed(closing):
        state = values_of(seat, one)
        _gone(seat, one)
        if one.notify_on_close:
            payload = seat.interaction("view_closed")
            del payload["trigger_id"]
            await seat.office.send("interactive", payload | {"view": one.as_json(state), "is_cleared": cleared})
