"""Forgetting people: their rows go by foreign key; where other people's rows name them, the name goes.

The other side's audit trail keeps its entries and numbers, with "a former member" where the name stood.
"""

from __future__ import annotations

from sqlalchemy import Text, case, delete, func, literal, or_, select, update

from core.domain.audit import FORMER_MEMBER
from core.domain.ids import InstallationKey, PersonKey
from core.domain.notices import NEEDS_ANSWER
from core.storage.repositories.sql import count, value
from core.storage.sql_time import NOW
from core.storage.tables import audit, installations, notices, people, quotas
from core.storage.transaction import Statements

_QUOTED, _FORMER = value("quoted"), literal(f'"{FORMER_MEMBER}"', Text)

_AUDIT = (
    update(audit)
    .where(or_(audit.c.actor == value("who"), audit.c.other == value("who")))
    .values(
        actor=case((audit.c.actor == value("who"), FORMER_MEMBER), else_=audit.c.actor),
        other=case((audit.c.other == value("who"), FORMER_MEMBER), else_=audit.c.other),
        # The facts are JSON text: the key stands there in quotes.
        facts=func.replace(audit.c.facts, _QUOTED, _FORMER),
    )
)
_NOTICES = (
    update(notices)
    .where(notices.c.other == value("who"))
    .values(
        facts=func.replace(notices.c.facts, _QUOTED, _FORMER),
        # Nobody is left to answer to.
        resolved_at=case(
            (
                notices.c.kind.in_([kind.value for kind in sorted(NEEDS_ANSWER)]),
                func.coalesce(notices.c.resolved_at, NOW),
            ),
            else_=notices.c.resolved_at,
        ),
    )
)
_QUOTAS = delete(quotas).where(quotas.c.person == value("who"))
_PERSON = delete(people).where(people.c.key == value("who"))
_MEMBERS = (
    select(people.c.key).where(people.c.installation == value("which")).order_by(people.c.key).limit(count("most"))
)
_INSTALLATION = delete(installations).where(installations.c.key == value("which"))
_BATCH = 200


def forget_person(db: Statements, key: PersonKey) -> None:
    """Delete the person with everything they own, connections and meetings included."""
    who = {"who": key}
    named = {**who, "quoted": f'"{key}"'}
    db.change(_AUDIT, named)
    db.change(_NOTICES, {**named, **db.clock()})
    db.change(_QUOTAS, who)
    db.change(_PERSON, who)


def forget_installation(db: Statements, key: InstallationKey) -> None:
    """Delete the installation and, one by one, its people."""
    while members := db.all(_MEMBERS, {"which": key, "most": _BATCH}):
        for member in members:
            forget_person(db, member[0])
    db.change(_INSTALLATION, {"which": key})
