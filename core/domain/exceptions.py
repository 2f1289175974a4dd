"""What would help when no slot suits both, as something a person can choose: by key, and by whose leave."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from core.domain.allowances import Allowance
from core.domain.errors import RelaxationGone
from core.domain.ids import PersonKey
from core.domain.sessions import Session
from core.scheduling.asking import Request
from core.scheduling.explain import Relaxation
from core.scheduling.intervals import intervals_of, merge_pairs, pairs_of
from core.scheduling.relaxing import SHARED, relax


class Whose(StrEnum):
    """Whose leave a relaxation needs: the asker's own, none but the request's change, the other's, or both people's."""

    MINE = "mine"
    REQUEST = "request"
    THEIRS = "theirs"
    BOTH = "both"


def whose(relaxation: Relaxation) -> Whose:
    """Return whose leave a relaxation needs, as it was told to the asker: others' rules by category only.

    A rule that both would have to relax is named, for its value is the asker's own.
    """
    if relaxation.participant is not None:
        return Whose.THEIRS if relaxation.rule is None else Whose.MINE
    return Whose.BOTH if relaxation.rule is None or relaxation.rule in SHARED else Whose.REQUEST


def relaxation_key(relaxation: Relaxation) -> str:
    """Return the key by which the asker chooses it, unique in a session.

    ``mine:minimum_notice``, ``request:length``, ``theirs:notice``, ``both:notice``.
    """
    owner = whose(relaxation)
    by_category = owner is Whose.BOTH or relaxation.rule is None
    return f"{owner.value}:{relaxation.category if by_category else relaxation.rule}"


def changed_request(session: Session, relaxation: Relaxation) -> Session:
    """Return the session asking for what the relaxation says instead: a shorter length, or a wider window.

    Raises RelaxationGone for a rule that isn't the request's.
    """
    if relaxation.to_value is None:
        raise RelaxationGone(session=session.id)
    if relaxation.rule == "length":
        return replace(session, length_minutes=relaxation.to_value // 60)
    if relaxation.rule == "window":
        asked = Request(now=0, length=session.length_minutes * 60, window=session.window)
        _, wider = relax((), asked, (None, "window"), relaxation.to_value)
        # What was typed no longer says where the meeting may lie.
        return replace(session, window=intervals_of(merge_pairs(pairs_of(wider.window))), phrase="")
    raise RelaxationGone(session=session.id)


def with_allowance(session: Session, person: PersonKey, rule: str | None, value: int | None) -> Session:
    """Return the session with one more exception of ``person``'s own; raises RelaxationGone when it says nothing."""
    if rule is None or value is None:
        raise RelaxationGone(session=session.id)
    return replace(session, allowances=(*session.allowances, Allowance(person=person, rule=rule, value=value)))
