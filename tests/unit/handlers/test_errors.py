"""Every error has a sentence: what happened, what it means, what to do next; never an id or a raw time."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from core.domain import errors
from core.domain.errors import (
    AlreadyConnected,
    AnotherAccepted,
    BadConstraint,
    BadInput,
    CalendarBroken,
    CalendarNotLinked,
    CalendarUnreadable,
    CrossingInvite,
    LengthOutsideLimits,
    PerinError,
    RateLimited,
    RuleBroken,
    ScopeMissing,
    ScopeNeedsAnother,
    SessionBooked,
    WeeklyCapReached,
)
from core.domain.scopes import Scope
from core.scheduling.checking import RULES
from handlers.ids import Action, Field
from handlers.parsing.problems import Problem
from handlers.render.errors import SENTENCES, field_errors, refusal, sentence
from handlers.render.fields import problem_words
from handlers.render.rights import RULE_WORDS, rule_words
from sandbox.slack.limits import validate_message
from tests.unit.handlers.worlds import ALICE, BOB, NOW, PARIS, SLOTS, other


def every_error() -> Iterator[type[PerinError]]:
    """Walk the tree from its root."""
    waiting = [PerinError]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting += kind.__subclasses__()


ERRORS = sorted({kind for kind in every_error() if kind.__module__.startswith("core.")}, key=lambda kind: kind.code)
NAMES = {BOB: other(), ALICE: other(ALICE)}
FACTS = {
    "retry_at": NOW,
    "expires_at": NOW,
    "connection": "c-1f9d",
    "session": "s-77ab",
    "whose": BOB,
    "grantor": BOB,
    "by": BOB,
    "scope": Scope.WRITE_CONFIRM.value,
    "needs": Scope.PROPOSE.value,
    "rule": "minimum_notice",
    "start": SLOTS[0].start,
    "end": SLOTS[0].end,
    "most": 3,
    "state": "canceled",
}
_RAW = re.compile(r"c-1f9d|s-77ab|slack:|calendar\.events|profile\.basic|\d{9,}|\{|\}|\bNone\b|minimum_notice")


def shown(words: str) -> str:
    """Return what is read of a sentence: its dates as their fallback."""
    return re.sub(r"<!date\^[^|]*\|([^>]*)>", r"\1", words)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
def test_every_error_has_a_sentence_of_its_own(kind: type[PerinError]) -> None:
    """The table names the very code; nothing falls back to an ancestor."""
    assert kind.code in SENTENCES


@pytest.mark.parametrize("facts", [{}, FACTS], ids=["no facts", "facts"])
@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
def test_a_sentence_is_whole_and_plain(kind: type[PerinError], facts: dict[str, object]) -> None:
    """Whatever facts came along, a person reads words: a capital first, a stop last, nothing technical."""
    words = shown(sentence(kind(**facts), PARIS, NAMES, reader=ALICE))  # type: ignore[arg-type]  # facts of any kind
    assert words[0].isupper()
    assert words.rstrip()[-1] in ".?!"
    assert len(words.split()) > 8
    assert not _RAW.search(words)


def test_no_sentence_is_left_over() -> None:
    """Every code in the table is an error that exists."""
    assert set(SENTENCES) == {kind.code for kind in ERRORS}


def test_an_error_nobody_knows_speaks_as_its_ancestor() -> None:
    """A new kind is never silent."""

    class BrandNew(errors.SlotRefused):
        code = "brand_new"

    assert sentence(BrandNew(), PARIS) == sentence(errors.SlotRefused(), PARIS)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
def test_every_refusal_can_be_sent(kind: type[PerinError]) -> None:
    """Sentence and button together are a message Slack takes."""
    message = refusal(kind(**FACTS), PARIS, NAMES, reader=ALICE)  # type: ignore[arg-type]  # facts of any kind
    assert validate_message({"text": message.text, "blocks": message.blocks}) == []


def test_mine_and_theirs_are_told_apart() -> None:
    """The same fact reads "your" for its owner and the other's name for the other side."""
    assert "Your Google calendar" not in sentence(CalendarBroken(whose=BOB), PARIS, NAMES, reader=ALICE)
    assert sentence(CalendarBroken(whose=BOB), PARIS, NAMES, reader=ALICE).startswith("Bob Stone's calendar")
    assert sentence(CalendarNotLinked(whose=ALICE), PARIS, NAMES, reader=ALICE).startswith("You haven't linked")
    assert sentence(CalendarUnreadable(whose=ALICE), PARIS, reader=ALICE).startswith("Your calendar didn't answer")
    assert sentence(WeeklyCapReached(whose=BOB), PARIS, NAMES).startswith("Bob Stone's limit")
    assert sentence(WeeklyCapReached(whose=BOB), PARIS).startswith("The other person's limit")
    accepted = AnotherAccepted(start=SLOTS[0].start, end=SLOTS[0].end, by=ALICE)
    assert sentence(accepted, PARIS, reader=ALICE).startswith("You accepted Tue 24 Nov 15:00–15:45 (Paris) already")
    assert sentence(accepted, PARIS, NAMES, reader=BOB).startswith("Alice Moreau accepted")
    assert "you don't let" in sentence(ScopeMissing(grantor=ALICE, scope=Scope.PROPOSE), PARIS, reader=ALICE).lower()


