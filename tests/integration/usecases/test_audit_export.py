"""The audit trail as a file: one's own, complete, in words and in one's own time."""

from __future__ import annotations

import csv
import io

import pytest

from core.domain.audit import AuditEntry
from core.domain.scopes import BOOK_ON_CONFIRM, Scope
from core.usecases.audit import export_audit
from core.usecases.forget import forget_person
from core.usecases.people import update_profile
from core.usecases.permissions import edit_grant
from core.usecases.steps.listing import COLUMNS
from core.usecases.terms import Terms
from tests.support.people import key_of, profile_of
from tests.support.world import World

ALICE = key_of("alice")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def table(world: World, name: str = "alice") -> list[dict[str, str]]:
    """Open somebody's export as a spreadsheet would."""
    made = await export_audit(world.deps, person=key_of(name))
    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"), newline="")))
    assert made.count == len(rows)
    return rows


async def test_every_entry_is_a_line_in_ones_own_time(pair: World) -> None:
    """Newest first, with who, with whom and by what right; the file is named for the day."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    rows = await table(pair)
    assert tuple(rows[0]) == COLUMNS
    assert [row["What"] for row in rows] == [
        "session accepted",
        "session proposed",
        "connection accepted",
        "connection invited",
    ]
    assert (rows[0]["By"], rows[0]["With"], rows[0]["On whose authority"]) == ("Bob Martin", "Bob Martin", "click")
    assert (rows[1]["By"], rows[1]["Details"]) == ("me", "round: 1")
    assert (rows[0]["Time"], rows[0]["Time (UTC)"]) == ("2026-12-01 15:30:00", "2026-12-01 14:30:00")
    assert (await export_audit(pair.deps, person=ALICE)).name == "perin-audit-2026-12-01.csv"


async def test_names_are_told_only_by_leave_and_never_as_formulas(pair: World) -> None:
    """Without the scope it is a member; who left is a former one; a name like a formula stays text."""
    connection = (await pair.propose()).session.connection
    await update_profile(pair.deps, profile=profile_of("bob", name="=HYPERLINK(0)"))
    assert {row["With"] for row in await table(pair)} == {"'=HYPERLINK(0)"}
    terms = Terms(BOOK_ON_CONFIRM - {Scope.PROFILE})
    await edit_grant(pair.deps, person=key_of("bob"), connection=connection, terms=terms)
    assert {row["With"] for row in await table(pair)} == {"member UBOB"}
    await forget_person(pair.deps, person=key_of("bob"))
    assert {row["With"] for row in await table(pair)} <= {"a former member", ""}


async def test_a_long_trail_is_whole(world: World) -> None:
    """More than one page: no entry is lost or told twice."""
    async with world.storage.uow() as uow:
        entry = AuditEntry(person=ALICE, actor=ALICE, action="settings.changed", subject="s", at=0, authority="click")
        await uow.audit.add([entry] * 1_203)
        await uow.commit()
    rows = await table(world)
    assert [int(row["Number"]) for row in rows] == list(range(1_203, 0, -1))
