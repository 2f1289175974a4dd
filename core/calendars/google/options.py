"""Where Google is and how long it is waited for; checked once, before anything is sent anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

API_PATH = "/calendar/v3/"


@dataclass(frozen=True, slots=True)
class GoogleOptions:
    """The OAuth client, Google's addresses, and the limits of one call.

    ``threads`` bounds the calls under way at once; ``connect_seconds`` and ``read_seconds`` bound one of them.
    Raises ValueError, in one sentence that names the field, for an address that is not https (plain http is
    for loopback only) and for an ``api_url`` that doesn't end in ``/calendar/v3/``.
    """

    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    auth_url: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a secret
    revoke_url: str = "https://oauth2.googleapis.com/revoke"
    api_url: str = "https://www.googleapis.com/calendar/v3/"
    threads: int = 32
    connect_seconds: float = 3.0
    read_seconds: float = 10.0

    def __post_init__(self) -> None:
        """Refuse addresses that tokens must not be sent to."""
        for name in ("auth_url", "token_url", "revoke_url", "api_url"):
            if not _is_safe(getattr(self, name)):
                raise ValueError(f"{name} must be an https:// address (plain http:// is for loopback only).")
        if not self.api_url.endswith(API_PATH):
            raise ValueError(f"api_url must end in {API_PATH}.")

    @property
    def is_set_up(self) -> bool:
        """Whether there is an OAuth client at all."""
        return bool(self.client_id and self.client_secret)


def origin_if_loopback(url: str) -> str | None:
    """Return ``scheme://host:port`` of a loopback address, None for any other."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if _is_loopback(parts.hostname) else None


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str | None) -> bool:
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
