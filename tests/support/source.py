"""The project's own source, parsed: what the rules of tests/architecture read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "core", "sandbox")
EVERYTHING = (*ROOMS, "tests", "benchmarks", "docs", "dev.py")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: its dotted name (a package is named without `__init__`), its text and its syntax tree."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> list[Function]:
        """Every function and method, nested ones too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def imported(self) -> dict[str, str]:
        """What each imported name stands for: `{"dt": "datetime.datetime", "os": "os"}`."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    names[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return names

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Line and dotted name of everything imported, `from a import b` as `a.b`."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        return found

    @cached_property
    def mentions(self) -> list[tuple[int, str]]:
        """Line and full dotted name of every use of something imported, whatever it is called here."""
        found = []
        chains = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and id(node) not in chains:
                first, _, rest = dotted(node).partition(".")
                if first in self.imported:
                    found.append((node.lineno, f"{self.imported[first]}.{rest}".rstrip(".")))
        return found

    @cached_property
    def strings(self) -> list[tuple[int, str]]:
        """Line and value of every string meant for a machine: all but those that document something."""
        documents = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        return [
            (node.lineno, node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
        ]

    def within(self, *packages: str) -> bool:
        """Whether this module is one of `packages` or lives in one."""
        return any(self.name == package or self.name.startswith(f"{package}.") for package in packages)

    def at(self, line: int, text: str) -> str:
        """A violation, as a person reads it."""
        return f"{self.name}:{line} {text}"


def dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression; a part that is not a plain name is left empty."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def modules(*places: str) -> Iterator[Module]:
    """Every module below these directories (or these files) of the project."""
    for place in places:
        start = ROOT / place
        for path in [start] if start.is_file() else sorted(start.rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield Module(name, path.read_text(encoding="utf-8"))
