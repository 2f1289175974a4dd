"""Whom a command or form is about: a colleague by Slack id, known to Perin or asked of Slack."""

from __future__ import annotations

from core.domain.errors import BadInput, TargetIsSelf
from core.domain.ids import PersonKey, split_person_key
from core.domain.people import Profile
from core.usecases.people import find_person
from core.usecases.views import Other
from handlers.asker import Asker
from handlers.parsing.commands import Command
from handlers.render.connecting import one_at_a_time, which_person
from handlers.slack import find_profile


async def named_in(asker: Asker, command: Command) -> str | None:
    """Return the Slack id of the one person a command names; without one, or with two, ask for it and return None."""
    if len(command.users) > 1:
        await asker.answer(one_at_a_time(command.verb.value))
        return None
    if command.user is None:
        await asker.answer(which_person(command.verb.value, command.handle))
    return command.user


async def profile_of(asker: Asker, user: str) -> Profile:
    """Ask Slack who a user is. Raises TargetUnknown."""
    return await find_profile(asker.client, asker.installation, user)


def connected_key_of(asker: Asker, user: str) -> PersonKey:
    """Return the key of a colleague for an act that needs a connection anyway: who isn't known has none.

    Nothing is looked up. Raises TargetIsSelf.
    """
    key = asker.colleague(user)
    if key == asker.key:
        raise TargetIsSelf
    return key


async def key_of(asker: Asker, user: str) -> PersonKey:
    """Return the key of a colleague, from what is stored if they are known. Raises TargetUnknown, TargetIsSelf."""
    key = asker.colleague(user)
    if key == asker.key:
        raise TargetIsSelf
    if await find_person(asker.deps, person=key) is None:
        return (await profile_of(asker, user)).key
    return key


def as_mention(key: PersonKey) -> Other:
    """Return a person as a mention only: nothing is known of what they let the asker see. Raises BadInput."""
    try:
        user = split_person_key(key).user
    except ValueError as error:
        raise BadInput(field="value", reason="malformed") from error
    return Other(key=key, user=user, name=None, time_zone=None)
