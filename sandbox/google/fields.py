"""Partial responses: reading a `fields` mask such as `items(id,start/dateTime),nextPageToken`. Pure."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from sandbox.google.errors import GoogleRefusal, bad_request
from sandbox.google.schema import Shape, field_of

Mask: TypeAlias = "dict[str, Mask | None]"

_TOKEN = re.compile(r"[A-Za-z0-9_*.-]+|[(),/]")


def _invalid(what: str) -> GoogleRefusal:
    return bad_request("invalidParameter", f"Invalid field selection {what}", "fields")


class _Reader:
    """A recursive descent over the mask's tokens; a leaf is None: everything below it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _TOKEN.findall(text)
        self._at = 0
        if "".join(self._tokens) != text.replace(" ", ""):
            raise _invalid(text)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def whole(self) -> Mask:
        """Read the whole text as one list of selections."""
        mask = self._list()
        if self._peek():
            raise _invalid(self._text)
        return mask

    def _list(self) -> Mask:
        mask: Mask = {}
        while True:
            name, inner = self._selection()
            known = mask.get(name)
            mask[name] = {**known, **inner} if known and inner else inner
            if self._peek() != ",":
                return mask
            self._take()

    def _selection(self) -> tuple[str, Mask | None]:
        name = self._take()
        if not name or name in "(),/":
            raise _invalid(self._text)
        if self._peek() == "/":
            self._take()
            below, inner = self._selection()
            return name, {below: inner}
        if self._peek() == "(":
            self._take()
            inner_list = self._list()
            if self._take() != ")":
                raise _invalid(self._text)
            return name, inner_list
        return name, None


def read(text: str, shape: Shape) -> Mask:
    """Read a mask for a document of `shape`.

    Refuses with 400 `invalidParameter` bad syntax and any name that the document doesn't have.
    """
    mask = _Reader(text).whole()
    _check(mask, shape)
    return mask


def _check(mask: Mask, shape: Shape) -> None:
    for name, inner in mask.items():
        if name == "*":
            continue
        below = field_of(shape, name)
        if below is None:
            raise _invalid(name)
        if inner is not None:
            _check(inner, below)


def apply(mask: Mask, value: Any) -> Any:  # noqa: ANN401 - any JSON value goes in, the same kind comes out
    """Keep of a JSON value only what the mask selects."""
    if isinstance(value, list):
        return [apply(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, item in value.items():
        if name not in mask and "*" not in mask:
            continue
        inner = mask.get(name, mask.get("*"))
        kept[name] = item if inner is None else apply(inner, item)
    return kept
