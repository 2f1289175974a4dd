"""Refusals about a person's calendar, and what a call to a calendar came to."""

from __future__ import annotations

from core.domain.errors.root import PerinError, Refused


class CalendarRefused(Refused):
    """A person's calendar can't be used; fact ``whose``."""

    code = "calendar_refused"


class CalendarNotLinked(CalendarRefused):
    """No calendar is linked; fact ``whose``."""

    code = "calendar_not_linked"


class CalendarBroken(CalendarRefused):
    """The link is dead until reconnected; fact ``whose``."""

    code = "calendar_broken"


class CalendarUnreadable(CalendarRefused):
    """It didn't answer, so nobody counts as free; fact ``whose``."""

    code = "calendar_unreadable"


class GoogleNotSetUp(CalendarRefused):
    """The administrator must finish the set-up."""

    code = "google_not_set_up"


class LinkInvalid(CalendarRefused):
    """The link was used, is too old, or belongs to another browser or person."""

    code = "link_invalid"


class ConsentIncomplete(CalendarRefused):
    """Google's consent left out what Perin needs; fact ``missing``."""

    code = "consent_incomplete"


class AccountTaken(CalendarRefused):
    """Another person of this workspace linked that Google account."""

    code = "account_taken"


class AccountSwitchRefused(CalendarRefused):
    """Another account can't replace this one while sessions are open."""

    code = "account_switch_refused"


class CalendarError(PerinError):
    """What a call to the calendar came to; fact ``account``."""

    code = "calendar_error"


class OutcomeUnknown(CalendarError):
    """It may or may not have happened."""

    code = "outcome_unknown"


class AccessLost(CalendarError):
    """The token is dead: reconnect."""

    code = "access_lost"


class AccessDenied(CalendarError):
    """The token may not do this; fact ``reason``."""

    code = "access_denied"


class QuotaSpent(CalendarError):
    """Google refuses for hours; never retried at once."""

    code = "quota_spent"


class SlowDown(CalendarError):
    """Not again before ``retry_after`` seconds."""

    code = "slow_down"


class CalendarGone(CalendarError):
    """The calendar no longer exists for this account."""

    code = "calendar_gone"


class EventExists(CalendarError):
    """The event id is taken."""

    code = "event_exists"


class EventGone(CalendarError):
    """The event is deleted or was never there."""

    code = "event_gone"


class EventChanged(CalendarError):
    """Somebody edited the event since it was read."""

    code = "event_changed"


class RequestInvalid(CalendarError):
    """Google calls the request malformed: a bug of ours."""

    code = "request_invalid"
