"""Store an edited grant with all that follows: accepts given under the old one are void, both learn of it, once."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain import sessions
from core.domain.grants import Grant
from core.domain.ids import PersonKey
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair


async def store_grant(uow: UnitOfWork, pair: Pair, edited: Grant, now: int) -> None:
    """Store the grant its grantor edited; what they were asked for on the connection is answered by it.

    Raises StaleVersion.
    """
    editor = edited.grantor
    saved = await uow.grants.save(replace(edited, updated_at=now))
    telling = Telling(now)
    await _void_accepts(uow, pair, editor, telling)
    await uow.notices.resolve(now, kinds=(NoticeKind.SCOPE_ASKED,), person=editor, connection=saved.connection)
    _tell_edited(pair, saved, editor, telling)
    await write(uow, telling)


async def _void_accepts(uow: UnitOfWork, pair: Pair, editor: PersonKey, telling: Telling) -> None:
    """An accept was given under other permissions: it no longer counts, also for a booking under way."""
    for session in await uow.sessions.open_on(pair.connection.id):
        for side in (pair.one, pair.two):
            telling.card(side.person, session, actor=editor)
        if session.accepted_slot is None or session.accepted_by is None:
            continue
        saved = await uow.sessions.save(sessions.void_accept(session))
        await uow.messages.add(
            Message(
                session=session.id,
                number=0,
                kind=MessageKind.CANCEL,
                sender=editor,
                sent_at=telling.now,
                key=f"voided:{saved.version}",
                slots=(session.accepted_slot,),
                reason="accept_voided",
            )
        )
        await uow.notices.resolve(telling.now, kinds=(NoticeKind.CONFIRMATION_NEEDED,), session=session.id)
        if session.accepted_by != editor:
            telling.notice(
                pair.side(session.accepted_by).person,
                NoticeKind.ACCEPT_VOIDED,
                about=f"{session.id}:{saved.version}",
                other=editor,
                connection=session.connection,
                session=saved,
            )


def _tell_edited(pair: Pair, saved: Grant, editor: PersonKey, telling: Telling) -> None:
    other = pair.other(editor)
    telling.notice(
        other.person,
        NoticeKind.GRANT_CHANGED,
        about=f"{saved.connection}:{editor}:{saved.version}",
        other=editor,
        connection=saved.connection,
    )
    telling.record(
        (editor, other.key),
        "grant.edited",
        saved.connection,
        actor=editor,
        authority="click",
        facts={"scopes": tuple(sorted(scope.value for scope in saved.scopes)), "auto": saved.auto_scheduling},
    )
