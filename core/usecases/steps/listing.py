"""The trail as a table that a spreadsheet opens: one line per entry, in words, in the reader's own time."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.domain.audit import FORMER_MEMBER, SYSTEM, AuditEntry
from core.domain.errors import Fact
from core.domain.ids import PersonKey, split_person_key
from core.domain.people import Person

COLUMNS = ("Number", "Time", "Time (UTC)", "What", "By", "With", "On whose authority", "Details")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def as_table(entries: Sequence[AuditEntry], reader: Person, names: Mapping[PersonKey, str]) -> bytes:
    """Return the entries as CSV in UTF-8, with the mark by which spreadsheets know that; ``names`` may be shown."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for entry in entries:
        table.writerow([_safe(cell) for cell in _cells(entry, reader, names)])
    return out.getvalue().encode("utf-8-sig")


def _cells(entry: AuditEntry, reader: Person, names: Mapping[PersonKey, str]) -> tuple[str, ...]:
    return (
        str(entry.number),
        _time(entry.at, reader.time_zone),
        _time(entry.at, "UTC"),
        _plain(entry.action),
        _who(entry.actor, reader, names),
        "" if entry.other is None else _who(entry.other, reader, names),
        _plain(entry.authority),
        "; ".join(f"{_plain(name)}: {_value(name, fact, reader)}" for name, fact in sorted(entry.facts.items())),
    )


def _who(key: PersonKey, reader: Person, names: Mapping[PersonKey, str]) -> str:
    if key == reader.key:
        return "me"
    if key == SYSTEM:
        return "Perin"
    if key == FORMER_MEMBER:
        return "a former member"
    return names.get(key) or f"member {split_person_key(key).user}"


def _value(name: str, fact: Fact, reader: Person) -> str:
    if isinstance(fact, tuple):
        return ", ".join(str(item) for item in fact)
    return _time(fact, reader.time_zone) if name.endswith("_at") and type(fact) is int else str(fact)


def _time(instant: int, zone: str) -> str:
    return datetime.fromtimestamp(instant, tz=UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def _plain(code: str) -> str:
    return code.replace(".", " ").replace("_", " ").replace(":", ": ")


def _safe(cell: str) -> str:
    """Keep a name that begins like a formula from being one."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
