"""Cancel a session that isn't booked."""

from __future__ import annotations

from core.booking.writing import write
from core.domain import sessions
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.rights.meeting import check_cancel_session
from core.domain.telling import Telling
from core.usecases.deps import Deps
from core.usecases.steps.showing import session_view
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView


async def cancel_session(deps: Deps, *, person: PersonKey, session: SessionId) -> SessionView:
    """End the session for both; the other side is told, unless nothing was ever offered to them.

    Raises NotParticipant and the refusal that says what is true instead (expired, booked, booking, ended).
    """
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        row = await uow.sessions.get(session)
        check_cancel_session(row, person, now)
        pair = await uow.connections.pair(row.connection)
        moved = await uow.sessions.save(sessions.cancel(row, person, now))
        message = Message(
            session=session,
            number=0,
            kind=MessageKind.CANCEL,
            sender=person,
            sent_at=now,
            key="cancel",
            reason="canceled",
        )
        await uow.messages.add(message)
        await uow.notices.resolve(
            now, kinds=(NoticeKind.SLOTS_FOR_YOU, NoticeKind.CONFIRMATION_NEEDED), session=session
        )
        telling = Telling(now)
        telling.card(pair.side(person).person, moved, actor=person)
        if row.round:
            other = pair.other(person).person
            telling.card(other, moved)
            telling.notice(
                other,
                NoticeKind.SESSION_CANCELED,
                about=session,
                other=person,
                connection=row.connection,
                session=moved,
            )
        people = (row.asker, row.other) if row.round else (row.asker,)
        telling.record(people, "session.canceled", session, actor=person, authority="click")
        await write(uow, telling)
        messages = await uow.messages.of(session)
        await uow.commit()
    deps.wake()
    return session_view(moved, pair, messages, None, person)
