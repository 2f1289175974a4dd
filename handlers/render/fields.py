"""Problems of a form's fields in words, shown beside the field: what is wrong and what would do."""

from __future__ import annotations

from handlers.parsing.problems import Problem

_WORDS: dict[Problem, str] = {
    Problem.NO_PERSON: "Please choose a person.",
    Problem.NO_TIME_LEFT: "That lies in the past or leaves no time. Try “tomorrow afternoon” or “3 Dec after 14:00”.",
    Problem.NOT_UNDERSTOOD: "Part of this wasn't understood. Try “next week”, “Tuesday morning” or “3 Dec after 14”.",
    Problem.BAD_LENGTH: "Please choose a length of at most eight hours.",
    Problem.TITLE_TOO_LONG: "Please keep the title under 200 characters.",
    Problem.NO_TIME_CHOSEN: "Please choose at least one time.",
    Problem.TOO_MANY_TIMES: "Please choose three times at most.",
    Problem.NOTE_TOO_LONG: "Please keep it under 200 characters.",
    Problem.BAD_HOURS: "Write hours like 09:00–12:00, 13:00–17:00. Leave it empty for a day off.",
    Problem.OVERLAPPING_HOURS: "Two of these times overlap. Please make them one, or move them apart.",
    Problem.ZONE_WITHOUT_HOURS: "Please write the hours that hold in this zone, or choose your own zone again.",
    Problem.BAD_ZONE: "Please choose a time zone from the list.",
    Problem.LONGEST_TOO_SHORT: "The longest meeting must be at least as long as the shortest.",
    Problem.LENGTH_OUTSIDE: "The usual length must lie between the shortest and the longest.",
    Problem.NEEDS_WEEKLY_CAP: "Booking by itself needs a limit per week. Please choose one.",
    Problem.NEEDS_LONGEST: "Booking by itself needs a longest length. Please choose one.",
    Problem.SCOPE_NEEDS_MILDER: "Each right needs those above it. Please tick them too, or untick this one.",
    Problem.AUTO_NEEDS_SCOPE: "Tick “Book by itself, inside my limits” above as well, or leave this off.",
    Problem.BAD_CHOICE: "Please choose again: this can't be used.",
    Problem.NO_CALENDAR: "Please choose at least one calendar.",
}


def problem_words(problem: Problem) -> str:
    """Say what is wrong with a field, in a sentence that says how to mend it."""
    return _WORDS[problem]
