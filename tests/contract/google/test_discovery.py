"""The sandbox's tables say what the discovery document of Google's own client says."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google import methods, schema
from sandbox.google.bodies import READ_ONLY
from sandbox.google.methods import METHODS, PREFIX, Method
from sandbox.google.parameters import FLAGS, REPEATED
from sandbox.google.schema import Shape
from tests.contract.google.world import discovery


def described(method: Method) -> dict[str, Any]:
    _, resource, verb = method.id.split(".")
    found: dict[str, Any] = discovery()["resources"][resource]["methods"][verb]
    return found


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_each_method_has_googles_verb_path_scopes_and_parameters(method: Method) -> None:
    """A caller that is right for Google is right for the sandbox, and the other way round."""
    real = described(method)
    assert (method.id, method.verb, method.path) == (real["id"], real["httpMethod"], real["path"])
    assert {PREFIX + scope for scope in method.scopes} == set(real["scopes"])
    in_query = {name for name, entry in real.get("parameters", {}).items() if entry["location"] == "query"}
    assert set(method.parameters) == in_query


def test_the_common_parameters_are_googles() -> None:
    """What every method accepts is what the discovery document lists at its top."""
    assert set(discovery()["parameters"]) == methods.COMMON_PARAMETERS


def test_the_repeatable_parameters_are_googles() -> None:
    """A parameter may come twice exactly where Google says so."""
    repeated = {
        name
        for method in METHODS
        for name, entry in described(method).get("parameters", {}).items()
        if entry.get("repeated")
    }
    assert repeated == REPEATED


def test_the_boolean_parameters_are_googles() -> None:
    """Every parameter that is read as true or false is one, and none is missing."""
    entries = [described(method).get("parameters", {}) for method in METHODS] + [discovery()["parameters"]]
    booleans = {name for entry in entries for name, one in entry.items() if one["type"] == "boolean"}
    assert booleans == set(FLAGS)


SHAPES: dict[str, Shape] = {
    "Event": schema.EVENT,
    "Events": schema.EVENTS,
    "CalendarListEntry": schema.CALENDAR_LIST_ENTRY,
    "CalendarList": schema.CALENDAR_LIST,
    "Calendar": schema.CALENDAR,
    "FreeBusyRequest": schema.FREE_BUSY_REQUEST,
    "FreeBusyResponse": schema.FREE_BUSY,
}


def differences(shape: Shape, real: dict[str, Any], where: str) -> list[str]:
    if "$ref" in real:
        real = discovery()["schemas"][real["$ref"]]
    if isinstance(shape, str):
        return [] if real.get("type") == shape else [f"{where} is {real.get('type')}"]
    if isinstance(shape, list):
        return differences(shape[0], real["items"], where) if real.get("type") == "array" else [f"{where} is no array"]
    found = []
    for name, inner in shape.items():
        below = real.get("additionalProperties") if name == "*" else real.get("properties", {}).get(name)
        found += [f"{where}.{name} is unknown"] if below is None else differences(inner, below, f"{where}.{name}")
    return found


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_of_a_shape_is_googles(name: str) -> None:
    """The shapes that bodies are checked with name no field and no type that Google doesn't have."""
    assert differences(SHAPES[name], {"$ref": name}, name) == []


def test_an_event_has_only_writable_or_read_only_fields() -> None:
    """Each field that is dropped from a body as read-only is a field of an event."""
    assert set(discovery()["schemas"]["Event"]["properties"]) >= READ_ONLY
