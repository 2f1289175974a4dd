"""What would give slots when there are none, each with its button: own rules in full, the other side's by category."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.domain.exceptions import Whose, relaxation_key, whose
from core.scheduling.explain import Relaxation
from core.usecases.views import SessionView
from handlers.ids import Action
from handlers.render.base import Block, Rendered, note, section
from handlers.render.elements import button
from handlers.render.names import who, who_plain
from handlers.render.rights import rule_words
from handlers.render.text import counted, listed
from handlers.render.times import duration, notice_words, slot_words, wall_of
from handlers.values import Choice

_NAME_MOST = 30
_ONCE = " this once"
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


_ASKED: dict[str, str] = {
    "request": "other times",
    "length": "another length",
    "buffers": "shorter breaks",
    "notice": "shorter notice",
    "horizon": "a later date",
    "caps": "one more meeting",
    "hours": "other hours",
    "calendar": "their held times",
}
"""What the other one is asked about, by category: nothing more of their limits is known here."""

_PRESS: dict[str, Callable[[Relaxation], str]] = {
    "minimum_notice": lambda one: f"Allow {notice_words((one.to_value or 0) // 60)} this once",
    "horizon_days": lambda one: f"Look {_days(one.to_value or 0)} ahead this once",
    "shortest": lambda one: f"Allow {_seconds(one.to_value or 0)} this once",
    "longest": lambda one: f"Allow {_seconds(one.to_value or 0)} this once",
    "buffer_before": lambda one: f"Allow {_gap(one.to_value or 0)} before it this once",
    "buffer_after": lambda one: f"Allow {_gap(one.to_value or 0)} after it this once",
    "weekly_cap": lambda one: f"Allow {_meetings(one.to_value or 0)} a week this once",
    "daily_cap": lambda one: f"Allow {_meetings(one.to_value or 0)} a day this once",
    "length": lambda one: f"Make it {_seconds(one.to_value or 0)}",
    "window": lambda one: f"Look {_days(one.to_value or 0)} earlier or later",
    "step": lambda one: f"Start every {_seconds(one.to_value or 0)}",
    "exclude": lambda _: "Offer earlier slots again",
    "hours": lambda one: f"Work {duration(one.to_value or 0)} longer this once",
    "days_off": lambda _: "Meet on a day off this once",
    "holidays": lambda _: "Meet on a holiday this once",
    "away": lambda _: "Meet while away this once",
    "holds": lambda _: "Use my held times this once",
}
"""What a press on one's own rule, or on the request's, allows."""

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


def asked_words(facts: Mapping[str, object]) -> str:
    """Say to whoever it belongs to which limit an exception is asked of: their own, so with its value."""
    category, rule, value = facts.get("category"), facts.get("rule"), facts.get("value")
    make = _ALLOWED.get(rule) if isinstance(rule, str) else None
    if make is not None and type(value) is int:
        return make(value)
    return _ASKED.get(category, "something outside your limits") if isinstance(category, str) else "an exception"


_ALLOWED: dict[str, Callable[[int], str]] = {
    "minimum_notice": lambda value: f"{notice_words(value // 60)}",
    "horizon_days": lambda value: f"a meeting up to {_days(value)} ahead",
    "shortest": lambda value: f"a meeting of {_seconds(value)}",
    "longest": lambda value: f"a meeting of {_seconds(value)}",
    "buffer_before": lambda value: f"{_gap(value)} before it",
    "buffer_after": lambda value: f"{_gap(value)} after it",
    "weekly_cap": lambda value: f"{_meetings(value)} that week",
    "daily_cap": lambda value: f"{_meetings(value)} that day",
    "hours": lambda value: f"a meeting up to {duration(value)} outside your working hours",
    "days_off": lambda _: "a meeting on a day off",
    "holidays": lambda _: "a meeting on a public holiday",
    "away": lambda _: "a meeting while you are away",
    "holds": lambda _: "a time that is held for another meeting",
}
"""One's own rule with the value it would have this once, as the object of "allow"."""


def _gap(seconds: int) -> str:
    return f"a break of {duration(seconds // 60)}" if seconds else "no break"


def _condition(one: Relaxation, view: SessionView) -> str:
    theirs = f"{who(view.other)} allows more ({_CATEGORIES.get(one.category, 'a limit')})"
    if one.rule is None:
        return theirs
    words = _OWN.get(one.rule)
    mine = words(one) if words else f"you change your limits ({rule_words(one.rule)})"
    return f"{mine}, and {theirs}" if whose(one) is Whose.BOTH else mine


def _label(one: Relaxation, view: SessionView) -> str:
    """Name the button: what pressing it allows, or asks."""
    name = who_plain(view.other)[:_NAME_MOST]
    if one.rule is None:
        return f"Ask {name} about {_ASKED.get(one.category, 'it')}"
    make = _PRESS.get(one.rule)
    press = make(one) if make else f"Change {rule_words(one.rule)} this once"
    return f"{press.removesuffix(_ONCE)} and ask {name}" if whose(one) is Whose.BOTH else press


def _can_be_pressed(one: Relaxation) -> bool:
    """Whether a press can change it; how finely starts are searched, say, is no wish of anybody's."""
    return whose(one) is not Whose.REQUEST or one.rule in {"length", "window"}


def relaxation_rows(view: SessionView) -> list[Block]:
    """Return one row per rule that alone would give slots, the gentlest first, six at most, each with its button."""
    return [_row(one, view) for one in view.relaxations if _can_be_pressed(one)][:_SHOWN_LINES]


def _row(one: Relaxation, view: SessionView) -> Block:
    line = f"*{counted(one.count, 'slot')}* if {_condition(one, view)}"
    shown = [slot_words(slot, wall_of(view), view.other.time_zone) for slot in one.slots[:_SHOWN_SLOTS]]
    words = f"{line}: for example {listed(shown, 'or')}" if shown else line
    if one.category in view.asked and whose(one) in {Whose.THEIRS, Whose.BOTH}:
        return section(f"{words}\n{who(view.other)} has been asked and hasn't answered yet.")
    choice = Choice(relaxation_key(one), view.session.id).encode()
    return section(words, button(_label(one, view), Action.SESSION_RELAX, choice))


def allowed(view: SessionView) -> Rendered:
    """Answer whoever allowed an exception: whether it helped."""
    if view.slots:
        return note(f"Allowed, for this meeting only. {counted(len(view.slots), 'slot')} came of it, on the card.")
    return note(f"Allowed, for this meeting only. It wasn't enough yet; {who(view.other)} sees what else would help.")


def refused() -> Rendered:
    """Answer whoever keeps to their limits."""
    return note("Your limits stay as they are. They are told, and aren't offered to ask for this again.")
