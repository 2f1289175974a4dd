"""Errors in words, for a private answer; and problems of a form beside its fields.

Every class of ``core.domain.errors`` has its own sentence (a test walks the tree); a subclass nobody knows yet speaks
as its nearest known ancestor.
"""

from __future__ import annotations

from core.domain.errors import PerinError
from core.domain.ids import PersonKey
from handlers.ids import Action
from handlers.parsing.problems import Problems
from handlers.render.base import Block, Rendered, actions, message, section
from handlers.render.elements import button
from handlers.render.fields import problem_words
from handlers.render.names import Names
from handlers.render.sentences import calendars, connecting, meeting, plain
from handlers.render.sentences.telling import Sentence, Told
from handlers.render.times import Reads

SENTENCES: dict[str, Sentence] = {
    **plain.SENTENCES,
    **connecting.SENTENCES,
    **meeting.SENTENCES,
    **calendars.SENTENCES,
}
"""By stable code."""

OOPS = "Something went wrong on our side, and it has been noted. Try again in a minute."
"""For what nobody foresaw: no detail of it is shown."""

TOO_LATE = "That took longer than Slack waits, so nothing was opened or changed. Please press or type it once more."
"""For a press whose three seconds were over before anything could be opened."""


def sentence(error: PerinError, zone: Reads, names: Names | None = None, *, reader: PersonKey | None = None) -> str:
    """Say what happened, what it means and what to do next, in mrkdwn.

    ``zone`` is the reader's, or the clock they read; ``names`` the others as this reader may see them, ``reader`` whose
    "your" it is. A fact that names nobody of these is "the other person".
    """
    codes = (getattr(kind, "code", "") for kind in type(error).__mro__)
    found = next(SENTENCES[code] for code in codes if code in SENTENCES)
    words = found if isinstance(found, str) else found(Told(error, zone, names or {}, reader))
    return words[0].upper() + words[1:]


def refusal(error: PerinError, zone: Reads, names: Names | None = None, *, reader: PersonKey | None = None) -> Rendered:
    """Answer a refused act privately, with the button that helps where there is one."""
    words = sentence(error, zone, names, reader=reader)
    return message(words, [section(words), *actions(_way_out(error, reader))])


def _way_out(error: PerinError, reader: PersonKey | None) -> Block | None:
    connection = error.text("connection")
    if error.code == "crossing_invite" and connection:
        return button("Accept their invite", Action.INVITE_ACCEPT, connection, style="primary")
    if error.code in {"already_connected", "already_invited"} and connection:
        return None if error.code == "already_invited" else button("Permissions", Action.GRANT_EDIT, connection)
    if error.code in {"calendar_not_linked", "calendar_broken"} and reader and error.facts.get("whose") == reader:
        return button("Link my calendar", Action.CALENDAR_OPEN, style="primary")
    return None


def field_errors(problems: Problems) -> dict[str, str]:
    """Say each problem beside its field: ``block_id → sentence``, the shape a ``view_submission`` is answered with."""
    return {field.value: problem_words(problem) for field, problem in problems.items()}
