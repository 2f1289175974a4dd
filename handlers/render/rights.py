"""Scopes, presets, rules and places in words: no person ever reads a scope's technical name."""

from __future__ import annotations

from core.domain.people import Place
from core.domain.scopes import Preset, Scope

SCOPE_LABELS: dict[Scope, str] = {
    Scope.PROFILE: "See my name and time zone",
    Scope.AVAILABILITY: "See when I'm free or busy",
    Scope.PROPOSE: "Send me slots",
    Scope.WRITE_CONFIRM: "Book once one of us confirms",
    Scope.WRITE_AUTO: "Book by itself, inside my limits",
}
"""Each scope as the grantor chooses it."""

SCOPE_HINTS: dict[Scope, str] = {
    Scope.PROFILE: "Without it you are only a mention, without your local time.",
    Scope.AVAILABILITY: "Never titles, guests or places.",
    Scope.PROPOSE: "You choose one, or none.",
    Scope.WRITE_CONFIRM: "Either of you presses Book; you aren't asked again.",
    Scope.WRITE_AUTO: "Needs a weekly limit and a longest length.",
}

_DEEDS: dict[Scope, tuple[str, str]] = {
    Scope.PROFILE: ("see your name and time zone", "see their name and time zone"),
    Scope.AVAILABILITY: ("see when you are free or busy", "see when they are free or busy"),
    Scope.PROPOSE: ("send you slots", "send them slots"),
    Scope.WRITE_CONFIRM: (
        "book in your calendar once one of you two confirms",
        "book in their calendar once one of you two confirms",
    ),
    Scope.WRITE_AUTO: (
        "book in your calendar by itself, inside your limits",
        "book in their calendar by itself, inside their limits",
    ),
}

PRESET_LABELS: dict[Preset, str] = {
    Preset.ASK_FIRST: "Ask me first",
    Preset.BOOK_ON_CONFIRM: "Book when one of us confirms",
    Preset.BOOK_AUTOMATICALLY: "Book automatically",
    Preset.EXACT: "Choose exactly",
}

PRESET_HINTS: dict[Preset, str] = {
    Preset.ASK_FIRST: "They see free or busy and send slots. Nothing is booked without me.",
    Preset.BOOK_ON_CONFIRM: "One press by either of us books it for both.",
    Preset.BOOK_AUTOMATICALLY: "No press. At most 2 a week, 60 minutes, 4 hours' notice.",
    Preset.EXACT: "Each right and each limit by itself.",
}

PLACE_WORDS: dict[Place, str] = {
    Place.VIDEO: "video call",
    Place.PHONE: "phone call",
    Place.IN_PERSON: "in person",
}

RULE_WORDS: dict[str, str] = {
    "minimum_notice": "minimum notice",
    "horizon_days": "how far ahead meetings may be",
    "shortest": "shortest meeting length",
    "longest": "longest meeting length",
    "length": "meeting length",
    "window": "the time asked for",
    "hours": "working hours",
    "known": "the part of the calendar that could be read",
    "busy": "other appointments",
    "buffer_before": "buffer before meetings",
    "buffer_after": "buffer after meetings",
    "holds": "times held for other meetings",
    "movable": "meetings that could move",
    "weekly_cap": "most meetings per week",
    "daily_cap": "most meetings per day",
}
"""The scheduling engine's rules as people call them."""


def rule_words(rule: str) -> str:
    """Name a rule of the engine; one it doesn't know is "a limit"."""
    return RULE_WORDS.get(rule, "a limit")


def deed(scope: Scope, *, mine: bool) -> str:
    """Say what a scope lets the other side's Perin do: with the reader's calendar (``mine``) or with the other's."""
    return _DEEDS[scope][0 if mine else 1]
