"""The check of one slot names every rule it breaks, whose rule it is, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.scheduling.hours import default_hours
from core.scheduling.intervals import Interval, Spans
from core.scheduling.rules import Rules
from core.scheduling.slots import RULES, Participant, Request, Violation, is_allowed, iter_slots
from tests.unit.scheduling.worlds import DAY, HOUR, MINUTE, epoch

MONDAY = epoch(2027, 3, 8)
NOON = MONDAY + 12 * HOUR
SLOT = Interval(NOON, NOON + 30 * MINUTE)
ALICE = Participant("alice", default_hours("Europe/London"))
BOB = Participant("bob", default_hours("Europe/London"))
ASKED = Request(MONDAY, 30 * MINUTE)


def around(before: int, after: int) -> tuple[Interval, ...]:
    return (Interval(SLOT.start + before, SLOT.start + after),)


BROKEN: list[tuple[str, Participant]] = [
    ("minimum_notice", replace(BOB, rules=Rules(minimum_notice=12 * HOUR + 1))),
    ("horizon_days", replace(BOB, rules=Rules(horizon_days=1), hours=default_hours("UTC"))),
    ("shortest", replace(BOB, rules=Rules(shortest=31 * MINUTE))),
    ("longest", replace(BOB, rules=Rules(longest=29 * MINUTE))),
    ("hours", replace(BOB, hours=default_hours("Asia/Tokyo"))),
    ("known", replace(BOB, known=Interval(NOON, NOON + 29 * MINUTE))),
    ("busy", replace(BOB, busy=around(-60, 60))),
    ("busy", replace(BOB, busy=Spans.of([(NOON + 60, NOON + 120)]))),
    ("buffer_before", replace(BOB, busy=around(-600, 0), rules=Rules(buffer_before=1))),
    ("buffer_after", replace(BOB, busy=around(1_800 + 299, 3_600), rules=Rules(buffer_after=300))),
    ("holds", replace(BOB, holds=around(0, 60))),
    ("movable", replace(BOB, movable=around(0, 60))),
    (
        "weekly_cap",
        replace(BOB, meetings=(Interval(MONDAY + 6 * DAY, MONDAY + 6 * DAY + 1),), rules=Rules(weekly_cap=1)),
    ),
    ("daily_cap", replace(BOB, meetings=around(-7_200, -3_600), rules=Rules(daily_cap=1))),
]


@pytest.mark.parametrize(("rule", "bob"), BROKEN)
def test_each_broken_rule_is_named_with_its_person(rule: str, bob: Participant) -> None:
    asked = replace(ASKED, now=MONDAY - DAY) if rule == "horizon_days" else ASKED
    assert is_allowed((ALICE, bob), asked, SLOT) == (Violation("bob", rule),)
    assert SLOT not in list(iter_slots((ALICE, bob), asked))


def test_every_rule_has_an_example_here() -> None:
    assert {rule for rule, _ in BROKEN} == set(RULES)


def test_a_slot_that_breaks_nothing_is_allowed() -> None:
    assert is_allowed((ALICE, BOB), ASKED, SLOT) == ()


@pytest.mark.parametrize(
    "bob",
    [
        replace(BOB, rules=Rules(minimum_notice=12 * HOUR)),
        replace(BOB, known=SLOT),
        replace(
            BOB,
            busy=(*around(-600, -300), *around(1_800 + 300, 3_600)),
            rules=Rules(buffer_before=300, buffer_after=300),
        ),
        replace(BOB, holds=around(0, 60), rules=Rules(count_holds=False)),
        replace(BOB, meetings=(Interval(MONDAY - 1, MONDAY + DAY),), rules=Rules(weekly_cap=1, daily_cap=1)),
        replace(BOB, meetings=around(0, 60)),
    ],
)
def test_the_edge_of_each_rule_is_allowed(bob: Participant) -> None:
    assert is_allowed((ALICE, bob), ASKED, SLOT) == ()
    assert SLOT in list(iter_slots((ALICE, bob), ASKED))


def test_a_movable_meeting_gives_way_when_moves_are_allowed() -> None:
    bob = replace(BOB, movable=around(0, 60))
    assert is_allowed((ALICE, bob), replace(ASKED, allow_moves=True), SLOT) == ()


def test_what_was_asked_for_does_not_decide_what_may_be_booked() -> None:
    odd = Interval(SLOT.start + 60, SLOT.end + 60)
    narrow = replace(ASKED, window=(Interval(NOON + DAY, NOON + 2 * DAY),), exclude=(SLOT, odd))
    assert is_allowed((ALICE, BOB), narrow, SLOT) == ()
    assert is_allowed((ALICE, BOB), narrow, odd) == ()


def test_a_week_is_the_person_s_own_week() -> None:
    tokyo_monday = Interval(MONDAY - 9 * HOUR, MONDAY - 8 * HOUR)
    for zone, violations in (("Asia/Tokyo", (Violation("bob", "weekly_cap"),)), ("Europe/London", ())):
        hours = replace(default_hours("UTC"), zone=zone, days=default_hours("UTC").days)
        bob = Participant("bob", hours, Rules(weekly_cap=1, minimum_notice=0), meetings=(tokyo_monday,))
        start = MONDAY + (3 if zone == "Asia/Tokyo" else 12) * HOUR
        assert is_allowed((bob,), ASKED, Interval(start, start + 1_800)) == violations
