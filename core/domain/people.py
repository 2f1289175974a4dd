"""A person: a member of a Slack workspace, what Slack says of them, and what they set for themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.ids import InstallationKey, PersonKey
from core.scheduling.hours import WeeklyHours, default_hours

REMINDER_MOST_MINUTES = 120
"""How long before a meeting its reminder may come."""


class Place(StrEnum):
    """Where a meeting would be; a preference, it never removes a slot."""

    VIDEO = "video"
    PHONE = "phone"
    IN_PERSON = "in_person"


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack's directory says of a member at this moment.

    ``home`` is the enterprise id if there is one, else the team id; ``time_zone`` an IANA name;
    ``is_external`` means a member of another organisation (Slack Connect).
    """

    key: PersonKey
    home: str
    user: str
    name: str
    time_zone: str
    is_bot: bool = False
    is_deactivated: bool = False
    is_guest: bool = False
    is_external: bool = False
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Settings:
    """A person's own defaults; each connection's grant may override the scheduling part.

    Minutes throughout; ``quiet_*`` and ``digest_minute`` are minutes after the person's local midnight.
    """

    hours: WeeklyHours | None = None
    minimum_notice_minutes: int = 240
    shortest_minutes: int = 15
    longest_minutes: int = 120
    default_minutes: int = 30
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    horizon_days: int = 14
    place: Place | None = None
    weekly_cap: int | None = None
    quiet_from_minute: int = 1200
    quiet_until_minute: int = 480
    digest: bool = True
    digest_minute: int = 510
    reminder_minutes: int | None = 10
    muted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A person Perin knows. Instants are epoch seconds; ``paused_at`` is None while not paused.

    ``dm_channel`` is the id of their direct message with Perin once one is known. ``version`` grows
    with every stored change.
    """

    key: PersonKey
    installation: InstallationKey
    user: str
    name: str
    slack_time_zone: str
    time_zone_override: str | None = None
    locale: str = "en-US"
    is_deactivated: bool = False
    paused_at: int | None = None
    dm_channel: str | None = None
    settings: Settings = field(default_factory=Settings)
    version: int = 1

    @property
    def time_zone(self) -> str:
        """The IANA zone this person lives in: their own choice, else Slack's."""
        return self.time_zone_override or self.slack_time_zone

    @property
    def is_paused(self) -> bool:
        """Whether others' starts, proposals, counters and automatic bookings are refused."""
        return self.paused_at is not None

    @property
    def hours(self) -> WeeklyHours:
        """The working hours set, or Monday to Friday 09:00 to 17:00 in the person's zone."""
        return self.settings.hours or default_hours(self.time_zone)


def person_of(profile: Profile, installation: InstallationKey, dm_channel: str | None = None) -> Person:
    """Return a member whom Perin meets for the first time, as Slack's directory has them."""
    return Person(
        key=profile.key,
        installation=installation,
        user=profile.user,
        name=profile.name,
        slack_time_zone=profile.time_zone,
        locale=profile.locale,
        is_deactivated=profile.is_deactivated,
        dm_channel=dm_channel,
    )
