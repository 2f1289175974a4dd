"""Many who want the same time: of sixteen who press for one slot, one books it, twenty times at once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from benchmarks.booking_lib.stage import Stage, slot_number, stage
from benchmarks.handlers_lib.slack_side import TEAM
from core.domain.errors import PerinError, SlotTaken
from core.domain.ids import SessionId, person_key
from core.domain.sessions import SessionState
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings

RACERS = 16


async def race(database_url: str, slots: int) -> tuple[int, Counter[str], float]:
    """Let ``RACERS`` people press for each slot of somebody's, all at once, on an empty migrated database.

    Returns the meetings that stand afterwards, what else befell the others than that the slot was taken, and the
    seconds it took. Every slot is one of somebody else's calendar: only the racers for it meet.
    """
    async with stage(database_url) as made:
        offers = [
            (number, racer, await _offer(made, number, racer)) for number in range(slots) for racer in range(RACERS)
        ]
        made.forward(60)
        began = time.perf_counter()
        outcomes = await asyncio.gather(*(_press(made, *one) for one in offers))
        await recover_bookings(made.deps)
        taken = time.perf_counter() - began
        stand = 0
        async with made.storage.reading() as uow:
            for _, _, session in offers:
                stand += (await uow.sessions.get(session)).state is SessionState.CONFIRMED
        events = sum(len(found) for found in made.calendars.stored().values())
        assert events == 2 * stand, f"{events} events for {stand} meetings"
    return stand, Counter(outcome for outcome in outcomes if outcome not in {"booked", "taken"}), taken


async def _offer(made: Stage, number: int, racer: int) -> SessionId:
    wanted, eager = f"UW{number}", f"UR{number}X{racer}"
    if racer == 0:
        await made.enter(wanted)
    await made.enter(eager)
    await made.connect(eager, wanted)
    return (await made.offer(eager, wanted, slot_number(number % 12))).session.id


async def _press(made: Stage, number: int, racer: int, session: SessionId) -> str:
    person = person_key(TEAM, f"UR{number}X{racer}")
    try:
        view = await confirm_slot(made.deps, person=person, session=session, slot=slot_number(number % 12))
    except SlotTaken:
        return "taken"
    except PerinError as error:
        return error.code
    if view.session.end_reason == "no_slots_left":
        return "taken"
    return "booked" if view.session.state is SessionState.CONFIRMED else f"left {view.session.state}"
