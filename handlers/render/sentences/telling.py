"""What a sentence may draw on: the error's facts, the reader, and how the others are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.domain.errors import PerinError
from core.domain.ids import PersonKey
from core.scheduling.intervals import Interval
from handlers.render.names import Names, named
from handlers.render.times import Reads, instant, instant_words, slot_words


@dataclass(frozen=True, slots=True)
class Told:
    """An error and its reader: ``zone`` is the reader's, or the clock they read.

    ``names`` holds the others as this reader may see them.
    """

    error: PerinError
    zone: Reads
    names: Names = field(default_factory=dict)
    reader: PersonKey | None = None

    def is_mine(self, fact: str = "whose") -> bool:
        """Whether the fact names the reader."""
        return self.reader is not None and self.error.facts.get(fact) == self.reader

    def who(self, fact: str = "whose") -> str:
        """Call the person a fact names, as the subject of a sentence."""
        return "you" if self.is_mine(fact) else named(self.names, self.error.facts.get(fact))

    def whose(self, fact: str = "whose") -> str:
        """Call the person a fact names, as an owner: "your", "Bob's"."""
        return "your" if self.is_mine(fact) else f"{self.who(fact)}'s"

    def when(self, fact: str = "retry_at") -> str:
        """Say the instant a fact holds; "later" when it holds none."""
        at = self.error.number(fact)
        return instant(at, self.zone) if at > 0 else "later"

    def at(self, fact: str) -> str:
        """Say the instant a fact holds, with its zone; "that time" when it holds none."""
        at = self.error.number(fact)
        return instant_words(at, self.zone) if at > 0 else "that time"

    def slot(self) -> str:
        """Say the slot of the facts ``start`` and ``end``; "another time" when there is none."""
        start, end = self.error.number("start"), self.error.number("end")
        return slot_words(Interval(start, end), self.zone) if 0 < start < end else "another time"


Sentence = str | Callable[[Told], str]
"""A fixed sentence, or one made from facts."""
