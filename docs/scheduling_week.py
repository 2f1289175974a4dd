"""Draws docs/images/scheduling-week.svg from a real run of the engine: `python3 -m docs.scheduling_week`.

Two people, seven days across the American change of clock. What is drawn is what the engine returned:
the working time it expanded, the free windows it found, the offers it ranked; nothing is placed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core.scheduling.hours import default_hours, expand
from core.scheduling.intervals import Interval, instant
from core.scheduling.rules import Rules
from core.scheduling.slots import Offer, Participant, Request, find, free_windows

DAY, HOUR, MINUTE = 86_400, 3_600, 60
BERLIN, YORK = "Europe/Berlin", "America/New_York"
FIRST = instant(datetime(2027, 3, 10, tzinfo=UTC))
DAYS, FROM, UNTIL = 7, 7, 22
LEFT, TOP, WIDTH, LANE, ROW = 138, 92, 830, 20, 80

INK, SOFT, PAPER = "#1f2430", "#6b7280", "#ffffff"
WORK, BUSY, BUFFER, FREE, OFFER, LIMIT = "#dbe7f6", "#5b7aa6", "#b9c9e2", "#cdeccf", "#1c7c3a", "#b45309"

Box = tuple[int, int]


def busy_of(*events: tuple[int, float, float]) -> tuple[Interval, ...]:
    """Busy time from ``(day of March 2027, start, end)`` in hours UTC."""
    start = instant(datetime(2027, 3, 1, tzinfo=UTC))
    return tuple(
        Interval(start + (day - 1) * DAY + int(a * HOUR), start + (day - 1) * DAY + int(b * HOUR))
        for day, a, b in events
    )


def world() -> tuple[tuple[Participant, ...], Request]:
    """Alice in Berlin and Bob in New York, who needs ten minutes before a meeting."""
    alice = Participant(
        "Alice",
        default_hours(BERLIN),
        Rules(),
        busy_of(
            (10, 8.5, 10), (10, 13, 14.5), (11, 9, 11), (11, 14.5, 15.5), (12, 8, 9.5), (12, 13.5, 15),
            (15, 9, 12), (15, 14, 15), (16, 8, 9), (16, 13, 14),
        ),
    )  # fmt: skip
    bob = Participant(
        "Bob",
        default_hours(YORK),
        Rules(buffer_before=10 * MINUTE),
        busy_of(
            (10, 14, 15), (10, 17, 19), (11, 14, 14.5), (11, 18, 20), (12, 15, 15.5), (12, 16.5, 18),
            (15, 13, 13.5), (15, 15.5, 17), (16, 15, 16.5), (16, 18, 19.5),
        ),
    )  # fmt: skip
    return (alice, bob), Request(FIRST + 10 * HOUR, 30 * MINUTE, zone=BERLIN)


def x_of(at: int, day: int) -> float:
    """The horizontal place of an instant in its day's row."""
    hours = (at - FIRST - day * DAY) / HOUR
    return LEFT + (min(max(hours, FROM), UNTIL) - FROM) * WIDTH / (UNTIL - FROM)


def boxes(spans: Iterable[Interval], lane: Box, style: str, title: str) -> list[str]:
    """Rectangles of spans in every row they fall into; ``lane`` is the offset in a row and the height."""
    found = []
    for span in spans:
        for day in range(DAYS):
            low, high = x_of(span.start, day), x_of(span.end, day)
            if low < high:
                y = TOP + day * ROW + lane[0]
                found.append(
                    f'<rect x="{low:.1f}" y="{y}" width="{high - low:.1f}" height="{lane[1]}" rx="3" {style}>'
                    f"<title>{title}</title></rect>"
                )
    return found


def text(x: float, y: float, words: str, style: str = f'fill="{INK}"') -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{words}</text>'


