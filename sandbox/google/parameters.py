"""Reading query parameters the way Google does: typed, unknown ones refused. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.google import times
from sandbox.google.errors import bad_request
from sandbox.google.methods import COMMON_PARAMETERS, Method

FLAGS = (
    "alwaysIncludeEmail", "prettyPrint", "sendNotifications", "showDeleted", "showHidden", "showHiddenInvitations",
    "showOwnOrganizationOnly", "singleEvents", "supportsAttachments",
)  # fmt: skip
REPEATED = frozenset({"eventTypes", "privateExtendedProperty", "sharedExtendedProperty"})


@dataclass(frozen=True, slots=True)
class Parameters:
    """The query of one call, each name with all its values; the readers refuse a bad value with 400."""

    values: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str | None:
        """Give a parameter as it came, None when absent."""
        found = self.values.get(name)
        return found[-1] if found else None

    def all(self, name: str) -> list[str]:
        """Give every value of a parameter that may be repeated."""
        return list(self.values.get(name, ()))

    def flag(self, name: str) -> bool:
        """Read a boolean, false when absent."""
        value = (self.text(name) or "false").lower()
        if value not in ("true", "false"):
            raise bad_request("invalidParameter", f"Invalid boolean value: '{value}'.", name)
        return value == "true"

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """Read an integer; above `high` it is taken as `high`, below `low` it is refused."""
        text = self.text(name)
        if text is None:
            return default
        if not text.lstrip("-").isdecimal() or int(text) < low:
            raise bad_request("invalidParameter", f"Invalid integer value: '{text}'.", name)
        return min(int(text), high)

    def choice(self, name: str, choices: Sequence[str]) -> str | None:
        """Read one of a few words, None when absent."""
        text = self.text(name)
        if text is not None and text not in choices:
            raise bad_request("invalidParameter", f"Invalid string value: '{text}'.", name)
        return text

    def moment(self, name: str) -> float | None:
        """Read an RFC 3339 date-time with its mandatory offset as epoch seconds, None when absent."""
        text = self.text(name)
        return None if text is None else times.parse_moment(text, name)


def read(method: Method, values: Mapping[str, Sequence[str]]) -> Parameters:
    """Check a query against the method's parameters.

    Refuses with 400 an unknown name, a repeated single one, and any `alt` but JSON.
    """
    known = COMMON_PARAMETERS | frozenset(method.parameters)
    for name, given in values.items():
        if name not in known:
            raise bad_request("badRequest", f'Unknown name "{name}": Cannot bind query parameter.', name)
        if len(given) > 1 and name not in REPEATED:
            raise bad_request("badRequest", f'Parameter "{name}" may not be repeated.', name)
    parameters = Parameters(values)
    if parameters.text("alt") not in (None, "json"):
        raise bad_request("invalidParameter", "Only JSON is answered.", "alt")
    parameters.choice("sendUpdates", ("all", "externalOnly", "none"))
    for name in FLAGS:
        parameters.flag(name)
    parameters.number("maxAttendees", 1, low=1, high=1_000)
    parameters.number("conferenceDataVersion", 0, low=0, high=1)
    return parameters
