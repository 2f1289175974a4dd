"""The forms that change a session: what they carry, what they read, and what they refuse beside the field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import BadInput
from core.domain.ids import SessionId
from core.domain.sessions import SessionState
from core.usecases.terms import MeetingChange
from handlers.ids import Field
from handlers.parsing.changing import read_move, read_note, read_picked
from handlers.parsing.problems import Problem
from handlers.render.cards import session_card
from handlers.render.changing import cancel_modal, edited_words, meeting_canceled, move_begun, reschedule_modal
from handlers.render.counter import counter_modal, suggested
from handlers.values_meeting import CounterMeta, MeetingMeta, slot_of
from tests.unit.handlers.filling import State, chosen, ticked, typed, untouched
from tests.unit.handlers.test_limits import ODD, assert_fine, marked_up, unhurried
from tests.unit.handlers.worlds import BOB, NEW_YORK, NOW, PARIS, SLOTS, booked, session_view, slot

STARTS = st.lists(st.integers(0, 70_000_000).map(lambda minute: minute * 60), max_size=100).map(tuple)


@given(st.text(min_size=1, max_size=60), st.integers(0, 10**6), st.integers(1, 480), STARTS)
def test_what_a_form_carries_comes_back(session: str, version: int, minutes: int, starts: tuple[int, ...]) -> None:
    """A hundred times fit into a form's metadata, whatever they are."""
    text = session.encode("utf-8", "replace").decode()
    meta = CounterMeta(SessionId(text), version, minutes * 60, starts)
    assert CounterMeta.decode(meta.encode()) == meta
    assert MeetingMeta.decode(MeetingMeta(SessionId(text), minutes, True).encode()).anyway
    assert len(CounterMeta(SessionId("s" * 22), version, 1800, tuple(sorted(starts))).encode()) <= 3000


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "null",
        '{"s":"x","v":1,"l":0,"f":1,"m":[]}',
        '{"s":"x","v":1,"l":60,"f":1,"m":["1"]}',
        '{"s":"x","v":1,"l":60,"f":1,"m":[true]}',
        '{"s":"","v":1,"l":60,"f":1,"m":[]}',
        '{"s":"x","m":0,"a":1}',
    ],
)
def test_metadata_that_cannot_be_is_refused(text: str) -> None:
    """Slack's client returns it, so nothing in it is believed."""
    for kind in (CounterMeta, MeetingMeta):
        with pytest.raises(BadInput):
            kind.decode(text)


@pytest.mark.parametrize("text", ["", "x", "-1", "9" * 19])
def test_an_option_that_is_no_time_is_refused(text: str) -> None:
    """An option stands for a start in whole seconds."""
    with pytest.raises(BadInput):
        slot_of(text, 60)


def _counter(**given: Any) -> tuple[State, CounterMeta]:  # noqa: ANN401 - arguments of the form
    view = counter_modal(session_view(), (*SLOTS, slot(3)), **({"more_after": None, "left": 40} | given))
    return untouched(view), CounterMeta.decode(view["private_metadata"])


def test_one_to_three_times_are_sent() -> None:
    """What was chosen is read as slots of the meeting's length; none or four are refused beside the menu."""
    state, meta = _counter(picked=[str(SLOTS[0].start), str(SLOTS[2].start)])
    assert read_picked(state, meta) == (SLOTS[0], SLOTS[2])
    empty = typed(state, Field.COUNTER_SLOTS, **ticked())
    assert read_picked(empty, meta) == {Field.COUNTER_SLOTS: Problem.NO_TIME_CHOSEN}
    four = typed(state, Field.COUNTER_SLOTS, **ticked(*(str(start) for start in meta.starts)))
    assert read_picked(four, meta) == {Field.COUNTER_SLOTS: Problem.TOO_MANY_TIMES}


def test_times_are_grouped_by_the_readers_day() -> None:
    """Each day is named once, in order, in the reader's own zone and manner."""
    view = counter_modal(session_view(viewer=BOB), (slot(1), slot(), slot(0, 1)), more_after=None, left=40)
    menu = next(block["element"] for block in view["blocks"] if block["type"] == "input")
    groups = {
        group["label"]["text"]: [one["text"]["text"] for one in group["options"]] for group in menu["option_groups"]
    }
    assert groups == {
        "Tue 24 Nov": [
            "Tue 24 Nov 9:00–9:45 AM · 3:00 PM in Paris",
            "Tue 24 Nov 10:00–10:45 AM · 4:00 PM in Paris",
        ],
        "Wed 25 Nov": ["Wed 25 Nov 9:00–9:45 AM · 3:00 PM in Paris"],
    }
    assert menu["max_selected_items"] == 3


