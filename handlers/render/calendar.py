"""Linking the Google calendar: its state, the link to consent, and which calendars count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from core.domain.accounts import CalendarAccount
from handlers.ids import Action, Callback, Field
from handlers.render.base import Block, Rendered, View, actions, context, message, modal, note, section
from handlers.render.elements import Option, button, confirm, field, link_button, multi_select, select
from handlers.render.text import counted, cut, said, tidy
from handlers.values import LongIds

_SHOWN = 100
TITLE = "Google Calendar"

_PROMISE = (
    "Perin reads when you are free or busy, never titles, guests or places of your appointments. "
    "It writes only meetings that were agreed here."
)


class Calendar(Protocol):
    """One calendar of a Google account, as a person chooses it."""

    @property
    def id(self) -> str:
        """Google's id of it."""

    @property
    def title(self) -> str:
        """What its owner calls it."""

    @property
    def is_primary(self) -> bool:
        """Whether it is the account's own calendar."""

    @property
    def can_write(self) -> bool:
        """Whether the account owns it."""


def busy_words(account: CalendarAccount) -> str:
    """Say how many calendars tell when their owner is busy."""
    number = len(account.busy_calendars)
    return f"{counted(number, 'calendar')} {'counts' if number == 1 else 'count'} as busy"


def calendar(account: CalendarAccount | None, *, google_ready: bool, link_url: str = "") -> Rendered:
    """Return the state of a person's calendar and what can be done; ``link_url`` is a fresh one-time address."""
    if not google_ready and account is None:
        return note(
            "Google isn't set up for this Perin yet, so no calendar can be linked. "
            "Please ask your administrator to finish the set-up.",
            TITLE,
        )
    if account is None:
        text = "Link your Google calendar, so that Perin knows when you are free."
        link = link_button("Link Google Calendar", Action.CALENDAR_LINK, link_url, style="primary")
        return message(text, [section(f"*{text}*\n{_PROMISE}"), *actions(link), _link_hint()], TITLE)
    again = link_button("Link again", Action.CALENDAR_LINK, link_url)
    if not account.is_usable:
        text = f"Google no longer lets Perin into {said(account.email)}. Until you reconnect, nobody can book you."
        reconnect = link_button("Reconnect", Action.CALENDAR_LINK, link_url, style="primary")
        return message(text, [section(f"*{text}*"), *actions(reconnect, _unlink()), _link_hint()], TITLE)
    text = f"Your Google calendar {said(account.email)} is linked."
    counts = f"{busy_words(account)}."
    choose = button("Choose calendars", Action.CALENDAR_CHOOSE)
    return message(text, [section(f"*{text}*\n{counts} {_PROMISE}"), *actions(choose, again, _unlink())], TITLE)


def _link_hint() -> Block:
    return context("The link works once, for ten minutes, and only for you. Please don't pass it on.")


def _unlink() -> Block:
    question = confirm(
        "Unlink your calendar?",
        "Perin forgets its access to Google. Booked meetings stay in your calendar, but no new ones can be found.",
        "Unlink",
    )
    return button("Unlink", Action.CALENDAR_UNLINK, style="danger", confirm=question)


def calendar_modal(account: CalendarAccount, calendars: Sequence[Calendar]) -> View:
    """Return the form that chooses which calendars count as busy and which one is written."""
    long = LongIds.of(one.id for one in calendars)
    fitting = [(one, value) for one in calendars if (value := long.value(one.id))][:_SHOWN]
    every = [Option(value, _title(one)) for one, value in fitting]
    own = [Option(value, _title(one)) for one, value in fitting if one.can_write]
    busy = [value for one, value in fitting if one.id in account.busy_calendars]
    if not every or not own:
        text = "Google shows no calendar that Perin could write to. Create one in Google Calendar, then look again."
        return modal(Callback.NOTHING, "Choose calendars", [section(text)])
    write = long.value(account.write_calendar)
    blocks = [
        section(f"Calendars of {said(account.email)}"),
        field(
            Field.CALENDAR_BUSY,
            "Which calendars tell when you are busy?",
            multi_select(every, busy, "Choose calendars"),
            hint="Only their free and busy times are read.",
        ),
        field(Field.CALENDAR_WRITE, "Where should meetings be written?", select(own, write)),
    ]
    left = len(calendars) - len(fitting)
    more = [context(f"{counted(left, 'more calendar')} can't be chosen here.")] if left else []
    return modal(Callback.CALENDAR_SUBMIT, "Choose calendars", [*blocks, *more], submit="Save", meta=long.encode())


def _title(one: Calendar) -> str:
    name = cut(tidy(one.title), 60) or "Unnamed calendar"
    return f"{name} (main)" if one.is_primary else name


def calendars_saved(account: CalendarAccount) -> Rendered:
    """Answer a choice of calendars."""
    return note(f"Saved. {busy_words(account)}.")


def unlinked() -> Rendered:
    """Answer a calendar that was unlinked."""
    return note(
        "Your calendar is unlinked and Perin has forgotten its access. Booked meetings stay where they are. "
        "`/perin calendar` links one again."
    )
