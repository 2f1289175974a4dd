"""The one command, ``/perin``: read what was typed and hand it to the verb's listener."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core.domain.quota import Act
from core.usecases.limits import spend
from handlers.asker import Asker
from handlers.commands import connecting, meeting, personal
from handlers.parsing.commands import Command, Unknown, Verb, parse_command
from handlers.render.help import unknown_command

VERBS: dict[Verb, Callable[[Asker, Command], Awaitable[None]]] = {
    **connecting.VERBS,
    **meeting.VERBS,
    **personal.VERBS,
}
"""What each verb does."""

_COUNTED_HERE = frozenset(
    {Verb.HELP, Verb.INVITE, Verb.CONNECTIONS, Verb.PERMISSIONS, Verb.REVOKE, Verb.BLOCK, Verb.SETTINGS, Verb.FORGET}
)
"""Verbs that only show something: no use case of theirs counts the act."""


async def command_work(asker: Asker) -> None:
    """Do what was typed; a word nobody knows is answered with the nearest command and an example."""
    command = parse_command(str(asker.body.get("text") or ""))
    if isinstance(command, Unknown):
        await asker.answer(unknown_command(command))
        return
    if command.verb in _COUNTED_HERE:
        await spend(asker.deps, person=asker.key, act=Act.OTHER)
    await VERBS[command.verb](asker, command)
