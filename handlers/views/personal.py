"""Forms about oneself: which calendars count, one's own settings."""

from __future__ import annotations

from core.domain.errors import BadInput
from core.usecases.calendars import choose_calendars
from core.usecases.settings import save_settings
from handlers.asker import Asker
from handlers.ids import Callback
from handlers.parsing.forms import ChosenCalendars, read_calendars
from handlers.parsing.settings import ChosenSettings, read_settings
from handlers.render.base import Rendered
from handlers.render.calendar import calendars_saved
from handlers.render.errors import field_errors
from handlers.render.settings import settings_saved
from handlers.views.form import Form, submitted


def _check_calendars(asker: Asker) -> dict[str, str]:
    found = read_calendars(submitted(asker))
    return {} if isinstance(found, ChosenCalendars) else field_errors(found)


def _check_settings(asker: Asker) -> dict[str, str]:
    found = read_settings(submitted(asker), person=asker.person)
    return {} if isinstance(found, ChosenSettings) else field_errors(found)


async def _calendars(asker: Asker) -> Rendered:
    chosen = read_calendars(submitted(asker))
    if not isinstance(chosen, ChosenCalendars):
        raise BadInput(field="value", reason="malformed")
    saved = await choose_calendars(asker.deps, person=asker.key, busy=chosen.busy, write_to=chosen.write)
    return calendars_saved(saved)


async def _settings(asker: Asker) -> Rendered:
    chosen = read_settings(submitted(asker), person=asker.person)
    if not isinstance(chosen, ChosenSettings):
        raise BadInput(field="value", reason="malformed")
    saved = await save_settings(asker.deps, person=asker.key, settings=chosen.settings, time_zone=chosen.time_zone)
    return settings_saved(saved)


FORMS: dict[Callback, Form] = {
    Callback.CALENDAR_SUBMIT: Form(_check_calendars, _calendars),
    Callback.SETTINGS_SUBMIT: Form(_check_settings, _settings),
}
