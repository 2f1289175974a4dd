"""Forms about connections: invite, answer an invite, edit a grant."""

from __future__ import annotations

from core.domain.errors import BadInput
from core.usecases.answer_invite import accept_invite
from core.usecases.invite import invite
from core.usecases.permissions import edit_grant
from core.usecases.terms import Terms
from handlers.asker import Asker
from handlers.commands.verbs import profile_of
from handlers.ids import Callback, Field
from handlers.parsing.forms import read_person
from handlers.parsing.grants import read_grant
from handlers.render.base import Rendered
from handlers.render.connecting import grant_saved, invite_accepted, invite_sent
from handlers.render.errors import field_errors
from handlers.views.form import Form, grant_meta, submitted


def _check_grant(asker: Asker) -> dict[str, str]:
    found = read_grant(submitted(asker), zone=asker.zone)
    return {} if isinstance(found, Terms) else field_errors(found)


def _check_invite(asker: Asker) -> dict[str, str]:
    person = grant_meta(asker).user or read_person(submitted(asker), Field.INVITE_PERSON)
    problems = {} if isinstance(person, str) else field_errors(person)
    return problems | _check_grant(asker)


def _terms(asker: Asker) -> Terms:
    """Return the terms filled in; what the check let through can only be unreadable for a forged form."""
    found = read_grant(submitted(asker), zone=asker.zone)
    if not isinstance(found, Terms):
        raise BadInput(field="value", reason="malformed")
    return found


async def _invite(asker: Asker) -> Rendered:
    chosen = grant_meta(asker).user or read_person(submitted(asker), Field.INVITE_PERSON)
    if not isinstance(chosen, str):
        raise BadInput(field="person", reason="missing")
    target = await profile_of(asker, chosen)
    view = await invite(
        asker.deps,
        inviter=asker.key,
        target=target,
        installation=asker.installation.key,
        terms=_terms(asker),
    )
    return invite_sent(view, asker.zone)


async def _answer(asker: Asker) -> Rendered:
    connection = grant_meta(asker).connection
    if connection is None:
        raise BadInput(field="value", reason="malformed")
    view = await accept_invite(asker.deps, person=asker.key, connection=connection, terms=_terms(asker))
    return invite_accepted(view)


async def _edit(asker: Asker) -> Rendered:
    meta = grant_meta(asker)
    if meta.connection is None:
        raise BadInput(field="value", reason="malformed")
    view = await edit_grant(
        asker.deps, person=asker.key, connection=meta.connection, terms=_terms(asker), version=meta.version
    )
    return grant_saved(view)


FORMS: dict[Callback, Form] = {
    Callback.INVITE_SUBMIT: Form(_check_invite, _invite),
    Callback.INVITE_ANSWER: Form(_check_grant, _answer),
    Callback.GRANT_SUBMIT: Form(_check_grant, _edit),
}