def test_the_weekly_limit_is_told_when_it_matters() -> None:
    """Nobody reads of sixty times a week who has seen ten."""
    many = counter_modal(session_view(), SLOTS, more_after=12, left=40)
    few = counter_modal(session_view(), SLOTS, more_after=12, left=3)
    none = counter_modal(session_view(), SLOTS, more_after=None, left=0)
    assert "this week" not in str(many["blocks"])
    assert "show you 3 more" in str(few["blocks"])
    assert "as many of their free times" in str(none["blocks"])


def _moved(**values: str) -> MeetingChange | object:
    view = reschedule_modal(session_view(booked()))
    state = untouched(view)
    if "when" in values:
        state = typed(state, Field.RESCHEDULE_WHEN, value=values["when"])
    if "length" in values:
        state = typed(state, Field.RESCHEDULE_LENGTH, **chosen(values["length"]))
    meta = MeetingMeta.decode(view["private_metadata"])
    return read_move(state, now=NOW, zone=PARIS, length_minutes=meta.minutes)


def test_a_move_is_read() -> None:
    """Left as it is, the form asks for any other time of the same length; what is typed narrows it."""
    assert _moved() == MeetingChange()
    at_three = _moved(when="Thursday at 15:00")
    assert isinstance(at_three, MeetingChange)
    assert [one.length for one in at_three.window] == [45 * 60]
    assert "Thu 19 Nov" in at_three.phrase
    longer = _moved(when="Thursday at 15:00", length="60")
    assert isinstance(longer, MeetingChange)
    assert (longer.length_minutes, longer.window[0].length) == (60, 3600)


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"when": "nxt weke"}, {Field.RESCHEDULE_WHEN: Problem.NOT_UNDERSTOOD}),
        ({"when": "2025-12-03"}, {Field.RESCHEDULE_WHEN: Problem.NO_TIME_LEFT}),
        ({"length": "9000"}, {Field.RESCHEDULE_LENGTH: Problem.BAD_LENGTH}),
        ({"length": "x"}, {Field.RESCHEDULE_LENGTH: Problem.BAD_LENGTH}),
    ],
)
def test_a_move_that_cannot_be_is_said_beside_the_field(values: dict[str, str], problems: dict[Field, Problem]) -> None:
    """What wasn't understood, lies in the past or never ends is corrected in place."""
    assert _moved(**values) == problems


def test_the_present_length_is_offered_once() -> None:
    """*As it is* stands for it, and nothing else in the menu does."""
    view = reschedule_modal(session_view(booked()))
    menu = next(block["element"] for block in view["blocks"] if block.get("block_id") == Field.RESCHEDULE_LENGTH)
    values = [one["value"] for one in menu["options"]]
    assert "45" not in values
    assert values[0] == "inherit"


def test_a_word_to_the_other_is_one_line_of_at_most_two_hundred() -> None:
    """Line breaks become spaces; more is refused beside the field."""
    state = untouched(cancel_modal(session_view(booked())))
    assert read_note(state) == ""
    assert read_note(typed(state, Field.CANCEL_NOTE, value=" so\nsorry\t")) == "so sorry"
    assert read_note(typed(state, Field.CANCEL_NOTE, value="x" * 201)) == {Field.CANCEL_NOTE: Problem.NOTE_TOO_LONG}


def test_the_other_zone_is_beside_a_time_only_where_it_may_be_known() -> None:
    """Nothing of the other's zone is told to whoever may not know it."""
    unknown = counter_modal(session_view(known=False), SLOTS, more_after=None, left=40)
    assert "New York" not in str(unknown)
    known = counter_modal(session_view(), SLOTS, more_after=None, left=40)
    assert "09:00 in New York" in str(known)
    assert NEW_YORK not in str(known)


HUNDRED = tuple(slot(hour // 8, hour % 8) for hour in range(100))


@unhurried
@given(ODD, ODD, ODD)
def test_any_words_fit_into_every_form(title: str, name: str, note: str) -> None:
    """A hundred times, any title, any name and any note stay inside Slack's limits, and mention nobody."""
    base = session_view(booked())
    view = replace(
        base, session=replace(base.session, title=title, end_note=note), other=replace(base.other, name=name)
    )
    forms = [
        counter_modal(view, HUNDRED, more_after=100, left=3, picked=[str(HUNDRED[7].start)]),
        reschedule_modal(view, when=note),
        cancel_modal(view, anyway=True, told=edited_words(view, BOB, slot()), note_text=note),
    ]
    gone = replace(view, session=replace(view.session, state=SessionState.CANCELED, ended_by=BOB))
    assert_fine(*forms, session_card(gone), meeting_canceled(gone), move_begun(view), suggested(view))
    assert "<!channel>" not in "".join(marked_up(session_card(gone).blocks))
