"""What one act tells: the notices, card wishes and audit rows of one transaction, collected before they are written.

Decide, then do: a use case or the booking fills a ``Telling``, one step writes it, so that nothing is told that wasn't
committed and nothing is committed that isn't told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from core.domain.audit import AuditEntry
from core.domain.errors import Fact
from core.domain.ids import ConnectionId, NoticeId, PersonKey, SessionId
from core.domain.notices import BOOKINGS, NUDGED, Delivery, Notice, NoticeKind, due_at, has_own_dm
from core.domain.nudging import UNLIMITED_SECONDS, next_nudge
from core.domain.people import Person
from core.domain.sessions import UNDO_SECONDS, Session, SessionKind


@dataclass(slots=True)
class Telling:
    """A collector for one act at ``now`` (epoch seconds)."""

    now: int
    notices: list[Notice] = field(default_factory=list)
    cards: dict[SessionId, dict[PersonKey, int]] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    homes: set[PersonKey] = field(default_factory=set)
    """Whose App Home shows something else now, beside those in whose trail something is recorded."""
    circles: set[PersonKey] = field(default_factory=set)
    """Of whom something is new to all they are connected with: paused, linked or not. Their Homes show it, too."""

    def home(self, person: PersonKey) -> None:
        """Ask that the person's App Home, if it is open, is drawn anew although their trail says nothing of it."""
        self.homes.add(person)

    def circle(self, person: PersonKey) -> None:
        """Ask the same of all who are connected with the person."""
        self.circles.add(person)

    def notice(
        self,
        person: Person,
        kind: NoticeKind,
        *,
        about: str,
        other: PersonKey | None = None,
        connection: ConnectionId | None = None,
        session: Session | None = None,
        facts: dict[str, Fact] | None = None,
        own_dm: bool | None = None,
    ) -> None:
        """Add a notice. ``about`` makes its key unique: the row's id and the generation or round it speaks of.

        ``own_dm`` overrides whether the kind sends a message of its own. A deactivated person is told nothing.
        """
        if person.is_deactivated:
            return
        key = f"{about}:{kind.value}:{person.key}"
        wants_dm = has_own_dm(kind, person.settings) if own_dm is None else own_dm
        slot = None if session is None else session.booked_slot or session.accepted_slot
        due = due_at(person.settings, person.time_zone, self.now, meeting_start=slot.start if slot else None)
        expires_at = _expiry(kind, session, facts or {}, self.now)
        self.home(person.key)
        self.notices.append(
            Notice(
                id=NoticeId(hashlib.sha256(key.encode()).hexdigest()[:32]),
                key=key,
                person=person.key,
                kind=kind,
                created_at=self.now,
                due_at=due,
                other=other,
                connection=connection,
                session=None if session is None else session.id,
                facts=facts or {},
                delivery=Delivery.PENDING if wants_dm else Delivery.NONE,
                nudge_at=_undo_over(kind, session)
                if expires_at is None
                else next_nudge(person, sent=0, now=due, expires_at=expires_at),
            )
        )

    def card(
        self, person: Person, session: Session, *, actor: PersonKey | None = None, soonest: int | None = None
    ) -> None:
        """Ask that the person's card shows the newest state.

        A first post to somebody who didn't act waits for their day, unless the ``soonest`` slot can't wait that long.
        When a session that was to move a meeting has ended, that meeting's own card no longer says so.
        """
        if person.is_deactivated:
            return
        due = (
            self.now
            if person.key == actor
            else due_at(person.settings, person.time_zone, self.now, meeting_start=soonest)
        )
        self.cards.setdefault(session.id, {})[person.key] = due
        if session.replaces is not None and session.ended_at is not None:
            self.cards.setdefault(session.replaces, {}).setdefault(person.key, due)

    def record(
        self,
        people: tuple[PersonKey, ...],
        action: str,
        subject: str,
        *,
        actor: PersonKey,
        authority: str,
        facts: dict[str, Fact] | None = None,
        authorities: dict[PersonKey, str] | None = None,
        private: dict[PersonKey, dict[str, Fact]] | None = None,
    ) -> None:
        """Add one audit row to the trail of each of ``people``, each naming the other of two.

        ``authorities`` says by whose leave for those to whom it is not ``authority``; ``private`` are facts that stand
        in one person's trail only.
        """
        for person in people:
            other = next((key for key in people if key != person), None)
            self.audit.append(
                AuditEntry(
                    person=person,
                    actor=actor,
                    action=action,
                    subject=subject,
                    at=self.now,
                    authority=(authorities or {}).get(person, authority),
                    other=other,
                    facts={**(facts or {}), **(private or {}).get(person, {})},
                )
            )


def offer_kind(session: Session) -> NoticeKind:
    """Return what tells of slots: they are to be chosen from, or, where nothing is ever booked, only looked at."""
    return NoticeKind.TIMES_FOR_YOU if session.kind is SessionKind.PROPOSAL_ONLY else NoticeKind.SLOTS_FOR_YOU


def _undo_over(kind: NoticeKind, session: Session | None) -> int | None:
    """Return when the card of what was booked without a click must be drawn anew, without *Undo* (epoch seconds)."""
    if kind not in BOOKINGS or session is None or not session.booked_auto or session.booked_at is None:
        return None
    return session.booked_at + UNDO_SECONDS


def _expiry(kind: NoticeKind, session: Session | None, facts: dict[str, Fact], now: int) -> int | None:
    """Return until when a question of this kind can be answered (epoch seconds), None for what is never nudged."""
    if kind not in NUDGED:
        return None
    if session is not None:
        return session.expires_at
    told = facts.get("expires_at")
    return told if isinstance(told, int) else now + UNLIMITED_SECONDS
