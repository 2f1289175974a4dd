"""The small language the limits are written in: checks that walk JSON and report what is wrong where.

Apart from the limits themselves, so that those read like the tables of the reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse: a JSON pointer into the payload, a stable code, a sentence in Slack's manner."""

    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the payload: its pointer, the surface (`message`, `modal`, `home`), the list of problems."""

    pointer: str
    surface: str
    problems: list[Problem]

    def at(self, step: str | int) -> Spot:
        """Go one step down."""
        return Spot(f"{self.pointer}/{step}", self.surface, self.problems)

    def report(self, code: str, message: str) -> None:
        """Add a problem here."""
        self.problems.append(Problem(self.pointer, code, message))


Check = Callable[[Any, Spot], None]
"""Looks at a value in its place and reports what is wrong with it."""


def string(low: int = 0, high: int | None = None, pattern: str | None = None) -> Check:
    """A string of `low` to `high` characters, matching `pattern` wholly."""
    compiled = re.compile(pattern) if pattern else None

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        if not isinstance(value, str):
            spot.report("wrong_type", "must be a string")
        elif len(value) < low:
            spot.report("too_short", f"must be more than {low - 1} characters")
        elif high is not None and len(value) > high:
            spot.report("too_long", f"must be less than {high + 1} characters")
        elif compiled is not None and not compiled.fullmatch(value):
            spot.report("bad_format", f"does not match {compiled.pattern}")

    return check


def integer(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        if not isinstance(value, int) or isinstance(value, bool):
            spot.report("wrong_type", "must be an integer")
        elif not low <= value <= high:
            spot.report("out_of_range", f"must be between {low} and {high}")

    return check


def flag(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
    """True or false."""
    if not isinstance(value, bool):
        spot.report("wrong_type", "must be a boolean")


def mapping(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
    """Any object."""
    if not isinstance(value, dict):
        spot.report("wrong_type", "must be an object")


def choice(*allowed: str) -> Check:
    """One of the given words."""

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        if value not in allowed:
            spot.report("not_allowed_value", f"must be one of {', '.join(allowed)}")

    return check


def items(check: Check, low: int, high: int) -> Check:
    """An array of `low` to `high` things that each pass `check`."""

    def check_all(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        if not isinstance(value, list):
            spot.report("wrong_type", "must be an array")
            return
        if len(value) < low:
            spot.report("too_few_items", f"no fewer than {low} items allowed")
        elif len(value) > high:
            spot.report("too_many_items", f"no more than {high} items allowed")
        for index, item in enumerate(value):
            check(item, spot.at(index))

    return check_all


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these fields and no others; `whole` looks at all of it once its fields are known."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    whole: Check | None = None

    def __call__(self, value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        """Check an object, each field in its place."""
        if not isinstance(value, dict):
            spot.report("wrong_type", "must be an object")
            return
        before = len(spot.problems)
        for name in self.required:
            if name not in value:
                spot.report("missing_field", f"missing required field: {name}")
        for name, part in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is not None:
                check(part, spot.at(name))
            elif name != "type":
                spot.report("unknown_field", f"invalid additional property: {name}")
        if self.whole is not None and len(spot.problems) == before:
            self.whole(value, spot)


def kind_of(value: Any) -> str | None:  # noqa: ANN401 - any JSON
    """Tell the `type` of an object; None for anything that has none that could be one."""
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else None


def one_of(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` chooses its check; other types are unsupported here."""

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        kind = kind_of(value)
        if not isinstance(value, dict):
            spot.report("wrong_type", "must be an object")
        elif kind is None:
            spot.report("missing_field", "missing required field: type")
        elif kind not in kinds:
            spot.at("type").report("unsupported_type", f"unsupported type: {kind}")
        else:
            kinds[kind](value, spot)

    return check


def both(*checks: Check) -> Check:
    """Every one of `checks`, each looking at the same value."""

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        for one in checks:
            one(value, spot)

    return check


def exactly_one(*names: str) -> Check:
    """Of an object: one of these fields and no second."""

    def check(value: Any, spot: Spot) -> None:  # noqa: ANN401 - any JSON
        present = [name for name in names if value.get(name) is not None]
        if not present:
            spot.report("missing_field", f"missing required field: one of {', '.join(names)}")
        elif len(present) > 1:
            spot.report("conflict", f"only one of {', '.join(names)} is allowed")

    return check
