"""The forms that change a session: which times to suggest, where to move a meeting, what to say when it is canceled."""

from __future__ import annotations

from core.scheduling.intervals import Interval
from core.usecases.terms import MeetingChange
from handlers.ids import Field
from handlers.parsing import state as entered
from handlers.parsing.lengths import LONGEST_MINUTES
from handlers.parsing.problems import Problem, Problems
from handlers.parsing.schedule import clean_title
from handlers.parsing.state import State
from handlers.parsing.when import read_when
from handlers.values import INHERIT
from handlers.values_meeting import CounterMeta, slot_of

PICKED_MOST = 3
NOTE_MOST = 200


def read_picked(state: State, shown: CounterMeta) -> tuple[Interval, ...] | Problems:
    """Return the times chosen in the form of other times. Raises BadInput on an option that is no time."""
    picked = tuple(slot_of(value, shown.length) for value in entered.choices(state, Field.COUNTER_SLOTS))
    if not picked:
        return {Field.COUNTER_SLOTS: Problem.NO_TIME_CHOSEN}
    return picked if len(picked) <= PICKED_MOST else {Field.COUNTER_SLOTS: Problem.TOO_MANY_TIMES}


def read_move(state: State, *, now: int, zone: str, length_minutes: int) -> MeetingChange | Problems:
    """Read where a meeting should move; ``length_minutes`` is what it takes now, ``zone`` the presser's."""
    problems: dict[Field, Problem] = {}
    chosen = entered.choice(state, Field.RESCHEDULE_LENGTH)
    minutes = None if chosen in {"", INHERIT} else entered.whole(chosen)
    if chosen not in {"", INHERIT} and not (minutes and minutes <= LONGEST_MINUTES):
        problems[Field.RESCHEDULE_LENGTH] = Problem.BAD_LENGTH
    text = entered.text(state, Field.RESCHEDULE_WHEN)
    when = read_when(text, now=now, zone=zone, length_minutes=minutes or length_minutes)
    wrong = Problem.NOT_UNDERSTOOD if when.leftover else when.problem
    if wrong is not None:
        problems[Field.RESCHEDULE_WHEN] = wrong
    return problems or MeetingChange(window=when.window, phrase=when.phrase, length_minutes=minutes)


def read_note(state: State) -> str | Problems:
    """Return what was written to the other one, on one line; "" for nothing."""
    note = clean_title(entered.text(state, Field.CANCEL_NOTE))
    return note if len(note) <= NOTE_MOST else {Field.CANCEL_NOTE: Problem.NOTE_TOO_LONG}
