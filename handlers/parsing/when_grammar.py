"""Combining the words of a time phrase: which days, and which times of those days.

One pass over the tokens; every day or time found is kept, and what stands before it says how it counts ("after", "by",
"not"). Days are counted from 1970-01-01, minutes from midnight.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.parsing.when_days import Atom, Days, resolve_weekdays
from handlers.parsing.when_times import Times, resolve_range, resolve_time
from handlers.parsing.when_tokens import DAY_KINDS, JOINS, TIME_KINDS, Kind, Token

_DAY_LIKE = DAY_KINDS | {Kind.WEEK}
_BOUNDS = frozenset({Kind.AFTER, Kind.FROM, Kind.BEFORE, Kind.BY, Kind.UNTIL})


@dataclass(slots=True)
class Reading:
    """What a phrase says so far. ``used`` tells that anything was understood, ``is_past`` that it asks for the past."""

    today: int
    days: Days
    times: Times = field(default_factory=Times)
    leftover: list[str] = field(default_factory=list)
    used: bool = False
    is_past: bool = False


def read_tokens(tokens: list[Token], today: int) -> Reading:
    """Combine all tokens of a phrase; never raises."""
    shown = [token for token in tokens if token.kind is not Kind.FILLER]
    reading = Reading(today, Days(today))
    at, negated = 0, False
    while at < len(shown):
        kind = shown[at].kind
        if kind is Kind.NOT:
            negated, at = True, at + 1
            continue
        if kind is Kind.AND:
            reading.days.join()
            at += 1
            continue
        step = _step(reading, shown, at, negated=negated)
        negated = negated and at + step < len(shown) and shown[at + step].kind is Kind.AND
        at += step
    return reading


def _kind(tokens: list[Token], at: int) -> Kind | None:
    return tokens[at].kind if at < len(tokens) else None


def _step(reading: Reading, tokens: list[Token], at: int, *, negated: bool) -> int:
    """Read what begins at ``at``; return how many tokens it took."""
    token, following = tokens[at], _kind(tokens, at + 1)
    if token.kind in _BOUNDS | {Kind.BETWEEN, Kind.AT} and following in TIME_KINDS | _DAY_LIKE:
        return 1 + _after_word(reading, tokens, at, negated=negated)
    if token.kind is Kind.TIME or (token.kind is Kind.NUMBER and _is_range(tokens, at, TIME_KINDS)):
        return _time(reading, tokens, at, negated=negated)
    if token.kind in _DAY_LIKE:
        return _day(reading, tokens, at, negated=negated)
    if token.kind is Kind.PART:
        reading.times.add(token.first, token.last, negated=negated)
    elif token.kind is Kind.PAST:
        reading.is_past = True
    elif token.kind is not Kind.ANY:
        reading.leftover.append(token.text)
        return 1
    reading.used = True
    return 1


def _is_range(tokens: list[Token], at: int, kinds: frozenset[Kind], *, also_and: bool = False) -> bool:
    joins = JOINS | ({Kind.AND} if also_and else set())
    return _kind(tokens, at + 1) in joins and _kind(tokens, at + 2) in kinds


def _after_word(reading: Reading, tokens: list[Token], at: int, *, negated: bool) -> int:
    """Read "after 3", "by Friday", "between 2 and 4", "from Monday to Wednesday"."""
    word, first = tokens[at].kind, at + 1
    also_and = word is Kind.BETWEEN
    if tokens[first].kind in TIME_KINDS:
        if word is Kind.AT:
            return _starts(reading, tokens, first, negated=negated)
        if word is Kind.BETWEEN or _is_range(tokens, first, TIME_KINDS):
            return _time(reading, tokens, first, negated=negated, also_and=also_and)
        is_low = (word in {Kind.AFTER, Kind.FROM}) is not negated
        reading.times.bound(resolve_time(tokens[first]), is_low=is_low)
        reading.used = True
        return 1
    if word in {Kind.BETWEEN, Kind.AT} or _is_range(tokens, first, DAY_KINDS, also_and=also_and):
        return _day(reading, tokens, first, negated=negated, also_and=also_and)
    return _day_bound(reading, tokens, first, _opposite(word) if negated else word)


def _opposite(word: Kind) -> Kind:
    return {
        Kind.AFTER: Kind.BY,
        Kind.FROM: Kind.BEFORE,
        Kind.BEFORE: Kind.FROM,
        Kind.BY: Kind.AFTER,
        Kind.UNTIL: Kind.AFTER,
    }[word]


def _day_bound(reading: Reading, tokens: list[Token], at: int, word: Kind) -> int:
    token = tokens[at]
    first, last = token.first, token.last
    if token.kind is Kind.WEEKDAYS:
        week = next((other for other in tokens if other.kind is Kind.WEEK), None)
        low = week.first if week else reading.today + 1
        first, last = resolve_weekdays(token.weekdays, low)
    if word is Kind.AFTER:
        reading.days.bound(low=last + 1)
    elif word is Kind.FROM:
        reading.days.bound(low=first)
    elif word is Kind.BEFORE:
        reading.days.bound(high=first - 1)
    else:
        reading.days.bound(high=last)
    reading.used = True
    return 1


def _time(reading: Reading, tokens: list[Token], at: int, *, negated: bool, also_and: bool = False) -> int:
    reading.used = True
    if _is_range(tokens, at, TIME_KINDS, also_and=also_and):
        first, last = resolve_range(tokens[at], tokens[at + 2])
        reading.times.add(first, last, negated=negated)
        return 3
    reading.times.add_start(resolve_time(tokens[at]), negated=negated)
    return 1


def _starts(reading: Reading, tokens: list[Token], at: int, *, negated: bool) -> int:
    """Read "at 3", "at 3 or 4"."""
    took = _time(reading, tokens, at, negated=negated)
    while _kind(tokens, at + took) is Kind.AND and _kind(tokens, at + took + 1) in TIME_KINDS:
        took += 1 + _time(reading, tokens, at + took + 1, negated=negated)
    return took


def _day(reading: Reading, tokens: list[Token], at: int, *, negated: bool, also_and: bool = False) -> int:
    reading.used = True
    token = tokens[at]
    kinds = frozenset({Kind.WEEKDAYS}) if token.every else DAY_KINDS
    if token.kind in DAY_KINDS and _is_range(tokens, at, kinds, also_and=also_and):
        reading.days.add(_span(token, tokens[at + 2], reading.today), negated=negated)
        return 3
    reading.days.add(Atom(token.kind, token.first, token.last, token.weekdays, every=token.every), negated=negated)
    return 1


def _span(one: Token, two: Token, today: int) -> Atom:
    """Return the days from ``one`` to ``two``, both included."""
    if one.kind is Kind.WEEKDAYS and two.kind is Kind.WEEKDAYS:
        first, last = one.weekdays[0], two.weekdays[-1]
        run = tuple((first + count) % 7 for count in range((last - first) % 7 + 1))
        return Atom(Kind.WEEKDAYS, 0, 0, run, every=one.every or two.every, is_run=True)
    first = resolve_weekdays(one.weekdays, today + 1)[0] if one.kind is Kind.WEEKDAYS else one.first
    last = resolve_weekdays(two.weekdays, first)[1] if two.kind is Kind.WEEKDAYS else two.last
    return Atom(Kind.DAYS, first, last)
