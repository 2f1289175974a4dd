"""What is typed after /perin: any letter case and order, mentions, lengths, titles, typos."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.parsing.commands import PERSON, Command, Unknown, Verb, nearest, parse_command
from handlers.parsing.lengths import LONGEST_MINUTES, find_length, read_length
from handlers.parsing.problems import Problem
from handlers.parsing.schedule import ScheduleWords, read_schedule_words
from handlers.render.help import EXAMPLES
from tests.unit.handlers.worlds import NOW, PARIS


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", Command(Verb.HELP)),
        ("   ", Command(Verb.HELP)),
        ("HELP", Command(Verb.HELP)),
        ("Calendar", Command(Verb.CALENDAR)),
        ("invite <@U12AB|bob>", Command(Verb.INVITE, ("U12AB",))),
        ("invite <@W12AB>", Command(Verb.INVITE, ("W12AB",))),
        ("<@U12AB|bob> invite", Command(Verb.INVITE, ("U12AB",))),
        ("schedule 45m <@U1|bob> next week", Command(Verb.SCHEDULE, ("U1",), f"45m {PERSON} next week")),
        ("schedule <@U1> <@U2> <@U1>", Command(Verb.SCHEDULE, ("U1", "U2"))),
        (f"schedule about a{PERSON}b <@U1>", Command(Verb.SCHEDULE, ("U1",), "about a b")),
        ("notifications unread", Command(Verb.NOTIFICATIONS, (), "unread")),
        ("forget me", Command(Verb.FORGET, (), "me")),
        ("pause.", Command(Verb.PAUSE)),
        ("invite @bob.stone", Command(Verb.INVITE, (), "", "bob.stone")),
        ("schedule <@U1|a> about R&amp;D &lt;3", Command(Verb.SCHEDULE, ("U1",), "about R&D <3")),
        ("/perin help", Command(Verb.HELP)),
        ("Perin  schedule <@U1> 30m", Command(Verb.SCHEDULE, ("U1",), "30m")),
        (
            "schedule <@U1> about <https://a.example/x|a.example/x>",
            Command(Verb.SCHEDULE, ("U1",), "about a.example/x"),
        ),
        ("schedule <@U1> about <#C1|general> <!here>", Command(Verb.SCHEDULE, ("U1",), "about general here")),
    ],
)
def test_a_command_is_understood(text: str, command: Command) -> None:
    """Letter case, order, spaces and Slack's escaping don't matter."""
    assert parse_command(text) == command


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("shedule", Verb.SCHEDULE),
        ("scedule", Verb.SCHEDULE),
        ("calender", Verb.CALENDAR),
        ("invit", Verb.INVITE),
        ("permision", Verb.PERMISSIONS),
        ("notification", Verb.NOTIFICATIONS),
        ("setting", Verb.SETTINGS),
        ("unblok", Verb.UNBLOCK),
        ("conections", Verb.CONNECTIONS),
        ("xyzzy", None),
        ("inbox", Verb.NOTIFICATIONS),
        ("Connect", Verb.INVITE),
        ("book", Verb.SCHEDULE),
        ("cancel!", Verb.SESSIONS),
        ("booking", Verb.SCHEDULE),
        ("cansel", Verb.SESSIONS),
        ("sess", Verb.SESSIONS),
        ("blok", Verb.BLOCK),
        ("forgt", Verb.FORGET),
        ("delete", Verb.FORGET),
        ("decline", Verb.NOTIFICATIONS),
        ("accept", Verb.NOTIFICATIONS),
        ("status", Verb.NOTIFICATIONS),
        ("cal", Verb.CALENDAR),
        ("zone", Verb.SETTINGS),
        ("timezone", Verb.SETTINGS),
        ("today?", Verb.SCHEDULE),
        ("free", Verb.SCHEDULE),
        ("deleted", Verb.FORGET),
        ("forge", Verb.FORGET),
        ("leaves", Verb.FORGET),
        ("clock", None),
        ("invoke", None),
        ("rev", None),
        ("disc", None),
        ("re", None),
        ("thanks", None),
    ],
)
def test_a_typo_finds_the_nearest_command(typed: str, verb: Verb | None) -> None:
    """A mistyped verb is recognised, and nonsense is not taken for one."""
    assert parse_command(f"{typed} <@U1>") == Unknown(typed, verb)
    assert nearest(typed) is verb


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("please schedule <@U1> tomorrow", Verb.SCHEDULE),
        ("delete calendar", Verb.CALENDAR),
        ("can you help", None),
    ],
)
def test_a_verb_in_second_place_is_what_was_meant(text: str, verb: Verb | None) -> None:
    """A word of courtesy hides no command, and what is suggested is the gentler of two."""
    assert parse_command(text) == Unknown(text.split(maxsplit=1)[0], verb)


@pytest.mark.parametrize("text", ["<@U1|bob>", "45m with <@U1> tomorrow"])
def test_a_person_without_a_verb_is_taken_for_somebody_to_meet(text: str) -> None:
    """Who names a person and no verb is told how to find a time with them."""
    found = parse_command(text)
    assert isinstance(found, Unknown)
    assert found.nearest is Verb.SCHEDULE


def test_every_command_has_an_example_that_is_understood() -> None:
    """What the help tells people to type works as it stands, the mention included."""
    for verb, example in EXAMPLES.items():
        found = parse_command(example.replace("@person", "<@U1|person>"))
        assert isinstance(found, Command)
        assert found.verb is verb
    assert set(EXAMPLES) == set(Verb)


@given(st.text(max_size=1500))
def test_no_text_is_too_strange(text: str) -> None:
    """Any text is a command or unknown; never an exception."""
    assert isinstance(parse_command(text), Command | Unknown)


def test_a_command_of_any_length_is_cut_to_what_people_type() -> None:
    """Forty thousand characters cost no more than a thousand."""
    found = parse_command("schedule " + "x" * 40_000)
    assert isinstance(found, Command)
    assert len(found.rest) < 1000


@pytest.mark.parametrize(
    ("text", "minutes", "rest"),
    [
        ("45m", 45, ""),
        ("45 min", 45, ""),
        ("45 minutes next week", 45, "next week"),
        ("tomorrow 30 mins", 30, "tomorrow"),
        ("1h", 60, ""),
        ("1h30", 90, ""),
        ("1h 30m", 90, ""),
        ("1 hour 15 minutes", 75, ""),
        ("1 hour and 15 minutes", 75, ""),
        ("1.5h", 90, ""),
        ("1,5 hours", 90, ""),
        ("2 hours", 120, ""),
        ("half an hour tomorrow", 30, "tomorrow"),
        ("an hour and a half", 90, ""),
        ("an hour", 60, ""),
        ("a quarter of an hour", 15, ""),
        ("three quarters of an hour", 45, ""),
        ("for 45 minutes", 45, ""),
        ("for about an hour on Tuesday", 60, "on Tuesday"),
        ("30-minute", 30, ""),
        ("tomorrow 17h", None, "tomorrow 17h"),
        ("at 15:30", None, "at 15:30"),
        ("in 2 hours", None, "in 2 hours"),
        ("in 2 hours for 45m", 45, "in 2 hours"),
        ("9h", None, "9h"),
        ("0m", None, "0m"),
        ("3pm", None, "3pm"),
        ("", None, ""),
    ],
)
def test_a_length_is_taken_out_of_the_text(text: str, minutes: int | None, rest: str) -> None:
    """A length is a length, a time of day is not, and the rest stays."""
    found = find_length(text)
    assert (found.minutes, " ".join(found.rest.split())) == (minutes, rest)


@given(st.text(max_size=100))
def test_a_length_is_never_out_of_bounds(text: str) -> None:
    """Whatever is typed, a length is between a minute and eight hours."""
    for minutes in (find_length(text).minutes, read_length(text)):
        assert minutes is None or 0 < minutes <= LONGEST_MINUTES


def test_a_bare_number_is_minutes_only_where_a_length_is_asked_for() -> None:
    """A field for a length takes 45; a sentence doesn't."""
    assert read_length("45") == 45
    assert read_length("481") is None
    assert read_length("45m tomorrow") is None
    assert find_length("45").minutes is None


