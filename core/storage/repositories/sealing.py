"""Key rotation of sealed tokens: the same for every table that has ``token_sealed`` and ``sealed_with``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, select, update

from core.storage.crypto import Unreadable, Vault
from core.storage.repositories.sql import count, value
from core.storage.transaction import Statements

LOST = "lost:"
"""Prefix of ``sealed_with`` when no key opened the token: it isn't tried again until the newest key changes."""


def rewrap(db: Statements, vault: Vault, table: Table, key: Column[str], limit: int) -> int:
    """Seal up to ``limit`` tokens of ``table`` with the newest key; returns how many were. Nothing without keys."""
    if not vault.newest:
        return 0
    old = (
        select(key, table.c.token_sealed)
        .where(
            table.c.token_sealed.is_not(None),
            table.c.sealed_with.not_in([vault.newest, LOST + vault.newest]),
        )
        .limit(count("most"))
        .with_for_update(skip_locked=True)
    )
    store = update(table).where(key == value("which"))
    done = 0
    for which, sealed in db.all(old, {"most": limit}):
        changes: dict[str, Any] = {"sealed_with": LOST + vault.newest}
        try:
            changes = {"token_sealed": vault.rewrap(sealed), "sealed_with": vault.newest}
            done += 1
        except Unreadable:
            pass
        db.change(store, {"which": which, **changes})
    return done
