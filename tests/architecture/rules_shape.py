"""Rules of size and of words: what a file, a function and a name must look like."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.support.source import Function, Module, dotted

FILE_LINES = 300
FUNCTION_LINES = 40
POSITIONAL = 5

UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<rest>.*)")
CODE_AND_REASON = re.compile(r"(: [A-Z]+\d+(, ?[A-Z]+\d+)*|\[[a-z-]+(, ?[a-z-]+)*\])\W+\w.{6}")
NO_EXCUSE = re.compile(r"pragma:\s*no\s+cover")
GIVEN_UP = re.compile(r"NotImplemented(Error)?")
SKIPPED = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail)")


def small_files(module: Module) -> Iterator[str]:
    """A file has at most 300 lines."""
    lines = module.text.count("\n")
    if lines > FILE_LINES:
        yield module.at(lines, f"has {lines} lines")


def small_functions(module: Module) -> Iterator[str]:
    """A function has at most 40 lines without its docstring."""
    for function in module.functions:
        lines = (function.end_lineno or 0) - function.lineno + 1
        if ast.get_docstring(function, clean=False) is not None:
            lines -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
        if lines > FUNCTION_LINES:
            yield module.at(function.lineno, f"{function.name} has {lines} lines")


def few_positional_parameters(module: Module) -> Iterator[str]:
    """A function takes at most 5 parameters by position, `self` not counted."""
    for function in module.functions:
        names = [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
        if len(names) - (names[:1] in (["self"], ["cls"])) > POSITIONAL:
            yield module.at(function.lineno, f"{function.name} takes {len(names)} by position")


def module_docstrings(module: Module) -> Iterator[str]:
    """Every file opens with what lives in it."""
    if not ast.get_docstring(module.tree):
        yield module.at(1, "has no docstring")


def public_docstrings(module: Module) -> Iterator[str]:
    """Every public function, class and method says more than its own name."""
    for node in _public(module.tree):
        said = ast.get_docstring(node)
        if not said:
            yield module.at(node.lineno, f"{node.name} has no docstring")
        elif _words(said) <= _words(node.name.replace("_", " ")):
            yield module.at(node.lineno, f"{node.name}'s docstring only says its name")


def _public(owner: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in owner.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _words(text: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return set(re.findall(r"[a-z0-9]+", spaced.lower())) - {"a", "an", "the"}


def nothing_left_over(module: Module) -> Iterator[str]:
    """No note of unfinished work, no silenced checker without code and reason, no test that gives up."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield from (module.at(token.start[0], fault) for fault in _comment_faults(token.string))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Raise) and GIVEN_UP.fullmatch(_raised(node)):
            yield module.at(node.lineno, f"raises {_raised(node)}")
    for line, name in module.mentions:
        if SKIPPED.fullmatch(name):
            yield module.at(line, f"uses {name}")


def _raised(node: ast.Raise) -> str:
    return dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc or node)


def _comment_faults(comment: str) -> Iterator[str]:
    if found := UNFINISHED.search(comment):
        yield f"says {found[0]}"
    if NO_EXCUSE.search(comment):
        yield "hides lines from coverage"
    silenced = SILENCED.search(comment)
    if silenced and not CODE_AND_REASON.match(silenced["rest"]):
        yield f"silences a checker without code and reason: {comment}"
