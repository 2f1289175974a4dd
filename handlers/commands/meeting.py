"""Verbs about meetings: schedule, sessions."""

from __future__ import annotations

from core.usecases.propose import propose_meeting
from core.usecases.read_session import list_sessions
from core.usecases.terms import MeetingRequest
from handlers.asker import Asker
from handlers.colleagues import connected_key_of, named_in
from handlers.parsing.commands import Command, Verb
from handlers.parsing.schedule import ScheduleWords, read_schedule_words
from handlers.render.schedule import draft_from, in_the_past, slots_sent
from handlers.render.sessions import sessions
from handlers.showing import schedule_form

_ANY_LENGTH = 30


async def _schedule(asker: Asker, command: Command) -> None:
    """Start a session and propose at once; without a person or details, or with words in doubt, a form asks."""
    words = _read(asker, command)
    if command.handle is None and (command.user is None or words.asks):
        await asker.open(schedule_form(asker, draft_from(words, command.user)))
        return
    user = await named_in(asker, command)
    if user is None:
        return
    if words.when.problem is not None:
        await asker.answer(in_the_past(words.when.phrase))
        return
    view = await propose_meeting(
        asker.deps,
        asker=asker.key,
        other=connected_key_of(asker, user),
        request=_request(words),
        key=str(asker.body.get("trigger_id") or ""),
        reader=asker.person.version,
    )
    await asker.answer(slots_sent(view))


def is_complete(command: Command, now: int) -> bool:
    """Whether it seems to say all that a request needs, in whichever zone it is read."""
    words = read_schedule_words(command.rest, now=now, zone="UTC", default_minutes=_ANY_LENGTH)
    return command.user is not None and not words.asks


def _read(asker: Asker, command: Command) -> ScheduleWords:
    return read_schedule_words(
        command.rest,
        now=asker.deps.now(),
        zone=asker.zone,
        default_minutes=asker.person.settings.default_minutes,
    )


def _request(words: ScheduleWords) -> MeetingRequest:
    return MeetingRequest(
        title=words.title,
        length_minutes=words.length_minutes,
        window=words.when.window,
        phrase=words.when.phrase,
    )


async def _sessions(asker: Asker, command: Command) -> None:
    """List open sessions and upcoming meetings with their buttons."""
    del command
    await asker.answer(sessions(await list_sessions(asker.deps, person=asker.key)))


VERBS = {Verb.SCHEDULE: _schedule, Verb.SESSIONS: _sessions}
