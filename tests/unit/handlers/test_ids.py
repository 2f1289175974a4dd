"""Ids are stable, shaped alike and unique; what buttons carry comes back as it was, or is refused."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import BadInput
from core.domain.ids import ConnectionId, SessionId
from core.domain.scopes import Scope
from handlers.ids import ADDRESS_ACTIONS, WEEKDAY_FIELDS, Action, Callback, Field
from handlers.values import Choice, GrantMeta, InboxValue, ScopeValue, SlotValue, number
from tests.unit.handlers.worlds import SLOTS

SHAPE = re.compile(r"perin\.[a-z]+\.[a-z_]+")


@pytest.mark.parametrize("kind", [Action, Callback, Field])
def test_ids_have_one_shape_and_none_is_given_twice(kind: type[StrEnum]) -> None:
    """Every id is ``perin.{area}.{verb}``, short enough for Slack, and names one thing."""
    values = [one.value for one in kind]
    assert all(SHAPE.fullmatch(value) and len(value) <= 255 for value in values)
    assert len(kind.__members__) == len(set(values))


def test_a_field_that_acts_is_an_action_too() -> None:
    """The only field whose change is sent at once is the preset."""
    assert {one.value for one in Field} & {one.value for one in Action} == {Field.GRANT_PRESET}


def test_groups_name_what_exists() -> None:
    """Seven weekdays; addresses are opened by buttons that only need an ack."""
    assert len(set(WEEKDAY_FIELDS)) == 7
    assert set(Action) >= ADDRESS_ACTIONS


TEXT = st.text(min_size=1, max_size=60)


@given(TEXT, st.integers(0, 4_000_000_000), st.integers(1, 30_000), st.integers(0, 10_000))
def test_a_slot_comes_back_as_it_was(session: str, start: int, length: int, version: int) -> None:
    """A slot's value is read back whole and fits into a button."""
    value = SlotValue(SessionId(session), type(SLOTS[0])(start, start + length), version)
    assert SlotValue.decode(value.encode()) == value
    assert len(value.encode()) <= 2000


@given(TEXT, st.sampled_from(Scope), st.booleans(), st.integers(0, 10**9))
def test_the_other_values_come_back_as_they_were(text: str, scope: Scope, unread: bool, skip: int) -> None:
    """Scopes, pages, choices and forms keep what they carry."""
    assert ScopeValue.decode(ScopeValue(ConnectionId(text), scope).encode()) == ScopeValue(ConnectionId(text), scope)
    assert InboxValue.decode(InboxValue(skip, unread).encode()) == InboxValue(skip, unread)
    choice = Choice("exchange", text)
    assert Choice.decode(choice.encode()) == choice
    meta = GrantMeta(text, ConnectionId(text), skip, "exact")
    assert GrantMeta.decode(meta.encode()) == meta
    assert number(str(skip)) == skip


@given(st.one_of(st.text(), st.sampled_from(["{}", "[]", "null", '{"s":1}', '{"s":"x","a":5,"b":5,"v":1}', "|", "a|"])))
def test_what_cannot_be_read_is_refused(text: str) -> None:
    """A forged or damaged value is refused with its reason, never guessed and never a crash."""
    for decode in (SlotValue.decode, ScopeValue.decode, InboxValue.decode):
        with pytest.raises(BadInput) as caught:
            decode(text)
        assert caught.value.facts["field"] == "value"


@pytest.mark.parametrize(
    "text", ['{"s":"x","a":true,"b":9,"v":1}', '{"s":"x","a":9,"b":5,"v":1}', '{"s":"","a":1,"b":5,"v":1}', "[" * 9000]
)
def test_a_slot_that_cannot_be_is_refused(text: str) -> None:
    """Booleans for numbers, an end before the start, no session, endless nesting: all refused."""
    with pytest.raises(BadInput):
        SlotValue.decode(text)


@pytest.mark.parametrize("text", ['{"u":1}', '{"c":[]}', '{"v":"1"}', '{"v":true}', '{"p":7}', "", "null"])
def test_a_form_that_says_nonsense_is_refused(text: str) -> None:
    """What a form is about is an id, an id, a number and a preset."""
    with pytest.raises(BadInput):
        GrantMeta.decode(text)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "9" * 19, "x"])
def test_only_plain_numbers_are_numbers(text: str) -> None:
    """Signs, fractions, other scripts' digits and endless numbers are refused."""
    with pytest.raises(BadInput):
        number(text)
