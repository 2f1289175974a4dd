"""One cache of compiled statements for every engine of a process, so that a test pays for no compiling.

Each test opens its database anew, and SQLAlchemy keeps what it compiled with the engine: the same few hundred
statements would be compiled in every test. What is compiled depends on the kind of database alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

CACHE: LRUCache[Any, Any] = LRUCache(5_000)


def share_compiled_statements() -> None:
    """From now on every engine of this process looks up there, and takes dialects of one class for the same."""
    # What an engine sets is let go, and what it reads is the one cache.
    Engine._compiled_cache = property(lambda _: CACHE, lambda _, __: None)  # type: ignore[assignment]  # it has no setting
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]  # the key's first part
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]  # the same
