"""Long lists in pages: what is shown now, and the buttons to the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.ids import Action
from handlers.render.base import Block, actions, context
from handlers.render.elements import button

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: ``items``, the number of the first (from 0), and how many there are in all."""

    items: Sequence[T]
    first: int
    total: int
    size: int


def page_of(items: Sequence[T], at: int, size: int) -> Page[T]:
    """Return the page that holds item ``at``; past the end it is the last page."""
    last = max(0, (len(items) - 1) // size * size)
    first = min(max(0, at) // size * size, last)
    return Page(items[first : first + size], first, len(items), size)


def pager(page: Page[T], action: Action, value: Callable[[int], str] = str, what: str = "") -> list[Block]:
    """Return buttons to the pages before and after, each in its own row (a row takes an id once); [] for one page."""
    if page.total <= page.size:
        return []
    before, after = page.first - page.size, page.first + page.size
    extra = f" {what}" if what else ""
    shown = f"{page.first + 1}–{page.first + len(page.items)} of {page.total}{extra}"
    rows: list[Block] = []
    if before >= 0:
        rows += actions(button(f"Previous{extra}", action, value(before)))
    if after < page.total:
        rows += actions(button(f"Next{extra}", action, value(after)))
    return [context(shown), *rows]
