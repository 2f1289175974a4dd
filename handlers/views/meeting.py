"""The form that asks for a meeting."""

from __future__ import annotations

from core.usecases.propose import propose_meeting
from handlers.asker import Asker
from handlers.colleagues import key_of
from handlers.forms import Form, expect, fields_of
from handlers.ids import Callback
from handlers.parsing.forms import WantedMeeting, read_meeting
from handlers.parsing.problems import Problems
from handlers.render.base import Rendered
from handlers.render.errors import field_errors
from handlers.render.schedule import slots_sent


def _read(asker: Asker) -> WantedMeeting | Problems:
    return read_meeting(
        fields_of(asker),
        now=asker.deps.now(),
        zone=asker.zone,
        default_minutes=asker.person.settings.default_minutes,
    )


def _check(asker: Asker) -> dict[str, str]:
    found = _read(asker)
    return {} if isinstance(found, WantedMeeting) else field_errors(found)


async def _schedule(asker: Asker) -> Rendered:
    """Start the session and say that the card has come."""
    wanted = expect(_read(asker), WantedMeeting)
    view = await propose_meeting(
        asker.deps,
        asker=asker.key,
        other=await key_of(asker, wanted.user),
        request=wanted.request,
        key=str(asker.body["view"]["id"]),
    )
    return slots_sent(view.other, len(view.slots))


FORMS = {Callback.SCHEDULE_SUBMIT: Form(_check, _schedule)}
