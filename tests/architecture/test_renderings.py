"""Every error, notice, session and problem of a form has words, in every state it can be in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.domain.connections import ConnectionState
from core.domain.errors import PerinError
from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.views import NoticeView
from handlers.parsing.problems import Problem
from handlers.render.base import Rendered
from handlers.render.cards import session_card
from handlers.render.errors import SENTENCES
from handlers.render.fields import problem_words
from handlers.render.notice_words import WORDS
from handlers.render.notices import notice_line, notice_message
from sandbox.slack.limits import validate_message, warnings_of
from tests.unit.handlers import worlds

SESSIONS = {
    SessionState.INITIATED: worlds.session(SessionState.INITIATED, round=0),
    SessionState.NEGOTIATING: worlds.session(),
    SessionState.AWAITING_CONFIRMATION: worlds.accepted(worlds.BOB),
    SessionState.BOOKING: worlds.session(SessionState.BOOKING),
    SessionState.CONFIRMED: worlds.booked(),
    SessionState.CANCELED: worlds.ended(SessionState.CANCELED, "canceled", worlds.BOB),
    SessionState.EXPIRED: worlds.ended(SessionState.EXPIRED, "expired"),
    SessionState.ERROR: worlds.ended(SessionState.ERROR, "calendar_unreadable"),
}


def _tree(kind: type[PerinError]) -> Iterator[type[PerinError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


def test_every_error_has_its_sentence() -> None:
    """Each code of the tree has one, and no sentence is left over for an error that is gone."""
    assert {kind.code for kind in _tree(PerinError)} == set(SENTENCES)


def test_every_problem_of_a_form_has_its_sentence() -> None:
    """No two problems read the same."""
    sentences = [problem_words(problem) for problem in Problem]
    assert all(sentences)
    assert len(set(sentences)) == len(sentences)


def test_every_notice_has_words() -> None:
    """Each kind, and no words for a kind that is gone."""
    assert set(WORDS) == set(NoticeKind)


def test_every_state_is_drawn_here() -> None:
    """No state of a session is left out of what follows."""
    assert set(SESSIONS) == set(SessionState)


@pytest.mark.parametrize("state", SessionState)
@pytest.mark.parametrize("viewer", [worlds.ALICE, worlds.BOB])
@pytest.mark.parametrize("known", [True, False])
def test_every_session_has_a_card(state: SessionState, viewer: PersonKey, known: bool) -> None:
    """In every state, for both sides, whether or not the other one's name may be read."""
    _require_sendable(session_card(worlds.session_view(SESSIONS[state], viewer=viewer, known=known)))


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_a_rendering_in_every_state(kind: NoticeKind) -> None:
    """Whatever became of its session and connection since, answered or not, and when both are gone."""
    for resolved_at in (None, worlds.NOW):
        row = worlds.notice(kind, resolved_at=resolved_at)
        views = [
            worlds.notice_view(row, meeting=meeting, link=worlds.connection(state))
            for meeting in SESSIONS.values()
            for state in ConnectionState
        ]
        bare = NoticeView(notice=row, person=worlds.person(), other=None, connection=None, session=None)
        for view in (*views, bare):
            _require_sendable(notice_message(view, worlds.NOW))
            assert notice_line(view)


def _require_sendable(shown: Rendered) -> None:
    payload = {"text": shown.text, "blocks": shown.blocks}
    assert (validate_message(payload), warnings_of(payload)) == ([], [])
    assert "None" not in str(shown.text)
