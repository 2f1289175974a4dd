"""End what hangs on a connection when it ends (open sessions, waiting notices), and an invite whose time is over."""

from __future__ import annotations

from core.domain import connections, sessions
from core.domain.audit import SYSTEM
from core.domain.connections import Connection
from core.domain.ids import PersonKey
from core.domain.messages import Message, MessageKind
from core.domain.notices import NEEDS_ANSWER, NoticeKind
from core.domain.sessions import Session, SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair


async def end_connection(uow: UnitOfWork, pair: Pair, ended: Connection, *, actor: PersonKey, telling: Telling) -> None:
    """Cancel the connection's open sessions and void what waits for an answer.

    A session that is being booked is left to its booking, which reads the connection again before it commits.
    """
    await uow.notices.resolve(telling.now, kinds=tuple(NEEDS_ANSWER), connection=ended.id)
    for session in await uow.sessions.open_on(ended.id):
        if session.state is SessionState.BOOKING:
            continue
        await end_session(uow, pair, session, actor=actor, reason="revoked", telling=telling)
        telling.record((session.asker, session.other), "session.canceled", session.id, actor=actor, authority="revoke")


async def end_session(
    uow: UnitOfWork, pair: Pair, session: Session, *, actor: PersonKey, reason: str, telling: Telling
) -> None:
    """Cancel an open session, or a meeting's, because of what it hangs on; ``actor`` may be somebody else."""
    by = actor if session.has(actor) else None
    moved = await uow.sessions.save(sessions.end(session, SessionState.CANCELED, by=by, reason=reason, now=telling.now))
    await uow.messages.add(cancel_message(session, by or session.asker, reason, telling.now))
    for side in (pair.one, pair.two):
        if session.round or session.asker == side.key:
            telling.card(side.person, moved, actor=actor)


def cancel_message(session: Session, sender: PersonKey, reason: str, now: int) -> Message:
    """Return the message that ends a session."""
    return Message(
        session=session.id,
        number=0,
        kind=MessageKind.CANCEL,
        sender=sender,
        sent_at=now,
        key="cancel",
        reason=reason,
    )


async def expire_invite(uow: UnitOfWork, invite: Connection, telling: Telling) -> None:
    """Close an invite that nobody answered in time, and tell both in their inbox. Raises InviteNotPending."""
    await uow.connections.save(connections.expire(invite, telling.now))
    await uow.notices.resolve(telling.now, kinds=(NoticeKind.INVITE_RECEIVED,), connection=invite.id)
    people = await uow.people.find_many((invite.inviter, invite.invited))
    for key, person in people.items():
        telling.notice(
            person, NoticeKind.INVITE_EXPIRED, about=invite.id, other=invite.other(key), connection=invite.id
        )
    both = (invite.inviter, invite.invited)
    telling.record(both, "connection.expired", invite.id, actor=SYSTEM, authority="expiry")
