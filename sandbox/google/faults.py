"""The fault plan: what should go wrong, for which calls, how often. Values and matching only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal[
    "error",  # answer `status` with `reason` (and Retry-After)
    "drop",  # close the connection without an answer
    "hang",  # keep the connection open without an answer for `delay` seconds, then close it
    "slow",  # wait `delay` seconds, then go on as if nothing had happened
    "html",  # answer 200 with a web page
    "truncated",  # answer JSON whose second half is missing, with a matching length
    "cut_off",  # end the connection in the middle of the answer
    "wrong_id",  # answer with another event's id
    "wrong_time",  # answer with an event that begins and ends a day later than it does
    "duplicate",  # the network delivers the request twice; the second answer is the one that arrives
    "late",  # close the connection now; the request takes effect `delay` seconds later
    "late_hang",  # the same, but the connection stays open until then
    "revoke",  # the person takes the app's access away
    "date",  # the Date header is off by `delay` seconds
    "calendar_error",  # free/busy: `calendar` can't be read, for `reason`
    "calendar_missing",  # free/busy: `calendar` is not in the answer at all
    "no_link",  # the video link asked for can't be made
    "slow_link",  # the video link asked for takes `delay` seconds of world time to make
]


@dataclass(frozen=True, slots=True)
class GoogleFault:
    """One thing that goes wrong.

    It hits calls whose `method` (`insert`, `get`, `list`, `update`, `patch`, `delete`, `freebusy`,
    `calendarList.list`, …, `token`, `revoke`, or `*`), `account` (sub or address), `calendar` and `event_id` all
    agree (None: any): not the first `skip` of them, then `times` of them (None: all). `when` says for `error`,
    `drop`, `hang`, `slow`, `html` and `revoke` whether the request has taken effect by then. `delay` and
    `retry_after` are seconds of real time. Raises ValueError for an unknown kind or moment.
    """

    kind: Kind
    method: str = "*"
    account: str | None = None
    calendar: str | None = None
    event_id: str | None = None
    skip: int = 0
    times: int | None = 1
    when: Literal["before", "after"] = "before"
    status: int = 503
    reason: str = "backendError"
    retry_after: int | None = None
    delay: float = 0.0

    def __post_init__(self) -> None:
        """Refuse words that no fault knows."""
        if self.kind not in get_args(Kind):
            message = f"no such fault: {self.kind}"
            raise ValueError(message)
        if self.when not in ("before", "after"):
            message = f"a fault strikes before or after, not {self.when}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of a call when its fault is looked up."""

    method: str
    accounts: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    event_id: str | None = None


@dataclass(slots=True)
class _Planned:
    """A fault in the plan and how many matching calls it has seen."""

    fault: GoogleFault
    seen: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as it should."""
        return self.fault.times is not None and self.seen >= self.fault.skip + self.fault.times


@dataclass(slots=True)
class FaultPlan:
    """The faults still to come, oldest first."""

    _planned: list[_Planned] = field(default_factory=list)

    def add(self, fault: GoogleFault) -> None:
        """Plan a fault."""
        self._planned.append(_Planned(fault))

    def clear(self) -> None:
        """Forget every planned fault."""
        self._planned.clear()

    def pending(self) -> list[GoogleFault]:
        """List the faults that may still strike."""
        return [planned.fault for planned in self._planned if not planned.spent]

    def take(self, target: Target) -> GoogleFault | None:
        """Count a call and give the first fault that strikes it, None when all is well."""
        struck = None
        for planned in self._planned:
            if struck is not None or planned.spent or not _hits(planned.fault, target):
                continue
            planned.seen += 1
            if planned.seen > planned.fault.skip:
                struck = planned.fault
        self._planned = [planned for planned in self._planned if not planned.spent]
        return struck


def _hits(fault: GoogleFault, target: Target) -> bool:
    return (
        fault.method in ("*", target.method)
        and (fault.account is None or fault.account in target.accounts)
        and (fault.calendar is None or fault.calendar in target.calendars)
        and fault.event_id in (None, target.event_id)
    )


def from_json(fields: dict[str, Any]) -> GoogleFault:
    """Build a fault from the control API's fields. Raises ValueError naming what is wrong with them."""
    try:
        return GoogleFault(**fields)
    except TypeError as error:
        message = f"a fault needs a kind and has no other fields than {', '.join(GoogleFault.__slots__)}"
        raise ValueError(message) from error
