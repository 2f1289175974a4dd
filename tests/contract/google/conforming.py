"""Checks a document against the discovery document's schemas: every field known, every type right."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from tests.contract.google.world import discovery

JsonValue: TypeAlias = Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "object": dict,
    "array": list,
    "any": object,
}


def _fits(value: object, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))


def complaints(value: JsonValue, schema: dict[str, Any], where: str = "$") -> list[str]:
    """List what a value has that the schema doesn't, and what has another type; empty when it conforms."""
    if "$ref" in schema:
        return complaints(value, discovery()["schemas"][schema["$ref"]], where)
    kind = schema.get("type", "any")
    if not _fits(value, kind):
        return [f"{where}: {type(value).__name__} is not a {kind}"]
    found: list[str] = []
    if kind == "array":
        for item in value:
            found += complaints(item, schema["items"], f"{where}[]")
    if kind == "object":
        known, free = schema.get("properties", {}), schema.get("additionalProperties")
        for name, item in value.items():
            inner = known.get(name, free)
            if inner is None:
                found.append(f"{where}.{name}: not in the schema")
            else:
                found += complaints(item, inner, f"{where}.{name}")
    if schema.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
        found.append(f"{where}: no offset")
    return found


def conforms(value: JsonValue, schema: str) -> bool:
    """Say whether a document is one of the discovery document's `schema`; fail the test with the complaints if not."""
    found = complaints(value, {"$ref": schema})
    assert found == []
    return True
