"""Sentences about sessions, slots and meetings."""

from __future__ import annotations

from core.domain.scopes import Scope
from handlers.render.rights import deed, rule_words
from handlers.render.sentences.telling import Sentence, Told
from handlers.render.text import counted
from handlers.render.times import duration

_ENDS = {"canceled": "was canceled", "error": "ended because it couldn't be booked", "expired": "ran out of time"}
_LOOK_AGAIN = "Look again with `/perin schedule @person`."


def _scope_missing(told: Told) -> str:
    scope = next((one for one in Scope if one.value == told.error.text("scope")), None)
    mine = told.is_mine("grantor")
    does = deed(scope, mine=mine) if scope else "do that"
    if mine:
        return f"You don't let the other Perin {does}, so this can't go on. `/perin permissions @person` changes that."
    return (
        f"{told.who('grantor')} doesn't let your Perin {does}, so nothing was sent. "
        "You can ask for it in `/perin connections`."
    )


def _length(told: Told) -> str:
    shortest, longest = told.error.number("shortest"), told.error.number("longest")
    if 0 < shortest <= longest:
        return (
            f"That length doesn't suit you both. Between {duration(shortest)} and {duration(longest)} would: "
            "try again with one of those."
        )
    return (
        "No length suits you both: one side's shortest meeting is longer than the other's longest. "
        "`/perin permissions @person` lets you change yours."
    )


def _another_accepted(told: Told) -> str:
    if told.is_mine("by"):
        return f"You accepted {told.slot()} already. Withdraw that first if you'd rather have another slot."
    return f"{told.who('by')} accepted {told.slot()} and awaits your answer. Book that one, or ask for more times."


def _rule_broken(told: Told) -> str:
    return (
        f"This slot no longer fits {told.whose()} limits ({rule_words(told.error.text('rule'))}), so it wasn't used. "
        "Choose another slot or press *More times*."
    )


def _cap(told: Told) -> str:
    return f"{told.whose()} limit of meetings for that week is used up, so nothing was booked. Choose another week."


def _edited(told: Told) -> str:
    """Say whose edit keeps a meeting's event from being taken away unasked."""
    doer = "You" if told.is_mine() else told.who()
    own = "your" if told.is_mine() else "their"
    return (
        f"{doer} changed this event in {own} Google Calendar, so nothing was taken away unasked. "
        "Press *Cancel meeting* once more to remove it with the change."
    )


def _taken(told: Told) -> str:
    if told.error.number("start") > 0:
        return f"{told.at('start')} was just taken in one of the two calendars, so nothing was sent. Choose again."
    return "That time was just taken in one of the two calendars, so nothing was booked. The card brings other slots."


SENTENCES: dict[str, Sentence] = {
    "meeting_edited": _edited,
    "nothing_changed": (
        "Both calendars show the meeting as it was booked, so there is nothing to decide. "
        "To move it, press *Reschedule* on its card."
    ),
    "relaxation_gone": (
        "That no longer helps, or has been answered already, so nothing was changed. The card shows what would help."
    ),
    "scope_missing": _scope_missing,
    "other_paused": lambda told: (
        f"{told.who()} paused Perin, so no slots can be sent now. Try again later, or write to them directly."
    ),
    "too_many_open": lambda told: (
        f"You two have {counted(told.error.number('most', 3), 'open session')} already, which is the most at a time. "
        "Book or cancel one in `/perin sessions` first."
    ),
    "no_rounds_left": (
        "Five rounds of slots have gone back and forth, which is the most for one session. "
        "Take one of the slots shown, or cancel and start a new session."
    ),
    "no_more_slots": (
        "There are no more times that suit you both. The slots shown are still yours to take; "
        "a shorter meeting or a longer window gives more."
    ),
    "reveal_limit": lambda told: (
        f"Perin has shown you as many of their free times as it may in a week. More can be shown {told.when()}; "
        "the slots you have stay open."
    ),
    "length_outside_limits": _length,
    "session_refused": "This session can't do that now, so nothing was changed. `/perin sessions` shows where it is.",
    "session_expired": f"This session has expired, so its slots are no longer held out. {_LOOK_AGAIN}",
    "session_ended": lambda told: (
        f"This session {_ENDS.get(told.error.text('state'), 'has ended')}, so nothing can be booked from it. "
        f"{_LOOK_AGAIN}"
    ),
    "session_booking": "This is being booked at this very moment. The card will say how it went in a few seconds.",
    "session_booked": lambda told: (
        f"This is booked already: {told.slot()}. It is in both calendars, so there is nothing left to press."
    ),
    "only_finds_times": (
        "This session only finds times and never books. To book one, start with `/perin schedule @person`."
    ),
    "not_booked": "There is no meeting here to change: it isn't booked, or not any more. See `/perin sessions`.",
    "undo_too_late": "Undo works for ten minutes after Perin books by itself, once. You can still cancel the meeting.",
    "slot_refused": "This slot can't be used any more, so nothing was changed. Choose another or press *More times*.",
    "slot_not_live": (
        "This slot is no longer on offer: newer ones have replaced it. The card shows those that are open now."
    ),
    "slot_too_soon": (
        "This slot is too close now: the minimum notice has passed. Choose a later one or press *More times*."
    ),
    "another_accepted": _another_accepted,
    "needs_their_accept": lambda told: (
        f"{told.who()} wants to be asked before anything is booked. Press *Accept* on a slot and they can confirm it."
    ),
    "needs_their_press": lambda told: (
        f"{told.who()} wants to be asked before anything in their calendar changes, so nothing was moved. They were "
        "told of your new time and can take it with one press."
    ),
    "rights_changed": (
        "The permissions changed after this slot was offered, so it wasn't used. Press *More times* for slots that fit."
    ),
    "rule_broken": _rule_broken,
    "weekly_cap_reached": _cap,
    "auto_not_allowed": (
        "Booking by itself isn't switched on for you both, so a press is needed. Choose a slot on the card."
    ),
    "slot_taken": _taken,
}
