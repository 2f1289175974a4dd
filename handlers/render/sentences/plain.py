"""Sentences about input, limits per minute, races and the database."""

from __future__ import annotations

from handlers.render.sentences.telling import Sentence, Told

_ACTS = {
    "invite": "invites",
    "answer": "answers",
    "permission": "permission changes",
    "session": "new sessions",
    "proposal": "requests for times",
    "accept_or_confirm": "accepts and bookings",
}

_INPUT: dict[tuple[str, str], str] = {
    ("title", "too_long"): "That title is too long for a calendar. Please keep it under 200 characters.",
    ("title", "control_characters"): "That title holds characters a calendar can't show. Please type it again.",
    ("length", "too_short"): "A meeting needs at least a minute. Try `/perin schedule @person 30m`.",
    ("length", "too_long"): "That is longer than Perin schedules. Eight hours is the most.",
    ("slots", "between_one_and_three"): "Please choose one, two or three times, each once.",
    ("note", "too_long"): "That is too long to send along. Please keep it under 200 characters.",
    ("value", "malformed"): "That button is too old to be read. Type the command again for a fresh one.",
}


def _bad_input(told: Told) -> str:
    known = _INPUT.get((told.error.text("field"), told.error.text("reason")))
    return known or "Something in that couldn't be read, so nothing was changed. `/perin help` shows how to type it."


def _rate_limited(told: Told) -> str:
    what = _ACTS.get(told.error.text("act"), "requests")
    return f"That was a lot of {what} in a short time, so this one wasn't carried out. Try again {told.when()}."


_MOVED_ON = "Something changed a moment before your press, so nothing was done twice. Look again and press once more."
_STORAGE = "Perin's own memory didn't answer, so nothing was changed. Try again in a minute."

SENTENCES: dict[str, Sentence] = {
    "perin": "Something went wrong on our side, so nothing was changed. Try again in a minute.",
    "refused": "That isn't possible right now, so nothing was changed. `/perin help` shows what is.",
    "bad_input": _bad_input,
    "rate_limited": _rate_limited,
    "not_allowed": "That isn't yours to change, so nothing was changed. `/perin help` shows what you can do.",
    "not_found": (
        "That is no longer here: it ended or was deleted. `/perin sessions` and `/perin connections` show what is."
    ),
    "conflict": _MOVED_ON,
    "stale_version": _MOVED_ON,
    "reader_changed": _MOVED_ON,
    "lease_lost": (
        "Perin is working on this meeting at this very moment, so your press changed nothing. Try again in a minute."
    ),
    "key_reused": "That was sent twice with different content, so only the first counted. Type it once more, please.",
    "still_working": (
        "Perin is still at work on something of yours, so this press did nothing. Try again in a minute."
    ),
    "storage_error": _STORAGE,
    "storage_busy": _STORAGE,
    "schema_behind": (
        "Perin is being updated and can't answer yet, so nothing was changed. Try again in a few minutes, "
        "or tell your administrator."
    ),
}
