"""Forms about connections: invite, answer an invite, edit a grant."""

from __future__ import annotations

from core.domain.ids import ConnectionId
from core.usecases.answer_invite import accept_invite
from core.usecases.invite import invite
from core.usecases.permissions import edit_grant
from core.usecases.revoke import block, revoke
from core.usecases.terms import Terms
from handlers.asker import Asker
from handlers.colleagues import as_mention, key_of, profile_of
from handlers.forms import Form, expect, fields_of, grant_meta
from handlers.ids import Callback, Field
from handlers.parsing.forms import read_person
from handlers.parsing.grants import read_grant
from handlers.parsing.leaving import read_canceled
from handlers.parsing.problems import Problems
from handlers.render.base import Rendered
from handlers.render.connecting import blocked, grant_saved, invite_accepted, invite_sent
from handlers.render.errors import field_errors
from handlers.render.leaving import revoked


def _terms(asker: Asker) -> Terms | Problems:
    return read_grant(fields_of(asker), zone=asker.zone)


def _invited(asker: Asker) -> str | Problems:
    """Return the Slack id of who is invited: named in the command, or chosen in the form."""
    return grant_meta(asker).user or read_person(fields_of(asker), Field.INVITE_PERSON)


def _check_grant(asker: Asker) -> dict[str, str]:
    found = _terms(asker)
    return {} if isinstance(found, Terms) else field_errors(found)


def _check_invite(asker: Asker) -> dict[str, str]:
    invited = _invited(asker)
    return ({} if isinstance(invited, str) else field_errors(invited)) | _check_grant(asker)


async def _invite(asker: Asker) -> Rendered:
    view = await invite(
        asker.deps,
        inviter=asker.key,
        target=await profile_of(asker, expect(_invited(asker), str)),
        installation=asker.installation.key,
        terms=expect(_terms(asker), Terms),
    )
    return invite_sent(view, asker.clock)


async def _answer(asker: Asker) -> Rendered:
    connection = ConnectionId(expect(grant_meta(asker).connection, str))
    terms = expect(_terms(asker), Terms)
    return invite_accepted(await accept_invite(asker.deps, person=asker.key, connection=connection, terms=terms))


async def _edit(asker: Asker) -> Rendered:
    meta = grant_meta(asker)
    view = await edit_grant(
        asker.deps,
        person=asker.key,
        connection=ConnectionId(expect(meta.connection, str)),
        terms=expect(_terms(asker), Terms),
        version=meta.version,
    )
    return grant_saved(view)


def _nothing_wrong(asker: Asker) -> dict[str, str]:
    """Whatever was ticked, or not, can be meant."""
    del asker
    return {}


async def _end(asker: Asker) -> Rendered:
    """End the connection, and the meetings that were ticked."""
    connection = ConnectionId(expect(grant_meta(asker).connection, str))
    chosen = read_canceled(fields_of(asker))
    return revoked(await revoke(asker.deps, person=asker.key, connection=connection, cancel=chosen), chosen)


def _target(asker: Asker) -> str | Problems:
    return read_person(fields_of(asker), Field.BLOCK_PERSON)


def _check_block(asker: Asker) -> dict[str, str]:
    found = _target(asker)
    return {} if isinstance(found, str) else field_errors(found)


async def _block(asker: Asker) -> Rendered:
    target = as_mention(await key_of(asker, expect(_target(asker), str)))
    await block(asker.deps, person=asker.key, target=target.key)
    return blocked(target)


FORMS = {
    Callback.INVITE_SUBMIT: Form(_check_invite, _invite),
    Callback.INVITE_ANSWER: Form(_check_grant, _answer),
    Callback.GRANT_SUBMIT: Form(_check_grant, _edit),
    Callback.CONNECTION_END: Form(_nothing_wrong, _end),
    Callback.BLOCK_SUBMIT: Form(_check_block, _block),
}
