"""The form that starts a session, and what is said around it."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.people import Place
from core.domain.sessions import SessionKind
from core.usecases.terms import TITLE_MOST
from core.usecases.views import SessionView
from handlers.ids import Callback, Field
from handlers.parsing.forms import ONLY_TIMES
from handlers.parsing.schedule import ScheduleWords
from handlers.parsing.when import PHRASE_MOST
from handlers.render.base import Rendered, View, modal, note, section
from handlers.render.choices import LENGTHS, number_options, place_options
from handlers.render.elements import Option, checkboxes, field, select, text_input, users_select
from handlers.render.names import who
from handlers.render.text import said, tidy
from handlers.render.times import duration, slot_words, wall_of, zone_label
from handlers.values import INHERIT, NONE


@dataclass(frozen=True, slots=True)
class ScheduleDraft:
    """What the form starts from. ``user`` is a Slack id; ``unread`` words that weren't understood.

    ``doubt`` is the end of a title that was taken for a time; both are empty for none.
    """

    user: str | None = None
    length_minutes: int | None = None
    when: str = ""
    title: str = ""
    place: Place | None = None
    kind: SessionKind = SessionKind.SCHEDULE_MEETING
    unread: str = ""
    doubt: str = ""


def draft_from(words: ScheduleWords, user: str | None) -> ScheduleDraft:
    """Fill the form with what was typed after ``schedule``."""
    return ScheduleDraft(
        user=user,
        length_minutes=words.length_minutes,
        when=words.when_text[:PHRASE_MOST],
        title=words.title,
        unread=words.when.leftover,
        doubt=words.doubt,
    )


def schedule_modal(draft: ScheduleDraft, *, zone: str, default_minutes: int) -> View:
    """Return the form; ``zone`` and ``default_minutes`` are the asker's."""
    intro = []
    if draft.unread:
        intro = [section(f"I didn't understand “{said(draft.unread, 100)}”. Please have a look at *when*.")]
    elif draft.doubt:
        intro = [section(f"I took “{said(draft.doubt, 100)}” for the time, not for the subject. Is that right?")]
    lengths = number_options(LENGTHS, duration, draft.length_minutes)
    usual = Option(INHERIT, f"My usual length ({duration(default_minutes)})")
    only = [Option(ONLY_TIMES, "Only find times", "You both see times that suit. Nothing is booked.")]
    ticked = [ONLY_TIMES] if draft.kind is SessionKind.PROPOSAL_ONLY else []
    when = text_input(tidy(draft.when), placeholder="next week, or Tuesday after 14:00", most=PHRASE_MOST)
    title = text_input(tidy(draft.title), placeholder="Pricing review", most=TITLE_MOST)
    place = draft.place.value if draft.place else NONE
    length = str(draft.length_minutes) if draft.length_minutes else INHERIT
    hint = f"Read in your time zone, {zone_label(zone)}. Empty: as soon as it suits you both."
    blocks = [
        *intro,
        field(Field.SCHEDULE_PERSON, "With whom?", users_select(draft.user)),
        field(Field.SCHEDULE_LENGTH, "How long?", select([usual, *lengths], length)),
        field(Field.SCHEDULE_WHEN, "When?", when, hint=hint, optional=True),
        field(Field.SCHEDULE_TITLE, "What is it about?", title, hint="Both calendars show it.", optional=True),
        field(Field.SCHEDULE_PLACE, "Where?", select(place_options(), place)),
        field(Field.SCHEDULE_KIND, "Booking", checkboxes(only, ticked), optional=True),
    ]
    return modal(Callback.SCHEDULE_SUBMIT, "Schedule a meeting", blocks, submit="Find times")


def slots_sent(view: SessionView) -> Rendered:
    """Answer a form or command that started a session; the card follows as a direct message."""
    other = who(view.other)
    if view.session.booked_auto and view.session.booked_slot is not None:
        slot = slot_words(view.session.booked_slot, wall_of(view), view.other.time_zone)
        return note(f"Booked with {other}, as you both allow: {slot}. The card in your messages has *Undo*.")
    if not view.slots:
        return note(f"No time suits you and {other} as things stand. The card in your messages says what would help.")
    return note(f"Slots are out. {other} has them too; yours are in your messages with me.")


def in_the_past(phrase: str) -> Rendered:
    """Answer a time that has passed or that excludes itself; ``phrase`` is what was understood."""
    understood = f" ({said(phrase, 200)})" if phrase else ""
    return note(
        f"That leaves no time to meet{understood}: it lies in the past, or rules itself out. "
        "Try `/perin schedule @person tomorrow afternoon`."
    )
