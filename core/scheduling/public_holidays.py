"""Public holidays of a country as dates, apart so that only who asks for them pays for the library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib import import_module

from core.scheduling.errors import UnknownCountry

_EPOCH = date(1970, 1, 1).toordinal()


def split_region(region: str) -> tuple[str, str | None]:
    """Split ``"DE"`` or ``"DE-BY"`` (ISO 3166-1 and -2) into the country and its part."""
    country, _, part = region.partition("-")
    return country, part or None


@lru_cache(maxsize=1024)
def holidays_in(region: str, year: int) -> frozenset[int]:
    """Return a region's public holidays of one year as days since 1970-01-01.

    Raises ``UnknownCountry`` for a region nobody knows. A year outside the library's tables has none.
    """
    country, part = split_region(region)
    # Loading the tables takes 50 ms; most people never set a country.
    library = import_module("holidays")
    try:
        found = library.country_holidays(country, subdiv=part, years=year)
    except (RuntimeError, AttributeError, TypeError) as error:  # the library's ways to say it knows no such region
        raise UnknownCountry(region) from error
    return frozenset(day.toordinal() - _EPOCH for day in found)


def check_region(region: str) -> None:
    """Raise ``UnknownCountry`` unless public holidays are known for the region."""
    holidays_in(region, 2026)
