"""One-time links: each step is one conditional statement, so of many racers one wins."""

from __future__ import annotations

from sqlalchemy import and_, delete, select, update

from core.domain.accounts import LinkState
from core.domain.errors import LinkInvalid
from core.storage.crypto import Unreadable, Vault
from core.storage.repositories.sql import count, insert, value
from core.storage.tables import install_states, links
from core.storage.transaction import AnyRow, Statements, Transaction

_PURPOSE = "pkce verifier"

_COLUMNS = (
    links.c.token_hash,
    links.c.person,
    links.c.expires_at,
    links.c.browser_hash,
    links.c.verifier_sealed,
    links.c.pending,
)
_VALID = and_(links.c.token_hash == value("which"), links.c.expires_at > count("now"))
_IN_BROWSER = and_(_VALID, links.c.browser_hash == value("browser"))

_ADD = insert(links)
_GET = select(*_COLUMNS).where(_VALID)
_BIND = (
    update(links)
    .where(_VALID, links.c.browser_hash.is_(None))
    .values(browser_hash=value("browser"), verifier_sealed=value("sealed"))
    .returning(*_COLUMNS)
)
_PARK = update(links).where(_IN_BROWSER, links.c.pending.is_(None)).values(pending=value("parked")).returning(*_COLUMNS)
_CONSUME = delete(links).where(_IN_BROWSER).returning(*_COLUMNS)
_ADD_STATE = insert(install_states)
_CONSUME_STATE = (
    delete(install_states)
    .where(install_states.c.state_hash == value("which"), install_states.c.expires_at > count("now"))
    .returning(install_states.c.state_hash)
)
_PURGE = (
    delete(links).where(links.c.expires_at <= count("now")),
    delete(install_states).where(install_states.c.expires_at <= count("now")),
)


class SqlLinks:
    """See ``Links``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def add(self, link: LinkState) -> None:
        """Store a new calendar link, not yet bound to a browser."""
        parameters = {"token_hash": link.token_hash, "person": link.person, "expires_at": link.expires_at}
        await self._transaction.change(_ADD, parameters)

    async def get(self, token_hash: str, now: int) -> LinkState:
        """Return a link still valid. Raises LinkInvalid."""
        return self._opened(await self._transaction.one(_GET, {"which": token_hash, "now": now}))

    async def bind(self, token_hash: str, *, browser_hash: str, verifier: str, now: int) -> LinkState:
        """Tie the link to one browser, once. Raises LinkInvalid, GoogleNotSetUp."""
        sealed = self._vault.seal(_PURPOSE, token_hash, verifier)
        parameters = {"which": token_hash, "browser": browser_hash, "sealed": sealed, "now": now}
        return self._opened(await self._transaction.one(_BIND, parameters))

    async def park(self, token_hash: str, *, browser_hash: str, pending: str, now: int) -> LinkState:
        """Store the consent's encrypted result, once. Raises LinkInvalid."""
        parameters = {"which": token_hash, "browser": browser_hash, "parked": pending, "now": now}
        return self._opened(await self._transaction.one(_PARK, parameters))

    async def consume(self, token_hash: str, *, browser_hash: str, now: int) -> LinkState:
        """Take the link and delete it. Raises LinkInvalid."""
        parameters = {"which": token_hash, "browser": browser_hash, "now": now}
        return self._opened(await self._transaction.one(_CONSUME, parameters))

    async def add_install_state(self, state_hash: str, expires_at: int) -> None:
        """Store the state of a Slack installation."""
        await self._transaction.change(_ADD_STATE, {"state_hash": state_hash, "expires_at": expires_at})

    async def consume_install_state(self, state_hash: str, now: int) -> bool:
        """Take it, once."""
        return await self._transaction.one(_CONSUME_STATE, {"which": state_hash, "now": now}) is not None

    async def purge(self, now: int) -> int:
        """Delete what expired."""

        def delete_expired(db: Statements) -> int:
            return sum(db.change(statement, {"now": now}) for statement in _PURGE)

        return await self._transaction.run(delete_expired)

    def _opened(self, row: AnyRow | None) -> LinkState:
        if row is None:
            raise LinkInvalid
        token_hash, person, expires_at, browser_hash, sealed, pending = row
        try:
            verifier = None if sealed is None else self._vault.open(_PURPOSE, token_hash, sealed)
        except Unreadable as error:
            raise LinkInvalid from error
        return LinkState(token_hash, person, expires_at, browser_hash, verifier, pending)