def wall(at: int, zone: str, shape: str = "%H:%M") -> str:
    """What the clock shows in a zone."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime(shape)


def frame() -> list[str]:
    """The hour lines and the days."""
    drawn = []
    for hour in range(FROM, UNTIL + 1):
        x = x_of(FIRST + hour * HOUR, 0)
        bottom = TOP + DAYS * ROW - 18
        drawn.append(f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#e5e7eb"/>')
        drawn.append(text(x, TOP - 12, f"{hour:02}", f'fill="{SOFT}" text-anchor="middle"'))
    for day in range(DAYS):
        y = TOP + day * ROW
        drawn.append(
            text(12, y + 22, wall(FIRST + day * DAY + 12 * HOUR, "UTC", "%a %-d %b"), f'fill="{INK}" font-weight="600"')
        )
        for index, name in enumerate(("Alice", "Bob", "both")):
            drawn.append(text(LEFT - 8, y + 15 + index * LANE, name, f'fill="{SOFT}" font-size="11" text-anchor="end"'))
    drawn.append(text(12, TOP - 12, "hour, UTC", f'fill="{SOFT}"'))
    return drawn


def people(participants: tuple[Participant, ...]) -> list[str]:
    """Each person's working time, busy time and buffers."""
    drawn: list[str] = []
    for index, one in enumerate(participants):
        lane = (index * LANE + 2, LANE - 4)
        work = expand(one.hours, FIRST, FIRST + DAYS * DAY)
        drawn += boxes(work, lane, f'fill="{WORK}"', f"{one.key} works")
        before = one.rules.buffer_before
        if before:
            rests = [Interval(span.end, span.end + before) for span in one.busy]
            drawn += boxes(rests, lane, f'fill="{BUFFER}"', f"{one.key}: buffer")
        drawn += boxes(one.busy, lane, f'fill="{BUSY}"', f"{one.key} is busy")
    return drawn


def offers_of(offers: tuple[Offer, ...]) -> list[str]:
    """The ranked offers, numbered, with both clocks and what they lost points for."""
    drawn: list[str] = []
    for rank, offer in enumerate(offers, 1):
        drawn += boxes([offer.slot], (2 * LANE + 2, LANE - 4), f'fill="{OFFER}"', f"offer {rank}")
        day = (offer.slot.start - FIRST) // DAY
        lost = ", ".join(f"{reason.term} {reason.points}" for reason in offer.reasons) or "nothing lost"
        clocks = f"{wall(offer.slot.start, BERLIN)} Berlin, {wall(offer.slot.start, YORK)} New York"
        x, y = x_of(offer.slot.start, day), TOP + day * ROW + 3 * LANE + 10
        drawn.append(text(x, y, f"{rank}. {clocks} · {offer.score} ({lost})", f'fill="{OFFER}" font-size="11.5"'))
    return drawn


def legend() -> list[str]:
    """What the colours mean."""
    drawn = []
    for index, (colour, words) in enumerate(
        ((WORK, "works"), (BUSY, "busy"), (BUFFER, "buffer"), (FREE, "both free, 30 minutes fit"), (OFFER, "offered"))
    ):
        x = 12 + (0, 80, 150, 230, 430)[index]
        drawn.append(f'<rect x="{x}" y="40" width="14" height="14" rx="3" fill="{colour}"/>')
        drawn.append(text(x + 20, 52, words))
    return drawn


def draw() -> str:
    """Run the engine once and return the picture."""
    participants, request = world()
    free, offers = free_windows(participants, request), find(participants, request)
    notice = request.now + participants[0].rules.minimum_notice
    height = TOP + DAYS * ROW - 4
    day = (notice - FIRST) // DAY
    x, y = x_of(notice, day), TOP + day * ROW
    view = f'viewBox="0 0 {LEFT + WIDTH + 24} {height}" font-family="system-ui, sans-serif" font-size="13"'
    label = "A worked week: working time, busy time, shared free time and three ranked offers"
    title = "Three half hours for Alice (Berlin) and Bob (New York), asked on Wednesday 10 March 2027, 10:00 UTC"
    change = "New York goes to summer time on Sunday 14 March: from Monday on Bob starts an hour earlier in UTC"
    small = 'font-size="11.5"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {view} role="img" aria-label="{label}">',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        text(12, 24, title, f'fill="{INK}" font-size="15" font-weight="600"'),
        *legend(),
        *frame(),
        *people(participants),
        *boxes(free, (2 * LANE + 2, LANE - 4), f'fill="{FREE}"', "both free"),
        f'<line x1="{x:.1f}" y1="{y - 2}" x2="{x:.1f}" y2="{y + 3 * LANE}" stroke="{LIMIT}" stroke-dasharray="4 3"/>',
        text(x - 6, y + 3 * LANE + 10, "now + 4 h notice", f'fill="{LIMIT}" {small} text-anchor="end"'),
        *offers_of(offers),
        text(LEFT + 4, TOP + 4 * ROW + 34, change, f'fill="{SOFT}" {small}'),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write the picture beside the documentation."""
    place = Path(__file__).parent / "images" / "scheduling-week.svg"
    place.parent.mkdir(exist_ok=True)
    place.write_text(draw(), encoding="utf-8")
    print(place)


if __name__ == "__main__":
    main()
