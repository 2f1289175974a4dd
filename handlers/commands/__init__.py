"""The one command, ``/perin``: read what was typed and hand it to the verb's listener."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core.domain.quota import Act
from handlers.asker import Asker
from handlers.commands import connecting, meeting, personal
from handlers.commands.meeting import is_complete
from handlers.parsing.commands import Command, Unknown, Verb, parse_command
from handlers.render.help import unknown_command

VERBS: dict[Verb, Callable[[Asker, Command], Awaitable[None]]] = {
    **connecting.VERBS,
    **meeting.VERBS,
    **personal.VERBS,
}
"""What each verb does."""

_SHOWING = frozenset(
    {
        Verb.HELP,
        Verb.INVITE,
        Verb.CONNECTIONS,
        Verb.PERMISSIONS,
        Verb.REVOKE,
        Verb.BLOCK,
        Verb.SETTINGS,
        Verb.FORGET,
        Verb.SESSIONS,
        Verb.NOTIFICATIONS,
        Verb.AUDIT,
    }
)
"""Verbs that only show something: no use case of theirs counts the act."""


def act_of(body: Mapping[str, Any]) -> Act | None:
    """Return what is counted of a command before it is worked, None when its use case counts."""
    command = _typed(body)
    return Act.OTHER if isinstance(command, Command) and command.verb in _SHOWING else None


def may_recall(body: Mapping[str, Any], *, now: Callable[[], int]) -> bool:
    """Whether the person's row of a moment ago will do: a request for a meeting compares it before it counts."""
    command = _typed(body)
    return isinstance(command, Command) and command.verb is Verb.SCHEDULE and is_complete(command, now())


def _typed(body: Mapping[str, Any]) -> Command | Unknown:
    return parse_command(str(body.get("text") or ""))


async def command_work(asker: Asker) -> None:
    """Do what was typed; a word nobody knows is answered with the nearest command and an example."""
    command = _typed(asker.body)
    if isinstance(command, Unknown):
        await asker.answer(unknown_command(command))
        return
    await VERBS[command.verb](asker, command)
