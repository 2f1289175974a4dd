"""Every payload in every state: a reviewable snapshot of each, inside all of Slack's limits, with text that speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from core.domain.notices import NoticeKind
from handlers.ids import Action, Callback, Field
from handlers.render import choices
from handlers.render.base import Rendered
from handlers.render.home import home_view
from handlers.render.inbox import inbox
from handlers.render.times import slot_words
from sandbox.slack.limits import Problem, validate_message, validate_view
from tests.unit.handlers.cases_connecting import OTHER_CASES, told
from tests.unit.handlers.cases_home import HOME_CASES
from tests.unit.handlers.cases_meeting import CARDS, MEETING_CASES, Case, Payload
from tests.unit.handlers.cases_told import TOLD_CASES
from tests.unit.handlers.worlds import NEW_YORK, NOW, PARIS, SLOTS, home

CASES: dict[str, Case] = MEETING_CASES | TOLD_CASES | OTHER_CASES | HOME_CASES


def slug(name: str) -> str:
    """Name a case's file."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def as_json(payload: Payload) -> dict[str, Any]:
    """Return what would be sent."""
    return {"text": payload.text, "blocks": payload.blocks} if isinstance(payload, Rendered) else payload


def problems_of(payload: Payload) -> list[Problem]:
    """List what Slack would refuse."""
    sent = as_json(payload)
    return validate_message(sent) if isinstance(payload, Rendered) else validate_view(sent)


def everything(found: object) -> Iterator[dict[str, Any]]:
    """Yield every object inside a payload."""
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from everything(value)
    elif isinstance(found, list):
        for value in found:
            yield from everything(value)


def buttons_of(payload: Payload) -> list[dict[str, Any]]:
    """Return every button of a payload."""
    return [one for one in everything(as_json(payload)) if one.get("type") == "button"]


def spoken_twice(payload: Payload) -> list[str]:
    """List what a screen reader says of more than one button of a payload."""
    spoken = Counter(one.get("accessibility_label") or one["text"]["text"] for one in buttons_of(payload))
    return [label for label, count in spoken.items() if count > 1]


@pytest.fixture(autouse=True)
def few_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer three time zones: which ones there are is the zone database's to say, and changes."""
    monkeypatch.setattr(choices, "known_zones", lambda: ("America/New_York", "Europe/Berlin", "Europe/Paris"))


@pytest.mark.parametrize("name", CASES, ids=slug)
def test_is_drawn_as_reviewed(name: str, snapshot: SnapshotAssertion) -> None:
    """What people see changes only where somebody looked at the change."""
    assert as_json(CASES[name]()) == snapshot(extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize("name", CASES, ids=slug)
def test_slack_takes_it(name: str) -> None:
    """No payload breaks one of Slack's limits."""
    assert problems_of(CASES[name]()) == []


@pytest.mark.parametrize("name", CASES, ids=slug)
def test_has_text_that_speaks(name: str) -> None:
    """A notification or a screen reader gets a whole sentence, in words."""
    payload = CASES[name]()
    if isinstance(payload, Rendered):
        assert re.search(r"\w+ \w+", payload.text)
        assert "{" not in payload.text.replace("{date_short_pretty} at {time}", "")


_TECHNICAL = re.compile(r"calendar\.(events|availability)|profile\.basic|\bUTC\b|\d{4}-\d\d-\d\d|\bNone\b|\bFalse\b")


@pytest.mark.parametrize("name", CASES, ids=slug)
def test_speaks_plainly(name: str) -> None:
    """No scope name, no ISO date and no UTC reaches a person."""
    shown = [
        one["text"]
        for one in everything(as_json(CASES[name]()))
        if one.get("type") in {"mrkdwn", "plain_text"} and isinstance(one.get("text"), str)
    ]
    assert [text for text in shown if _TECHNICAL.search(text)] == []


@pytest.mark.parametrize("name", CARDS, ids=slug)
def test_slot_buttons_are_unique_in_a_card(name: str) -> None:
    """Each button of a card can be told from the others by its label alone."""
    labels = Counter(button["text"]["text"] for button in buttons_of(CASES[f"card: {name}"]()))
    assert [label for label, count in labels.items() if count > 1] == []


@pytest.mark.parametrize("name", CASES, ids=slug)
def test_every_button_has_a_name_of_its_own(name: str) -> None:
    """Where labels repeat in a list, what a screen reader says does not."""
    assert spoken_twice(CASES[name]()) == []


@pytest.mark.parametrize("kind", NoticeKind)
def test_two_notices_of_a_kind_can_be_told_apart(kind: NoticeKind) -> None:
    """Two questions about meetings of one title, with one person, have no button that sounds alike: inbox and Home."""
    two = (told(kind),) * 2
    assert spoken_twice(inbox(two, needs_you=2, unread=2, more_after=None)) == []
    meetings = (CARDS["booked by the other"],) * 2
    open_ones = (CARDS["asker offered, books"],) * 2
    assert spoken_twice(home_view(home(needs_you=two, meetings=meetings, sessions=open_ones), NOW)) == []


def _ids(key: str) -> set[str]:
    return {
        value
        for case in CASES.values()
        for one in everything(as_json(case()))
        if isinstance(value := one.get(key), str)
    }


def test_every_action_field_and_form_is_used() -> None:
    """No id is left over that nothing draws, and nothing draws an id that isn't listed."""
    fields = {one.value for one in Field}
    assert _ids("action_id") - fields == {one.value for one in Action} - fields
    assert _ids("block_id") == fields
    assert _ids("callback_id") == {one.value for one in Callback}


def test_ending_a_connection_tells_what_is_being_booked_apart() -> None:
    """It isn't canceled at once like what is open: its writing is taken back, and what it holds goes free."""
    words = str(as_json(CASES["end: one is being booked"]()))
    assert "1 open session (Pricing review) is canceled at once." in words
    assert "1 booking under way (Stand-up) is taken back" in words


def test_a_reminder_names_the_time_as_the_card_does() -> None:
    """In the zone its reader chose, and in the other's where that is another: never in that of the device."""
    shown = as_json(CASES["told: reminder"]())["text"]
    assert slot_words(SLOTS[0], PARIS, NEW_YORK) in shown
    assert "<!date" not in shown


def test_an_ended_card_has_no_button_that_would_be_refused() -> None:
    """What has ended offers nothing to book, accept, withdraw or cancel."""
    stale = {Action.SESSION_BOOK, Action.SESSION_ACCEPT, Action.SESSION_WITHDRAW_ACCEPT, Action.SESSION_CANCEL}
    for name, view in CARDS.items():
        if not view.session.is_open:
            pressed = {button["action_id"] for button in buttons_of(CASES[f"card: {name}"]())}
            assert not pressed & stale, name


def test_without_the_right_to_the_profile_only_a_mention_and_ones_own_zone_are_shown() -> None:
    """Neither the other's name nor their zone appears anywhere on the card of somebody who may not know them."""
    shown = str(as_json(CASES["card: receiver of an unknown asker"]()))
    assert "<@UALICE>" in shown
    assert "Alice" not in shown
    assert "Paris" not in shown