def test_facts_become_words() -> None:
    """Times, lengths, limits and rights are said, not printed."""
    booked = sentence(SessionBooked(start=SLOTS[0].start, end=SLOTS[0].end), PARIS)
    assert "Tue 24 Nov 15:00–15:45 (Paris)" in booked
    assert "Between 15 minutes and 1 hour" in sentence(LengthOutsideLimits(shortest=15, longest=60), PARIS)
    assert "No length suits" in sentence(LengthOutsideLimits(shortest=60, longest=30), PARIS)
    assert "working hours" in sentence(RuleBroken(whose=BOB, rule="hours"), PARIS)
    limit = BadConstraint(field="horizon_days", reason="out_of_range", least=1, most=60)
    assert "between 1 day and 60 days" in sentence(limit, PARIS)
    both = sentence(ScopeNeedsAnother(scope=Scope.WRITE_AUTO, needs=Scope.WRITE_CONFIRM), PARIS)
    assert "“Book by itself, inside my limits”" in both
    assert "new sessions" in sentence(RateLimited(act="session", retry_at=NOW), PARIS)
    assert "under 200 characters" in sentence(BadInput(field="title", reason="too_long"), PARIS)


def test_a_refusal_brings_the_way_out() -> None:
    """A crossing invite can be accepted, a connection opened, one's own calendar linked, right there."""
    crossing = refusal(CrossingInvite(connection="c1"), PARIS).blocks[-1]["elements"][0]
    assert (crossing["action_id"], crossing["value"]) == (Action.INVITE_ACCEPT, "c1")
    connected = refusal(AlreadyConnected(connection="c1"), PARIS).blocks[-1]["elements"][0]
    assert connected["action_id"] == Action.GRANT_EDIT
    mine = refusal(CalendarNotLinked(whose=ALICE), PARIS, reader=ALICE).blocks[-1]["elements"][0]
    assert mine["action_id"] == Action.CALENDAR_OPEN
    assert len(refusal(CalendarNotLinked(whose=BOB), PARIS, reader=ALICE).blocks) == 1


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_engine_has_words(rule: str) -> None:
    """No rule is told by its name in the code."""
    assert rule in RULE_WORDS
    assert "_" not in rule_words(rule)


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_of_a_form_has_words(problem: Problem) -> None:
    """What is wrong with a field is said in a sentence that fits beside it."""
    words = problem_words(problem)
    assert words.endswith(".")
    assert len(words) <= 150


def test_problems_are_answered_by_block() -> None:
    """The shape is the one a form's refusal has in Slack."""
    assert field_errors({Field.SCHEDULE_WHEN: Problem.NO_TIME_LEFT}) == {
        "perin.schedule.when": problem_words(Problem.NO_TIME_LEFT)
    }