def read(text: str) -> ScheduleWords:
    """Read what follows the mention."""
    return read_schedule_words(text, now=NOW, zone=PARIS, default_minutes=30)


@pytest.mark.parametrize(
    ("text", "title", "minutes", "when"),
    [
        ("45m next week about pricing", "pricing", 45, "next week"),
        ("next week 45m", "", 45, "next week"),
        ('"Pricing: round 2" tomorrow', "Pricing: round 2", None, "tomorrow"),
        ("about “the new deal” tomorrow 1h", "the new deal", 60, "tomorrow"),
        ("tomorrow about 45m talks next week", "45m talks next week", None, "tomorrow"),
        ("with tomorrow afternoon", "", None, "tomorrow afternoon"),
        ("30 min Tuesday at 3 titled Chat", "Chat", 30, "Tuesday at 3"),
        ("tomorrow\nabout two\nlines", "two lines", None, "tomorrow"),
        (f"about roadmap {PERSON} 45m tomorrow", "roadmap", 45, "tomorrow"),
        (f"45m about the road map with {PERSON} tomorrow", "the road map", 45, "tomorrow"),
        (f"45m tomorrow with {PERSON} about roadmap", "roadmap", 45, "tomorrow"),
        ("tomorrow about roadmap with", "roadmap", None, "tomorrow"),
        (f'about "Roadmap tomorrow" {PERSON} 45m', "Roadmap tomorrow", 45, ""),
        ("tomorrow for about an hour", "", 60, "tomorrow"),
        ("tomorrow about what happened last week", "what happened last week", None, "tomorrow"),
        ("about lunch", "lunch", None, ""),
        ("tomorrow?", "", None, "tomorrow?"),
        (f"a meeting with {PERSON} tomorrow!", "", None, "tomorrow!"),
        (f"a quick call with {PERSON} 15m tomorrow", "", 15, "tomorrow"),
        (f"a 45 minute chat {PERSON} next week", "", 45, "next week"),
        ("meeting tomorrow", "", None, "tomorrow"),
        ("30 tomorrow", "", 30, "tomorrow"),
        ("90 on tuesday at 9", "", 90, "on tuesday at 9"),
        ("45 3 dec", "", 45, "3 dec"),
        ("30 Dec", "", None, "30 Dec"),
        ("30 Dec to 31 Dec", "", None, "30 Dec to 31 Dec"),
        ("about phase 2", "phase 2", None, ""),
        ("about a long morning", "a long morning", None, ""),
        ("about " + "x" * 300, "x" * 200, None, ""),
    ],
)
def test_a_wish_is_taken_apart(text: str, title: str, minutes: int | None, when: str) -> None:
    """Length, title and time are found wherever they stand."""
    found = read(text)
    assert (found.title, found.length_minutes, found.when_text) == (title, minutes, when)
    assert found.when.leftover == ""
    assert not found.asks


