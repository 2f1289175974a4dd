"""Which page of each part of App Home is shown: carried by Home itself, so that a redraw keeps the reader's place."""

from __future__ import annotations

from collections.abc import Mapping

from core.domain.errors import BadInput
from handlers.values import HomeArea, an_object, dump


def encode_pages(pages: Mapping[HomeArea, int]) -> str:
    """Write the numbers of the first items shown for ``private_metadata``."""
    return dump({area.value: first for area, first in pages.items()})


def decode_pages(text: str) -> dict[HomeArea, int]:
    """Read ``encode_pages``' text; what can't be read shows the first pages."""
    try:
        found = an_object(text)
    except BadInput:
        return {}
    return {area: found[area.value] for area in HomeArea if type(found.get(area.value)) is int}
