"""Who acted here a moment ago, as their row stood: whose words a use case reads again needs no look-up before it."""

from __future__ import annotations

import time
from collections import OrderedDict

from core.domain.ids import PersonKey
from core.domain.people import Person

_SECONDS = 60.0
_MOST = 2_000


class Known:
    """People's rows, kept for a minute at most. What is decided by one of them is checked against the row itself."""

    def __init__(self) -> None:
        """Know nobody."""
        self._rows: OrderedDict[PersonKey, tuple[float, Person]] = OrderedDict()

    def recall(self, key: PersonKey) -> Person | None:
        """Return the row as it was last read here, None when that is too long ago."""
        until, person = self._rows.get(key, (0.0, None))
        return person if until > time.monotonic() else None

    def keep(self, person: Person) -> None:
        """Remember the row as just read."""
        self._rows.pop(person.key, None)
        self._rows[person.key] = (time.monotonic() + _SECONDS, person)
        if len(self._rows) > _MOST:
            self._rows.popitem(last=False)

    def forget(self, key: PersonKey) -> None:
        """Drop the row."""
        self._rows.pop(key, None)
