"""Presses and choices: `block_actions` from messages, modals and Home, and both kinds of shortcut.

Apart from forms, because these act at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.slack.forms.elements import STATE_FIELD, Spot, find, label_of, spots
from sandbox.slack.forms.values import NotPossible, entered, pressed, state_values
from sandbox.slack.person.outcome import Outcome
from sandbox.slack.person.seat import Seat
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.views import SlackView

Target = SlackMessage | SlackView


@dataclass(frozen=True, slots=True)
class Press:
    """What is pressed: an element by `action_id` (and `block_id`) or by its visible `label`, with `value`."""

    action_id: str | None = None
    block_id: str | None = None
    value: object = None
    label: str | None = None


def current(seat: Seat, target: Target) -> Target:
    """Give what the person sees of `target` now. Raises NotPossible when they don't see it (any more)."""
    workspace = seat.workspace
    if isinstance(target, SlackView):
        view = workspace.views.find(target.id)
        stack = workspace.views.stack(seat.user_id)
        if view is None or view.user != seat.user_id or (view.type == "modal" and view.id != stack[-1].id):
            raise NotPossible(f"{seat.user_id} doesn't see view {target.id} on top")
        return view
    message = (
        workspace.conversations.find_ephemeral(seat.user_id, target.ts)
        if target.ephemeral_for
        else workspace.conversations.find(target.channel, target.ts)
    )
    channel = workspace.conversations.by_id[target.channel]
    if message is None or seat.user_id not in channel.members:
        raise NotPossible(f"{seat.user_id} doesn't see message {target.ts}")
    return message


def locate(target: Target, press: Press) -> Spot:
    """Find the element that is pressed. Raises NotPossible when it isn't there, or not exactly once."""
    if press.action_id is not None:
        spot = find(target.blocks, press.action_id, press.block_id)
        if spot is None:
            there = sorted({s.action_id for s in spots(target.blocks)})
            raise NotPossible(f"no element {press.action_id}; there are {there}")
        return spot
    labelled = [s for s in spots(target.blocks) if label_of(s.element) == press.label]
    if len(labelled) != 1:
        there = [label_of(s.element) for s in spots(target.blocks) if label_of(s.element)]
        raise NotPossible(f"{len(labelled)} buttons say {press.label!r}; there are {there}")
    return labelled[0]


def container_key(target: Target) -> str:
    """Name the form that a message or view is, for what was typed into it."""
    return target.id if isinstance(target, SlackView) else f"{target.channel}/{target.ts}"


def values_of(seat: Seat, target: Target) -> dict[str, Any]:
    """Give `state.values` of a message or view as the person's client knows them."""
    return state_values(target.blocks, seat.workspace.typed.of(seat.user_id, container_key(target)))


async def click(seat: Seat, target: Target, press: Press) -> Outcome:
    """Press or choose, and wait until the app took it over."""
    spot = locate(target, press)
    if not spot.dispatches:
        raise NotPossible(f"{spot.action_id} is a field of a form: fill it and submit")
    action = _action(seat, target, spot, press.value)
    payload = seat.interaction("block_actions") | _where(seat, target) | {"actions": [action]}
    answer = await seat.office.send("interactive", payload)
    outcome = Outcome.of(answer, seat.unanswered(label_of(spot.element) or spot.action_id, answer))
    return Outcome(outcome.status, outcome.body, outcome.failure, url=spot.element.get("url"))


def _action(seat: Seat, target: Target, spot: Spot, value: object) -> dict[str, Any]:
    action = {
        "type": spot.type,
        "action_id": spot.action_id,
        "block_id": spot.block_id,
        "action_ts": seat.workspace.stamps.ts(),
    }
    if spot.type not in STATE_FIELD:
        return action | pressed(spot, value)
    state = entered(spot, value)
    place = (spot.block_id, spot.action_id)
    seat.workspace.typed.put(seat.user_id, container_key(target), place, state)
    kept = {n: v for n, v in spot.element.items() if n == "placeholder" or n.startswith("initial_")}
    return action | kept | state


def _where(seat: Seat, target: Target) -> dict[str, Any]:
    values = values_of(seat, target)
    if isinstance(target, SlackView):
        return {"container": {"type": "view", "view_id": target.id}, "view": target.as_json(values)}
    ephemeral = target.ephemeral_for is not None
    where: dict[str, Any] = {
        "container": {
            "type": "message",
            "message_ts": target.ts,
            "channel_id": target.channel,
            "is_ephemeral": ephemeral,
        },
        "channel": _channel(seat, target.channel),
        "state": {"values": values},
        "response_url": seat.response_url(target.channel, target),
    }
    return where if ephemeral else where | {"message": target.as_json(metadata=True)}


def _channel(seat: Seat, channel_id: str) -> dict[str, str]:
    return {"id": channel_id, "name": seat.workspace.conversations.by_id[channel_id].name}


async def shortcut(seat: Seat, callback_id: str, message: SlackMessage | None) -> Outcome:
    """Use a global shortcut, or one on a message."""
    user = seat.active()
    kind = "message" if message else "global"
    known = seat.workspace.app.shortcuts
    if known is not None and not any((s.callback_id, s.kind) == (callback_id, kind) for s in known):
        raise NotPossible(f"the app has no {kind} shortcut {callback_id}")
    if user.team_id != seat.install.team.id and not seat.install.is_enterprise_install:
        raise NotPossible("people of other workspaces have no shortcuts")
    payload = seat.interaction("message_action" if message else "shortcut")
    payload |= {"callback_id": callback_id, "action_ts": seat.workspace.stamps.ts()}
    if message is not None:
        payload |= {
            "message_ts": message.ts,
            "message": message.as_json(metadata=True),
            "channel": _channel(seat, message.channel),
            "response_url": seat.response_url(message.channel, message),
        }
    answer = await seat.office.send("interactive", payload)
    return Outcome.of(answer, seat.unanswered(callback_id, answer))
