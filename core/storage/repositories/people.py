"""Persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_, select, update

from core.domain.errors import NotFound, StaleVersion
from core.domain.ids import PersonKey
from core.domain.people import Person
from core.storage.repositories.forgetting import forget_person
from core.storage.repositories.sql import count, insert, many, update_version, value
from core.storage.rows.people import PERSON, person_from, person_row
from core.storage.tables import people
from core.storage.transaction import Statements, Transaction

_GET = select(*PERSON).where(people.c.key == value("key"))
_FIND_MANY = select(*PERSON).where(people.c.key.in_(many("keys")))
_DUE_DIGESTS = (
    select(*PERSON)
    .where(or_(people.c.digest_at.is_(None), people.c.digest_at <= count("now")))
    .order_by(people.c.digest_at, people.c.key)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
)
_PLAN_DIGEST = update(people).where(people.c.key == value("which")).values(digest_at=count("due"))
_ADD = insert(people).on_conflict_do_nothing()
_SAVE = update_version(people, people.c.key)


class SqlPeople:
    """See ``People``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, key: PersonKey) -> Person:
        """Return the person. Raises NotFound."""
        person = await self.find(key)
        if person is None:
            raise NotFound(what="person")
        return person

    async def find(self, key: PersonKey) -> Person | None:
        """Return the person if Perin knows them."""
        row = await self._transaction.one(_GET, {"key": key})
        return None if row is None else person_from(row)

    async def find_many(self, keys: Sequence[PersonKey]) -> dict[PersonKey, Person]:
        """Return those that are known."""
        rows = await self._transaction.all(_FIND_MANY, {"keys": list(keys)})
        return {person.key: person for person in map(person_from, rows)}

    async def add(self, person: Person) -> Person:
        """Insert the person, or return the stored one."""
        parameters = {**person_row(person), "key": person.key, "version": person.version}

        def insert_or_read(db: Statements) -> Person:
            if db.change(_ADD, parameters):
                return person
            row = db.one(_GET, {"key": person.key})
            if row is None:
                raise StaleVersion
            return person_from(row)

        return await self._transaction.run(insert_or_read)

    async def save(self, person: Person) -> Person:
        """Store changes under the version read. Raises StaleVersion."""
        parameters = {**person_row(person), "which": person.key, "was": person.version}
        if not await self._transaction.change(_SAVE, parameters):
            raise StaleVersion
        return replace(person, version=person.version + 1)

    async def due_digests(self, now: int, limit: int) -> tuple[Person, ...]:
        """Return people whose digest is due, or was never planned, held."""
        return tuple(map(person_from, await self._transaction.all(_DUE_DIGESTS, {"now": now, "most": limit})))

    async def plan_digest(self, key: PersonKey, at: int) -> None:
        """Remember when the next digest is due."""
        await self._transaction.change(_PLAN_DIGEST, {"which": key, "due": at})

    async def delete(self, key: PersonKey) -> None:
        """Delete the person and all their rows."""
        await self._transaction.run(lambda db: forget_person(db, key))
