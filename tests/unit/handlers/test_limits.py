"""Slack's limits hold for any input: long names, emoji, right-to-left, markup, a hundred slots, sixty connections."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import core
from core.domain.notices import NEEDS_ANSWER, NoticeKind
from core.usecases.views import (
    ConnectionView,
    DigestView,
    EndPreview,
    ForgetPreview,
    Revoked,
    SessionView,
    TranscriptView,
)
from handlers.ids import Action
from handlers.parsing.commands import Unknown
from handlers.parsing.grants import GrantDraft
from handlers.parsing.settings import SWITCHABLE
from handlers.render.agreements import agreement_card
from handlers.render.audit import ACTIONS
from handlers.render.base import MESSAGE_BLOCKS, Rendered, context, header, message, section
from handlers.render.cards import session_card
from handlers.render.connecting import blocks_modal, grant_saved, invite_accepted, which_person
from handlers.render.connections import connections
from handlers.render.digest import digest_message
from handlers.render.elements import link_button
from handlers.render.grants import accept_modal, permissions_modal
from handlers.render.help import unknown_command
from handlers.render.home import home_view
from handlers.render.inbox import inbox
from handlers.render.leaving import end_modal, forget_modal, revoked
from handlers.render.notice_words import WORDS
from handlers.render.notices import notice_buttons, notice_line, notice_message
from handlers.render.paging import page_of
from handlers.render.schedule import ScheduleDraft, schedule_modal
from handlers.render.sessions import sessions
from handlers.render.settings import settings_modal
from handlers.render.transcript import transcript
from sandbox.slack.limits import validate_message, validate_view
from tests.unit.handlers.cases_connecting import CONNECTIONS, EXACT, told
from tests.unit.handlers.cases_home import MEETINGS
from tests.unit.handlers.cases_meeting import CARDS, EXCHANGE
from tests.unit.handlers.worlds import (
    ALICE,
    NOW,
    PARIS,
    account,
    connection_view,
    home,
    other,
    person,
    session_view,
    slot,
)

ODD = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        [
            "&" * 400,
            "<" * 200 + ">" * 200,
            "*_~`" * 100,
            "<!channel> <@U1> <https://x.example|y>",
            "👩‍👩‍👧‍👦" * 60,
            "🇫🇷" * 200,
            "שלום " * 80,
            "مرحبا\u202e" * 60,
            "e\u0301" * 200,
            "\ud800broken",
            "\n\n\t",
            "",
            "x" * 4000,
        ]
    ),
)


unhurried = settings(suppress_health_check=[HealthCheck.too_slow])
"""Many payloads per example, on a machine that does other things too."""


def marked_up(found: object) -> Iterator[str]:
    """Yield every text of a payload in which Slack would read markup."""
    if isinstance(found, dict):
        if found.get("type") == "mrkdwn":
            yield found["text"]
        for value in found.values():
            yield from marked_up(value)
    elif isinstance(found, list):
        for value in found:
            yield from marked_up(value)


def assert_fine(*payloads: object) -> None:
    """Assert that Slack takes each, and that each can be sent at all."""
    for payload in payloads:
        if isinstance(payload, Rendered):
            assert validate_message({"text": payload.text, "blocks": payload.blocks}) == []
            assert payload.text.strip().encode()
        else:
            assert isinstance(payload, dict)
            assert validate_view(payload) == []


@unhurried
@given(ODD, ODD, st.sampled_from(sorted(CARDS)))
def test_any_title_and_name_fits_into_every_card(title: str, name: str, state: str) -> None:
    """Cards, lists and transcripts stay inside the limits, and no title or name mentions anybody."""
    base = CARDS[state]
    seen = replace(base.other, name=name)
    view: SessionView = replace(base, session=replace(base.session, title=title, phrase=title), other=seen)
    exchange = TranscriptView(view.session, ALICE, seen, PARIS, EXCHANGE)
    assert_fine(session_card(view), sessions((view,) * 33), transcript(exchange))
    drawn = "".join(marked_up(session_card(view).blocks))
    assert "<!channel>" not in drawn
    assert "<https" not in drawn


@unhurried
@given(ODD, st.integers(0, 70))
def test_any_name_fits_into_connections_and_home(name: str, at: int) -> None:
    """Sixty connections of any name are paged, in the list and in Home, at any page."""
    views: list[ConnectionView] = [replace(view, other=replace(view.other, name=name)) for view in CONNECTIONS * 6]
    assert_fine(connections(views, PARIS, at), connections(views[:1], PARIS))
    everything = home(
        account=account(),
        connections=tuple(views),
        meetings=(CARDS["booked by the other"],) * 30,
        sessions=(CARDS["hundred slots"],) * 30,
        needs_you=(told(NoticeKind.INVITE_RECEIVED),) * 30,
    )
    assert_fine(home_view(everything, NOW), grant_saved(views[0]), invite_accepted(views[1]))
    assert_fine(
        accept_modal(views[0], person(), GrantDraft()), permissions_modal(views[0], person(), GrantDraft(terms=EXACT))
    )


@unhurried
@given(ODD, ODD, st.integers(0, 12))
def test_any_name_and_title_fits_into_leaving_and_mornings(name: str, title: str, count: int) -> None:
    """Agreements, the forms that end something, their answers and the digest take whatever people are called."""
    views = tuple(
        replace(one, other=replace(one.other, name=name), session=replace(one.session, title=title))
        for one in MEETINGS[:count]
    )
    link = connection_view(seen=other(name=name or "x"))
    ids = [one.session.id for one in views[::2]]
    assert_fine(
        agreement_card(link),
        end_modal(EndPreview(link, views, views)),
        revoked(Revoked(link, views), ids),
        forget_modal(ForgetPreview(3, 1, views, has_calendar=True)),
        blocks_modal((link.other,) * 60),
        digest_message(DigestView(views, (), 60, views), person(), [title or "x"] * 10),
        home_view(home(meetings=views, done=views, connections=(link,) * 60), NOW),
    )


@unhurried
@given(ODD, st.sampled_from(NoticeKind), st.booleans())
def test_any_name_and_title_fits_into_every_notice(text: str, kind: NoticeKind, is_resolved: bool) -> None:
    """Messages and inbox lines of every kind stay inside the limits."""
    view = told(kind, is_resolved=is_resolved)
    assert view.session is not None
    meeting = replace(view.session, session=replace(view.session.session, title=text))
    odd = replace(view, other=other(name=text or "x"), session=meeting)
    assert_fine(notice_message(odd, NOW), inbox([odd] * 12, needs_you=12, unread=0, more_after=9))


@unhurried
@given(ODD, ODD)
def test_any_typed_text_fits_into_answers_and_forms(text: str, more: str) -> None:
    """What was typed can be repeated, and pre-fills a form, whatever it is."""
    assert_fine(
        unknown_command(Unknown(text, None)),
        which_person("invite", text),
        schedule_modal(ScheduleDraft("UBOB", 7, text, more, unread=text), zone=PARIS, default_minutes=30),
        settings_modal(person(name=text)),
    )


def test_a_hundred_slots_show_ten() -> None:
    """A card of a hundred slots says how many there are more."""
    card = session_card(session_view(slots=tuple(slot(0, hour) for hour in range(100))))
    assert "And 90 more slots." in str(card.blocks)
    assert len(card.blocks) < MESSAGE_BLOCKS


def test_a_message_never_has_more_than_fifty_blocks() -> None:
    """What would not fit is cut, and the cut is told."""
    shown = message("x", [context(str(number)) for number in range(80)])
    assert len(shown.blocks) == MESSAGE_BLOCKS
    assert "more than fits" in str(shown.blocks[-1])


def test_an_address_slack_would_refuse_makes_no_button() -> None:
    """Without a link, with one that is too long, or that is no web address, there is nothing to press."""
    assert link_button("Join", Action.SESSION_JOIN, "https://meet.example.com/abc") is not None
    for url in ("", "javascript:alert(1)", "https://meet.example.com/" + "x" * 3000):
        assert link_button("Join", Action.SESSION_JOIN, url) is None


def test_a_paragraph_is_cut_where_slack_would_refuse_it() -> None:
    """However much there is to say, a section stays inside its limit."""
    assert_fine(message("x", [section("&amp;" * 2000), context("x" * 9000), header("y" * 999)]))


def test_an_answered_notice_has_no_buttons_in_the_inbox() -> None:
    """What became of it is told, and nothing of it can be pressed any more."""
    for kind in NEEDS_ANSWER:
        view = told(kind, is_resolved=True)
        assert notice_buttons(view) == []
        assert notice_line(view) != notice_line(told(kind))


@pytest.mark.parametrize(("at", "first"), [(-5, 0), (0, 0), (9, 0), (10, 10), (25, 20), (999, 20)])
def test_a_page_always_shows_something(at: int, first: int) -> None:
    """Before the first page is the first, past the last the last."""
    page = page_of(range(21), at, 10)
    assert page.first == first
    assert page.items


def test_every_notice_has_words_and_a_line() -> None:
    """Nothing a person can be told is left without words."""
    assert set(WORDS) == set(NoticeKind)
    assert all(len(notice_line(told(kind)).split()) > 4 for kind in NoticeKind)


def test_every_kind_that_can_be_switched_off_has_a_box() -> None:
    """The form offers each of them, and no more than Slack's ten."""
    assert 0 < len(SWITCHABLE) <= 10
    assert_fine(settings_modal(person()))


def recorded_actions() -> set[str]:
    """Find every action that core writes into the audit trail: the literals passed to ``record``."""
    found: set[str] = set()
    for path in Path(core.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
                literals = [part for part in ast.walk(node) if isinstance(part, ast.Constant)]
                found |= {part.value for part in literals if isinstance(part.value, str) and "." in part.value}
    return {name for name in found if not name.startswith("grant:")}


def test_every_recorded_action_has_words() -> None:
    """The audit page says of each entry what it was."""
    assert recorded_actions() - set(ACTIONS) == set()


def test_an_unknown_connection_view_can_still_be_drawn() -> None:
    """Before both grants exist there is no agreement, and the answer says so."""
    view = replace(connection_view(), agreement=None, mine=None, theirs=None)
    assert "Nothing is shared yet." in invite_accepted(view).text
