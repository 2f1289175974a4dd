"""Verbs about connections: invite, connections, permissions, revoke, block, unblock."""

from __future__ import annotations

from core.domain.connections import ConnectionState
from core.usecases.connections import list_connections
from core.usecases.invite import check_can_invite
from core.usecases.permissions import read_permissions
from core.usecases.revoke import preview_end_with
from handlers.asker import Asker
from handlers.colleagues import as_mention, connected_key_of, key_of, named_in, profile_of
from handlers.parsing.commands import Command, Verb
from handlers.parsing.grants import draft_of
from handlers.render.connecting import confirm_block, confirm_unblock
from handlers.render.connections import connections
from handlers.render.grants import invite_modal, permissions_modal
from handlers.render.leaving import end_modal


async def _invite(asker: Asker, command: Command) -> None:
    """Open the invite form; with a person, only if they may be invited at all."""
    if command.user is None and command.handle is None:
        await asker.open(invite_modal(asker.person, None))
        return
    user = await named_in(asker, command)
    if user is not None:
        await check_can_invite(asker.deps, inviter=asker.key, target=await profile_of(asker, user))
        await asker.open(invite_modal(asker.person, user))


async def _connections(asker: Asker, command: Command) -> None:
    """List the connections with their buttons."""
    del command
    await asker.answer(connections(await list_connections(asker.deps, person=asker.key), asker.clock))


async def _permissions(asker: Asker, command: Command) -> None:
    """Open the form of one's own grant; without a person, the list to choose from."""
    if command.user is None and command.handle is None:
        await _connections(asker, command)
        return
    user = await named_in(asker, command)
    if user is None:
        return
    view = await read_permissions(asker.deps, viewer=asker.key, other=connected_key_of(asker, user))
    if view.agreement is None:
        await asker.answer(connections((view,), asker.clock))
        return
    await asker.open(permissions_modal(view, asker.person, draft_of(view.agreement.mine)))


async def _revoke(asker: Asker, command: Command) -> None:
    """Show what would end with the connection; an invite that is open still can only be answered or taken back."""
    user = await named_in(asker, command)
    if user is None:
        return
    found = await preview_end_with(asker.deps, person=asker.key, other=connected_key_of(asker, user))
    if found.connection.connection.state is ConnectionState.PENDING:
        await asker.answer(connections((found.connection,), asker.clock))
        return
    await asker.open(end_modal(found))


async def _block(asker: Asker, command: Command) -> None:
    """Ask before somebody is blocked."""
    user = await named_in(asker, command)
    if user is not None:
        await asker.answer(confirm_block(as_mention(await key_of(asker, user))))


async def _unblock(asker: Asker, command: Command) -> None:
    """Ask before a block is lifted."""
    user = await named_in(asker, command)
    if user is not None:
        await asker.answer(confirm_unblock(as_mention(await key_of(asker, user))))


VERBS = {
    Verb.INVITE: _invite,
    Verb.CONNECTIONS: _connections,
    Verb.PERMISSIONS: _permissions,
    Verb.REVOKE: _revoke,
    Verb.BLOCK: _block,
    Verb.UNBLOCK: _unblock,
}
