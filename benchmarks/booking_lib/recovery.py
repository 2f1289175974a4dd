"""What a process finds after a crash of everything: a thousand bookings begun and left, each to be wound up.

One booking is really left half done, at the moment its holds may or may not be on the calendars; its rows are copied.
By the time they are found the moment to decide is past, so each is rolled back: its ids are fenced, its session told.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.booking_lib.stage import slot_number, stage
from benchmarks.handlers_lib.slack_side import TEAM
from core.domain.bookings import BookingState
from core.domain.ids import BookingId, person_key
from core.storage.migrate import upgrade
from core.usecases.chores import work_off_chores
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings


class _PowerCut(Exception):
    """The process ends here."""


async def recovered(directory: Path, number: int) -> tuple[float, int]:
    """Return the seconds that winding up ``number`` half-done bookings took, and how many of them are settled."""
    path = directory / "recovery.db"
    url = f"sqlite+aiosqlite:///{path}"
    upgrade(url)
    async with stage(url) as made:
        await made.enter("UA")
        await made.enter("UB")
        await made.connect("UA", "UB")
        session = (await made.offer("UA", "UB", slot_number(0))).session.id

        def cut(*_: object) -> None:
            raise _PowerCut

        made.calendars.insert = cut  # type: ignore[method-assign,assignment]  # the power goes with the first insert
        with suppress(_PowerCut):
            await confirm_slot(made.deps, person=person_key(TEAM, "UB"), session=session, slot=slot_number(0))
        async with made.storage.reading() as uow:
            left = await uow.bookings.of_session(session)
            assert left is not None
            assert left.state is BookingState.BOOKING
    _multiply(path, session, left.id, number)
    async with stage(url, first=1_000_000) as made:
        made.forward(600)
        began = time.perf_counter()
        while await recover_bookings(made.deps):
            pass
        made.forward(600)
        while await recover_bookings(made.deps) + await work_off_chores(made.deps):
            made.forward(600)
        taken = time.perf_counter() - began
        async with made.storage.reading() as uow:
            found = [await uow.bookings.get(BookingId(_named(left.id, one))) for one in range(number)]
    return taken, sum(booking.is_settled for booking in found)


def _named(name: str, number: int) -> str:
    return f"{name}x{number}" if number else name


def _multiply(path: Path, session: str, booking: str, number: int) -> None:
    """Copy the rows of one booking and its session, each time under other ids."""
    connection = sqlite3.connect(path)
    tables: tuple[tuple[str, str, str], ...] = (
        ("sessions", "id", session),
        ("messages", "session", session),
        ("bookings", "id", booking),
        ("legs", "booking", booking),
    )
    for one in range(1, number):

        def renamed(column: str, value: object, one: int = one) -> object:
            is_id = value in {session, booking} or column in {"fingerprint", "event"}
            return _named(str(value), one) if is_id else value

        for table, key, wanted in tables:
            _copy(connection, table, key, wanted, renamed)
    connection.commit()
    connection.close()


def _copy(
    connection: sqlite3.Connection, table: str, key: str, wanted: str, renamed: Callable[[str, object], object]
) -> None:
    found = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (wanted,))  # noqa: S608 - names of our own tables
    names = [column[0] for column in found.description]
    marks = ", ".join("?" * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    rows = [[renamed(name, value) for name, value in zip(names, row, strict=True)] for row in found]
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - as above
