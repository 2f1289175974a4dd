"""What a grant would let the other's Perin see of next week, shown before it is given: free windows, never titles."""

from __future__ import annotations

from core.scheduling.intervals import Interval
from core.usecases.views import GrantPreview
from handlers.render.base import Block, Rendered, context, message, note, section
from handlers.render.times import Wall, day, span, zone_label

TITLE = "What they would see"


def preview(found: GrantPreview, clock: Wall) -> Rendered:
    """Return next week as the other's Perin would see it, day by day; ``clock`` is the grantor's."""
    if not found.reads:
        text = "With these permissions their Perin would see nothing of your calendar."
        return note(text, TITLE)
    reads = Wall(found.zone, clock.is_twelve)
    if not any(found.days):
        return note("Their Perin would find no free time of yours next week.", TITLE)
    text = "Next week, their Perin would see these free times of yours."
    small = (
        f"All times in {zone_label(found.zone)}. Everything else is simply not free to them: "
        "no titles, no guests, no places, and not why."
    )
    return message(text, [section(f"*{text}*"), _days(found, reads), context(small)], TITLE)


def _days(found: GrantPreview, reads: Wall) -> Block:
    """Return one paragraph with a line for each day that has a free time."""
    lines = [f"*{day(windows[0].start, reads)}*  {_windows(windows, reads)}" for windows in found.days if windows]
    return section("\n".join(lines))


def _windows(windows: tuple[Interval, ...], reads: Wall) -> str:
    return ", ".join(span(one, reads) for one in windows)


def incomplete() -> Rendered:
    """Say that the form has to be put right before it can be previewed."""
    return note(
        "Something in the form can't be used yet. Close this, press the form's button, and it says what.", TITLE
    )
