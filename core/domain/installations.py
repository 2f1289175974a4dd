"""One installation of the Slack app: which bot token serves which workspace or organisation."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.ids import InstallationKey


@dataclass(frozen=True, slots=True)
class Installation:
    """A Slack installation. ``scopes`` are those Slack granted the bot token; ``uninstalled_at`` epoch seconds.

    ``repr`` never shows the token.
    """

    key: InstallationKey
    team: str | None
    team_name: str
    enterprise: str | None
    is_enterprise: bool
    bot_token: str
    bot_user: str
    bot_id: str
    app_id: str
    scopes: frozenset[str]
    installed_at: int
    uninstalled_at: int | None = None

    def __repr__(self) -> str:
        """Name the installation only: values of this type may end up in a log."""
        return f"Installation(key={self.key!r})"

    @property
    def home(self) -> str:
        """The home of the people of this installation: the enterprise id if any, else the team id."""
        return self.enterprise or self.team or ""
