"""Morning or afternoon: what a part of the day makes of the bare hours beside it ("at 8 in the evening")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handlers.parsing.when_tokens import DAY_KINDS, JOINS, TIME_KINDS, Kind, Token

_HALF = 720
LISTS = frozenset({",", ";"})
"""What divides a list without saying "or"."""


def with_halves(tokens: list[Token]) -> list[Token]:
    """Return the tokens with bare hours moved into the half of the day that is named with them.

    What another hour tells stays as it is: the end of "9-1 in the morning" follows from its beginning.
    """
    moved = list(tokens)
    for first, last in _stretches(tokens):
        here = range(first, last)
        part = next((tokens[at] for at in here if tokens[at].kind is Kind.PART and not _is_negated(tokens, at)), None)
        for at in here if part else ():
            token = tokens[at]
            if part and token.kind in TIME_KINDS and token.is_bare and not _is_told(tokens, at):
                shift = 0 if part.last <= _HALF else _HALF
                moved[at] = replace(token, first=token.first % _HALF + shift, is_bare=False)
    return moved


def _stretches(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of what no "or" divides; "at 8 or 9", "between 8 and 9" and "evening, at 8" stay together."""
    start = 0
    for at, token in enumerate(tokens):
        if token.kind is not Kind.AND or (0 < at < len(tokens) - 1 and _holds(tokens, at)):
            continue
        yield start, at
        start = at + 1
    yield start, len(tokens)


def _holds(tokens: list[Token], at: int) -> bool:
    before, after = tokens[at - 1].kind, tokens[at + 1].kind
    if before in TIME_KINDS and after in TIME_KINDS:
        return True
    return tokens[at].text in LISTS and after not in DAY_KINDS | {Kind.WEEK}


def _is_negated(tokens: list[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].kind is Kind.NOT


def _is_told(tokens: list[Token], at: int) -> bool:
    """Whether another hour tells the half: the second of "8 to 9" or "between 8 and 9", the first of "2-3pm"."""
    if at + 2 < len(tokens) and tokens[at + 1].kind in JOINS and tokens[at + 2].is_afternoon:
        return True
    if at < 2 or tokens[at - 2].kind not in TIME_KINDS:
        return False
    is_between = at > 2 and tokens[at - 3].kind is Kind.BETWEEN
    return tokens[at - 1].kind in JOINS or (is_between and tokens[at - 1].kind is Kind.AND)
