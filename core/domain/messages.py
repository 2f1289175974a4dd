"""The structured messages two Perins exchange, and the transcript they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.ids import PersonKey, SessionId
from core.scheduling.intervals import Interval

SLOTS_PER_PROPOSAL = 3
ROUNDS_MOST = 5

SUGGESTED = "suggested"
"""The reason of a proposal whose slots a person picked (*Suggest other times*) rather than their Perin."""


class MessageKind(StrEnum):
    """``proposal`` is also a counter-proposal; ``confirm`` tells what was booked, with both event ids."""

    PROPOSAL = "proposal"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a session. ``number`` counts from 1 within the session and is unique there, as is ``key``.

    ``sender`` is the person whose Perin sent it. ``slots`` are those offered (proposal), accepted or booked;
    ``reason`` a code (cancel, error, and why these slots for a proposal); ``events`` the two event ids of a confirm;
    ``grant_versions`` (inviter's, invited's) the permissions it was checked against.
    """

    session: SessionId
    number: int
    kind: MessageKind
    sender: PersonKey
    sent_at: int
    key: str
    slots: tuple[Interval, ...] = ()
    reason: str = ""
    events: tuple[str, ...] = ()
    grant_versions: tuple[int, int] = (0, 0)


def newest_proposal(messages: tuple[Message, ...]) -> Message | None:
    """Return the proposal whose slots are the live ones, None when nothing was offered yet."""
    proposals = [message for message in messages if message.kind is MessageKind.PROPOSAL]
    return max(proposals, key=lambda message: message.number, default=None)


def offered_slots(messages: tuple[Message, ...]) -> tuple[Interval, ...]:
    """Return every slot ever offered in the session, oldest first: *More times* never repeats one."""
    return tuple(slot for message in messages if message.kind is MessageKind.PROPOSAL for slot in message.slots)


def accept_withdrawal(message: Message) -> bool:
    """Whether a cancel message takes back an accept rather than ending the session."""
    return message.kind is MessageKind.CANCEL and message.reason in {"accept_withdrawn", "accept_voided"}
