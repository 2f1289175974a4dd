"""Buttons about invites, grants and connections."""

from __future__ import annotations

from core.domain.errors import NotConnected
from core.domain.ids import ConnectionId, NoticeId, PersonKey
from core.domain.scopes import Preset
from core.usecases.answer_invite import decline_invite, read_invite, withdraw_invite
from core.usecases.blocked import list_blocked
from core.usecases.connections import list_connections
from core.usecases.permissions import answer_scope_request, ask_scope, read_connection
from core.usecases.preview import preview_grant
from core.usecases.revoke import block, unblock
from core.usecases.terms import Terms
from handlers.asker import Asker
from handlers.colleagues import as_mention
from handlers.forms import fields_of, grant_meta
from handlers.ids import Action
from handlers.parsing.grants import GrantDraft, draft_of, preset_terms, read_grant, redraw
from handlers.pressing import value_of
from handlers.render.agreements import agreement_card
from handlers.render.base import as_modal, loading_modal
from handlers.render.connecting import (
    blocked,
    blocks_modal,
    grant_saved,
    invite_declined,
    invite_withdrawn,
    kept,
    scope_asked,
    scope_refused,
    unblocked,
)
from handlers.render.connections import connections
from handlers.render.grants import accept_modal, invite_modal, permissions_modal
from handlers.render.preview import TITLE as PREVIEW
from handlers.render.preview import incomplete, preview
from handlers.showing import end_form
from handlers.values import ScopeValue, number


async def _invite_open(asker: Asker) -> None:
    await asker.open(invite_modal(asker.person, None))


async def _invite_accept(asker: Asker) -> None:
    """Open the form in which the invited person grants something of their own."""
    connection = ConnectionId(value_of(asker))
    view = await read_invite(asker.deps, person=asker.key, connection=connection)
    await asker.open(accept_modal(view, asker.person))


async def _invite_decline(asker: Asker) -> None:
    connection = ConnectionId(value_of(asker))
    await asker.settle(invite_declined(await decline_invite(asker.deps, person=asker.key, connection=connection)))


async def _invite_withdraw(asker: Asker) -> None:
    connection = ConnectionId(value_of(asker))
    await asker.settle(invite_withdrawn(await withdraw_invite(asker.deps, person=asker.key, connection=connection)))


async def _grant_edit(asker: Asker) -> None:
    connection = ConnectionId(value_of(asker))
    view = await read_connection(asker.deps, viewer=asker.key, connection=connection)
    if view.agreement is None:
        raise NotConnected
    await asker.open(permissions_modal(view, asker.person, draft_of(view.agreement.mine)))


async def _grant_preset(asker: Asker) -> None:
    """The radio changed: draw the form again with what was chosen."""
    meta, fields = grant_meta(asker), fields_of(asker)
    if meta.connection is None:
        await asker.update(invite_modal(asker.person, meta.user, redraw(fields, meta, None)))
        return
    found = await read_connection(asker.deps, viewer=asker.key, connection=meta.connection)
    mine = found.agreement.mine if found.agreement is not None else None
    form = accept_modal if mine is None else permissions_modal
    await asker.update(form(found, asker.person, redraw(fields, meta, mine)))


async def _grant_automatic(asker: Asker) -> None:
    """Open the form at *Book automatically*: that right is only given together with its limits."""
    connection = ConnectionId(value_of(asker))
    view = await read_connection(asker.deps, viewer=asker.key, connection=connection)
    if view.agreement is None:
        raise NotConnected
    choice = Preset.BOOK_AUTOMATICALLY
    await asker.open(permissions_modal(view, asker.person, GrantDraft(choice, preset_terms(choice))))


async def _grant_preview(asker: Asker) -> None:
    """Show over the form what its draft would let the other's Perin see; the form keeps what was filled in."""
    terms = read_grant(fields_of(asker), zone=asker.zone)
    if not isinstance(terms, Terms):
        await asker.push(as_modal(PREVIEW, incomplete()))
        return
    await asker.push(loading_modal(PREVIEW))
    found = await preview_grant(asker.deps, person=asker.key, terms=terms, connection=grant_meta(asker).connection)
    await asker.update(as_modal(PREVIEW, preview(found, asker.clock)))


async def _grant_allow(asker: Asker) -> None:
    """Grant what the other side asked for, exactly that and what it rests on."""
    notice = NoticeId(value_of(asker))
    await asker.settle(grant_saved(await answer_scope_request(asker.deps, person=asker.key, notice=notice, grant=True)))


async def _grant_refuse(asker: Asker) -> None:
    notice = NoticeId(value_of(asker))
    view = await answer_scope_request(asker.deps, person=asker.key, notice=notice, grant=False)
    await asker.settle(scope_refused(view))


async def _grant_ask(asker: Asker) -> None:
    asked = ScopeValue.decode(value_of(asker))
    view = await ask_scope(asker.deps, person=asker.key, connection=asked.connection, scope=asked.scope)
    await asker.answer(scope_asked(view, asked.scope))


async def _show(asker: Asker) -> None:
    """Show the agreement: both grants, what they make together, what could be asked for."""
    connection = ConnectionId(value_of(asker))
    view = await read_connection(asker.deps, viewer=asker.key, connection=connection)
    await asker.answer(agreement_card(view), replace=True)


async def _revoke(asker: Asker) -> None:
    """Show what would end with the connection, and ask what of the meetings."""
    await asker.open(await end_form(asker, ConnectionId(value_of(asker))))


async def _blocks(asker: Asker) -> None:
    await asker.open(blocks_modal(await list_blocked(asker.deps, person=asker.key)))


async def _block(asker: Asker) -> None:
    target = as_mention(PersonKey(value_of(asker)))
    await block(asker.deps, person=asker.key, target=target.key)
    await asker.answer(blocked(target), replace=True)


async def _unblock(asker: Asker) -> None:
    target = as_mention(PersonKey(value_of(asker)))
    was_blocked = await unblock(asker.deps, person=asker.key, target=target.key)
    await asker.answer(unblocked(target, was_blocked=was_blocked), replace=True)


async def _keep(asker: Asker) -> None:
    await asker.answer(kept(), replace=True)


async def _page(asker: Asker) -> None:
    views = await list_connections(asker.deps, person=asker.key)
    await asker.answer(connections(views, asker.clock, number(value_of(asker))), replace=True)


ACTIONS = {
    Action.INVITE_OPEN: _invite_open,
    Action.INVITE_ACCEPT: _invite_accept,
    Action.INVITE_DECLINE: _invite_decline,
    Action.INVITE_WITHDRAW: _invite_withdraw,
    Action.GRANT_EDIT: _grant_edit,
    Action.GRANT_PRESET: _grant_preset,
    Action.GRANT_ASK: _grant_ask,
    Action.GRANT_ALLOW: _grant_allow,
    Action.GRANT_REFUSE: _grant_refuse,
    Action.GRANT_AUTOMATIC: _grant_automatic,
    Action.GRANT_PREVIEW: _grant_preview,
    Action.CONNECTION_SHOW: _show,
    Action.CONNECTION_REVOKE: _revoke,
    Action.CONNECTION_BLOCKS: _blocks,
    Action.CONNECTION_BLOCK: _block,
    Action.CONNECTION_UNBLOCK: _unblock,
    Action.CONNECTION_KEEP: _keep,
    Action.CONNECTION_PAGE: _page,
}
