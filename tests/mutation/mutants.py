"""What is taken out, and which test must notice. The text must stand in the file exactly once."""

from __future__ import annotations

from dataclasses import dataclass

BOOKING = "tests/integration/booking/"


@dataclass(frozen=True)
class Mutant:
    """In `module`, `text` becomes `instead`; then `test` (a pytest node) must fail."""

    module: str
    text: str
    instead: str
    test: str


MUTANTS: dict[str, Mutant] = {
    "the fence": Mutant(
        "core.booking.roll_back",
        "            await _fence(world, case, leg, access)\n",
        "            pass\n",
        f"{BOOKING}test_faults.py::test_an_insert_that_lands_after_the_way_back",
    ),
    "the look after the fence": Mutant(
        "core.booking.roll_back",
        "chore=Chore.VERIFY if is_fenced else booking.chore",
        "chore=booking.chore",
        f"{BOOKING}test_chores.py::test_what_slips_past_the_fence_is_found",
    ),
    "the wait": Mutant(
        "core.booking.settle",
        "due_in = world.quiesce if",
        "due_in = 0.0 if",
        f"{BOOKING}test_chores.py::test_what_slips_past_the_fence_is_found",
    ),
    "what its owner edited stays": Mutant(
        "core.booking.holds",
        "is_untouched = is_as_written(event, leg.etag) or",
        "is_untouched = event.is_live or",
        f"{BOOKING}test_edited_holds.py::test_notes_in_an_event_that_was_not_booked_stay",
    ),
    "an edited hold is not our hold": Mutant(
        "core.booking.legs",
        "    if not is_as_written(event):\n",
        "    if not event.is_live:\n",
        f"{BOOKING}test_edited_holds.py::test_a_hold_that_its_owner_moved_is_not_written_over",
    ),
    "the 409 branch": Mutant(
        "core.booking.legs",
        "except (EventExists, OutcomeUnknown) as error:",
        "except OutcomeUnknown as error:",
        "tests/crash/test_cases_google.py::test_what_lands_between_the_look_and_the_second_try",
    ),
    "the overlap list": Mutant(
        "core.booking.carry_out",
        "        await _each(held, lambda leg: check_alone(world, held, leg))\n",
        "",
        f"{BOOKING}test_faults.py::test_a_slot_taken_meanwhile",
    ),
    "the fence in every write": Mutant(
        "core.storage.repositories.bookings",
        'bookings.c.fence == count("held_fence")',
        'bookings.c.fence >= 0 * count("held_fence")',
        f"{BOOKING}test_races.py::test_an_old_fence_changes_nothing",
    ),
    "the lease of who is at work": Mutant(
        "core.storage.repositories.bookings",
        '.where(bookings.c.state.in_(many("states")), bookings.c.lease_ms <= NOW_MS)',
        '.where(bookings.c.state.in_(many("states")), NOW_MS > 0)',
        f"{BOOKING}test_crashes.py::test_a_booking_cut_short_is_finished",
    ),
    "the lease of who takes one": Mutant(
        "core.storage.repositories.bookings",
        '.where(bookings.c.id == value("which"), bookings.c.lease_ms <= NOW_MS)',
        '.where(bookings.c.id == value("which"), NOW_MS > 0)',
        "tests/integration/storage/test_bookings.py::test_a_settled_booking_can_be_taken_at_once",
    ),
    "what is settled is nobody's work": Mutant(
        "core.booking.carry_out",
        "    if booking.state not in UNFINISHED_STATES:\n",
        "    if booking.state is None:\n",
        f"{BOOKING}test_sleepers.py::test_what_is_settled_is_carried_out_no_further",
    ),
    "BEGIN IMMEDIATE": Mutant(
        "core.storage.engine",
        '"BEGIN IMMEDIATE" if writes else "BEGIN"',
        '"BEGIN"',
        "tests/integration/storage/test_contention.py::test_what_a_writer_has_read_nobody_else_changes_meanwhile",
    ),
    "the exclusion constraint": Mutant(
        "core.storage.migrations.first.booking",
        "EXCLUDE USING gist",
        "CHECK (true) --",
        "tests/crash/test_cases_postgres.py::test_a_claim_waits_for_one_that_is_not_yet_committed",
    ),
    "rights read again at the commit": Mutant(
        "core.booking.commit",
        "        if refusal is not None:\n",
        "        if refusal is not None and False:\n",
        "tests/integration/usecases/test_endings.py::test_revoked_while_it_is_booked",
    ),
}
