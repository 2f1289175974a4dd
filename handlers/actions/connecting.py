"""Buttons about invites, grants and connections."""

from __future__ import annotations

from core.domain.errors import BadInput, NotConnected
from core.domain.ids import ConnectionId, PersonKey, split_person_key
from core.usecases.answer_invite import decline_invite, withdraw_invite
from core.usecases.connections import list_connections
from core.usecases.permissions import ask_scope, read_connection
from core.usecases.revoke import block, revoke, unblock
from handlers.actions.pressing import ActionWork, state_of, value_of
from handlers.asker import Asker
from handlers.commands.verbs import as_mention
from handlers.ids import Action
from handlers.parsing.grants import draft_of, redraw
from handlers.render.base import note
from handlers.render.connecting import (
    blocked,
    invite_declined,
    invite_withdrawn,
    revoked,
    scope_asked,
    unblocked,
)
from handlers.render.connections import connections
from handlers.render.grants import accept_modal, invite_modal, permissions_modal
from handlers.values import GrantMeta, ScopeValue, number

LEFT_AS_IT_IS = "Nothing was changed."


async def _invite_open(asker: Asker) -> None:
    await asker.open(invite_modal(asker.person, None))


async def _invite_accept(asker: Asker) -> None:
    """Open the form in which the invited person grants something of their own."""
    connection = ConnectionId(value_of(asker))
    view = await read_connection(asker.deps, viewer=asker.key, connection=connection)
    await asker.open(accept_modal(view, asker.person))


async def _invite_decline(asker: Asker) -> None:
    connection = ConnectionId(value_of(asker))
    view = await decline_invite(asker.deps, person=asker.key, connection=connection)
    await asker.settle(invite_declined(view))


async def _invite_withdraw(asker: Asker) -> None:
    connection = ConnectionId(value_of(asker))
    view = await withdraw_invite(asker.deps, person=asker.key, connection=connection)
    await asker.settle(invite_withdrawn(view))


async def _grant_edit(asker: Asker) -> None:
    connection = ConnectionId(value_of(asker))
    view = await read_connection(asker.deps, viewer=asker.key, connection=connection)
    if view.agreement is None:
        raise NotConnected
    await asker.open(permissions_modal(view, asker.person, draft_of(view.agreement.mine)))


async def _grant_preset(asker: Asker) -> None:
    """The radio changed: draw the form again with what was chosen."""
    shown = asker.body["view"]
    meta = GrantMeta.decode(str(shown.get("private_metadata") or "{}"))
    state = state_of(asker)
    if meta.connection is None:
        draft = redraw(state, meta, None)
        view = invite_modal(asker.person, meta.user, draft)
    else:
        found = await read_connection(asker.deps, viewer=asker.key, connection=meta.connection)
        mine = found.agreement.mine if found.agreement is not None else None
        draft = redraw(state, meta, mine)
        form = accept_modal if mine is None else permissions_modal
        view = form(found, asker.person, draft)
    await asker.update(str(shown["id"]), view)


async def _grant_ask(asker: Asker) -> None:
    asked = ScopeValue.decode(value_of(asker))
    view = await ask_scope(asker.deps, person=asker.key, connection=asked.connection, scope=asked.scope)
    await asker.answer(scope_asked(view, asked.scope))


async def _revoke(asker: Asker) -> None:
    connection = ConnectionId(value_of(asker))
    view = await revoke(asker.deps, person=asker.key, connection=connection)
    await asker.settle(revoked(view))


async def _block(asker: Asker) -> None:
    target = _person(asker)
    await block(asker.deps, person=asker.key, target=target)
    shown = blocked(as_mention(target, split_person_key(target).user))
    await asker.answer(shown, replace=asker.is_private_answer)


async def _unblock(asker: Asker) -> None:
    target = _person(asker)
    was_blocked = await unblock(asker.deps, person=asker.key, target=target)
    shown = unblocked(as_mention(target, split_person_key(target).user), was_blocked=was_blocked)
    await asker.answer(shown, replace=asker.is_private_answer)


def _person(asker: Asker) -> PersonKey:
    """Read a person key from a button; raises BadInput."""
    value = PersonKey(value_of(asker))
    try:
        split_person_key(value)
    except ValueError as error:
        raise BadInput(field="value", reason="malformed") from error
    return value


async def _keep(asker: Asker) -> None:
    await asker.answer(note(LEFT_AS_IT_IS), replace=asker.is_private_answer)


async def _page(asker: Asker) -> None:
    views = await list_connections(asker.deps, person=asker.key)
    await asker.answer(connections(views, asker.zone, number(value_of(asker))), replace=asker.is_private_answer)


ACTIONS: dict[Action, ActionWork] = {
    Action.INVITE_OPEN: _invite_open,
    Action.INVITE_ACCEPT: _invite_accept,
    Action.INVITE_DECLINE: _invite_decline,
    Action.INVITE_WITHDRAW: _invite_withdraw,
    Action.GRANT_EDIT: _grant_edit,
    Action.GRANT_PRESET: _grant_preset,
    Action.GRANT_ASK: _grant_ask,
    Action.CONNECTION_REVOKE: _revoke,
    Action.CONNECTION_BLOCK: _block,
    Action.CONNECTION_UNBLOCK: _unblock,
    Action.CONNECTION_KEEP: _keep,
    Action.CONNECTION_PAGE: _page,
}
