"""A line of a person's calendar list: which calendar, and what they may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandbox.google.book import CalendarBook

AccessRole = Literal["freeBusyReader", "reader", "writer", "owner"]
ROLES: tuple[AccessRole, ...] = ("freeBusyReader", "reader", "writer", "owner")


@dataclass(slots=True)
class ListEntry:
    """One line of a person's calendar list: the calendar, and what they may do with it."""

    book: CalendarBook
    role: AccessRole
    primary: bool
    color: str
    selected: bool = True

    def may(self, role: AccessRole) -> bool:
        """Say whether the entry's role is at least `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)
