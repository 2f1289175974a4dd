"""The story's eyes and its judgement: what it reads of messages, pages and calendars, and what it lets pass."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from bot.story.browser import Page, read_page
from bot.story.calendars import Entry, next_monday, read_entries, week_table
from bot.story.outcome import Side, judge
from bot.story.reading import Line, buttons, option_of, read_blocks

HOUR = 3600
MONDAY = int(datetime(2026, 11, 30, tzinfo=ZoneInfo("Europe/Paris")).timestamp())


def text(words: str, kind: str = "mrkdwn") -> dict[str, Any]:
    """A text object."""
    return {"type": kind, "text": words}


BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": text("the roadmap", "plain_text")},
    {
        "type": "section",
        "text": text("*<@U0BOB>* &amp; you: <https://example.com|a link>\nsecond line"),
        "accessory": {"type": "button", "action_id": "a.book", "text": text("Book Tue 15:00", "plain_text")},
    },
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "a.more", "text": text("More times", "plain_text")},
            {
                "type": "overflow",
                "action_id": "a.menu",
                "options": [{"text": text("Show exchange", "plain_text"), "value": "v1"}],
            },
        ],
    },
    {"type": "context", "elements": [text("small print")]},
    {
        "type": "input",
        "block_id": "b",
        "label": text("What may they do?", "plain_text"),
        "element": {
            "type": "radio_buttons",
            "action_id": "a.choice",
            "options": [
                {"text": text("Ask me", "plain_text"), "value": "ask"},
                {"text": text("Book", "plain_text"), "value": "book"},
            ],
            "initial_option": {"text": text("Ask me", "plain_text"), "value": "ask"},
        },
    },
]


def test_a_message_is_read_as_a_person_would() -> None:
    """Names instead of ids, letters instead of entities, buttons as buttons, choices with what is chosen."""
    assert read_blocks(BLOCKS, lambda user: {"U0BOB": "bob"}[user]) == [
        Line("heading", "the roadmap"),
        Line("text", "*@bob* & you: a link"),
        Line("text", "second line"),
        Line("buttons", "[ Book Tue 15:00 ]"),
        Line("buttons", "[ More times ]  [ … Show exchange ]"),
        Line("small", "small print"),
        Line("text", "What may they do?"),
        Line("small", "● Ask me"),
        Line("small", "○ Book"),
    ]


def test_what_can_be_pressed_is_found_by_its_words() -> None:
    """Buttons anywhere, menu entries and choices by their label."""
    assert buttons(BLOCKS) == ["Book Tue 15:00", "More times"]
    assert option_of(BLOCKS, "Show exchange")[0] == "a.menu"
    assert option_of(BLOCKS, "Book")[1]["value"] == "book"
    with pytest.raises(LookupError):
        option_of(BLOCKS, "Nothing of the kind")


def test_a_page_is_read_with_what_its_form_would_send() -> None:
    """Hidden fields, ticked boxes and the chosen account go; what isn't ticked doesn't; styles aren't text."""
    page = Page(url="https://example.com/ask?x=1")
    read_page(
        page,
        """<title>No</title><style>p {}</style><h1>Allow <b>Perin</b>?</h1><p>It asks<br>for this.</p>
        <dl><dt>For</dt><dd>Alice</dd></dl><form method="post" action="/answer">
        <input type="hidden" name="ticket" value="t"><input type="radio" name="account" value="a">
        <input type="checkbox" name="scope" value="s1" checked><input type="checkbox" name="scope" value="s2">
        <button name="decision" value="deny">Deny</button><button>Allow</button></form>""",
    )
    assert page.heading == "Allow Perin ?"
    assert page.lines == ["It asks for this.", "For: Alice", "[ Deny ]", "[ Allow ]"]
    assert page.action == "https://example.com/answer"
    assert page.fields == [("ticket", "t"), ("scope", "s1")]
    assert page.filled(account="g-alice") == [("ticket", "t"), ("scope", "s1"), ("account", "g-alice")]


def entry(ident: str, day: int, hour: float, hours: float = 1.0, **more: Any) -> Entry:  # noqa: ANN401 - fields of Entry
    """An event, `day` days and `hour` hours after Monday's midnight in Paris."""
    start = MONDAY + day * 24 * HOUR + int(hour * HOUR)
    plain = Entry(ident, ident, start, start + int(hours * HOUR), False, True, True, "", "")
    return replace(plain, **more)


