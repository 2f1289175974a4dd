"""What a single setting may be: each function takes the text of a variable and returns its value, or raises ValueError.

The error's text completes the sentence that begins with the variable's name, and never repeats a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import SecretStr

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"([1-9][0-9]{0,6})([smhd])")
_DATABASES = ("sqlite+aiosqlite:///", "sqlite:///", "postgresql://", "postgresql+psycopg://")
_PORTS = range(65_536)


def duration(value: object) -> object:
    """Read ``90s``, ``30m``, ``24h`` or ``7d`` as seconds."""
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value.lower())
    if found is None:
        raise ValueError("must be a whole number with s, m, h or d, such as 90s, 30m, 24h or 7d")
    return int(found.group(1)) * _UNITS[found.group(2)]


def port(value: object) -> object:
    """Read a TCP port; 0 means any that is free."""
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) not in _PORTS:
            raise ValueError("must be a number from 0 to 65535")
        return int(value)
    return value


def one_of(*words: str) -> Callable[[object], object]:
    """Accept one of ``words`` in any letter case."""

    def check(value: object) -> object:
        if isinstance(value, str) and value.lower() not in words:
            raise ValueError(f"must be {', '.join(words[:-1])} or {words[-1]}")
        return value.lower() if isinstance(value, str) else value

    return check


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def endpoint(ending: str = "") -> Callable[[object], object]:
    """Accept ``https`` anywhere and ``http`` on this machine only; the address must end in ``ending``."""

    def check(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            parts = urlsplit(value)
            host = parts.hostname
        except ValueError:
            raise ValueError("must be an address that begins with https://") from None
        if parts.scheme not in {"http", "https"} or not host:
            raise ValueError("must be an address that begins with https://")
        if parts.scheme == "http" and not is_loopback(host):
            raise ValueError("must begin with https:// (http:// is accepted for this machine only)")
        if not value.endswith(ending):
            raise ValueError(f"must end in {ending}")
        return value

    return check


def token(expected: str, *, wrong: str) -> Callable[[object], object]:
    """Accept any token but one that begins like ``wrong``: Slack's two kinds are easily swapped."""

    def check(value: object) -> object:
        if isinstance(value, str) and value.startswith(wrong):
            raise ValueError(f"holds another kind of token: it must be {expected}")
        return value

    return check


def database(value: object) -> object:
    """Accept the addresses of the two databases."""
    if isinstance(value, str) and not value.startswith(_DATABASES):
        raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql://")
    return value


def keys(value: object) -> object:
    """Split and check the encryption keys, newest first."""
    if not isinstance(value, str):
        return value
    found = tuple(item.strip() for item in value.split(",") if item.strip())
    for number, key in enumerate(found, 1):
        try:
            Fernet(key)
        except ValueError:
            raise ValueError(f"has no Fernet key in place {number} (44 characters of URL-safe base64)") from None
    return tuple(SecretStr(key) for key in found)
