"""Structured values ↔ JSON text. What is stored is plain: numbers, names, lists; reading checks it like any input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from core.domain.allowances import Allowance
from core.domain.errors import Fact
from core.domain.grants import Constraints
from core.domain.people import Place, Settings
from core.domain.scopes import Scope, parse_scopes
from core.scheduling.explain import Relaxation
from core.scheduling.hours import WeeklyHours
from core.scheduling.intervals import Interval


def dump(value: object) -> str:
    """Write JSON in one form, so that equal values are equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def names_out(names: Iterable[str]) -> str:
    """Write a list of names in the given order."""
    return dump(list(names))


def names_in(stored: str) -> tuple[str, ...]:
    """Read a list of names."""
    return tuple(json.loads(stored))


def spans_out(spans: Iterable[Interval]) -> str:
    """Write spans as ``[[start, end], …]`` in epoch seconds."""
    return dump([[span.start, span.end] for span in spans])


def spans_in(stored: str) -> tuple[Interval, ...]:
    """Read what ``spans_out`` wrote."""
    return tuple(Interval(start, end) for start, end in json.loads(stored))


def span_in(start: int | None, end: int | None) -> Interval | None:
    """Read a span kept in two columns that are empty together."""
    return None if start is None or end is None else Interval(start, end)


def scopes_out(scopes: Iterable[Scope]) -> str:
    """Write scopes as a sorted list of their names."""
    return dump(sorted(scope.value for scope in scopes))


def scopes_in(stored: str) -> frozenset[Scope]:
    """Read scopes; raises ValueError on an unknown one, which so grants nothing."""
    return parse_scopes(names_in(stored))


def facts_out(facts: Mapping[str, Fact]) -> str:
    """Write facts: ids, instants, codes, counts."""
    return dump(dict(facts))


def facts_in(stored: str) -> dict[str, Fact]:
    """Read facts; their lists are tuples again."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(stored).items()}


def strings_in(stored: str) -> dict[str, str]:
    """Read a flat object of texts."""
    return {str(name): str(value) for name, value in json.loads(stored).items()}


def settings_out(settings: Settings) -> str:
    """Write a person's settings."""
    values = _chosen(settings)
    values["muted"] = sorted(settings.muted)
    return dump(values)


def settings_in(stored: str) -> Settings:
    """Read a person's settings; a setting that is not stored has its default."""
    values = _restored(stored)
    values["muted"] = frozenset(values.get("muted", ()))
    return Settings(**values)


def constraints_out(constraints: Constraints) -> str:
    """Write a grant's overrides."""
    return dump(_chosen(constraints))


def constraints_in(stored: str) -> Constraints:
    """Read a grant's overrides."""
    return Constraints(**_restored(stored))


def relaxations_out(relaxations: Iterable[Relaxation]) -> str:
    """Write what would help, as the asker may see it."""
    return dump(
        [
            {item.name: getattr(one, item.name) for item in fields(Relaxation)}
            | {"slots": [[slot.start, slot.end] for slot in one.slots]}
            for one in relaxations
        ]
    )


def relaxations_in(stored: str) -> tuple[Relaxation, ...]:
    """Read what ``relaxations_out`` wrote."""
    return tuple(
        Relaxation(**{**one, "slots": tuple(Interval(start, end) for start, end in one["slots"])})
        for one in json.loads(stored)
    )


def allowances_out(allowances: Iterable[Allowance]) -> str:
    """Write one-time exceptions as ``[[person, rule, value], …]``."""
    return dump([[one.person, one.rule, one.value] for one in allowances])


def allowances_in(stored: str) -> tuple[Allowance, ...]:
    """Read what ``allowances_out`` wrote."""
    return tuple(Allowance(*one) for one in json.loads(stored))


def _chosen(value: Settings | Constraints) -> dict[str, Any]:
    """Return the fields as plain values; hours and place in their stored forms."""
    plain: dict[str, Any] = {item.name: getattr(value, item.name) for item in fields(value)}
    plain["hours"] = None if value.hours is None else value.hours.to_dict()
    plain["place"] = None if value.place is None else value.place.value
    return plain


def _restored(stored: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(stored)
    if plain.get("hours") is not None:
        plain["hours"] = WeeklyHours.from_dict(plain["hours"])
    if plain.get("place") is not None:
        plain["place"] = Place(plain["place"])
    return plain
