"""The buttons and menus: what each press does."""

from __future__ import annotations

from handlers.actions import connecting, meetings, personal, relaxing, sessions
from handlers.guard import Work
from handlers.ids import Action

ACTIONS: dict[Action, Work] = {
    **sessions.ACTIONS,
    **relaxing.ACTIONS,
    **meetings.ACTIONS,
    **connecting.ACTIONS,
    **personal.ACTIONS,
}
"""Every id that sends ``block_actions``."""
