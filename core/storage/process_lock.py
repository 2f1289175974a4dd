"""One process per SQLite file: an operating-system lock beside it, which dies with its holder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from core.domain.errors import StorageError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: IO[bytes]) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProcessLock:
    """Holds ``<database>.lock`` until released. The file stays: removing it would let two holders in."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._handle: IO[bytes] | None = None

    def take(self) -> None:
        """Lock it.

        Raises StorageError (facts ``reason``, ``path``): ``in_use`` while another process holds it, ``no_place``
        where no file can be made.
        """
        try:
            handle = self._path.open("ab")
        except OSError as error:
            raise StorageError(reason="no_place", path=os.fspath(self._path)) from error
        try:
            _take(handle)
        except OSError as error:
            handle.close()
            raise StorageError(reason="in_use", path=os.fspath(self._path)) from error
        self._handle = handle

    def release(self) -> None:
        """Let it go; without effect when it isn't held."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None
