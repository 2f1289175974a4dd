"""Forms about oneself: which calendars count, one's own settings."""

from __future__ import annotations

from core.usecases.calendars import choose_calendars
from core.usecases.forget import forget_person
from core.usecases.settings import save_settings
from handlers.asker import Asker
from handlers.forms import Form, expect, fields_of, meta_of
from handlers.ids import Callback
from handlers.parsing.forms import ChosenCalendars, read_calendars
from handlers.parsing.leaving import read_cancels_all
from handlers.parsing.problems import Problems
from handlers.parsing.settings import ChosenSettings, read_settings
from handlers.parting import clear_up
from handlers.render.base import Rendered
from handlers.render.calendar import calendars_saved
from handlers.render.errors import field_errors
from handlers.render.leaving import forgotten
from handlers.render.settings import settings_saved
from handlers.values import LongIds


def _chosen_settings(asker: Asker) -> ChosenSettings | Problems:
    return read_settings(fields_of(asker), person=asker.person)


def _check_calendars(asker: Asker) -> dict[str, str]:
    found = read_calendars(fields_of(asker), LongIds.decode(meta_of(asker)))
    return {} if isinstance(found, ChosenCalendars) else field_errors(found)


def _check_settings(asker: Asker) -> dict[str, str]:
    found = _chosen_settings(asker)
    return {} if isinstance(found, ChosenSettings) else field_errors(found)


async def _calendars(asker: Asker) -> Rendered:
    chosen = expect(read_calendars(fields_of(asker), LongIds.decode(meta_of(asker))), ChosenCalendars)
    return calendars_saved(
        await choose_calendars(asker.deps, person=asker.key, busy=chosen.busy, write_to=chosen.write)
    )


async def _settings(asker: Asker) -> Rendered:
    chosen = expect(_chosen_settings(asker), ChosenSettings)
    return settings_saved(
        await save_settings(asker.deps, person=asker.key, settings=chosen.settings, time_zone=chosen.time_zone)
    )


def _nothing_wrong(asker: Asker) -> dict[str, str]:
    """Either answer can be meant."""
    del asker
    return {}


async def _forget(asker: Asker) -> Rendered:
    """Delete everything; App Home and the others' cards must not go on showing what is gone."""
    cancels = read_cancels_all(fields_of(asker))
    gone = await forget_person(asker.deps, person=asker.key, cancel_meetings=cancels)
    await clear_up(asker, gone.cards)
    return forgotten(gone)


FORMS = {
    Callback.CALENDAR_SUBMIT: Form(_check_calendars, _calendars),
    Callback.SETTINGS_SUBMIT: Form(_check_settings, _settings),
    Callback.FORGET_SUBMIT: Form(_nothing_wrong, _forget),
}
