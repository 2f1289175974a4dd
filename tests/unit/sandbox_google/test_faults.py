"""The fault plan's arithmetic."""

from __future__ import annotations

import pytest

from sandbox.google.faults import FaultPlan, GoogleFault, Target, from_json

INSERT = Target("insert", frozenset({"g-alice", "alice@example.com"}), frozenset({"primary"}), "bk0001")


def struck(plan: FaultPlan, calls: int) -> list[bool]:
    return [plan.take(INSERT) is not None for _ in range(calls)]


def test_the_nth_call_is_struck_as_often_as_planned() -> None:
    """Two pass, two are struck, then all is well."""
    plan = FaultPlan()
    plan.add(GoogleFault("drop", "insert", skip=2, times=2))
    assert struck(plan, 6) == [False, False, True, True, False, False]
    assert plan.pending() == []


def test_a_fault_without_an_end_goes_on() -> None:
    """It stops when the plan is cleared."""
    plan = FaultPlan()
    plan.add(GoogleFault("drop", times=None))
    assert struck(plan, 3) == [True, True, True]
    plan.clear()
    assert struck(plan, 1) == [False]


def test_two_faults_strike_one_after_the_other() -> None:
    """A call that one fault strikes isn't counted by the next."""
    plan = FaultPlan()
    plan.add(GoogleFault("drop"))
    plan.add(GoogleFault("slow", delay=1))
    assert [fault.kind for _ in range(2) if (fault := plan.take(INSERT))] == ["drop", "slow"]


@pytest.mark.parametrize(
    "other", [{"method": "get"}, {"account": "g-bob"}, {"calendar": "team"}, {"event_id": "bk0002"}]
)
def test_every_condition_has_to_hold(other: dict[str, str]) -> None:
    """A fault for something else doesn't strike."""
    plan = FaultPlan()
    plan.add(GoogleFault("drop", **other))  # type: ignore[arg-type]  # the four fields are texts
    assert struck(plan, 1) == [False]


@pytest.mark.parametrize(
    "fields", [{}, {"kind": "explode"}, {"kind": "drop", "when": "never"}, {"kind": "drop", "colour": 1}]
)
def test_a_fault_that_nobody_could_carry_out_is_refused(fields: dict[str, object]) -> None:
    """A typing error in a plan is told, not ignored."""
    with pytest.raises(ValueError, match=r"fault"):
        from_json(fields)
