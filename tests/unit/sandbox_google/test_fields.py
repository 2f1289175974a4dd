"""The `fields` mask."""

from __future__ import annotations

import pytest

from sandbox.google import fields
from sandbox.google.errors import GoogleRefusal
from sandbox.google.schema import EVENTS

DOCUMENT = {
    "kind": "calendar#events",
    "items": [
        {"id": "a", "start": {"dateTime": "x", "timeZone": "UTC"}, "extendedProperties": {"private": {"bk_s": "1"}}},
        {"id": "b", "start": {"date": "y"}},
    ],
}


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ("kind", {"kind": "calendar#events"}),
        ("items/id", {"items": [{"id": "a"}, {"id": "b"}]}),
        ("items(id,start/date)", {"items": [{"id": "a", "start": {}}, {"id": "b", "start": {"date": "y"}}]}),
        (" kind , items / id ", {"kind": "calendar#events", "items": [{"id": "a"}, {"id": "b"}]}),
        ("items(id),items(start/date)", {"items": [{"id": "a", "start": {}}, {"id": "b", "start": {"date": "y"}}]}),
        ("*", DOCUMENT),
        (
            "items/extendedProperties/private/bk_s",
            {"items": [{"extendedProperties": {"private": {"bk_s": "1"}}}, {}]},
        ),
    ],
)
def test_a_mask_keeps_what_it_names(mask: str, expected: object) -> None:
    """Lists are looked through, everything below a name comes along."""
    assert fields.apply(fields.read(mask, EVENTS), DOCUMENT) == expected


@pytest.mark.parametrize(
    "mask", ["", "items(", "items)", "items(id", "items//id", ",kind", "kinds", "items/ids", "kind;id"]
)
def test_a_mask_that_makes_no_sense_is_refused(mask: str) -> None:
    """Bad syntax and names that the document doesn't have are 400 invalidParameter."""
    with pytest.raises(GoogleRefusal) as caught:
        fields.read(mask, EVENTS)
    assert (caught.value.status, caught.value.reason) == (400, "invalidParameter")
