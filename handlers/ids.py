"""Every action, block and callback id that Slack sends back, in one place: ``perin.{area}.{verb}``.

Stable once released. One enumeration per namespace of Slack's: what a press carries (``Action``), the fields of our
forms (``Field``: block_id and the action_id of its element alike), what a submitted form carries (``Callback``), and
the manifest's shortcuts (``Shortcut``). Tests walk them: each is used by a rendering and has a listener.
"""

from __future__ import annotations

from enum import StrEnum

COMMAND = "/perin"


class Action(StrEnum):
    """A press or a choice that sends ``block_actions``. The comment says what its value carries."""

    SESSION_BOOK = "perin.session.book"  # values.SlotValue
    SESSION_ACCEPT = "perin.session.accept"  # values.SlotValue
    SESSION_WITHDRAW_ACCEPT = "perin.session.withdraw_accept"  # session id
    SESSION_MORE_TIMES = "perin.session.more_times"  # values.SeenSession
    SESSION_COUNTER = "perin.session.counter"  # session id: opens the form of other times
    SESSION_SNOOZE = "perin.session.snooze"  # values.Choice(until when, session id): a menu
    SESSION_UNSNOOZE = "perin.session.unsnooze"  # session id
    SESSION_RELAX = "perin.session.relax"  # values.Choice(what gives way, session id)
    SESSION_CANCEL = "perin.session.cancel"  # session id
    SESSION_UNDO = "perin.session.undo"  # session id
    SESSION_RESCHEDULE = "perin.session.reschedule"  # session id: opens the form
    SESSION_CANCEL_MEETING = "perin.session.cancel_meeting"  # session id: opens the form
    SESSION_CANCEL_BOTH = "perin.session.cancel_both"  # session id: opens the form, although an event was edited
    SESSION_TAKE_NEW_TIME = "perin.session.take_new_time"  # session id
    SESSION_SHOW = "perin.session.show"  # session id: answer with its card
    SESSION_OVERFLOW = "perin.session.overflow"  # values.Choice(SHOW_EXCHANGE, session id)
    SESSION_OPEN_CALENDAR = "perin.session.open_calendar"  # opens an address; ack only
    SESSION_JOIN = "perin.session.join"  # opens an address; ack only
    SESSION_PAGE = "perin.session.page"  # number of the first item

    COUNTER_MORE = "perin.counter.more"  # number of the first further time; the rest is in the form

    EXCEPTION_ALLOW = "perin.exception.allow"  # notice id
    EXCEPTION_REFUSE = "perin.exception.refuse"  # notice id

    INVITE_OPEN = "perin.invite.open"  # nothing: the form asks for the person
    INVITE_ACCEPT = "perin.invite.accept"  # connection id: opens the form with one's own grant
    INVITE_DECLINE = "perin.invite.decline"  # connection id
    INVITE_WITHDRAW = "perin.invite.withdraw"  # connection id

    GRANT_PRESET = "perin.grant.preset"  # the radio in a grant form: redraw it
    GRANT_EDIT = "perin.grant.edit"  # connection id: opens the form
    GRANT_ASK = "perin.grant.ask"  # values.ScopeValue
    GRANT_ALLOW = "perin.grant.allow"  # notice id: grant what the other side asked for
    GRANT_REFUSE = "perin.grant.refuse"  # notice id: leave it as it is
    GRANT_AUTOMATIC = "perin.grant.automatic"  # connection id: opens the form at *Book automatically*
    GRANT_PREVIEW = "perin.grant.preview"  # nothing: what the draft in the form would let the other see

    CONNECTION_SHOW = "perin.connection.show"  # connection id: answer with its agreement
    CONNECTION_REVOKE = "perin.connection.revoke"  # connection id: opens the form that ends it
    CONNECTION_BLOCKS = "perin.connection.blocks"  # nothing: opens the form that blocks, with whom one blocks
    CONNECTION_BLOCK = "perin.connection.block"  # person key
    CONNECTION_UNBLOCK = "perin.connection.unblock"  # person key
    CONNECTION_KEEP = "perin.connection.keep"  # nothing: take the question away
    CONNECTION_PAGE = "perin.connection.page"  # number of the first item

    CALENDAR_OPEN = "perin.calendar.open"  # nothing: opens the calendar form
    CALENDAR_LINK = "perin.calendar.link"  # opens an address; ack only
    CALENDAR_CHOOSE = "perin.calendar.choose"  # nothing: opens the form of calendars
    CALENDAR_UNLINK = "perin.calendar.unlink"  # nothing

    SCHEDULE_OPEN = "perin.schedule.open"  # Slack user id, or nothing
    SETTINGS_OPEN = "perin.settings.open"  # nothing
    PAUSE_TOGGLE = "perin.pause.toggle"  # values.PAUSE or values.RESUME

    NOTICE_MARK_READ = "perin.notice.mark_read"  # notice id
    NOTICE_MARK_ALL_READ = "perin.notice.mark_all_read"  # nothing
    INBOX_OPEN = "perin.inbox.open"  # nothing
    INBOX_PAGE = "perin.inbox.page"  # values.InboxValue

    AUDIT_OPEN = "perin.audit.open"  # nothing
    AUDIT_PAGE = "perin.audit.page"  # number of the entry to read before
    AUDIT_EXPORT = "perin.audit.export"  # nothing: sends all of it as a file
    HELP_OPEN = "perin.help.open"  # nothing
    FORGET_OPEN = "perin.forget.open"  # nothing: opens the form
    HOME_PAGE = "perin.home.page"  # values.Choice(area, number of the first item)