@pytest.mark.parametrize(
    ("text", "title", "minutes", "when", "doubt"),
    [
        ("about roadmap 45m tomorrow", "roadmap", 45, "tomorrow", "45m tomorrow"),
        ("tomorrow about budget 45m", "budget", 45, "tomorrow", "45m"),
        ("tomorrow about budget at 3pm", "budget", None, "tomorrow at 3pm", "at 3pm"),
        ("1h about plans for next week", "plans", 60, "for next week", "for next week"),
        ("about budget between 2 and 4", "budget", None, "between 2 and 4", "between 2 and 4"),
        (
            "about roadmap 45m on tuesday between 2 and 4",
            "roadmap",
            45,
            "on tuesday between 2 and 4",
            "45m on tuesday between 2 and 4",
        ),
        ("about sales call tomorrow", "sales call", None, "tomorrow", "tomorrow"),
        ("about item 30 tomorrow", "item 30", None, "tomorrow", "tomorrow"),
        ("about lunch tomorrow", "lunch", None, "tomorrow", "tomorrow"),
        ("about budget in the afternoon", "budget", None, "in the afternoon", "in the afternoon"),
        (f"about roadmap today at 9 {PERSON} 45m", "roadmap", 45, "today at 9", "today at 9"),
        (f"about an hour tomorrow {PERSON}", "", 60, "tomorrow", "an hour tomorrow"),
    ],
)
def test_a_title_that_ends_in_a_time_asks(text: str, title: str, minutes: int | None, when: str, doubt: str) -> None:
    """Words that may be the missing time or length are taken for it, and a form asks: no slot goes out on a guess."""
    found = read(text)
    assert (found.title, found.length_minutes, found.when_text, found.doubt) == (title, minutes, when, doubt)
    assert found.asks


def test_nothing_typed_is_told_from_something_not_understood() -> None:
    """No details ask for a form; words nobody understood are kept for it; the past is a problem."""
    assert read("").is_empty
    assert read("").asks
    assert not read("nxt week").is_empty
    assert read("nxt week").asks
    assert read("nxt week").when.leftover == "nxt week"
    assert read("a meeting").is_empty
    assert read("meeting room tomorrow").when.leftover == "room"
    assert read("15 tomorrow").when.leftover == "15"
    assert read("30").when.leftover == "30"
    assert read("tomorrow between 30 tuesday").length_minutes is None
    assert read("yesterday").when.problem is Problem.NO_TIME_LEFT


def test_a_start_lasts_as_long_as_the_meeting() -> None:
    """The length typed, or else one's own, decides how long "at 3" is."""
    assert read("1h tomorrow at 3").when.window[0].length == 3600
    assert read("tomorrow at 3").when.window[0].length == 1800


@given(st.text(max_size=400))
def test_no_wish_is_too_strange(text: str) -> None:
    """Any text is taken apart into a title that a calendar takes and the rest."""
    found = read(text)
    assert len(found.title) <= 200
    assert all(ord(letter) > 31 and ord(letter) != 127 for letter in found.title)
