"""The settings form, and pausing."""

from __future__ import annotations

from core.domain.notices import NoticeKind
from core.domain.people import Person
from handlers.ids import WEEKDAY_FIELDS, Action, Callback, Field
from handlers.parsing.hours import write_day, write_week
from handlers.parsing.settings import SLACK_ZONE, SWITCHABLE
from handlers.render.base import Block, Rendered, View, actions, header, message, modal, section
from handlers.render.choices import (
    BUFFERS,
    CAPS,
    DIGESTS,
    HORIZONS,
    LENGTHS,
    NOTICE,
    REMINDERS,
    days_words,
    minutes_words,
    number_options,
    place_options,
    slack_zone_option,
    week_words,
    zone_groups,
)
from handlers.render.elements import Option, button, checkboxes, field, grouped_select, select, text_input
from handlers.render.times import duration, notice_words, time_of_day, zone_label
from handlers.values import NONE, PAUSE, RESUME

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_KINDS: dict[NoticeKind, str] = {
    NoticeKind.INVITE_ACCEPTED: "Somebody accepts my invite",
    NoticeKind.INVITE_DECLINED: "Somebody declines my invite",
    NoticeKind.BOOKED: "A meeting is booked",
    NoticeKind.RESCHEDULED: "A meeting is moved",
    NoticeKind.MEETING_CANCELED: "A meeting is canceled",
    NoticeKind.SESSION_CANCELED: "A session is canceled",
    NoticeKind.BOOKING_FAILED: "A booking fails",
    NoticeKind.NUDGE: "Something still waits for my answer",
}


def settings_modal(person: Person) -> View:
    """Return the form of a person's own settings."""
    blocks = [
        section("These hold for everybody. `/perin permissions @person` sets what differs for one person."),
        header("Working hours"),
        *_hours(person),
        header("Meetings"),
        *_meetings(person),
        header("When Perin may write to you"),
        *_disturbing(person),
    ]
    return modal(Callback.SETTINGS_SUBMIT, "Settings", blocks, submit="Save")


def _hours(person: Person) -> list[Block]:
    override = person.time_zone_override
    groups = zone_groups(slack_zone_option(person.slack_time_zone), override)
    return [
        field(Field.SETTINGS_ZONE, "Time zone", grouped_select(groups, override or SLACK_ZONE)),
        *(
            field(
                name,
                weekday,
                text_input(write_day(windows), placeholder="09:00–12:00, 13:00–17:00"),
                optional=True,
                hint="Empty means a day off." if weekday == "Monday" else "",
            )
            for name, weekday, windows in zip(WEEKDAY_FIELDS, _WEEKDAYS, person.hours.days, strict=True)
        ),
    ]


def _meetings(person: Person) -> list[Block]:
    own = person.settings
    numbers = (
        (Field.SETTINGS_NOTICE, "Minimum notice", NOTICE, minutes_words, own.minimum_notice_minutes),
        (Field.SETTINGS_LENGTH, "Usual length", LENGTHS, minutes_words, own.default_minutes),
        (Field.SETTINGS_SHORTEST, "Shortest meeting", LENGTHS, minutes_words, own.shortest_minutes),
        (Field.SETTINGS_LONGEST, "Longest meeting", LENGTHS, minutes_words, own.longest_minutes),
        (Field.SETTINGS_BUFFER_BEFORE, "Buffer before meetings", BUFFERS, minutes_words, own.buffer_before_minutes),
        (Field.SETTINGS_BUFFER_AFTER, "Buffer after meetings", BUFFERS, minutes_words, own.buffer_after_minutes),
        (Field.SETTINGS_HORIZON, "How far ahead", HORIZONS, days_words, own.horizon_days),
    )
    caps = [Option(NONE, "No limit"), *number_options(CAPS, week_words, own.weekly_cap)]
    cap = NONE if own.weekly_cap is None else str(own.weekly_cap)
    return [
        *(
            field(name, label, select(number_options(values, words, current), str(current)))
            for name, label, values, words, current in numbers
        ),
        field(Field.SETTINGS_WEEKLY_CAP, "Most meetings a week with one person", select(caps, cap)),
        field(Field.SETTINGS_PLACE, "Preferred place", select(place_options(), own.place.value if own.place else NONE)),
    ]


def _disturbing(person: Person) -> list[Block]:
    own = person.settings
    reminders = [Option(NONE, "No reminder"), *number_options(REMINDERS, _before, own.reminder_minutes)]
    digests = [Option(NONE, "No digest"), *number_options(DIGESTS, time_of_day, own.digest_minute)]
    kinds = [Option(kind.value, _KINDS[kind]) for kind in SWITCHABLE]
    told = [kind.value for kind in SWITCHABLE if kind.value not in own.muted]
    return [
        field(Field.SETTINGS_QUIET_FROM, "Quiet from", _timepicker(own.quiet_from_minute)),
        field(
            Field.SETTINGS_QUIET_UNTIL,
            "Quiet until",
            _timepicker(own.quiet_until_minute),
            hint="Twice the same time means no quiet hours. A meeting within two hours is never held back.",
        ),
        field(
            Field.SETTINGS_DIGEST,
            "Morning digest",
            select(digests, str(own.digest_minute) if own.digest else NONE),
        ),
        field(
            Field.SETTINGS_REMINDER,
            "Reminder before a meeting",
            select(reminders, NONE if own.reminder_minutes is None else str(own.reminder_minutes)),
        ),
        field(
            Field.SETTINGS_MUTED,
            "Send me a message when",
            checkboxes(kinds, told),
            optional=True,
            hint="What needs your answer always reaches you. The rest is kept in your inbox.",
        ),
    ]


def _before(minutes: int) -> str:
    return f"{duration(minutes)} before"


def _timepicker(minute: int) -> Block:
    return {"type": "timepicker", "initial_time": time_of_day(minute)}


def settings_summary(person: Person) -> str:
    """Say a person's main settings in two lines."""
    own = person.settings
    hours = write_week(person.hours.days) or "no working hours"
    notice = notice_words(own.minimum_notice_minutes)
    return (
        f"{hours} ({zone_label(person.hours.zone)})\n"
        f"{duration(own.default_minutes)} as a rule, {notice}, up to {own.horizon_days} days ahead"
    )


def settings_saved(person: Person) -> Rendered:
    """Answer saved settings with what holds now."""
    text = "Your settings are saved. They hold from now on, also for slots already offered."
    return message(text, [section(f"{text}\n{settings_summary(person)}")])


def paused() -> Rendered:
    """Answer a pause."""
    text = (
        "Perin is paused. Nobody can start a session with you or send you slots, and nothing books by itself. "
        "You can still answer what is open."
    )
    return message(text, [section(text), *actions(pause_button(is_paused=True))])


def resumed() -> Rendered:
    """Answer a resume."""
    return message(_AGAIN, [section(_AGAIN)])


_AGAIN = "Perin is back at work: your connections can send you slots again."


def pause_button(*, is_paused: bool) -> Block:
    """Return the button that pauses, or resumes."""
    if is_paused:
        return button("Resume Perin", Action.PAUSE_TOGGLE, RESUME, style="primary")
    return button("Pause Perin", Action.PAUSE_TOGGLE, PAUSE)
