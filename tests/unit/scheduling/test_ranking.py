"""The best slots are those the documented terms say, chosen one after another."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from core.scheduling.comfort import steps_at
from core.scheduling.hours import WeeklyHours, Window, default_hours, travelling
from core.scheduling.intervals import Interval
from core.scheduling.ranking import TERMS
from core.scheduling.rules import Rules
from core.scheduling.slots import Offer, Participant, Request, find, iter_slots
from core.scheduling.weights import Weights
from core.scheduling.wishes import wishes
from tests.unit.scheduling import oracle
from tests.unit.scheduling.worlds import DAY, HOUR, MINUTE, date_of, epoch, random_world

MONDAY = epoch(2027, 3, 8)
ALWAYS = ((Window(0, 1440),),) * 7
FREE = Rules(minimum_notice=0, horizon_days=7)
NOTHING = Weights(0, 0, 0, 0, 0, 0, 0, 0)
ASKED = Request(MONDAY, 30 * MINUTE)


def only(**term: int) -> Request:
    """Ask with a single term that counts."""
    return replace(ASKED, weights=replace(NOTHING, **term))


def hours_of(offers: tuple[Offer, ...]) -> list[float]:
    return [(offer.slot.start - MONDAY) / HOUR for offer in offers]


def steps(one: Participant, at: int, length: int) -> int:
    """How little one person likes a slot, from the rules as documented."""
    worst = 0
    clock = one.hours.zone
    for other in one.hours.overrides:
        if other.zone and oracle.wall(other.zone, at).date() == other.day:
            clock = other.zone
    first = oracle.wall(clock, at - at % 900)
    for quarter in range(-(-length // 900)):
        shown = first + timedelta(minutes=15 * quarter)
        minute = shown.hour * 60 + shown.minute
        plain = steps_at(shown.hour)
        if one.preferred is not None:
            liked = any(
                w.start_minute <= minute and minute + 15 <= w.end_minute for w in one.preferred.days[shown.weekday()]
            )
            plain = 0 if liked else plain + 2
        worst = max(worst, plain)
    return worst


def greedy(people: tuple[Participant, ...], request: Request) -> list[tuple[Interval, int]]:
    """Choose one after another, pricing every slot afresh each time: the definition, and nothing quick."""
    slots = list(iter_slots(people, request))
    weights, wish = request.weights, wishes(people, request)
    all_starts = {slot.start for slot in slots}
    least = min(one.owed for one in people)

    def price(slot: Interval, chosen: list[Interval]) -> int:
        at = slot.start
        day = oracle.wall(request.zone, at).date()
        first = oracle.wall(request.zone, slots[0].start).date()
        felt = [steps(one, at, request.length) for one in people]
        owing = sum((one.owed - least) * cost for one, cost in zip(people, felt, strict=True))
        cut = at - request.step in all_starts and at + request.step in all_starts
        pushed = 0
        for other in chosen:
            if oracle.wall(request.zone, other.start).date() == day:
                pushed += 2 if abs(other.start - at) < request.length + HOUR else 1
        return (
            weights.soon * (day - first).days
            + weights.hours * sum(felt)
            + weights.fair * (max(felt) - min(felt) + owing)
            + weights.whole * cut
            + (sum(wish(at)) if wish else 0)
            + weights.spread * pushed
        )

    chosen: list[Interval] = []
    found: list[tuple[Interval, int]] = []
    while slots and len(found) < request.count:
        left = [slot for slot in slots if slot not in chosen]
        if not left:
            break
        best = min(left, key=lambda slot: (price(slot, [*request.exclude, *chosen]), slot.start))
        found.append((best, -price(best, [*request.exclude, *chosen])))
        chosen.append(best)
    return found


def test_the_quick_choice_is_the_defined_one() -> None:
    compared = 0
    for seed in range(260):
        people, request = random_world(seed)
        if any(oracle.wall(one.hours.zone, request.now).second for one in people):
            continue
        offers = find(people, request)
        assert [(offer.slot, offer.score) for offer in offers] == greedy(people, request), seed
        compared += len(offers)
    assert compared > 150


def test_the_reasons_add_up_to_the_score() -> None:
    for seed in range(150):
        people, request = random_world(seed)
        for offer in find(people, request):
            assert sum(reason.points for reason in offer.reasons) == offer.score
            assert all(reason.points < 0 and reason.term in TERMS for reason in offer.reasons)


def test_there_is_a_weight_for_every_term() -> None:
    assert tuple(one.name for one in fields(Weights)) == TERMS


ALICE = Participant("alice", WeeklyHours("UTC", ALWAYS), FREE)


def test_sooner_is_better_and_ties_go_to_the_earlier() -> None:
    assert hours_of(find((ALICE,), replace(only(soon=6), count=3))) == [0, 0.25, 0.5]
    evening = replace(ALICE, busy=(Interval(MONDAY, MONDAY + 24 * HOUR),))
    assert hours_of(find((evening,), replace(only(soon=6), count=1))) == [24]


def test_the_middle_of_the_day_is_better() -> None:
    assert hours_of(find((ALICE,), replace(only(hours=4), count=1))) == [10]


def test_preferred_hours_are_better_than_any_clock() -> None:
    night = replace(ALICE, preferred=WeeklyHours("UTC", ((Window(120, 180),),) * 7))
    assert hours_of(find((night,), replace(only(hours=4), count=2))) == [2, 2.25]


def test_an_hour_that_suits_both_alike_is_fairer() -> None:
    tokyo = Participant("bob", WeeklyHours("Asia/Tokyo", ALWAYS), FREE)
    (offer,) = find((ALICE, tokyo), replace(only(fair=2), count=1))
    clock = [steps(one, offer.slot.start, ASKED.length) for one in (ALICE, tokyo)]
    assert clock[0] == clock[1]


def test_who_took_the_odd_hours_before_gets_the_better_one() -> None:
    def best_for(owed: int) -> tuple[int, int]:
        la = Participant("la", WeeklyHours("America/Los_Angeles", ALWAYS), FREE, owed=owed)
        berlin = Participant("berlin", WeeklyHours("Europe/Berlin", ALWAYS), FREE, owed=3 - owed)
        (offer,) = find((la, berlin), replace(only(hours=4, fair=4), count=1))
        return steps(la, offer.slot.start, 1_800), steps(berlin, offer.slot.start, 1_800)

    assert best_for(3)[0] < best_for(0)[0]
    assert best_for(0)[1] < best_for(3)[1]


def test_a_debt_that_all_have_favours_nobody() -> None:
    bob = Participant("bob", WeeklyHours("Asia/Tokyo", ALWAYS), FREE)
    assert find((replace(ALICE, owed=4), replace(bob, owed=4)), ASKED) == find((ALICE, bob), ASKED)


def test_the_edge_of_a_free_stretch_is_better_than_its_middle() -> None:
    free = replace(ALICE, busy=(Interval(MONDAY, MONDAY + 9 * HOUR), Interval(MONDAY + 12 * HOUR, MONDAY + 7 * DAY)))
    assert hours_of(find((free,), replace(only(whole=3), count=2))) == [9, 11.5]


def test_who_wants_long_stretches_whole_keeps_them() -> None:
    busy = (
        Interval(MONDAY, MONDAY + 9 * HOUR),
        Interval(MONDAY + 13 * HOUR, MONDAY + 14 * HOUR),
        Interval(MONDAY + 15 * HOUR, MONDAY + 7 * DAY),
    )
    alice = replace(ALICE, busy=busy, focus=True)
    assert hours_of(find((alice,), replace(only(focus=6), count=4))) == [9, 12.5, 14, 14.25]


def test_who_packs_gets_slots_next_to_other_meetings() -> None:
    busy = (Interval(MONDAY + 10 * HOUR, MONDAY + 11 * HOUR),)
    alice = replace(ALICE, busy=busy, packing=True)
    assert hours_of(find((alice,), replace(only(packed=6), count=4))) == [9.25, 9.5, 11, 11.25]
    buffered = replace(alice, rules=replace(FREE, buffer_before=30 * MINUTE))
    assert hours_of(find((buffered,), replace(only(packed=6), count=6))) == [9.25, 9.5, 11.5, 11.75, 0, 0.25]


def test_offers_are_different_choices() -> None:
    offers = find((ALICE,), replace(only(spread=12), count=4))
    assert len({date_of(offer.slot.start) for offer in offers}) == 4
    one_day = replace(ALICE, rules=replace(FREE, horizon_days=1))
    assert hours_of(find((one_day,), replace(only(spread=12), count=3))) == [0, 1.5, 3]


def test_what_was_given_before_pushes_new_offers_away() -> None:
    before = Interval(MONDAY, MONDAY + 30 * MINUTE)
    offers = find((ALICE,), replace(only(spread=12), count=1, exclude=(before,)))
    assert date_of(offers[0].slot.start) != date_of(before.start)


def test_a_slot_over_a_movable_meeting_comes_behind_the_others() -> None:
    alice = replace(ALICE, movable=(Interval(MONDAY, MONDAY + HOUR),))
    offers = find((alice,), replace(only(moves=60), allow_moves=True, count=2_000))
    assert [offer.score for offer in offers[-4:]] == [-60] * 4
    assert hours_of(offers[-4:]) == [0, 0.25, 0.5, 0.75]
    assert offers[-1].reasons[0].term == "moves"


def test_the_clock_of_a_traveller_is_where_the_traveller_is() -> None:
    away = WeeklyHours("UTC", ALWAYS, travelling("Asia/Tokyo", date_of(MONDAY), date_of(MONDAY + 9 * DAY)))
    (offer,) = find((replace(ALICE, hours=away),), replace(only(hours=4), count=1))
    assert oracle.wall("Asia/Tokyo", offer.slot.start).hour == 10


@pytest.mark.parametrize("term", TERMS)
def test_a_weight_of_nothing_switches_its_term_off(term: str) -> None:
    for seed in range(40):
        people, request = random_world(seed)
        request = replace(request, weights=replace(request.weights, **{term: 0}))
        assert all(reason.term != term for offer in find(people, request) for reason in offer.reasons)


def test_two_people_at_work_get_the_next_days_at_good_hours() -> None:
    people = (
        Participant("alice", default_hours("Europe/Berlin")),
        Participant("bob", default_hours("America/New_York")),
    )
    offers = find(people, ASKED)
    assert [oracle.wall("Europe/Berlin", offer.slot.start).strftime("%a %H:%M") for offer in offers] == [
        "Mon 15:00",
        "Tue 15:00",
        "Wed 15:00",
    ]
