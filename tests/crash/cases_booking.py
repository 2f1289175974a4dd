"""The cases of the booking itself: deaths, faults and races between its steps."""

from __future__ import annotations

from tests.crash.case import BOOKING, CRASH, GOOGLE, POSTGRES, STORAGE, Case

BOOKING_CASES: dict[int, Case] = {
    1: Case(
        "killed before the first hold is sent",
        ("book @ before insert alice", "book @ after commit 2"),
        (f"{BOOKING}test_crashes.py::test_two_replicas_take_over_one_of_them_gets_it",),
    ),
    2: Case("killed after a hold landed, before that is stored", ("book @ after insert alice",)),
    3: Case(
        "killed between the holds of the two sides",
        ("book @ before insert bob", "book @ after insert alice", "book @ after commit 3"),
    ),
    4: Case(
        "killed with everything written, before the commit",
        ("book @ after update bob", "book @ before commit 4"),
        (f"{CRASH}test_found_hours_later",),
    ),
    5: Case("killed after the commit, before anybody is told", ("book @ after commit 4", "book @ between")),
    6: Case(
        "killed after a message was posted, before that is stored",
        ("book @ after chat.postMessage bob", "book @ after chat.update alice"),
        ("tests/scenario/test_delivery.py::test_a_lost_answer_makes_no_second_message",),
    ),
    7: Case("killed between the two deletions of a way back", ("roll_back @ after delete alice",)),
    8: Case(
        "killed after the fence was put, before it is taken away",
        (),
        (f"{CRASH}test_killed_around_the_fence", f"{BOOKING}test_chores.py::test_what_slips_past_the_fence_is_found"),
    ),
    9: Case(
        "a hold lands and the connection closes without an answer",
        ("book ! insert: took effect, connection closed",),
        (
            f"{GOOGLE}test_a_doubled_answer_costs_at_most_two_posts",
            "tests/contract/calendars/test_wire.py::test_a_write_is_sent_once_whatever_becomes_of_the_connection",
        ),
    ),
    10: Case(
        "a hold lands and 503 is answered",
        ("book ! insert: took effect, then 503",),
        (f"{GOOGLE}test_what_landed_unheard_is_looked_up_and_not_sent_again",),
    ),
    11: Case(
        "a hold lands during or after the way back",
        ("book ! insert: lands late", "roll_back ! poison lands late"),
        (
            f"{GOOGLE}test_nothing_is_said_before_the_ids_are_fenced",
            f"{BOOKING}test_faults.py::test_an_insert_that_lands_after_the_way_back",
        ),
    ),
    12: Case(
        "one side is forbidden after the other's hold was written",
        ("book ! insert: 403 forbidden",),
        (f"{BOOKING}test_faults.py::test_bobs_no_undoes_alices_hold",),
    ),
    13: Case(
        "one side's quota is spent for hours",
        ("book ! insert: 403 quota spent",),
        (f"{BOOKING}test_pacing.py::test_a_spent_quota_is_left_alone_for_an_hour",),
    ),
    14: Case(
        "Google asks to slow down, for a while",
        ("book ! insert: 429 with Retry-After", "book ! update: 429 with Retry-After"),
        (
            "tests/contract/calendars/test_faults.py::test_retry_after_is_passed_on",
            f"{BOOKING}test_pacing.py::test_what_passes_is_tried_again",
        ),
    ),
    15: Case(
        "an answer that is a web page, half an answer, or another event",
        (
            "book ! insert: answered by a web page",
            "book ! insert: answer truncated",
            "book ! insert: another event's id in the answer",
            "book ! update: answer cut off",
        ),
        ("tests/contract/calendars/test_faults.py::test_another_event_than_the_one_asked_for_is_not_believed",),
    ),
    16: Case(
        "409 for a hold that its owner has deleted",
        (),
        (
            f"{GOOGLE}test_a_hold_that_its_owner_deleted_is_not_put_back",
            f"{BOOKING}test_faults.py::test_somebody_removes_the_hold",
        ),
    ),
    17: Case(
        "409 for an event that isn't ours",
        (),
        (f"{BOOKING}test_faults.py::test_a_foreign_event_under_our_id_is_left_alone",),
    ),
    18: Case(
        "somebody takes the time between the fresh check and the hold",
        ("roll_back @ after overlapping bob", "move_fails @ after commit 1"),
        (f"{BOOKING}test_faults.py::test_a_slot_taken_meanwhile",),
    ),
    19: Case(
        "two sessions want the same time, at two replicas",
        (),
        (
            f"{BOOKING}test_races.py::test_two_sessions_want_the_same_person_at_once",
            f"{BOOKING}test_races.py::test_two_press_book_at_once",
            "tests/crash/test_nemesis.py::test_a_minute_of_bookings",
        ),
    ),
    20: Case(
        "two sessions of one person, overlapping or exactly adjacent",
        (),
        (
            f"{BOOKING}test_races.py::test_adjacent_times_are_no_conflict",
            f"{POSTGRES}test_a_claim_waits_for_one_that_is_not_yet_committed",
            f"{STORAGE}test_claims.py::test_of_forty_racers_for_overlapping_time_one_wins",
            f"{STORAGE}test_claims.py::test_racers_for_touching_time_all_win",
        ),
    ),
    21: Case(
        "a process sleeps longer than its lease and wakes after another took over",
        (),
        (
            f"{CRASH}test_a_process_that_slept_too_long_is_fenced",
            f"{BOOKING}test_races.py::test_a_sleeper_can_not_undo_what_was_finished",
            f"{BOOKING}test_moving.py::test_a_sleeper_moves_nothing_after_the_way_back",
            f"{BOOKING}test_sleepers.py::test_who_slept_deletes_no_edit_of_an_owner",
        ),
    ),
    22: Case(
        "free/busy answers for one calendar with an error, or not at all",
        ("book ! freebusy: one calendar's error", "book ! freebusy: one calendar missing"),
        (f"{BOOKING}test_faults.py::test_what_can_not_be_read_is_not_free",),
    ),
}
