"""The form that asks for a meeting."""

from __future__ import annotations

from core.domain.errors import BadInput
from core.usecases.propose import propose_meeting
from handlers.asker import Asker
from handlers.ids import Callback
from handlers.parsing.forms import WantedMeeting, read_meeting
from handlers.parsing.problems import Problems
from handlers.render.base import Rendered
from handlers.render.errors import field_errors
from handlers.render.schedule import slots_sent
from handlers.views.form import Form, submitted


def _read(asker: Asker) -> WantedMeeting | Problems:
    return read_meeting(
        submitted(asker),
        now=asker.deps.now(),
        zone=asker.zone,
        default_minutes=asker.person.settings.default_minutes,
    )


def _check(asker: Asker) -> dict[str, str]:
    found = _read(asker)
    return {} if isinstance(found, WantedMeeting) else field_errors(found)


async def _schedule(asker: Asker) -> Rendered:
    """Start the session and say that the card has come."""
    wanted = _read(asker)
    if not isinstance(wanted, WantedMeeting):
        raise BadInput(field="value", reason="malformed")
    view = await propose_meeting(
        asker.deps,
        asker=asker.key,
        other=asker.colleague(wanted.user),
        request=wanted.request,
        key=str(asker.body["view"]["id"]),
    )
    return slots_sent(view.other, len(view.slots))


FORMS: dict[Callback, Form] = {Callback.SCHEDULE_SUBMIT: Form(_check, _schedule)}
