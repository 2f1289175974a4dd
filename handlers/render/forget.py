"""Leaving: what "forget me" would delete, and what it deleted."""

from __future__ import annotations

from handlers.ids import Action
from handlers.render.base import Rendered, actions, message, note, section
from handlers.render.elements import button
from handlers.render.text import counted


def confirm_forget() -> Rendered:
    """Ask before everything about the person is deleted."""
    text = (
        "Forget you? Your connections end, open sessions are canceled, Perin gives its access to your Google calendar "
        "back, and everything it knows of you is deleted. Meetings already booked stay in both calendars."
    )
    yes = button("Forget me", Action.FORGET_CONFIRM, style="danger")
    return message(text, [section(text), *actions(yes, button("Leave it", Action.CONNECTION_KEEP))])


def forgotten(connections: int, *, had_calendar: bool) -> Rendered:
    """Say what was deleted."""
    ended = f"{counted(connections, 'connection')} ended" if connections else "You had no connections"
    calendar = ", Google access is given back" if had_calendar else ""
    return note(
        f"Done. {ended}{calendar}, and your settings, sessions, notices and history are deleted. "
        "Meetings already booked stay in both calendars. If you ever come back, `/perin` begins anew."
    )
