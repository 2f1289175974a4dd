"""What a booking costs: the calls, transactions and statements that the protocol names, and none besides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import cast

from core.calendars.protocols import Calendars
from core.domain.sessions import SessionState
from core.usecases.confirm import confirm_slot
from tests.integration.booking.conftest import Offered
from tests.support.counting import listening
from tests.support.people import key_of
from tests.support.stepping import _Calendars
from tests.support.world import World

PHASES = ("busy", "insert", "overlapping", "update")
TRANSACTIONS = 6
"""The claim, the reading of the case, the intent, the outcome of the holds, the commit, and what the presser sees."""

STATEMENTS = {"sqlite": 43, "postgresql": 44}
"""PostgreSQL also locks a row that SQLite's one writer needn't."""


async def test_a_booking_is_four_round_trips_and_six_transactions(world: World, offered: Offered) -> None:
    """Fresh check, hold, overlap list and confirmation: each on both calendars at once, with no transaction open."""
    under_way: list[str] = []
    waves: list[str] = []
    calls: Counter[str] = Counter()
    with listening() as told:

        async def moment(name: str) -> None:
            when, call, _ = name.split(" ")
            assert told.opened == 0, f"a transaction is open {name}"
            if when == "after":
                under_way.remove(call)
                return
            if not under_way:
                waves.append(call)
            assert {*under_way, call} == {call}, "a phase begins when the one before has ended on both calendars"
            under_way.append(call)
            calls[call] += 1

        deps = replace(world.deps, calendars=cast("Calendars", _Calendars(world.deps.calendars, moment)))
        asked = len(world.google.calls)
        booked = await confirm_slot(deps, person=key_of("bob"), session=offered.session, slot=offered.slot)
    assert booked.session.state is SessionState.CONFIRMED
    assert tuple(waves) == PHASES
    assert calls == dict.fromkeys(PHASES, 2)
    assert len([call for call in world.google.calls[asked:] if call.method != "token"]) == 8
    transactions = told.counts[0]
    assert transactions == TRANSACTIONS
    assert told.statements <= STATEMENTS[world.database_url.partition("+")[0].partition(":")[0]]
    assert told.opened == 0
