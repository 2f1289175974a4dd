"""Sentences about linked calendars, and about what a call to one came to."""

from __future__ import annotations

from handlers.render.sentences.telling import Sentence, Told

_LINK = "Link it with `/perin calendar`."


def _not_linked(told: Told) -> str:
    if told.is_mine():
        return f"You haven't linked a calendar yet, so Perin can't tell when you are free. {_LINK}"
    return (
        f"{told.who()} hasn't linked a calendar yet, so Perin can't tell when they are free. "
        "Ask them to type `/perin calendar`, then try again."
    )


def _broken(told: Told) -> str:
    if told.is_mine():
        return "Google no longer lets Perin into your calendar, so nobody counts as free. Reconnect: `/perin calendar`."
    return (
        f"{told.whose()} calendar is disconnected, so Perin can't tell when they are free. "
        "They have to reconnect it with `/perin calendar`; then try again."
    )


def _unreadable(told: Told) -> str:
    whose = told.whose()
    return (
        f"{whose[0].upper()}{whose[1:]} calendar didn't answer, so Perin treats it as not free rather than guess. "
        "Nothing was changed; try again in a few minutes."
    )


SENTENCES: dict[str, Sentence] = {
    "calendar_refused": "A calendar can't be used now, so nothing was changed. Check yours with `/perin calendar`.",
    "calendar_not_linked": _not_linked,
    "calendar_broken": _broken,
    "calendar_unreadable": _unreadable,
    "google_not_set_up": (
        "Google isn't set up for this Perin yet, so no calendar can be linked. "
        "Please ask your administrator to finish the set-up (`perin doctor` shows what is missing)."
    ),
    "link_invalid": (
        "This link was used already, is too old, or belongs to another browser, so nothing was linked. "
        "Type `/perin calendar` in Slack for a fresh one."
    ),
    "consent_incomplete": (
        "Google didn't give Perin everything it needs, so the calendar wasn't linked. "
        "Type `/perin calendar` again and leave every box ticked on Google's page."
    ),
    "account_taken": (
        "Somebody else in this workspace linked that Google account, so it wasn't linked to you. "
        "Type `/perin calendar` and choose your own account."
    ),
    "account_switch_refused": (
        "You have sessions or meetings on your present Google account, so another one can't take its place now. "
        "Finish or cancel them in `/perin sessions`, then link again."
    ),
    "calendar_error": "Google Calendar didn't do what was asked, so nothing was changed. Try again in a few minutes.",
    "outcome_unknown": (
        "Google Calendar didn't say whether it worked. Perin is finding out and the card will tell you; "
        "there is nothing to press again."
    ),
    "access_lost": "Google no longer lets Perin into this calendar, so nothing was done. Reconnect: `/perin calendar`.",
    "access_denied": (
        "Google doesn't let Perin do this in that calendar, so nothing was changed. "
        "Choose another calendar to write to in `/perin calendar`."
    ),
    "quota_spent": "Google has had enough of our questions for now, so nothing was changed. Try again in a few hours.",
    "slow_down": "Google asked us to slow down, so nothing was changed. Try again in a minute.",
    "calendar_gone": "That calendar no longer exists, so nothing was written. Choose another one in `/perin calendar`.",
    "event_exists": "That event is in the calendar already, so nothing was added. `/perin sessions` shows yours.",
    "event_gone": "That event is no longer in the calendar, so there was nothing to change. It may have been deleted.",
    "event_changed": (
        "Somebody changed that event in the meantime, so Perin left it alone. Have a look in your calendar first."
    ),
    "request_invalid": (
        "Google didn't understand our request, so nothing was changed. This is our mistake: "
        "please tell your administrator if it happens again."
    ),
}
