"""What a new round of slots tells the two people, whoever's press it came from."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.sessions import Session
from core.domain.telling import Telling, offer_kind
from core.scheduling.intervals import Interval
from core.storage.protocols_people import Pair


def tell_round(
    pair: Pair,
    before: Session,
    moved: Session,
    slots: tuple[Interval, ...],
    *,
    sender: PersonKey,
    actor: PersonKey,
    now: int,
) -> Telling:
    """Return what is told when ``sender``'s side sent ``slots`` because ``actor`` pressed; ``before`` is without them.

    The receiver is asked to choose, or only shown the times; whoever had accepted an earlier slot learns that it is
    void, unless it was they who pressed.
    """
    telling, theirs = Telling(now), pair.other(sender)
    telling.card(pair.side(sender).person, moved, actor=actor)
    telling.card(theirs.person, moved, actor=actor, soonest=min(slot.start for slot in slots))
    about = f"{moved.id}:{moved.round}"
    telling.notice(
        theirs.person,
        offer_kind(moved),
        about=about,
        other=sender,
        connection=moved.connection,
        session=moved,
    )
    if before.accepted_by is not None and before.accepted_by != actor:
        telling.notice(
            pair.side(before.accepted_by).person,
            NoticeKind.ACCEPT_VOIDED,
            about=about,
            other=moved.counterpart(before.accepted_by),
            connection=moved.connection,
            session=moved,
        )
    telling.record(
        (moved.asker, moved.other),
        "session.proposed",
        moved.id,
        actor=actor,
        authority="click",
        facts={"round": moved.round},
    )
    return telling
