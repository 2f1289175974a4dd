"""What the listeners of all verbs share: their type, and finding the person a command is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core.domain.errors import BadInput, TargetUnknown
from core.domain.ids import PersonKey
from core.domain.people import Profile
from core.usecases.people import find_person
from core.usecases.views import Other
from handlers.asker import Asker
from handlers.parsing.commands import Command
from handlers.slack import find_profile

VerbWork = Callable[[Asker, Command], Awaitable[None]]


def mentioned(command: Command) -> str:
    """Return the Slack id of the person mentioned.

    Raises TargetUnknown for a name Slack didn't resolve, BadInput (field ``person``) when nobody is mentioned.
    """
    if command.user is not None:
        return command.user
    if command.handle is not None:
        raise TargetUnknown
    raise BadInput(field="person", reason="missing")


async def profile_of(asker: Asker, user: str) -> Profile:
    """Ask Slack who a user is. Raises TargetUnknown."""
    return await find_profile(asker.client, asker.installation, user)


async def key_of(asker: Asker, user: str) -> PersonKey:
    """Return the key of a colleague, from what is stored if they are known. Raises TargetUnknown."""
    key = asker.colleague(user)
    if await find_person(asker.deps, person=key) is None:
        return (await profile_of(asker, user)).key
    return key


def as_mention(key: PersonKey, user: str) -> Other:
    """Return a person as a mention only: nothing is known of what they let the asker see."""
    return Other(key=key, user=user, name=None, time_zone=None)
