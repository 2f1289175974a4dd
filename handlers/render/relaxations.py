"""What would give slots when there are none, as lines: own rules in full, the other side's by category only."""

from __future__ import annotations

from collections.abc import Callable

from core.scheduling.explain import Relaxation
from core.usecases.views import SessionView
from handlers.render.names import who
from handlers.render.rights import rule_words
from handlers.render.text import counted, listed
from handlers.render.times import duration, slot_words

_SHOWN_SLOTS = 2
_SHOWN_LINES = 6

_CATEGORIES: dict[str, str] = {
    "request": "what was asked for",
    "length": "meeting length",
    "buffers": "buffers",
    "notice": "minimum notice",
    "horizon": "how far ahead",
    "caps": "meetings per week",
    "hours": "working hours",
    "calendar": "calendar",
}


def _from_to(what: str, change: Callable[[int], str]) -> Callable[[Relaxation], str]:
    def words(one: Relaxation) -> str:
        return f"{what} from {change(one.from_value or 0)} to {change(one.to_value or 0)}"

    return words


def _seconds(value: int) -> str:
    return duration(value // 60) if value else "none"


def _days(value: int) -> str:
    return counted(value, "day")


def _meetings(value: int) -> str:
    return counted(value, "meeting")


_OWN: dict[str, Callable[[Relaxation], str]] = {
    "minimum_notice": _from_to("you change your minimum notice", _seconds),
    "horizon_days": _from_to("you look further ahead,", _days),
    "shortest": _from_to("you change your shortest meeting", _seconds),
    "longest": _from_to("you change your longest meeting", _seconds),
    "buffer_before": _from_to("you change your buffer before meetings", _seconds),
    "buffer_after": _from_to("you change your buffer after meetings", _seconds),
    "weekly_cap": _from_to("you raise your limit per week", _meetings),
    "daily_cap": _from_to("you raise your limit per day", _meetings),
    "length": lambda one: f"the meeting takes {_seconds(one.to_value or 0)}",
    "window": lambda one: f"you ask for up to {_days(one.to_value or 0)} earlier or later",
    "step": lambda one: f"slots may start every {_seconds(one.to_value or 0)}",
    "exclude": lambda _: "slots that were offered before count again",
    "hours": lambda one: f"you work {duration(one.to_value or 0)} longer at both ends of the day",
    "days_off": lambda _: "you also meet on your days off",
    "holidays": lambda _: "you also meet on public holidays",
    "away": lambda _: "you also meet while you are away",
    "holds": lambda _: "your times held for other meetings count as free",
    "movable": lambda _: "one of your movable meetings gives way",
}


def _condition(one: Relaxation, view: SessionView) -> str:
    is_others = one.participant is not None and one.participant != view.viewer
    if one.rule is None or is_others:
        theirs = f"{who(view.other)} allows more" if is_others else "you both allow more"
        return f"{theirs} ({_CATEGORIES.get(one.category, 'a limit')})"
    words = _OWN.get(one.rule)
    return words(one) if words else f"you change your limits ({rule_words(one.rule)})"


def relaxation_lines(view: SessionView) -> list[str]:
    """Return one line per rule that alone would give slots, the gentlest first, six at most."""
    lines = []
    for one in view.relaxations[:_SHOWN_LINES]:
        line = f"• *{counted(one.count, 'slot')}* if {_condition(one, view)}"
        shown = [slot_words(slot, view.zone, view.other.time_zone) for slot in one.slots[:_SHOWN_SLOTS]]
        lines.append(f"{line}: for example {listed(shown, 'or')}" if shown else line)
    return lines
