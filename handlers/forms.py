"""What a form's listener is made of, and how its state is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from core.domain.errors import BadInput
from handlers.asker import Asker
from handlers.guard import Check, Submit
from handlers.values import GrantMeta

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form:
    """``check`` looks at the fields alone (block id → sentence); ``work`` does what the form is for."""

    check: Check
    work: Submit


def fields_of(asker: Asker) -> Mapping[str, Any]:
    """Return the fields of the form that was submitted or pressed in, by block id."""
    view = asker.body.get("view") or {}
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    return values


def meta_of(asker: Asker) -> str:
    """Return what a form carries in its ``private_metadata``."""
    return str((asker.body.get("view") or {}).get("private_metadata") or "{}")


def grant_meta(asker: Asker) -> GrantMeta:
    """Return what a grant form is about. Raises BadInput."""
    return GrantMeta.decode(meta_of(asker))


def expect(found: object, kind: type[T]) -> T:
    """Return what a form's check has let through; anything else can only be a forged form. Raises BadInput."""
    if not isinstance(found, kind):
        raise BadInput(field="value", reason="malformed")
    return found
