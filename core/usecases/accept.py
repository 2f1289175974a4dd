"""Accept a slot where the other side must confirm, and take that back."""

from __future__ import annotations

from core.booking.checks import around, check_slot_rules, longest_notice, slots_of
from core.booking.writing import write
from core.domain import sessions
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.rights.negotiating import check_accept, check_calendar, check_live_slot, check_offered_rights
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.scheduling.intervals import Interval
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.showing import session_view
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView


async def accept_slot(deps: Deps, *, person: PersonKey, session: SessionId, slot: Interval) -> SessionView:
    """Permit exactly this slot, once, to be written to the acceptor's calendar; the other side is asked to confirm.

    Pressing the same slot again changes nothing. Raises NotParticipant, the refusals of ``require_open``, SlotNotLive,
    SlotTooSoon, AnotherAccepted, RightsChanged, RuleBroken, WeeklyCapReached, CalendarNotLinked, CalendarBroken,
    RateLimited.
    """
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.ACCEPT_OR_CONFIRM)
        row, pair = await hold(uow, session)
        check_accept(pair.connection, row, person)
        messages = await uow.messages.of(session)
        if row.accepted_by == person and row.accepted_slot == slot and row.is_open:
            return session_view(row, pair, messages, None, person, now=now)
        proposal = check_live_slot(row, messages, slot, longest_notice(pair, row.allowances), now)
        check_offered_rights(pair.one.grant, pair.two.grant, proposal.sender)
        check_calendar(pair.side(person))
        span = around(slot)
        meetings = await uow.sessions.meetings_between(row.connection, span.start, span.end)
        check_slot_rules(pair, slot, slots_of(meetings, row), now, row.allowances)
        moved = await uow.sessions.save(sessions.accept(row, person, slot, now))
        message = await uow.messages.add(_message(moved, pair, person, MessageKind.ACCEPT, slot=slot, now=now))
        await uow.notices.resolve(now, kinds=(NoticeKind.SLOTS_FOR_YOU,), person=person, session=session)
        await write(uow, _tell_accepted(pair, moved, person, message, now))
        await uow.commit()
    deps.wake()
    return session_view(moved, pair, (*messages, message), None, person, now=now)


async def withdraw_accept(deps: Deps, *, person: PersonKey, session: SessionId) -> SessionView:
    """Take one's own accept back; the slots stay live. Raises NotAcceptor, NotParticipant and as ``require_open``."""
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.ACCEPT_OR_CONFIRM)
        row, pair = await hold(uow, session)
        slot = row.accepted_slot
        moved = await uow.sessions.save(sessions.withdraw_accept(row, person, now))
        message = await uow.messages.add(_message(moved, pair, person, MessageKind.CANCEL, slot=slot, now=now))
        await uow.notices.resolve(now, kinds=(NoticeKind.CONFIRMATION_NEEDED,), session=session)
        telling = Telling(now)
        for side in (pair.one, pair.two):
            telling.card(side.person, moved, actor=person)
        telling.notice(
            pair.other(person).person,
            NoticeKind.ACCEPT_WITHDRAWN,
            about=f"{session}:{message.number}",
            other=person,
            connection=row.connection,
            session=moved,
        )
        telling.record((row.asker, row.other), "session.accept_withdrawn", session, actor=person, authority="click")
        await write(uow, telling)
        messages = await uow.messages.of(session)
        await uow.commit()
    deps.wake()
    return session_view(moved, pair, messages, None, person, now=now)


def _message(
    session: Session, pair: Pair, sender: PersonKey, kind: MessageKind, *, slot: Interval | None, now: int
) -> Message:
    return Message(
        session=session.id,
        number=0,
        kind=kind,
        sender=sender,
        sent_at=now,
        key=f"{kind.value}:{session.version}",
        slots=(slot,) if slot is not None else (),
        reason="accept_withdrawn" if kind is MessageKind.CANCEL else "",
        grant_versions=(pair.one.grant.version, pair.two.grant.version),
    )


def _tell_accepted(pair: Pair, session: Session, person: PersonKey, message: Message, now: int) -> Telling:
    telling = Telling(now)
    for side in (pair.one, pair.two):
        telling.card(side.person, session, actor=person)
    telling.notice(
        pair.other(person).person,
        NoticeKind.CONFIRMATION_NEEDED,
        about=f"{session.id}:{message.number}",
        other=person,
        connection=session.connection,
        session=session,
    )
    telling.record((session.asker, session.other), "session.accepted", session.id, actor=person, authority="click")
    return telling
