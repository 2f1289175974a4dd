"""What the forms about a session carry in their ``private_metadata``: ids and instants, never content.

Apart from ``values`` because these forms grow while they are open. As there, nothing is trusted, and whatever can't be
read is refused as ``BadInput``.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.ids import SessionId
from core.scheduling.errors import SchedulingError
from core.scheduling.intervals import Interval
from handlers import values


@dataclass(frozen=True, slots=True)
class MeetingMeta:
    """Which meeting a form is about; ``anyway``: its events go although somebody edited one in Google.

    ``minutes`` is how long it takes now: "at 3" is exactly that long.
    """

    session: SessionId
    minutes: int
    anyway: bool = False

    def encode(self) -> str:
        """Write it for ``private_metadata`` (at most 3,000 characters)."""
        return values.dump({"s": self.session, "m": self.minutes, "a": int(self.anyway)})

    @classmethod
    def decode(cls, text: str) -> MeetingMeta:
        """Read ``encode``'s text; raises BadInput."""
        found = values.an_object(text)
        minutes, anyway = values.number_of(found, "m"), bool(values.number_of(found, "a"))
        if minutes < 1:
            raise values.refuse()
        return cls(SessionId(values.text_of(found, "s")), minutes, anyway)


@dataclass(frozen=True, slots=True)
class CounterMeta:
    """The form of other times: of which session, as it stood at ``version``, and the starts it shows (epoch seconds).

    ``length`` is the meeting's, in seconds: a slot is its start and this.
    """

    session: SessionId
    version: int
    length: int
    starts: tuple[int, ...]

    @property
    def slots(self) -> tuple[Interval, ...]:
        """The slots the form shows."""
        return tuple(Interval(start, start + self.length) for start in self.starts)

    def encode(self) -> str:
        """Write it for ``private_metadata``: starts in minutes after the first, so that a hundred of them fit."""
        first = self.starts[0] if self.starts else 0
        steps = [(start - first) // 60 for start in self.starts]
        return values.dump({"s": self.session, "v": self.version, "l": self.length, "f": first, "m": steps})

    @classmethod
    def decode(cls, text: str) -> CounterMeta:
        """Read ``encode``'s text; raises BadInput."""
        found = values.an_object(text)
        first, length = values.number_of(found, "f"), values.number_of(found, "l")
        steps = found.get("m")
        if not isinstance(steps, list) or any(type(step) is not int for step in steps) or length < 1:
            raise values.refuse()
        starts = tuple(first + step * 60 for step in steps)
        return cls(SessionId(values.text_of(found, "s")), values.number_of(found, "v"), length, starts)


def slot_of(text: str, length: int) -> Interval:
    """Read a slot from the option that stands for its start; ``length`` in seconds. Raises BadInput."""
    start = values.number(text)
    try:
        return Interval(start, start + length)
    except SchedulingError as error:
        raise values.refuse() from error
