"""Filling in forms the way Slack does: what is sent when a form goes untouched, or with one field changed."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from core.scheduling.hours import WeeklyHours
from core.scheduling.windows import Window
from handlers.ids import Field
from sandbox.slack.forms.values import state_values

State = dict[str, dict[str, dict[str, Any]]]


def untouched(view: dict[str, Any]) -> State:
    """Return what Slack sends when a form is submitted as it was drawn."""
    return state_values(view["blocks"], {})


def typed(state: State, field: Field, **values: object) -> State:
    """Return the state after one field was changed."""
    changed = copy.deepcopy(state)
    changed[field.value][field.value] |= values
    return changed


def chosen(value: str) -> dict[str, object]:
    """Return the state of a menu with this option chosen."""
    return {"selected_option": {"value": value, "text": {"type": "plain_text", "text": value}}}


def ticked(*values: str) -> dict[str, object]:
    """Return the state of checkboxes with these ticked."""
    return {"selected_options": [{"value": value} for value in values]}


WINDOWS = st.tuples(st.integers(0, 47), st.integers(1, 24)).map(
    lambda pair: Window(pair[0] * 30, pair[0] * 30 + pair[1] * 30)
)
WEEKS = st.lists(st.one_of(st.just(()), st.tuples(WINDOWS)), min_size=7, max_size=7).map(tuple)


def hours_of(week: tuple[tuple[Window, ...], ...], zone: str) -> WeeklyHours | None:
    """Return the hours of seven days; None when they overlap."""
    try:
        return WeeklyHours(zone, week)
    except ValueError:
        return None
