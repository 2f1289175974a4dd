"""Sentences about invites, connections and permissions."""

from __future__ import annotations

from core.domain.scopes import Scope
from handlers.render.rights import SCOPE_LABELS
from handlers.render.sentences.telling import Sentence, Told
from handlers.render.text import counted
from handlers.render.times import duration

_FIELDS: dict[str, tuple[str, str]] = {
    "minimum_notice_minutes": ("Minimum notice", "minutes"),
    "shortest_minutes": ("The shortest meeting", "minutes"),
    "longest_minutes": ("The longest meeting", "minutes"),
    "default_minutes": ("The usual meeting length", "minutes"),
    "buffer_before_minutes": ("The buffer before a meeting", "minutes"),
    "buffer_after_minutes": ("The buffer after a meeting", "minutes"),
    "horizon_days": ("How far ahead", "days"),
    "weekly_cap": ("Most meetings a week", ""),
}

_STATES: dict[str, str] = {
    "active": "was accepted already",
    "declined": "was declined",
    "expired": "ran out before it was answered",
    "revoked": "was withdrawn",
}


def _scope(told: Told, fact: str) -> str:
    name = told.error.text(fact)
    if name == "auto_scheduling":
        return "Auto-scheduling"
    try:
        return SCOPE_LABELS[Scope(name)]
    except ValueError:
        return "That right"


def _amount(value: int, unit: str) -> str:
    if unit == "minutes":
        return duration(value)
    return counted(value, "day") if unit == "days" else str(value)


def _bad_constraint(told: Told) -> str:
    if told.error.text("reason") == "shorter_than_shortest":
        return "The longest meeting is shorter than the shortest one, so none would fit. Make the longest one longer."
    label, unit = _FIELDS.get(told.error.text("field"), ("That limit", ""))
    least, most = told.error.number("least"), told.error.number("most")
    if most <= 0:
        return f"{label} can't be used like this, so nothing was saved. Please choose another value."
    return (
        f"{label} has to lie between {_amount(least, unit)} and {_amount(most, unit)}, so nothing was saved. "
        "Please choose another value."
    )


SENTENCES: dict[str, Sentence] = {
    "not_participant": "This belongs to two other people, so you can't see or change it. Nothing was changed.",
    "not_inviter": "Only the person who sent this invite can withdraw it. You can decline it instead.",
    "not_invited": "Only the invited person can answer this invite. If you sent it, you can withdraw it.",
    "not_acceptor": "Only the person who accepted this slot can take that back. Nothing was changed.",
    "invite_refused": "This invite can't be sent, so nobody was told. Try again with `/perin invite @person`.",
    "inviter_paused": "Your Perin is paused, so it sends no invites. Type `/perin resume` and invite again.",
    "target_is_self": "That is you. Perin connects two people: try `/perin invite @somebody-else`.",
    "target_unknown": (
        "I can't find that person in a workspace where Perin is installed. "
        "Pick a name from Slack's list: `/perin invite @person`."
    ),
    "target_is_bot": "That is an app, and apps have no calendar. Invite a person: `/perin invite @person`.",
    "target_deactivated": "That account is deactivated in Slack, so nobody would see the invite. Nothing was sent.",
    "target_is_guest": (
        "That person is a guest here, and guests can't be invited to Perin. Your administrator can allow it."
    ),
    "target_is_external": (
        "That person belongs to another organization, and Perin stays inside yours. Your administrator can allow it."
    ),
    "already_connected": (
        "You two are connected already, so no invite is needed. "
        "Type `/perin schedule @person`, or `/perin permissions @person` to change what they may do."
    ),
    "already_invited": lambda told: (
        f"You invited them already and they haven't answered yet. The invite stays open until "
        f"{told.when('expires_at')}; `/perin connections` lets you withdraw it."
    ),
    "crossing_invite": "They invited you first, so nothing new was sent. Accept their invite and you are connected.",
    "you_blocked_them": "You blocked this person, so no invite can be sent. Type `/perin unblock @person` first.",
    "not_taking_invites": "This person isn't taking invites at the moment. Nothing was sent.",
    "declined_recently": lambda told: (
        f"They declined your last invite, so the next one can go out {told.when()}. They can invite you at any time."
    ),
    "invite_not_pending": lambda told: (
        f"This invite {_STATES.get(told.error.text('state'), 'was answered already')}, so there is nothing left to "
        "answer. `/perin connections` shows how things stand."
    ),
    "invite_expired": (
        "This invite ran out before it was answered, so nothing was shared. Either of you can send a new one: "
        "`/perin invite @person`."
    ),
    "not_connected": (
        "Your Perins aren't connected yet, so neither may look at the other's calendar. "
        "Start with `/perin invite @person`."
    ),
    "connection_ended": (
        "This connection was ended, so neither Perin may use the other's calendar any more. "
        "A new invite starts afresh: `/perin invite @person`."
    ),
    "grant_refused": "These permissions don't fit together, so nothing was saved. Please check them and save again.",
    "auto_needs_limits": (
        "Booking by itself needs limits, so nothing was saved. Set the most meetings a week and the longest meeting, "
        "then save again."
    ),
    "scope_needs_another": lambda told: (
        f"The right “{_scope(told, 'scope')}” works only together with “{_scope(told, 'needs')}”, "
        "so nothing was saved. Tick both, or neither."
    ),
    "bad_constraint": _bad_constraint,
    "asked_recently": lambda told: (
        f"You asked them not long ago, and once a week is enough. You can ask again {told.when()}."
    ),
    "nothing_missing": "They allow that already, so there is nothing to ask for. Try it: `/perin schedule @person`.",
}
