"""The words of a time phrase: dates, weekdays, weeks, times of day, parts of the day, and what joins them.

Apart from the grammar because recognising "Tue, 24 Nov" and combining it with "after 3" are different problems.
Days are counted from 1970-01-01, minutes from midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a token is."""

    DAYS = auto()  # first..last, both included
    WEEKDAYS = auto()
    WEEK = auto()  # a week or month: first..last, filtered by weekdays
    TIME = auto()
    NUMBER = auto()  # an hour, if something says so
    PART = auto()  # a part of the day: first..last minutes
    AFTER = auto()
    FROM = auto()
    BEFORE = auto()
    BY = auto()
    AT = auto()
    BETWEEN = auto()
    TO = auto()
    UNTIL = auto()
    AND = auto()
    NOT = auto()
    ANY = auto()
    ANY_DAY = auto()
    ANY_TIME = auto()
    PAST = auto()
    FILLER = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One recognised piece. ``first``/``last`` are days or minutes by kind; ``text`` is what was typed.

    ``weekdays`` in the order typed, 0 is Monday; ``every`` tells "Mondays". ``is_bare`` marks an hour that may still
    turn out to be in the afternoon, ``is_afternoon`` one with "pm".
    """

    kind: Kind
    text: str
    first: int = 0
    last: int = 0
    weekdays: tuple[int, ...] = ()
    every: bool = False
    is_bare: bool = False
    is_afternoon: bool = False


DAY_KINDS = frozenset({Kind.DAYS, Kind.WEEKDAYS})
TIME_KINDS = frozenset({Kind.TIME, Kind.NUMBER})
JOINS = frozenset({Kind.TO, Kind.UNTIL})
