"""Notices: the inbox people read, and the outbox of direct messages.

``todo`` says that the outbox has work on a row: a first message to post (``pending``, ``sending``) or one to redraw
(``sent``). Claiming a redraw takes its wish (``edit_wanted``) along; one that comes in meanwhile stays for the
next claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update

from core.domain.errors import NotFound
from core.domain.ids import ConnectionId, NoticeId, PersonKey, SessionId
from core.domain.notices import NEEDS_ANSWER, SNOOZABLE, Delivery, Notice, NoticeKind, Posted, nudge_key
from core.storage import tables
from core.storage.repositories.sql import count, insert, many, value
from core.storage.rows.telling import NOTICE, notice_from, notice_row
from core.storage.sql_time import LEASE_END, NOW_MS
from core.storage.transaction import Statements, Transaction

_T = tables.notices
_UNRESOLVED = _T.c.resolved_at.is_(None)
_OPEN = and_(_T.c.kind.in_(sorted(kind.value for kind in NEEDS_ANSWER)), _UNRESOLVED, _T.c.snoozed_until.is_(None))
_UNREAD = _T.c.read_at.is_(None)
_MINE = _T.c.person == value("whose")
_WHICH = _T.c.id == value("which")
_IS_SENT = _T.c.delivery == Delivery.SENT.value
_IN_FLIGHT = _T.c.delivery.in_([Delivery.SENDING.value, Delivery.SENT.value])

_ADD = insert(_T).on_conflict_do_nothing(index_elements=[_T.c.key]).returning(_T.c.id)
_INBOX = (
    select(*NOTICE)
    .where(_MINE)
    .order_by(case((_OPEN, 0), (_UNREAD, 1), else_=2), _T.c.created_at.desc(), _T.c.id.desc())
    .limit(count("most"))
    .offset(count("skipped"))
)
_UNREAD_INBOX = _INBOX.where(or_(_UNREAD, _OPEN))
_GET = select(*NOTICE).where(_T.c.id == value("id"))
_COUNT = select(
    func.coalesce(func.sum(case((_OPEN, 1), else_=0)), 0),
    func.coalesce(func.sum(case((_UNREAD, 1), else_=0)), 0),
).where(_MINE)
_WAITING = select(*NOTICE).where(_MINE, _OPEN).order_by(_T.c.created_at.desc(), _T.c.id.desc()).limit(count("most"))
_PUT_OFF = select(*NOTICE).where(
    _T.c.session.in_(many("sessions")),
    _UNRESOLVED,
    or_(_T.c.snoozed_until.is_not(None), _T.c.kind == NoticeKind.EXCEPTION_ASKED.value),
)
_SNOOZABLE = and_(_MINE, _T.c.session == value("about"), _T.c.kind.in_([kind.value for kind in SNOOZABLE]), _UNRESOLVED)
_SNOOZE = update(_T).where(_SNOOZABLE).values(snoozed_until=count("until"), nudge_at=count("until"))
_UNSNOOZE = update(_T).where(_SNOOZABLE, _T.c.snoozed_until.is_not(None)).values(snoozed_until=None)
_KNOWN = select(_T.c.key).where(_T.c.key.in_(many("keys")))
_AT_REST = {"todo": False, "edit_wanted": False, "lease_ms": 0}
_DROP = update(_T).where(_WHICH).values(delivery=Delivery.NONE.value, **_AT_REST)
_DUE_NUDGES = (
    select(*NOTICE)
    .where(_T.c.nudge_at <= count("now"), _UNRESOLVED)
    .order_by(_T.c.nudge_at, _T.c.id)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
)
_PLAN_NUDGE = (
    update(_T)
    .where(_WHICH)
    .values(nudge_at=count("next_at"), nudges=count("so_often"), snoozed_until=count("off_until"))
)
_MEETING = tables.sessions
_OUTLIVED = (
    select(*NOTICE)
    .join_from(_T, _MEETING, _T.c.session == _MEETING.c.id)
    .where(_T.c.kind == NoticeKind.CALENDAR_CHANGED.value, _UNRESOLVED, _MEETING.c.booked_end <= count("now"))
    .order_by(_T.c.created_at, _T.c.id)
)
_READ_ALL = update(_T).where(_MINE, _UNREAD).values(read_at=count("now"))
_READ = _READ_ALL.where(_T.c.id.in_(many("ids")))
_VOID = (
    update(_T)
    .where(_UNRESOLVED)
    .values(
        resolved_at=count("now"),
        nudge_at=None,
        snoozed_until=None,
        delivery=case((_T.c.delivery == Delivery.PENDING.value, Delivery.NONE.value), else_=_T.c.delivery),
        edit_wanted=_IN_FLIGHT,
        todo=_IN_FLIGHT,
    )
)
_RESOLVE = _VOID.where(_T.c.kind.in_(many("kinds"))).returning(_T.c.id, _T.c.person, _T.c.nudges)
_VOID_NUDGES = _VOID.where(_T.c.key.in_(many("keys")))
_DUE = (
    select(_T.c.id)
    .where(_T.c.todo, _T.c.due_at <= count("now"), _T.c.lease_ms <= NOW_MS)
    .order_by(_T.c.due_at, _T.c.id)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(_T)
    .where(_T.c.id.in_(select(_DUE.c.id)))
    .values(
        delivery=case((_IS_SENT, Delivery.SENT.value), else_=Delivery.SENDING.value),
        edit_wanted=False,
        attempt=_T.c.attempt + 1,
        lease_ms=LEASE_END,
    )
    .returning(*NOTICE)
)
# Who posted it while another, taken for dead, did the same, finds the other's message there.
_SENT = (
    update(_T)
    .where(_WHICH, or_(_T.c.ts.is_(None), _T.c.ts.in_([value("posted"), value("instead_of")])))
    .values(delivery=Delivery.SENT.value, todo=_T.c.edit_wanted, attempt=0, lease_ms=0)
)
_STAND = select(_T.c.id, _T.c.ts).where(_T.c.id.in_(many("ids")))
_RETRY = update(_T).where(_WHICH).values(due_at=count("again_at"), lease_ms=0)
# A message that is in Slack was delivered, whatever became of its redrawing.
_AFTERWARDS = case((_IS_SENT, Delivery.SENT.value), else_=Delivery.DEAD.value)
_GIVE_UP = update(_T).where(_WHICH).values(delivery=_AFTERWARDS, reason=value("why"), **_AT_REST)
_BACKLOG = select(func.count(), func.coalesce(func.max(count("now") - _T.c.due_at), 0)).where(
    _T.c.todo, _T.c.due_at <= count("now")
)
_DEAD = select(func.count()).where(_T.c.delivery == Delivery.DEAD.value)
_NEEDS_NO_ANSWER = _T.c.kind.not_in(sorted(kind.value for kind in NEEDS_ANSWER))
_PURGE = delete(_T).where(
    _T.c.created_at < count("before"),
    ~_T.c.todo,
    or_(
        _T.c.resolved_at.is_not(None),
        and_(_NEEDS_NO_ANSWER, or_(_T.c.read_at.is_not(None), _T.c.delivery == Delivery.DEAD.value)),
    ),
)


class SqlNotices:
    """See ``Notices``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, notices: Sequence[Notice]) -> None:
        """Insert them; a key that exists is left as it is."""
        rows = [notice_row(notice) for notice in notices]
        if rows:
            await self._transaction.run(lambda db: db.all(_ADD, rows))

    async def of(self, person: PersonKey, *, unread_only: bool, limit: int, skip: int = 0) -> tuple[Notice, ...]:
        """Return a page of the inbox."""
        statement = _UNREAD_INBOX if unread_only else _INBOX
        parameters = {"whose": person, "most": limit, "skipped": skip}
        return tuple(map(notice_from, await self._transaction.all(statement, parameters)))

    async def get(self, notice: NoticeId) -> Notice:
        """Return it. Raises NotFound."""
        row = await self._transaction.one(_GET, {"id": notice})
        if row is None:
            raise NotFound(what="notice")
        return notice_from(row)

    async def count(self, person: PersonKey) -> tuple[int, int]:
        """Return (needs an answer, unread)."""
        row = await self._transaction.one(_COUNT, {"whose": person})
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    async def mark_read(self, person: PersonKey, notices: Sequence[NoticeId] | None, now: int) -> int:
        """Mark these (None: all) of the person's as read."""
        if notices is None:
            return await self._transaction.change(_READ_ALL, {"whose": person, "now": now})
        return await self._transaction.change(_READ, {"whose": person, "now": now, "ids": list(notices)})

    async def resolve(
        self,
        now: int,
        *,
        kinds: Sequence[NoticeKind],
        person: PersonKey | None = None,
        session: SessionId | None = None,
        connection: ConnectionId | None = None,
        notice: NoticeId | None = None,
    ) -> int:
        """Mark as answered or void. Raises ValueError when nothing narrows it down."""
        wanted = {"person": person, "session": session, "connection": connection, "id": notice}
        narrowed = {name: key for name, key in wanted.items() if key is not None}
        if not narrowed:
            msg = "say whose notices, or about what"
            raise ValueError(msg)
        statement = _RESOLVE.where(*(_T.c[name] == value(f"of_{name}") for name in narrowed))
        parameters: dict[str, Any] = {f"of_{name}": key for name, key in narrowed.items()}
        parameters |= {"kinds": [kind.value for kind in kinds], "now": now}
        return await self._transaction.run(lambda db: _resolve(db, statement, parameters))

    async def waiting(self, person: PersonKey, limit: int) -> tuple[Notice, ...]:
        """Return what needs the person's answer now."""
        return tuple(map(notice_from, await self._transaction.all(_WAITING, {"whose": person, "most": limit})))

    async def outlived(self, now: int) -> tuple[Notice, ...]:
        """Return open questions about a change in Google whose meeting is over where it was booked."""
        return tuple(map(notice_from, await self._transaction.all(_OUTLIVED, {"now": now})))

    async def put_off(self, sessions: Sequence[SessionId]) -> tuple[Notice, ...]:
        """Return what is snoozed about these sessions, and the exceptions asked for in them."""
        if not sessions:
            return ()
        return tuple(map(notice_from, await self._transaction.all(_PUT_OFF, {"sessions": list(sessions)})))

    async def snooze(self, person: PersonKey, session: SessionId, until: int) -> int:
        """Put off what waits for the person in this session."""
        return await self._transaction.change(_SNOOZE, {"whose": person, "about": session, "until": until})

    async def unsnooze(self, person: PersonKey, session: SessionId) -> int:
        """What was put off waits again."""
        return await self._transaction.change(_UNSNOOZE, {"whose": person, "about": session})

    async def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the keys that were told already."""
        return frozenset(row[0] for row in await self._transaction.all(_KNOWN, {"keys": list(keys)}))

    async def drop(self, notice: NoticeId) -> None:
        """It stays in the inbox only."""
        await self._transaction.change(_DROP, {"which": notice})

    async def due_nudges(self, now: int, limit: int) -> tuple[Notice, ...]:
        """Return what is to be called to mind, held."""
        return tuple(map(notice_from, await self._transaction.all(_DUE_NUDGES, {"now": now, "most": limit})))

    async def plan_nudge(self, notice: Notice) -> None:
        """Store when it is called to mind next."""
        parameters = {
            "which": notice.id,
            "next_at": notice.nudge_at,
            "so_often": notice.nudges,
            "off_until": notice.snoozed_until,
        }
        await self._transaction.change(_PLAN_NUDGE, parameters)

    async def claim_due(self, now: int, limit: int, lease_seconds: float) -> tuple[Notice, ...]:
        """Claim what is to be sent (``sending``) or redrawn (``sent``, ``edit_wanted``), longest due first."""
        parameters = {"now": now, "most": limit}
        rows = await self._transaction.run(lambda db: db.all(_CLAIM, {**parameters, **db.lease(lease_seconds)}))
        claimed = (notice_from(row) for row in rows)
        redrawn = (replace(one, edit_wanted=one.delivery is Delivery.SENT) for one in claimed)
        return tuple(sorted(redrawn, key=lambda one: (one.due_at, one.id)))

    async def sent(self, posted: Sequence[Posted]) -> frozenset[Posted]:
        """They are in Slack; a change wished for meanwhile stays to be drawn. Missing: another message stands for it.

        The rows are met in the order of their ids: two processes that do this never wait for one another in a circle.
        """
        rows = [
            {"which": one.notice, "channel": one.channel, "ts": one.ts}
            | {"posted": one.ts, "instead_of": one.instead_of or one.ts}
            for one in sorted(posted, key=lambda one: one.notice)
        ]

        def store(db: Statements) -> frozenset[Posted]:
            db.change(_SENT, rows)
            standing = {(row.id, row.ts) for row in db.all(_STAND, {"ids": [one.notice for one in posted]})}
            return frozenset(one for one in posted if (one.notice, one.ts) in standing)

        return await self._transaction.run(store)

    async def retry(self, notice: NoticeId, due_at: int) -> None:
        """Try again at ``due_at``."""
        await self._transaction.change(_RETRY, {"which": notice, "again_at": due_at})

    async def give_up(self, notice: NoticeId, reason: str) -> None:
        """Terminal for what was claimed: ``dead``, or left in Slack as it was drawn last."""
        await self._transaction.change(_GIVE_UP, {"which": notice, "why": reason})

    async def backlog(self, now: int) -> tuple[int, int, int]:
        """Return (due and waiting, age of the oldest in seconds, dead)."""

        def measure(db: Statements) -> tuple[int, int, int]:
            waiting, dead = db.all(_BACKLOG, {"now": now})[0], db.all(_DEAD)[0]
            return int(waiting[0]), int(waiting[1]), int(dead[0])

        return await self._transaction.run(measure)

    async def purge(self, before: int) -> int:
        """Delete what was told before the instant and has been read or answered, or given up."""
        return await self._transaction.change(_PURGE, {"before": before})


def _resolve(db: Statements, statement: Any, parameters: dict[str, Any]) -> int:  # noqa: ANN401 - an UPDATE
    """Resolve, and with what is answered what called it to mind: its keys follow from how often that happened."""
    rows = db.all(statement, parameters)
    keys = [nudge_key(row.id, row.person, number) for row in rows for number in range(1, row.nudges + 1)]
    if keys:
        db.change(_VOID_NUDGES, {"keys": keys, "now": parameters["now"]})
    return len(rows)
