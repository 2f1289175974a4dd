"""Files: a slot that was reserved, then filled, then shared.

Apart because an upload passes three doors that must agree on one file.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.state.stamps import Stamps


@dataclass(slots=True)
class StoredFile:
    """An upload: `length` is what was announced in bytes, `content` what came, `shared` who may see it."""

    id: str
    name: str
    length: int
    owner: str
    ticket: str
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    shared: set[str] = field(default_factory=set)

    @property
    def mimetype(self) -> str:
        """What the name says it is; unknown endings are plain bytes."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_json(self, base: str, created: int) -> dict[str, Any]:
        """Describe it as the file object in a message; `base` is the sandbox's address."""
        return {
            "id": self.id,
            "created": created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower() if "." in self.name else "binary",
            "user": self.owner,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "url_private": f"{base}/files/{self.id}/{self.name}",
            "url_private_download": f"{base}/files/{self.id}/download/{self.name}",
        }


class Files:
    """Every file by id and by upload ticket."""

    def __init__(self, stamps: Stamps) -> None:
        """Begin empty."""
        self._stamps = stamps
        self.by_id: dict[str, StoredFile] = {}

    def reserve(self, name: str, length: int, owner: str) -> StoredFile:
        """Make room for an upload of `length` bytes."""
        stored = StoredFile(self._stamps.id("F"), name, length, owner, self._stamps.secret())
        self.by_id[stored.id] = stored
        return stored

    def of_ticket(self, ticket: str) -> StoredFile | None:
        """Find the file that an upload address fills."""
        return next((f for f in self.by_id.values() if f.ticket == ticket), None)
