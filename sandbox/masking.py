"""What is covered before anybody reads an exchange: tokens, codes, addresses that are worth something by themselves.

Apart from the wire log so that what counts as a secret is read in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

COVER = "•••"
SECRET_NAMES = frozenset(
    {
        "access_token",
        "client_secret",
        "code",
        "id_token",
        "refresh_token",
        "response_url",
        "token",
        "trigger_id",
        "upload_url",
        "url_private",
        "url_private_download",
    }
)
TOKEN = re.compile(r"\b(xox[a-z]|xapp|ya29)[-.][\w.-]+")
LONG_QUERY_VALUE = re.compile(r"([?&][\w.-]+=)[^&#\s|>]{16,}")


def masked(value: object) -> Any:  # noqa: ANN401 - the same JSON, covered in places
    """Copy JSON with every secret covered: by the name it stands under, or by its looks within a text."""
    if isinstance(value, Mapping):
        return {name: COVER if name in SECRET_NAMES and inner else masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    if isinstance(value, str):
        return LONG_QUERY_VALUE.sub(rf"\1{COVER}", TOKEN.sub(COVER, value))
    return value
