"""What every use case is given: the database, the calendars, the clock, and the few numbers that govern them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.booking.resting import Rests
from core.booking.world import World
from core.calendars.protocols import Calendars
from core.domain.rights.connecting import InvitePolicy
from core.storage.protocols import Storage, UnitOfWork


@dataclass(frozen=True, slots=True)
class Timing:
    """Durations in seconds. Production uses the defaults; tests shorten the leases."""

    session_time_to_live: int = 86_400
    invite_time_to_live: int = 7 * 86_400
    link_time_to_live: int = 600
    lease: float = 60.0
    quiesce: float = 30.0
    booking_decision: int = 120
    check_every: int = 900
    outbox_lease: float = 30.0
    keep_uninstalled: int = 30 * 86_400


def _even() -> float:
    return 0.5


@dataclass(frozen=True, slots=True)
class Deps:
    """The world as a use case sees it.

    ``now`` returns epoch seconds; ``new_id`` a fresh opaque identifier; ``new_secret`` 256 random bits as URL-safe
    text;
    ``event_secret`` keys the deterministic event ids; ``wake`` tells the outbox that something is due (never blocks);
    ``chance`` returns a number from 0 up to 1, by which waiting times are spread; ``rests`` is what this process puts
    off.
    """

    storage: Storage
    calendars: Calendars
    now: Callable[[], int]
    new_id: Callable[[], str]
    new_secret: Callable[[], str]
    event_secret: str
    wake: Callable[[], None]
    seal: Callable[[str, str, str], str]
    unseal: Callable[[str, str, str], str]
    public_url: str = "http://localhost:8080"
    timing: Timing = field(default_factory=Timing)
    policy: InvitePolicy = field(default_factory=InvitePolicy)
    chance: Callable[[], float] = _even
    rests: Rests = field(default_factory=Rests)

    def uow(self) -> UnitOfWork:
        """Return a new unit of work that may write."""
        return self.storage.uow()

    def reading(self) -> UnitOfWork:
        """Return a new read-only unit of work."""
        return self.storage.reading()

    def world(self) -> World:
        """Return what the booking protocol is given."""
        return World(
            storage=self.storage,
            calendars=self.calendars,
            now=self.now,
            event_secret=self.event_secret,
            lease=self.timing.lease,
            quiesce=self.timing.quiesce,
            chance=self.chance,
        )
