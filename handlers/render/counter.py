"""The form of *Suggest other times*: only times that suit both, by day, of which up to three are sent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from core.domain.sessions import SessionKind
from core.scheduling.intervals import Interval
from core.usecases.views import SessionView
from handlers.ids import Action, Callback, Field
from handlers.render.base import Block, Rendered, View, actions, context, modal, note, section
from handlers.render.card_parts import title
from handlers.render.elements import Option, button, field, grouped_multi_select
from handlers.render.names import who
from handlers.render.text import counted
from handlers.render.times import Wall, clock, day, duration, span, wall_of, zone_label
from handlers.values_meeting import CounterMeta

PICKED_MOST = 3
_FEW_LEFT = 15
"""How many times may still be shown this week when it is time to say so."""


def counter_modal(
    view: SessionView,
    shown: Sequence[Interval],
    *,
    more_after: int | None,
    left: int,
    picked: Sequence[str] = (),
) -> View:
    """Return the form with every time ``shown`` so far; ``picked`` are the values already chosen.

    ``more_after`` is where the next page begins, None on the last; ``left`` how many may still be shown this week.
    """
    times = sorted(shown)
    reads = wall_of(view)
    groups = [
        (date, [_option(view, one, reads) for one in found])
        for date, found in groupby(times, key=lambda one: day(one.start, reads))
    ]
    picker = grouped_multi_select(groups, picked, placeholder="Choose up to three", most=PICKED_MOST)
    length = duration(view.session.length_minutes)
    suits = f"These {len(times)} times of {length} suit" if len(times) != 1 else f"This one time of {length} suits"
    intro = (
        f"{suits} you and {who(view.other)} both. "
        f"What you choose is sent to them and takes the place of the slots on the card of {title(view)}."
    )
    hint = f"In your time zone, {zone_label(view.zone)}."
    meta = CounterMeta(
        view.session.id, view.session.version, view.session.length_minutes * 60, tuple(one.start for one in times)
    )
    more = button("Show more times", Action.COUNTER_MORE, str(more_after)) if more_after is not None else None
    blocks = [
        section(intro),
        field(Field.COUNTER_SLOTS, "Which times would you like?", picker, hint=hint),
        *actions(more),
        *_few_left(left, more_after),
    ]
    return modal(Callback.COUNTER_SUBMIT, "Suggest other times", blocks, submit="Suggest", meta=meta.encode())


def _option(view: SessionView, slot: Interval, reads: Wall) -> Option:
    there = view.other.time_zone
    beside = ""
    if there is not None:
        theirs = Wall(there, reads.is_twelve)
        if clock(slot.start, theirs) != clock(slot.start, reads) or day(slot.start, theirs) != day(slot.start, reads):
            beside = f" · {clock(slot.start, theirs)} in {zone_label(there)}"
    return Option(str(slot.start), f"{day(slot.start, reads)} {span(slot, reads)}{beside}")


def _few_left(left: int, more_after: int | None) -> list[Block]:
    """Tell the weekly limit only where it is about to bind."""
    if left >= _FEW_LEFT or (more_after is None and left > 0):
        return []
    if left == 0:
        return [context("That is as many of their free times as Perin may show you this week.")]
    return [context(f"Perin may show you {left} more of their free times this week.")]


def suggested(view: SessionView) -> Rendered:
    """Answer the form: the times are with the other one."""
    count = counted(len(view.slots), "time")
    if view.session.kind is SessionKind.PROPOSAL_ONLY:
        return note(f"Sent. {who(view.other)} sees {count}; so does your card.")
    return note(f"Sent. {who(view.other)} has {count} to choose from; the card shows them.")
