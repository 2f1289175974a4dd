"""Repositories about people: installations, persons, calendar accounts, links, connections, grants, blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.accounts import Access, CalendarAccount, LinkState
from core.domain.connections import Connection
from core.domain.grants import Grant
from core.domain.ids import AccountId, ConnectionId, InstallationKey, PersonKey, SessionId
from core.domain.installations import Installation
from core.domain.people import Person
from core.domain.rights.connecting import Standing
from core.domain.rights.negotiating import Side


@dataclass(frozen=True, slots=True)
class Pair:
    """A connection with both sides, read in one statement."""

    connection: Connection
    one: Side
    two: Side

    def side(self, person: PersonKey) -> Side:
        """Return this person's side; raises KeyError for anybody else."""
        for side in (self.one, self.two):
            if side.key == person:
                return side
        raise KeyError(person)

    def other(self, person: PersonKey) -> Side:
        """Return the side that isn't this person's."""
        return self.two if self.one.key == person else self.one


@dataclass(frozen=True, slots=True)
class Footing:
    """What a session would stand on: how many are open, the one of the same request, what ``Reveals.count`` says."""

    pair: Pair
    open_sessions: int
    same: SessionId | None
    shown: tuple[int, int | None]
    done: tuple[str, SessionId] | None = None
    """The fingerprint and session that the request's key led to before."""


class Installations(Protocol):
    """Slack installations; tokens are encrypted at rest."""

    async def get(self, key: InstallationKey) -> Installation:
        """Return it. Raises NotFound (also once uninstalled, and when no key opens its token)."""
        ...

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        """Return the installation that serves this team: its own, else the organisation's."""
        ...

    async def put(self, installation: Installation) -> None:
        """Insert or replace it (a reinstall replaces).

        Raises GoogleNotSetUp when there is a token and no encryption key; one without a token needs none.
        """
        ...

    async def uninstall(self, key: InstallationKey, now: int) -> None:
        """Delete its token and its people's calendar tokens at once and remember when; its data goes later."""
        ...

    async def uninstalled_before(self, now: int) -> tuple[InstallationKey, ...]:
        """Return those uninstalled before the instant and not yet forgotten."""
        ...

    async def forget(self, key: InstallationKey) -> None:
        """Delete the installation and everything that belongs to its people."""
        ...

    async def rewrap(self, limit: int) -> int:
        """Re-encrypt up to ``limit`` tokens with the newest key; returns how many were."""
        ...


class People(Protocol):
    """Persons."""

    async def get(self, key: PersonKey) -> Person:
        """Return the person. Raises NotFound."""
        ...

    async def find(self, key: PersonKey) -> Person | None:
        """Return the person if Perin knows them."""
        ...

    async def find_many(self, keys: Sequence[PersonKey]) -> dict[PersonKey, Person]:
        """Return those of the keys that are known, in one statement."""
        ...

    async def add(self, person: Person) -> Person:
        """Insert the person, or return the stored one when another request was first."""
        ...

    async def save(self, person: Person) -> Person:
        """Store changes under the version read; returns it with the new version. Raises StaleVersion."""
        ...

    async def due_digests(self, now: int, limit: int) -> tuple[Person, ...]:
        """Return people whose digest is due by now or was never planned, locked for this unit of work."""
        ...

    async def plan_digest(self, key: PersonKey, at: int) -> None:
        """Remember when the person's next digest is due; their version stays."""
        ...

    async def delete(self, key: PersonKey) -> None:
        """Delete the person and all their rows; in the trails of others stands ``FORMER_MEMBER``."""
        ...


class Accounts(Protocol):
    """Calendar accounts; the refresh token is encrypted with its owner inside the plaintext."""

    async def find(self, person: PersonKey) -> CalendarAccount | None:
        """Return the person's account."""
        ...

    async def access(self, person: PersonKey) -> Access:
        """Return what a calendar call needs.

        Raises CalendarNotLinked, and CalendarBroken when the token can't be decrypted or belongs to somebody else.
        """
        ...

    async def accesses(self, people: Sequence[PersonKey]) -> tuple[Access, ...]:
        """Return the same for several people, in their order and in one statement. Raises as ``access``."""
        ...

    async def link(self, account: CalendarAccount, refresh_token: str) -> CalendarAccount:
        """Insert or replace the person's account.

        Raises AccountTaken when another person of the workspace holds it.
        """
        ...

    async def save(self, account: CalendarAccount) -> CalendarAccount:
        """Store choices and state under the version read. Raises StaleVersion."""
        ...

    async def replace_token(self, account: AccountId, person: PersonKey, refresh_token: str) -> None:
        """Store a refresh token that Google rotated."""
        ...

    async def pause(self, account: AccountId, until: int) -> None:
        """Nobody calls Google for this account before ``until`` (epoch seconds); a longer pause stands."""
        ...

    async def take_unchecked(self, every_seconds: float, spread_seconds: float, limit: int) -> tuple[PersonKey, ...]:
        """Claim linked accounts that nobody checked for so long, longest unchecked first; two callers never the same.

        The next turn of those claimed comes ``spread_seconds`` earlier, so that not all come due at once.
        """
        ...

    async def unlink(self, person: PersonKey) -> None:
        """Delete the account and its token."""
        ...

    async def rewrap(self, limit: int) -> int:
        """Re-encrypt up to ``limit`` tokens with the newest key; returns how many were."""
        ...


