"""The root of the tree and the branch of plain refusals' roots."""

from __future__ import annotations

from typing import ClassVar

Fact = str | int | bool | None | tuple[str, ...] | tuple[int, ...]


class PerinError(Exception):
    """Root. ``code`` is stable; ``facts`` hold ids, instants (epoch seconds) and counts, never text people typed."""

    code: ClassVar[str] = "perin"

    def __init__(self, **facts: Fact) -> None:
        """Keep the facts a rendering needs."""
        super().__init__(self.code)
        self.facts = facts

    def number(self, name: str, default: int = 0) -> int:
        """Return the fact ``name`` as a number, ``default`` when it isn't one."""
        value = self.facts.get(name)
        return value if isinstance(value, int) else default

    def text(self, name: str, default: str = "") -> str:
        """Return the fact ``name`` as text, ``default`` when it isn't one."""
        value = self.facts.get(name)
        return value if isinstance(value, str) else default


class Refused(PerinError):
    """A rule says no; nothing was changed."""

    code = "refused"


class BadInput(Refused):
    """What was typed can't be used; fact ``field`` names where, ``reason`` why (a code)."""

    code = "bad_input"


class RateLimited(Refused):
    """Too many acts of one kind; facts ``act``, ``retry_at``."""

    code = "rate_limited"


class NotAllowed(Refused):
    """The person has no part in this."""

    code = "not_allowed"


class NotFound(PerinError):
    """There is no such row; fact ``what``."""

    code = "not_found"
