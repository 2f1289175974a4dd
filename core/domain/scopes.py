"""The five scopes, what each lets the grantee's Perin do, and the three presets people choose from."""

from __future__ import annotations

from enum import Enum, StrEnum


class Scope(StrEnum):
    """One right on the grantor's calendar."""

    PROFILE = "profile.basic.read"
    AVAILABILITY = "calendar.availability.read"
    PROPOSE = "calendar.events.propose"
    WRITE_CONFIRM = "calendar.events.write.confirm"
    WRITE_AUTO = "calendar.events.write.auto"


ORDER: tuple[Scope, ...] = tuple(Scope)
"""From the mildest to the strongest: the order people see them in."""

ASK_FIRST = frozenset({Scope.PROFILE, Scope.AVAILABILITY, Scope.PROPOSE})
BOOK_ON_CONFIRM = ASK_FIRST | {Scope.WRITE_CONFIRM}
BOOK_AUTOMATICALLY = BOOK_ON_CONFIRM | {Scope.WRITE_AUTO}


class Preset(Enum):
    """A named set of scopes; ``EXACT`` stands for one that people put together themselves."""

    ASK_FIRST = "ask_first"
    BOOK_ON_CONFIRM = "book_on_confirm"
    BOOK_AUTOMATICALLY = "book_automatically"
    EXACT = "exact"


PRESET_SCOPES: dict[Preset, frozenset[Scope]] = {
    Preset.ASK_FIRST: ASK_FIRST,
    Preset.BOOK_ON_CONFIRM: BOOK_ON_CONFIRM,
    Preset.BOOK_AUTOMATICALLY: BOOK_AUTOMATICALLY,
}


def preset_of(scopes: frozenset[Scope]) -> Preset:
    """Name the preset these scopes are; ``Preset.EXACT`` when they are none of the three."""
    for preset, members in PRESET_SCOPES.items():
        if members == scopes:
            return preset
    return Preset.EXACT


def parse_scopes(names: list[str] | tuple[str, ...] | frozenset[str]) -> frozenset[Scope]:
    """Read scope names; raises ValueError on an unknown one (unknown fails closed)."""
    return frozenset(Scope(name) for name in names)