class Links(Protocol):
    """One-time links. Every consume is one conditional statement: of many racers one wins."""

    async def add(self, link: LinkState) -> None:
        """Store a new calendar link."""
        ...

    async def get(self, token_hash: str, now: int) -> LinkState:
        """Return a link still valid. Raises LinkInvalid."""
        ...

    async def bind(self, token_hash: str, *, browser_hash: str, verifier: str, now: int) -> LinkState:
        """Tie the link to one browser, once. Raises LinkInvalid when it is bound, used or too old."""
        ...

    async def park(self, token_hash: str, *, browser_hash: str, pending: str, now: int) -> LinkState:
        """Store the consent's encrypted result for the last page, once. Raises LinkInvalid."""
        ...

    async def consume(self, token_hash: str, *, browser_hash: str, now: int) -> LinkState:
        """Take the link and delete it. Raises LinkInvalid."""
        ...

    async def add_install_state(self, state_hash: str, expires_at: int) -> None:
        """Store the state of a Slack installation."""
        ...

    async def consume_install_state(self, state_hash: str, now: int) -> bool:
        """Take it, once; False when it is unknown, used or too old."""
        ...

    async def purge(self, now: int) -> int:
        """Delete what expired; returns how many."""
        ...


class Connections(Protocol):
    """Connections.

    In a unit of work that may write, ``get``, ``pair``, ``pair_between`` and ``standing`` hold the connection until the
    unit ends: whoever else decides on it, its grants or its sessions waits there, and reads what was committed.
    """

    async def get(self, connection: ConnectionId) -> Connection:
        """Return it. Raises NotFound."""
        ...

    async def pair(self, connection: ConnectionId) -> Pair:
        """Return it with both sides, the inviter's first; no stored grant is an empty one. Raises NotFound."""
        ...

    async def pairs(self, connections: Sequence[ConnectionId]) -> dict[ConnectionId, Pair]:
        """Return several with both sides, in one statement; none of them is held."""
        ...

    async def pair_between(self, one: PersonKey, two: PersonKey) -> Pair | None:
        """Return the live connection of two persons with both sides."""
        ...

    async def footing(
        self, viewer: PersonKey, other: PersonKey, *, fingerprint: str, since: int, is_held: bool, key: str = ""
    ) -> Footing | None:
        """Return what a request of the viewer's to the other stands on, in one statement; None when not connected.

        What was shown counts after ``since``. ``is_held``: it is held until the unit ends. ``key``: in ``SCHEDULE``.
        """
        ...

    async def standing(self, inviter: PersonKey, invited: PersonKey) -> Standing:
        """Return how two persons stand to each other."""
        ...

    async def of(self, person: PersonKey) -> tuple[Pair, ...]:
        """Return the person's live connections, newest first."""
        ...

    async def add(self, connection: Connection) -> Connection:
        """Insert it.

        Raises CrossingInvite or AlreadyConnected (fact ``connection``) when a live one exists for the pair.
        """
        ...

    async def save(self, connection: Connection) -> Connection:
        """Store changes under the version read. Raises StaleVersion."""
        ...

    async def expired(self, now: int, limit: int) -> tuple[Connection, ...]:
        """Return pending invites whose time is over, locked for this unit of work."""
        ...


class Grants(Protocol):
    """Grants; the key is (connection, grantor): one side never overwrites the other."""

    async def find(self, connection: ConnectionId, grantor: PersonKey) -> Grant | None:
        """Return one side's grant."""
        ...

    async def add(self, grant: Grant) -> Grant:
        """Insert a side's first grant. Raises StaleVersion when there is one."""
        ...

    async def save(self, grant: Grant) -> Grant:
        """Store changes under the version read. Raises StaleVersion."""
        ...


class Blocks(Protocol):
    """Blocks, directed."""

    async def add(self, blocker: PersonKey, blocked: PersonKey, now: int) -> bool:
        """Block; False when it was so already."""
        ...

    async def remove(self, blocker: PersonKey, blocked: PersonKey) -> bool:
        """Unblock; False when there was no block."""
        ...

    async def by(self, blocker: PersonKey) -> tuple[PersonKey, ...]:
        """Return whom this person blocks."""
        ...
