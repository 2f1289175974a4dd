"""Secrets at rest: a ring of Fernet keys, and inside each ciphertext whose secret it is and what for.

Fernet has no associated data, so a ciphertext copied into another row would decrypt there. The plaintext
therefore names its purpose and owner, which are compared after decrypting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from core.domain.errors import GoogleNotSetUp


class Unreadable(Exception):
    """No key opens it, or it was sealed for another purpose or owner. Never leaves ``core.storage``."""


class Vault:
    """Seals and opens secrets. ``keys`` are Fernet keys, newest first; without any, nothing can be stored.

    Raises ValueError when a key is not 32 URL-safe base64 bytes; the key is not repeated.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            ring = [Fernet(key) for key in keys]
        except ValueError:
            msg = "an encryption key must be 32 url-safe base64-encoded bytes"
            raise ValueError(msg) from None
        self._ring = MultiFernet(ring) if ring else None
        self.newest = hashlib.sha256(keys[0].encode()).hexdigest()[:12] if keys else ""
        """Names the newest key without telling it: rows sealed with another one are to be sealed again."""

    def seal(self, purpose: str, owner: str, text: str) -> str:
        """Encrypt ``text`` for one purpose and owner. Raises GoogleNotSetUp without keys."""
        if self._ring is None:
            raise GoogleNotSetUp
        plain = json.dumps({"purpose": purpose, "owner": owner, "text": text})
        return self._ring.encrypt(plain.encode()).decode()

    def open(self, purpose: str, owner: str, sealed: str) -> str:
        """Return the text that was sealed for exactly this purpose and owner. Raises Unreadable."""
        if self._ring is None:
            raise Unreadable
        try:
            plain = json.loads(self._ring.decrypt(sealed.encode()))
        except (InvalidToken, ValueError):
            raise Unreadable from None
        if (plain.get("purpose"), plain.get("owner")) != (purpose, owner):
            raise Unreadable
        return str(plain["text"])

    def rewrap(self, sealed: str) -> str:
        """Encrypt the same content with the newest key. Raises Unreadable."""
        if self._ring is None:
            raise Unreadable
        try:
            return self._ring.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise Unreadable from None
