"""What can be wrong with what was typed or filled in: codes; the words are the renderer's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from handlers.ids import Field


class Problem(StrEnum):
    """One reason why a field can't be used as it is."""

    NO_PERSON = "no_person"
    NO_TIME_LEFT = "no_time_left"  # understood, but it lies in the past or excludes itself
    NOT_UNDERSTOOD = "not_understood"  # not a time phrase
    BAD_LENGTH = "bad_length"
    TITLE_TOO_LONG = "title_too_long"
    NO_TIME_CHOSEN = "no_time_chosen"
    TOO_MANY_TIMES = "too_many_times"
    NOTE_TOO_LONG = "note_too_long"
    BAD_HOURS = "bad_hours"
    OVERLAPPING_HOURS = "overlapping_hours"
    ZONE_WITHOUT_HOURS = "zone_without_hours"
    BAD_ZONE = "bad_zone"
    LONGEST_TOO_SHORT = "longest_too_short"
    LENGTH_OUTSIDE = "length_outside"
    NEEDS_WEEKLY_CAP = "needs_weekly_cap"
    NEEDS_LONGEST = "needs_longest"
    SCOPE_NEEDS_MILDER = "scope_needs_milder"
    AUTO_NEEDS_SCOPE = "auto_needs_scope"
    BAD_CHOICE = "bad_choice"
    NO_CALENDAR = "no_calendar"


Problems = Mapping[Field, Problem]
"""By field (its value is the block_id), so that each is shown beside its field."""
