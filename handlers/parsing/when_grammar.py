"""Combining the words of a time phrase: which days, and which times of those days.

One pass over the tokens; every day or time found is kept, and what stands before it says how it counts ("after", "by",
"not"). Days are counted from 1970-01-01, minutes from midnight.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.scheduling.zones import weekday
from handlers.parsing.when_clauses import Clause, Edge
from handlers.parsing.when_days import Atom, Days, resolve_weekdays
from handlers.parsing.when_halves import LISTS, with_halves
from handlers.parsing.when_times import Times, resolve_range, resolve_time
from handlers.parsing.when_tokens import DAY_KINDS, JOINS, TIME_KINDS, Kind, Token

_DAY_LIKE = DAY_KINDS | {Kind.WEEK}
_BOUNDS = frozenset({Kind.AFTER, Kind.FROM, Kind.BEFORE, Kind.BY, Kind.UNTIL})


_TIME_LIKE = TIME_KINDS | {Kind.PART, Kind.ANY_TIME}


@dataclass(slots=True)
class Reading:
    """What a phrase says so far. ``used`` tells that anything was understood, ``is_past`` that it asks for the past."""

    today: int
    clauses: list[Clause]
    leftover: list[str] = field(default_factory=list)
    used: bool = False
    is_past: bool = False

    @property
    def clause(self) -> Clause:
        """The clause that is being read."""
        return self.clauses[-1]

    def join(self, following: list[Token], *, negated: bool, is_comma: bool) -> None:
        """An "or", an "and" or a comma: begin another clause if ``following`` pairs days with times anew."""
        days_follow, times_follow = (False, False) if negated else _coming(following)
        if self.clause.is_over(days_follow=days_follow, times_follow=times_follow):
            self.clauses.append(self.clause.next())
        else:
            self.clause.days.join()
            self.clause.times.join(is_comma=is_comma)


def read_tokens(tokens: list[Token], today: int) -> Reading:
    """Combine all tokens of a phrase; never raises."""
    shown = with_halves([token for token in tokens if token.kind is not Kind.FILLER])
    reading = Reading(today, [Clause(Days(today), Times())])
    at, negated = 0, False
    while at < len(shown):
        kind = shown[at].kind
        if kind is Kind.NOT:
            negated, at = True, at + 1
            continue
        if kind is Kind.AND:
            reading.join(shown[at + 1 :], negated=negated, is_comma=shown[at].text in LISTS)
            at += 1
            continue
        step = _step(reading, shown, at, negated=negated)
        negated = negated and at + step < len(shown) and shown[at + step].kind is Kind.AND
        at += step
    return reading


def _coming(tokens: list[Token]) -> tuple[bool, bool]:
    """Return whether days, and whether times, come before the next "or"; "between 2 and 4" has none."""
    kinds: set[Kind] = set()
    for token in tokens:
        if token.kind is Kind.NOT or (token.kind is Kind.AND and Kind.BETWEEN not in kinds):
            break
        kinds.add(token.kind)
        if token.kind is Kind.AND:
            kinds.discard(Kind.BETWEEN)
    return bool(kinds & (_DAY_LIKE | {Kind.ANY_DAY})), bool(kinds & _TIME_LIKE)


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
        reading.clause.times.add_part(token.first, token.last, negated=negated)
        _tell(reading, negated=negated, is_time=True)
    elif token.kind in {Kind.ANY_DAY, Kind.ANY_TIME}:
        _tell(reading, negated=negated, is_time=token.kind is Kind.ANY_TIME)
    elif token.kind is Kind.PAST:
        reading.is_past = True
    elif token.kind is not Kind.ANY:
        reading.leftover.append(token.text)
        return 1
    reading.used = True
    return 1


def _tell(reading: Reading, *, negated: bool, is_time: bool) -> None:
    """Remember that the clause has days or times of its own; what is ruled out counts for all clauses."""
    reading.used = True
    if not negated:
        (reading.clause.tell_times if is_time else reading.clause.tell_days)()


def _is_range(tokens: list[Token], at: int, kinds: frozenset[Kind], *, also_and: bool = False) -> bool:
    joins = JOINS | ({Kind.AND} if also_and else set())
    return _kind(tokens, at + 1) in joins and _kind(tokens, at + 2) in kinds


def _after_word(reading: Reading, tokens: list[Token], at: int, *, negated: bool) -> int:
    """Read "after 3", "by Friday", "between 2 and 4", "from Monday to Wednesday"."""
    word, first = tokens[at].kind, at + 1
    also_and = word is Kind.BETWEEN
    is_stretch = tokens[first].kind is Kind.DAYS and tokens[first].first < tokens[first].last
    kinds = TIME_KINDS if tokens[first].kind in TIME_KINDS else DAY_KINDS
    if word is Kind.BETWEEN and not is_stretch and not _is_range(tokens, first, kinds, also_and=True):
        reading.leftover.append(tokens[at].text)
    if tokens[first].kind in TIME_KINDS:
        if word is Kind.AT:
            return _starts(reading, tokens, first, negated=negated)
        if word is Kind.BETWEEN or _is_range(tokens, first, TIME_KINDS):
            return _time(reading, tokens, first, negated=negated, also_and=also_and)
        is_low = (word in {Kind.AFTER, Kind.FROM}) is not negated
        reading.clause.times.bound(resolve_time(tokens[first]), is_low=is_low)
        _tell(reading, negated=False, is_time=True)
        return 1
    if word in {Kind.BETWEEN, Kind.AT} or (word is Kind.FROM and is_stretch) or _is_range(tokens, first, DAY_KINDS):
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
    _tell(reading, negated=False, is_time=False)
    comma = at + 1 < len(tokens) and tokens[at + 1].text in LISTS
    minute, took = _minute(tokens, at + 1 + comma)
    clause = reading.clause
    is_low = word in {Kind.AFTER, Kind.FROM}
    if minute is not None and first == last:
        clause.edges.append(Edge(first, minute, is_low))
        _tell(reading, negated=False, is_time=True)
        word = Kind.FROM if is_low else Kind.BY
    else:
        took = 0
    if is_low:
        clause.days.bound(low=last + 1 if word is Kind.AFTER else first)
    else:
        clause.days.bound(high=first - 1 if word is Kind.BEFORE else last)
    return 1 + took + (comma if took else 0)


def _minute(tokens: list[Token], at: int) -> tuple[int | None, int]:
    """Read the time of a bound day, "17:00" or "at 5": the minute, and how many tokens it takes."""
    first = at + (_kind(tokens, at) is Kind.AT)
    is_time = _kind(tokens, first) in (TIME_KINDS if first > at else {Kind.TIME})
    if not is_time or _is_range(tokens, first, TIME_KINDS):
        return None, 0
    return resolve_time(tokens[first]), first - at + 1


def _time(reading: Reading, tokens: list[Token], at: int, *, negated: bool, also_and: bool = False) -> int:
    _tell(reading, negated=negated, is_time=True)
    if _is_range(tokens, at, TIME_KINDS, also_and=also_and):
        first, last = resolve_range(tokens[at], tokens[at + 2])
        reading.clause.times.add(first, last, negated=negated)
        return 3
    reading.clause.times.add_start(resolve_time(tokens[at]), negated=negated)
    return 1


def _starts(reading: Reading, tokens: list[Token], at: int, *, negated: bool) -> int:
    """Read "at 3", "at 3 or 4"."""
    took = _time(reading, tokens, at, negated=negated)
    while _kind(tokens, at + took) is Kind.AND and _kind(tokens, at + took + 1) in TIME_KINDS:
        took += 1 + _time(reading, tokens, at + took + 1, negated=negated)
    return took


def _day(reading: Reading, tokens: list[Token], at: int, *, negated: bool, also_and: bool = False) -> int:
    token = tokens[at]
    date = _date_beside(tokens, at)
    if date is not None:
        if weekday(date.first) not in token.weekdays:
            reading.leftover.append(token.text)
        return 1
    if negated and _kind(tokens, at + 1) in _TIME_LIKE:
        reading.leftover.append(tokens[at - 1].text)
    _tell(reading, negated=negated, is_time=False)
    kinds = frozenset({Kind.WEEKDAYS}) if token.every else DAY_KINDS
    if token.kind in DAY_KINDS and _is_range(tokens, at, kinds, also_and=also_and):
        reading.clause.days.add(_span(token, tokens[at + 2], reading.today), negated=negated)
        return 3
    reading.clause.days.add(
        Atom(token.kind, token.first, token.last, token.weekdays, every=token.every), negated=negated
    )
    return 1


def _date_beside(tokens: list[Token], at: int) -> Token | None:
    """Return the date that a weekday only names once more ("3 Dec Thursday"), None for any other day."""
    if tokens[at].kind is not Kind.WEEKDAYS or tokens[at].every:
        return None
    beside = [token for token in (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]) if token.kind is Kind.DAYS]
    return next((token for token in beside if token.first == token.last), None)


def _span(one: Token, two: Token, today: int) -> Atom:
    """Return the days from ``one`` to ``two``, both included."""
    if one.kind is Kind.WEEKDAYS and two.kind is Kind.WEEKDAYS:
        first, last = one.weekdays[0], two.weekdays[-1]
        run = tuple((first + count) % 7 for count in range((last - first) % 7 + 1))
        return Atom(Kind.WEEKDAYS, 0, 0, run, every=one.every or two.every, is_run=True)
    first = resolve_weekdays(one.weekdays, today + 1)[0] if one.kind is Kind.WEEKDAYS else one.first
    last = resolve_weekdays(two.weekdays, first)[1] if two.kind is Kind.WEEKDAYS else two.last
    return Atom(Kind.DAYS, first, last)
