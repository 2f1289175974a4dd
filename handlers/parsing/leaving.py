"""The forms that end something: which meetings go with a connection, and with a person who is forgotten."""

from __future__ import annotations

from core.domain.ids import SessionId
from handlers.ids import Field
from handlers.parsing import state as entered
from handlers.parsing.state import State

KEEP = "keep"
CANCEL = "cancel"
"""What becomes of the meetings of somebody who is forgotten."""

BLOCK = "block"
UNBLOCK = "unblock"
"""What the form about a person does."""


def read_canceled(state: State) -> tuple[SessionId, ...]:
    """Return the meetings ticked to be canceled with the connection."""
    return tuple(SessionId(value) for value in entered.choices(state, Field.CONNECTION_CANCEL))


def read_cancels_all(state: State) -> bool:
    """Whether all meetings are to be canceled; without an answer they are kept."""
    return entered.choice(state, Field.FORGET_MEETINGS) == CANCEL
