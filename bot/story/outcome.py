"""Whether the story came out right, judged by the two Google calendars and the cards alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.story.calendars import Entry


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was looked at, and whether it is so."""

    claim: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One person's calendar before and after, and the texts of their cards after."""

    before: Sequence[Entry]
    after: Sequence[Entry]
    cards: Sequence[str]

    @property
    def meetings(self) -> list[Entry]:
        """What Perin wrote, by session."""
        return sorted((entry for entry in self.after if entry.is_ours), key=lambda entry: entry.session)


def judge(alice: Side, bob: Side, *, meetings: int) -> tuple[Verdict, ...]:
    """Compare both sides with what ``meetings`` booked meetings must look like."""
    sides = (alice, bob)
    ours = [(one, two) for one, two in zip(alice.meetings, bob.meetings, strict=False) if one.session == two.session]
    every = [entry for side in sides for entry in side.meetings]
    sessions = {entry.session for entry in every}
    return (
        Verdict(
            f"Each calendar has exactly one event for each of the {meetings} meetings",
            len(sessions) == len(ours) == meetings and len(every) == 2 * meetings,
        ),
        Verdict(
            "The two events of a meeting are at the same time",
            bool(ours) and all((one.start, one.end) == (two.start, two.end) for one, two in ours),
        ),
        Verdict(
            "Each event carries Perin's marks: its session, and the other's event",
            bool(ours) and all(one.peer == two.id and two.peer == one.id for one, two in ours),
        ),
        Verdict(
            "All are confirmed, none is left as a hold",
            bool(every) and all(entry.is_confirmed and not entry.title.startswith("Hold") for entry in every),
        ),
        Verdict("No meeting overlaps anything else in either calendar", not any(_overlapping(side) for side in sides)),
        Verdict(
            "Everything else in both calendars is as it was", all(_rest(side) == set(side.before) for side in sides)
        ),
        Verdict(
            "Both people's cards say that the meetings are booked, or moved",
            all(sum(card.startswith(("Booked:", "Moved:")) for card in side.cards) == meetings for side in sides),
        ),
    )


def _rest(side: Side) -> set[Entry]:
    return {entry for entry in side.after if not entry.is_ours}


def _overlapping(side: Side) -> bool:
    busy = [entry for entry in side.after if entry.is_busy]
    return any(one.overlaps(two) for one in side.meetings for two in busy if one.id != two.id)