LUNCH = entry("lunch", 0, 12)
ALICES = entry("ours-a", 1, 16, session="s1", peer="ours-b")
BOBS = replace(ALICES, id="ours-b", title="ours-b", peer="ours-a")
CARDS = ["Booked: Meeting, Tue 1 Dec"]
ALICE = Side((LUNCH,), (LUNCH, ALICES), CARDS)
BOB = Side((), (BOBS,), CARDS)


def failures(alice: Side = ALICE, bob: Side = BOB, meetings: int = 1) -> list[str]:
    """The claims that don't hold."""
    return [verdict.claim.split(",")[0] for verdict in judge(alice, bob, meetings=meetings) if not verdict.holds]


def test_a_good_outcome_passes() -> None:
    """Seven claims, all of them true."""
    assert failures() == []
    assert len(judge(ALICE, BOB, meetings=1)) == 7


@pytest.mark.parametrize(
    ("bob", "claim"),
    [
        (Side((), (), CARDS), "Each calendar has exactly one event"),
        (Side((), (BOBS, replace(BOBS, id="twin")), CARDS), "Each calendar has exactly one event"),
        (Side((), (replace(BOBS, start=BOBS.start + 60),), CARDS), "The two events of a meeting are at the same time"),
        (Side((), (replace(BOBS, peer="somebody"),), CARDS), "Each event carries Perin's marks"),
        (Side((), (replace(BOBS, is_confirmed=False),), CARDS), "All are confirmed"),
        (Side((), (replace(BOBS, title="Hold: it"),), CARDS), "All are confirmed"),
        (Side((entry("gym", 1, 16.5),), (entry("gym", 1, 16.5), BOBS), CARDS), "No meeting overlaps anything else"),
        (Side((LUNCH,), (BOBS,), CARDS), "Everything else in both calendars is as it was"),
        (Side((), (BOBS,), ["Meeting: canceled."]), "Both people's cards say"),
    ],
)
def test_each_kind_of_damage_is_noticed(bob: Side, claim: str) -> None:
    """Break one thing on one side, and the claim about it fails."""
    assert any(failed.startswith(claim) for failed in failures(bob=bob))


def test_an_empty_outcome_is_not_a_good_one() -> None:
    """When nothing was booked at all, hardly anything holds."""
    empty = Side((), (), ())
    assert len(failures(empty, empty)) == 5


def test_free_and_declined_events_may_be_overlapped() -> None:
    """Only what blocks time counts."""
    free = entry("birthday", 1, 0, 24, is_busy=False)
    assert failures(bob=Side((free,), (free, BOBS), CARDS)) == []


def test_google_documents_become_entries() -> None:
    """All-day events in the calendar's zone, transparency, declined invitations, and Perin's marks."""
    timed = {"dateTime": "2026-12-01T16:00:00+01:00"}, {"dateTime": "2026-12-01T15:45:00Z"}
    documents: list[dict[str, Any]] = [
        {"id": "1", "summary": "Off", "start": {"date": "2026-11-30"}, "end": {"date": "2026-12-01"}},
        {"id": "2", "status": "tentative", "transparency": "transparent", "start": timed[0], "end": timed[1]},
        {
            "id": "3",
            "status": "confirmed",
            "start": timed[0],
            "end": timed[1],
            "attendees": [{"self": True, "responseStatus": "declined"}],
            "extendedProperties": {"private": {"bk_s": "s1", "bk_peer": "p"}},
        },
    ]
    off, maybe, ours = read_entries(documents, "Europe/Paris")
    assert (off.start, off.end, off.is_all_day, off.is_busy) == (MONDAY, MONDAY + 24 * HOUR, True, True)
    assert (maybe.is_busy, maybe.is_confirmed, maybe.is_ours) == (False, False, False)
    assert (ours.end - ours.start, ours.is_busy, ours.is_ours, ours.peer) == (45 * 60, False, True, "p")


def test_the_week_is_shown_in_its_own_zone() -> None:
    """Monday to Friday of next week, each event once, at its local time."""
    monday = next_monday(MONDAY - 5 * 24 * HOUR, "Europe/Paris")
    assert int(monday.timestamp()) == MONDAY
    out = io.StringIO()
    Console(file=out, width=120).print(week_table("Alice", [LUNCH, ALICES, entry("later", 7, 9)], monday))
    shown = out.getvalue()
    assert "12:00–13:00 lunch" in shown
    assert "16:00–17:00 ours-a" in shown
    assert "later" not in shown
    assert "Fri 4" in shown
