"""Let one guard be missing in a run of pytest: the module is compiled without it, the file stays as it is.

Loaded with `-p tests.mutation.plugin`, before anything of the project; the environment's PERIN_MUTANT names the guard.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from tests.mutation.mutants import MUTANTS, Mutant


class _Loader(SourceFileLoader):
    """Compiles a module with the guard taken out."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        """Never a cached one. Raises ValueError when the text isn't there exactly once."""
        source = self.get_data(self.path).decode()
        if source.count(self.mutant.text) != 1:
            message = f"{self.path} has {self.mutant.text!r} {source.count(self.mutant.text)} times"
            raise ValueError(message)
        return self.source_to_code(source.replace(self.mutant.text, self.mutant.instead), self.path)


class Finder(MetaPathFinder):
    """Finds the one module that is to be changed."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module with its own loader, None for all others."""
        if fullname != self._mutant.module:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is None or spec.origin is None:
            return None
        loader = _Loader(fullname, spec.origin)
        loader.mutant = self._mutant
        spec.loader = loader
        return spec


def install(name: str) -> None:
    """Take the guard out of what is imported from now on. Raises KeyError for one that nobody knows."""
    mutant = MUTANTS[name]
    assert mutant.module not in sys.modules
    sys.meta_path.insert(0, Finder(mutant))


if "PERIN_MUTANT" in os.environ:
    install(os.environ["PERIN_MUTANT"])
