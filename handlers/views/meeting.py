"""The forms about meetings: ask for one, suggest other times."""

from __future__ import annotations

from core.usecases.counter import counter_propose
from core.usecases.propose import propose_meeting
from handlers.asker import Asker
from handlers.colleagues import connected_key_of
from handlers.forms import Form, expect, fields_of, meta_of
from handlers.ids import Callback
from handlers.parsing.changing import read_picked
from handlers.parsing.forms import WantedMeeting, read_meeting
from handlers.parsing.problems import Problems
from handlers.render.base import Rendered
from handlers.render.counter import suggested
from handlers.render.errors import field_errors
from handlers.render.schedule import slots_sent
from handlers.values_meeting import CounterMeta


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
        other=connected_key_of(asker, wanted.user),
        request=wanted.request,
        key=str(asker.body["view"]["id"]),
    )
    return slots_sent(view)


def _check_picked(asker: Asker) -> dict[str, str]:
    found = read_picked(fields_of(asker), CounterMeta.decode(meta_of(asker)))
    return {} if isinstance(found, tuple) else field_errors(found)


async def _suggest(asker: Asker) -> Rendered:
    """Send the chosen times in the place of those on the card."""
    shown = CounterMeta.decode(meta_of(asker))
    picked = expect(read_picked(fields_of(asker), shown), tuple)
    view = await counter_propose(
        asker.deps, person=asker.key, session=shown.session, slots=picked, version=shown.version
    )
    return suggested(view)


FORMS = {
    Callback.SCHEDULE_SUBMIT: Form(_check, _schedule),
    Callback.COUNTER_SUBMIT: Form(_check_picked, _suggest),
}
