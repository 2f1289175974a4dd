"""The cases around the booking: tokens, keys, requests, databases, clocks, and what people do themselves."""

from __future__ import annotations

from tests.crash.case import BOOKING, CRASH, POSTGRES, PROCESS, STORAGE, USES, Case

OTHER_CASES: dict[int, Case] = {
    23: Case(
        "a span that is too long, empty or backwards",
        (),
        (
            "tests/contract/calendars/test_round_trip.py::test_a_long_span_is_read_in_pieces_that_miss_nothing",
            "tests/unit/calendars/test_free_busy.py::test_pieces_cover_the_question_exactly",
            "tests/unit/scheduling/test_bad_input.py::test_a_request_that_asks_nothing_is_refused_by_name",
        ),
    ),
    24: Case(
        "a token dies in the middle of a booking",
        ("book ! insert: access revoked", "book ! update: access revoked"),
        (f"{BOOKING}test_tokens.py::test_a_token_dies_while_booking",),
    ),
    25: Case(
        "a token dies while its hold must be taken away",
        (),
        (
            f"{BOOKING}test_tokens.py::test_what_a_dead_token_left_goes_when_it_is_reconnected",
            f"{BOOKING}test_removing.py::test_a_dead_token_keeps_only_its_own_leg",
            f"{BOOKING}test_waiting_for_owners.py::test_a_token_dies_before_its_hold_is_tidied_up",
        ),
    ),
    26: Case(
        "a consent that grants only a part",
        (),
        (
            f"{USES}test_linking.py::test_half_a_consent_is_refused",
            "tests/contract/calendars/test_consent.py::test_a_consent_that_left_a_scope_out_is_given_back",
        ),
    ),
    27: Case(
        "a consent's state replayed, forged, expired, at another replica, by somebody else",
        (),
        (
            f"{USES}test_linking.py::test_a_callback_works_once",
            f"{STORAGE}test_links.py::test_of_many_racers_one_wins",
            f"{STORAGE}test_links.py::test_another_browser_gets_nowhere",
            "tests/scenario/process/test_linking.py::test_a_replayed_callback_attaches_nothing",
        ),
    ),
    28: Case(
        "another Google account is linked while sessions are open",
        (),
        (
            f"{USES}test_linking.py::test_another_account_while_sessions_are_open",
            f"{BOOKING}test_tokens.py::test_another_account_is_not_the_one_that_was_written_to",
        ),
    ),
    29: Case(
        "keys rotated or removed, a token's row copied to another person",
        (),
        (
            f"{STORAGE}test_secrets.py::test_keys_are_rotated_without_losing_a_token",
            f"{STORAGE}test_secrets.py::test_a_token_copied_to_another_row_is_not_used",
            f"{STORAGE}test_secrets.py::test_a_token_that_no_key_opens_is_broken_and_does_not_hold_up_the_others",
        ),
    ),
    30: Case(
        "Slack delivers an event again and again, to two replicas",
        (),
        (
            "tests/scenario/test_delivery.py::test_an_event_again_and_again",
            "tests/scenario/test_replicas.py::test_an_event_reaches_both_and_is_worked_once",
        ),
    ),
    31: Case(
        "a double click, two presses at the same instant, a press on an expired card",
        (),
        (
            f"{BOOKING}test_races.py::test_one_presses_twice",
            f"{BOOKING}test_races.py::test_book_and_cancel_at_once",
            f"{BOOKING}test_removing.py::test_both_press_cancel_at_once",
            "tests/scenario/test_refusals.py::test_pressing_after_the_session_expired",
        ),
    ),
    32: Case(
        "a request's key used again, for the same or for something else",
        (),
        (
            f"{STORAGE}test_work.py::test_a_key_runs_once_and_answers_ever_after",
            f"{USES}test_limits.py::test_a_request_delivered_again_when_its_session_is_over",
        ),
    ),
    33: Case(
        "Slack loses an answer, is overloaded, or the person is gone",
        ("book @ after chat.postMessage bob",),
        (
            "tests/scenario/test_delivery.py::test_a_rate_limit_is_honoured",
            "tests/scenario/test_delivery.py::test_the_first_message_to_somebody_is_lost",
            "tests/scenario/test_delivery.py::test_somebody_who_cannot_be_reached",
        ),
    ),
    34: Case(
        "PostgreSQL restarts during the commit",
        (),
        (
            f"{POSTGRES}test_a_commit_whose_answer_is_lost",
            f"{POSTGRES}test_the_server_dies_around_a_commit",
            f"{STORAGE}test_contention.py::test_a_transaction_survives_a_restarted_server",
        ),
    ),
    35: Case(
        "a second process on one file, a lock held too long, a full disk",
        (),
        (
            f"{STORAGE}test_engine.py::test_a_second_process_on_the_same_file_is_refused",
            f"{STORAGE}test_contention.py::test_a_foreign_lock_on_the_file_is_waited_for_and_then_told",
            f"{CRASH}test_no_call_without_a_durable_intent",
        ),
    ),
    36: Case(
        "the database comes back from a backup, the calendars do not",
        (),
        (
            f"{BOOKING}test_sweep.py::test_a_meeting_the_backup_lost_is_taken_back",
            f"{BOOKING}test_sweep.py::test_half_a_meeting_is_removed",
            f"{BOOKING}test_sweep.py::test_holds_nobody_knows_go",
            f"{BOOKING}test_restored.py::test_a_move_that_the_backup_lost_is_found",
            f"{BOOKING}test_restored.py::test_what_is_canceled_before_it_was_found_is_not_said_to_be_gone",
        ),
    ),
    37: Case(
        "clocks that differ, days on which the clock changes",
        ("book ! insert: a skewed Date",),
        (
            f"{STORAGE}test_engine.py::test_leases_run_on_the_databases_clock",
            "tests/unit/calendars/test_wire_format.py::test_an_instant_survives_the_wire",
            "tests/unit/calendars/test_wire_format.py::test_a_whole_day_is_as_long_as_the_clocks_make_it",
        ),
    ),
    38: Case(
        "somebody moves or deletes an event of a meeting in Google, or edits it as it is canceled or booked",
        (),
        (
            f"{BOOKING}test_watch.py::test_a_move_is_told_to_both_once",
            f"{BOOKING}test_watch.py::test_a_deleted_event_is_told",
            f"{BOOKING}test_removing.py::test_an_edited_event_is_not_deleted_unasked",
            f"{BOOKING}test_removing.py::test_an_edit_in_the_last_moment",
            f"{BOOKING}test_edited_holds.py::test_notes_in_an_event_that_was_not_booked_stay",
            f"{BOOKING}test_edited_holds.py::test_a_hold_that_its_owner_moved_is_not_written_over",
        ),
    ),
    39: Case(
        "hostile words in a title, somebody who can't be met",
        (),
        (
            "tests/unit/handlers/test_text.py::test_typed_text_marks_mentions_and_links_nothing",
            "tests/unit/handlers/test_limits.py::test_any_title_and_name_fits_into_every_card",
            "tests/scenario/test_inviting.py::test_who_cannot_be_invited",
        ),
    ),
    40: Case(
        "a forged, old or replayed request",
        (),
        (
            "tests/unit/bot/test_signature.py::test_an_old_request_is_refused_however_well_signed",
            "tests/unit/bot/test_signature.py::test_nothing_else_is",
            f"{PROCESS}test_slack_http.py::test_a_signed_request_is_taken_and_one_that_is_old_or_odd_refused",
        ),
    ),
}
