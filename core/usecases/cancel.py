"""Cancel a session that isn't booked."""

from __future__ import annotations

from core.booking.writing import write
from core.domain import sessions
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import Message, MessageKind
from core.domain.notices import ABOUT_SESSION, NoticeKind
from core.domain.quota import Act
from core.domain.rights.meeting import check_cancel_session
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
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
        row, pair = await hold(uow, session)
        check_cancel_session(row, person, now)
        moved = await uow.sessions.save(sessions.cancel(row, person, now))
        await uow.messages.add(_message(session, person, now))
        await uow.notices.resolve(now, kinds=ABOUT_SESSION, session=session)
        await write(uow, _tell(pair, moved, person, now))
        messages = await uow.messages.of(session)
        await uow.commit()
    deps.wake()
    return session_view(moved, pair, messages, None, person, now=now)


def _message(session: SessionId, person: PersonKey, now: int) -> Message:
    return Message(
        session=session,
        number=0,
        kind=MessageKind.CANCEL,
        sender=person,
        sent_at=now,
        key="cancel",
        reason="canceled",
    )


def _tell(pair: Pair, moved: Session, person: PersonKey, now: int) -> Telling:
    telling = Telling(now)
    telling.card(pair.side(person).person, moved, actor=person)
    if moved.round:
        other = pair.other(person).person
        telling.card(other, moved)
        telling.notice(
            other,
            NoticeKind.SESSION_CANCELED,
            about=moved.id,
            other=person,
            connection=moved.connection,
            session=moved,
        )
    people = (moved.asker, moved.other) if moved.round else (moved.asker,)
    telling.record(people, "session.canceled", moved.id, actor=person, authority="click")
    return telling
