"""When there is no slot, every promised change really gives what it says, and nothing smaller would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.scheduling.errors import BadRequest
from core.scheduling.explain import Relaxation, explain
from core.scheduling.hours import WeeklyHours, Window, away, default_hours
from core.scheduling.intervals import Interval
from core.scheduling.relaxing import CATEGORIES, ladders, relax
from core.scheduling.rules import Rules
from core.scheduling.slots import Participant, Request, is_allowed, iter_slots
from core.scheduling.warm import warmed
from tests.unit.scheduling.worlds import DAY, HOUR, MINUTE, epoch, random_world

MONDAY = epoch(2027, 3, 8)
NINE = MONDAY + 9 * HOUR
LONDON = default_hours("Europe/London")
ALICE = Participant("alice", LONDON, Rules(minimum_notice=0))
BOB = Participant("bob", LONDON, Rules(minimum_notice=0))
ASKED = Request(NINE, 30 * MINUTE)


def test_every_promise_in_random_worlds_is_kept_and_is_the_smallest() -> None:
    kinds = set()
    for seed in range(160):
        people, request = random_world(seed)
        for relaxation in explain(people, request):
            check_promise(people, request, relaxation)
            kinds.add(relaxation.rule)
    assert len(kinds) >= 10


def check_promise(people: tuple[Participant, ...], request: Request, given: Relaxation) -> None:
    assert given.rule is not None
    assert given.to_value is not None
    question = relax(people, request, (given.participant, given.rule), given.to_value)
    slots = list(iter_slots(*question))
    assert given.count == len(slots) > 0
    assert given.slots == tuple(slots[: request.count])
    assert all(is_allowed(*question, slot) == () for slot in given.slots)
    ladder = next(
        one for one in ladders(people, request) if (one.participant, one.rule) == (given.participant, given.rule)
    )
    assert given.from_value == ladder.now
    below = ladder.rungs[: ladder.rungs.index(given.to_value)]
    if below:
        less = relax(people, request, (given.participant, given.rule), below[-1])
        assert list(iter_slots(*less)) == []


def test_nothing_is_explained_when_there_are_slots() -> None:
    assert explain((ALICE, BOB), ASKED) == ()


def busy(*hours: tuple[float, float]) -> tuple[Interval, ...]:
    return tuple(Interval(MONDAY + int(start * HOUR), MONDAY + int(end * HOUR)) for start, end in hours)


TODAY = (Interval(NINE, NINE + 24 * HOUR),)
FULL = busy((0, 7 * 24))

CASES: list[tuple[str, tuple[Participant, Participant], Request, int]] = [
    (
        "minimum_notice",
        (replace(ALICE, rules=Rules(minimum_notice=24 * HOUR)), BOB),
        replace(ASKED, window=(Interval(NINE, NINE + 5 * HOUR),)),
        4 * HOUR + 30 * MINUTE,
    ),
    ("horizon_days", (replace(ALICE, busy=FULL, rules=Rules(horizon_days=5)), BOB), ASKED, 8),
    (
        "buffer_before",
        (replace(ALICE, busy=busy((9, 10), (10.5, 24 * 20)), rules=Rules(0, buffer_before=600)), BOB),
        ASKED,
        0,
    ),
    (
        "buffer_after",
        (replace(ALICE, busy=busy((9, 9.75), (10.75, 24 * 20)), rules=Rules(0, buffer_after=3_600)), BOB),
        ASKED,
        30 * MINUTE,
    ),
    ("shortest", (replace(ALICE, rules=Rules(shortest=45 * MINUTE)), BOB), ASKED, 30 * MINUTE),
    ("longest", (replace(ALICE, rules=Rules(longest=20 * MINUTE)), BOB), ASKED, 30 * MINUTE),
    (
        "weekly_cap",
        (replace(ALICE, rules=Rules(0, weekly_cap=2), meetings=busy((1, 2), (26, 27))), BOB),
        replace(ASKED, window=TODAY),
        3,
    ),
    (
        "daily_cap",
        (replace(ALICE, rules=Rules(0, daily_cap=1), meetings=busy((1, 2))), BOB),
        replace(ASKED, window=(Interval(NINE, NINE + 8 * HOUR),)),
        2,
    ),
    ("hours", (ALICE, replace(BOB, hours=WeeklyHours("Europe/London", ((Window(1040, 1200),),) * 7))), ASKED, 60),
    (
        "days_off",
        (ALICE, replace(BOB, hours=WeeklyHours("Europe/London", LONDON.days[:1] * 7))),
        replace(ASKED, window=(Interval(MONDAY + 5 * DAY, MONDAY + 6 * DAY),)),
        1,
    ),
    (
        "holidays",
        (replace(ALICE, hours=replace(LONDON, holidays="GB-ENG")), BOB),
        replace(ASKED, now=epoch(2027, 12, 26), window=(Interval(epoch(2027, 12, 27), epoch(2027, 12, 28)),)),
        1,
    ),
    (
        "away",
        (replace(ALICE, hours=replace(LONDON, overrides=away(date(2027, 3, 8), date(2027, 3, 8)))), BOB),
        replace(ASKED, window=(Interval(NINE, NINE + 8 * HOUR),)),
        1,
    ),
    ("holds", (replace(ALICE, holds=FULL), BOB), replace(ASKED, window=TODAY), 0),
    ("movable", (replace(ALICE, movable=busy((0, 12), (12, 48))), BOB), replace(ASKED, window=TODAY), MONDAY),
    (
        "exclude",
        (replace(ALICE, busy=busy((9.5, 24 * 20))), BOB),
        replace(ASKED, exclude=(Interval(NINE, NINE + 1_800),)),
        0,
    ),
    ("step", (replace(ALICE, busy=busy((0, 9.25), (9.75, 24 * 20))), BOB), replace(ASKED, step=HOUR), 900),
    ("window", (replace(ALICE, busy=busy((0, 24))), BOB), replace(ASKED, window=(Interval(NINE, NINE + HOUR),)), 1),
    ("length", (replace(ALICE, busy=busy((9 + 25 / 60, 24 * 20))), BOB), ASKED, 25 * MINUTE),
]


@pytest.mark.parametrize(("rule", "people", "request_", "to_value"), CASES, ids=[case[0] for case in CASES])
def test_each_rule_is_named_with_the_least_that_helps(
    rule: str, people: tuple[Participant, Participant], request_: Request, to_value: int
) -> None:
    found = {relaxation.rule: relaxation for relaxation in explain(people, request_)}
    assert rule in found
    assert found[rule].to_value == to_value
    assert found[rule].category == CATEGORIES[rule]
    check_promise(people, request_, found[rule])


def test_every_rule_that_can_give_way_has_an_example_here() -> None:
    assert [case[0] for case in CASES if case[0] not in CATEGORIES] == []
    assert {case[0] for case in CASES} == set(CATEGORIES)


def test_a_rule_both_share_is_promised_for_both_together() -> None:
    people = tuple(replace(one, rules=Rules()) for one in (ALICE, BOB))
    soon = replace(ASKED, window=(Interval(NINE, NINE + 2 * HOUR),))
    notice = [one for one in explain(people, soon) if one.rule == "minimum_notice"]
    assert [(one.participant, one.from_value, one.to_value) for one in notice] == [(None, 4 * HOUR, 90 * MINUTE)]


def test_the_other_side_s_rules_are_told_by_category_only_and_once() -> None:
    bob = replace(BOB, rules=Rules(0, buffer_before=3_600, buffer_after=3_600), busy=busy((9, 9.5), (11, 24 * 20)))
    alice = replace(ALICE, busy=busy((24, 24 * 20)))
    seen = explain((alice, bob), ASKED, viewer="alice")
    theirs = [one for one in seen if one.participant == "bob"]
    assert [one.category for one in theirs].count("buffers") == 1
    for one in theirs:
        assert (one.rule, one.from_value, one.to_value, one.slots) == (None, None, None, ())
        assert one.count > 0
    own = [one for one in explain((alice, bob), ASKED, viewer="bob") if one.participant == "bob"]
    assert {one.rule for one in own} >= {"buffer_before", "buffer_after"}


def test_what_two_would_have_to_relax_together_names_the_reader_s_own_rule_only() -> None:
    people = (replace(ALICE, rules=Rules()), replace(BOB, rules=Rules(6 * HOUR)))
    soon = replace(ASKED, window=(Interval(NINE, NINE + 2 * HOUR),))
    for viewer, own in (("alice", 4 * HOUR), ("bob", 6 * HOUR)):
        shared = next(one for one in explain(people, soon, viewer=viewer) if one.category == "notice")
        assert (shared.participant, shared.rule, shared.slots) == (None, "minimum_notice", ())
        assert (shared.from_value, shared.to_value) == (own, 90 * MINUTE)


def test_time_nobody_has_read_is_never_promised() -> None:
    alice = replace(ALICE, busy=FULL, known=Interval(MONDAY, MONDAY + 7 * DAY), rules=Rules(0, horizon_days=7))
    assert [one for one in explain((alice, BOB), ASKED) if one.rule == "horizon_days"] == []


def test_a_person_with_only_a_mask_is_never_promised_free() -> None:
    (masked,) = warmed((replace(ALICE, busy=FULL),), NINE)
    stored = replace(masked, busy=(), rules=replace(masked.rules, horizon_days=5))
    for one in explain((stored, BOB), ASKED):
        assert one.rule not in ("hours", "days_off", "holds", "buffer_before") or one.participant != "alice"


def test_an_unknown_rule_cannot_be_relaxed() -> None:
    for rule in ("colour", "length"):
        with pytest.raises(BadRequest):
            relax((ALICE,), ASKED, ("alice", rule), 1)
