"""The error tree is the one that is drawn, and every error can be told by its code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.domain import errors
from core.domain.errors import PerinError, RateLimited


def drawn() -> dict[str, str]:
    """Each name of the drawing and its parent's."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^([│ ├└─]*)([A-Z]\w+)(?:\s|$)", line)
        if found is None or (not found[1] and found[2] != "PerinError"):
            continue
        depth = len(found[1]) // 4
        path[depth:] = [found[2]]
        parents[found[2]] = path[depth - 1] if depth else ""
    return parents


def real(kind: type[PerinError] = PerinError) -> Iterator[tuple[str, str]]:
    """Each class of the package and its parent's name."""
    yield kind.__name__, "" if kind is PerinError else kind.__mro__[1].__name__
    for child in kind.__subclasses__():
        if child.__module__.startswith("core.domain.errors"):
            yield from real(child)


def test_the_tree_is_the_one_that_is_drawn() -> None:
    """No class is missing in the drawing, none is invented, each hangs where it is drawn."""
    assert drawn() == dict(real())
    assert len(drawn()) > 60


def test_every_error_has_a_code_of_its_own_and_a_sentence() -> None:
    """Codes are stable names, none is used twice, and each class says when it is raised."""
    kinds = [getattr(errors, name) for name, _ in real()]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    for kind in kinds:
        assert re.fullmatch(r"[a-z][a-z_]*", kind.code)
        assert kind.__doc__
    assert set(errors.__all__) == {name for name, _ in real()} | {"Fact"}


def test_facts_are_read_by_kind() -> None:
    """A rendering asks for a number or a text and gets one, whatever the fact is."""
    refused = RateLimited(act="invite", retry_at=5, most=None)
    assert (refused.number("retry_at"), refused.text("act")) == (5, "invite")
    assert (refused.number("act", 7), refused.text("retry_at", "?"), refused.number("nothing")) == (7, "?", 0)
    assert str(refused) == "rate_limited"