class Callback(StrEnum):
    """A form. The comment says what its ``private_metadata`` carries."""

    INVITE_SUBMIT = "perin.invite.submit"  # values.GrantMeta: to whom
    INVITE_ANSWER = "perin.invite.answer"  # values.GrantMeta: which connection
    GRANT_SUBMIT = "perin.grant.submit"  # values.GrantMeta: which connection, which version
    CONNECTION_END = "perin.connection.end"  # values.GrantMeta: which connection
    BLOCK_SUBMIT = "perin.block.submit"  # nothing
    FORGET_SUBMIT = "perin.forget.submit"  # nothing
    CALENDAR_SUBMIT = "perin.calendar.submit"  # values.LongIds
    SCHEDULE_SUBMIT = "perin.schedule.submit"  # nothing
    COUNTER_SUBMIT = "perin.counter.submit"  # values.CounterMeta: which session, what it shows
    RESCHEDULE_SUBMIT = "perin.reschedule.submit"  # values.MeetingMeta: which meeting
    CANCEL_SUBMIT = "perin.cancel.submit"  # values.MeetingMeta: which meeting, and whether edited events go too
    SETTINGS_SUBMIT = "perin.settings.submit"  # nothing
    NOTHING = "perin.help.shown"  # a view that only shows something; it has no submit


class Shortcut(StrEnum):
    """A shortcut of the manifest."""

    SCHEDULE = "perin.schedule.global"  # from anywhere
    SCHEDULE_WITH_AUTHOR = "perin.schedule.message"  # on a message


class Field(StrEnum):
    """A field of a form; block_id and the action_id of its one element are the same."""

    INVITE_PERSON = "perin.invite.person"

    GRANT_PRESET = "perin.grant.preset"
    GRANT_SCOPES = "perin.grant.scopes"
    GRANT_HOURS = "perin.grant.hours"
    GRANT_ZONE = "perin.grant.zone"
    GRANT_NOTICE = "perin.grant.notice"
    GRANT_SHORTEST = "perin.grant.shortest"
    GRANT_LONGEST = "perin.grant.longest"
    GRANT_LENGTH = "perin.grant.length"
    GRANT_BUFFER_BEFORE = "perin.grant.buffer_before"
    GRANT_BUFFER_AFTER = "perin.grant.buffer_after"
    GRANT_HORIZON = "perin.grant.horizon"
    GRANT_PLACE = "perin.grant.place"
    GRANT_WEEKLY_CAP = "perin.grant.weekly_cap"
    GRANT_AUTO = "perin.grant.auto"

    CONNECTION_CANCEL = "perin.connection.cancel"
    BLOCK_PERSON = "perin.block.person"
    FORGET_MEETINGS = "perin.forget.meetings"

    SCHEDULE_PERSON = "perin.schedule.person"
    SCHEDULE_LENGTH = "perin.schedule.length"
    SCHEDULE_WHEN = "perin.schedule.when"
    SCHEDULE_TITLE = "perin.schedule.title"
    SCHEDULE_PLACE = "perin.schedule.place"
    SCHEDULE_KIND = "perin.schedule.kind"

    COUNTER_SLOTS = "perin.counter.slots"

    RESCHEDULE_WHEN = "perin.reschedule.when"
    RESCHEDULE_LENGTH = "perin.reschedule.length"

    CANCEL_NOTE = "perin.cancel.note"

    CALENDAR_BUSY = "perin.calendar.busy"
    CALENDAR_WRITE = "perin.calendar.write"

    SETTINGS_ZONE = "perin.settings.zone"
    SETTINGS_MONDAY = "perin.settings.monday"
    SETTINGS_TUESDAY = "perin.settings.tuesday"
    SETTINGS_WEDNESDAY = "perin.settings.wednesday"
    SETTINGS_THURSDAY = "perin.settings.thursday"
    SETTINGS_FRIDAY = "perin.settings.friday"
    SETTINGS_SATURDAY = "perin.settings.saturday"
    SETTINGS_SUNDAY = "perin.settings.sunday"
    SETTINGS_NOTICE = "perin.settings.notice"
    SETTINGS_SHORTEST = "perin.settings.shortest"
    SETTINGS_LONGEST = "perin.settings.longest"
    SETTINGS_LENGTH = "perin.settings.length"
    SETTINGS_BUFFER_BEFORE = "perin.settings.buffer_before"
    SETTINGS_BUFFER_AFTER = "perin.settings.buffer_after"
    SETTINGS_HORIZON = "perin.settings.horizon"
    SETTINGS_PLACE = "perin.settings.place"
    SETTINGS_WEEKLY_CAP = "perin.settings.weekly_cap"
    SETTINGS_QUIET_FROM = "perin.settings.quiet_from"
    SETTINGS_QUIET_UNTIL = "perin.settings.quiet_until"
    SETTINGS_DIGEST = "perin.settings.digest"
    SETTINGS_REMINDER = "perin.settings.reminder"
    SETTINGS_MUTED = "perin.settings.muted"


WEEKDAY_FIELDS: tuple[Field, ...] = (
    Field.SETTINGS_MONDAY,
    Field.SETTINGS_TUESDAY,
    Field.SETTINGS_WEDNESDAY,
    Field.SETTINGS_THURSDAY,
    Field.SETTINGS_FRIDAY,
    Field.SETTINGS_SATURDAY,
    Field.SETTINGS_SUNDAY,
)
"""One field of working hours per weekday, Monday first."""

ADDRESS_ACTIONS = frozenset({Action.SESSION_OPEN_CALENDAR, Action.SESSION_JOIN, Action.CALENDAR_LINK})
"""Buttons that open an address: Slack sends them too, and they are only acknowledged."""
