"""A linked Google account: whose it is, which calendars count as busy, which one is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.ids import AccountId, PersonKey


class AccountState(StrEnum):
    """``BROKEN``: Google no longer accepts the token, or it can't be decrypted; nothing is read or written."""

    LINKED = "linked"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class CalendarAccount:
    """One person's link to one Google account (one account per person, one person per account and workspace).

    ``busy_calendars`` are the ids whose events count; ``write_calendar`` is the id meetings are written to.
    The refresh token is not part of this value: only the calendar calls get it, as an ``Access``.
    """

    person: PersonKey
    account: AccountId
    email: str
    state: AccountState
    write_calendar: str
    busy_calendars: tuple[str, ...]
    linked_at: int
    version: int = 1

    @property
    def is_usable(self) -> bool:
        """Whether the calendar may be read and written at all."""
        return self.state is AccountState.LINKED


@dataclass(frozen=True, slots=True)
class Access:
    """What a calendar call needs to act for one account. ``repr`` never shows the token.

    ``paused_until`` (epoch seconds) is when the account may be called again: Google asked for that, of any replica.
    """

    account: AccountId
    refresh_token: str
    person: PersonKey
    paused_until: int = 0

    def __repr__(self) -> str:
        """Name the account only: values of this type may end up in a log."""
        return f"Access(account={self.account!r})"


@dataclass(frozen=True, slots=True)
class LinkState:
    """A one-time link from Slack to Google's consent, kept as a row until used or ``expires_at``.

    ``token_hash`` is the SHA-256 of what the link carries; ``browser_hash`` that of the cookie set when the
    person pressed the button on our page, None before; ``verifier`` the PKCE secret. ``pending`` holds the encrypted
    result of the consent until the second page's button stores it.
    """

    token_hash: str
    person: PersonKey
    expires_at: int
    browser_hash: str | None = None
    verifier: str | None = None
    pending: str | None = None

    def __repr__(self) -> str:
        """Name the person only: the verifier and the pending token are secrets."""
        return f"LinkState(person={self.person!r})"
