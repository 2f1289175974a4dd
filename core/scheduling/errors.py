"""Everything the engine refuses, as one tree with stable codes, apart so that any module may raise it.

::

    SchedulingError            (a ValueError)
    ├── BadInstant             not whole epoch seconds, or outside the years 1 to 9999
    │   └── NaiveDatetime      a datetime without a zone
    ├── EmptyInterval          an interval that does not end after it starts
    ├── BadHours               a weekly pattern that is no pattern
    │   ├── BadWindow          a window that ends before it starts, or leaves its two days
    │   ├── OverlappingWindows two windows that claim the same minute
    │   └── BadOverride        two overrides for one date, or one that changes nothing
    ├── UnknownZone            not an IANA zone of the installed database
    ├── UnknownCountry         no public holidays are known for it
    ├── BadRule                a negative notice, buffer, horizon or cap, a shortest over the longest
    ├── BadRequest             a length, step, count or participant list that asks nothing
    ├── LengthNeverFits        a length longer than any window it could lie in
    └── BadMask                a stored free mask that can't be read or doesn't belong to the person

Errors carry what was wrong as arguments, never wording for people: that is the renderer's.
"""

from __future__ import annotations


class SchedulingError(ValueError):
    """Root of all refusals of the engine; ``code`` is stable, the arguments say what was wrong."""

    code = "scheduling"


class BadInstant(SchedulingError):
    """An instant is not an ``int`` of epoch seconds, or no calendar reaches it."""

    code = "bad_instant"


class NaiveDatetime(BadInstant):
    """A datetime without a zone was given where only one instant may be meant."""

    code = "naive_datetime"


class EmptyInterval(SchedulingError):
    """An interval's end is not after its start."""

    code = "empty_interval"


class BadHours(SchedulingError):
    """A weekly pattern does not have seven days, or its stored form can't be read."""

    code = "bad_hours"


class BadWindow(BadHours):
    """A window ends before it starts, starts outside its day, or is longer than a day."""

    code = "bad_window"


class OverlappingWindows(BadHours):
    """Two windows claim the same minute of the week; which of them was meant can't be known."""

    code = "overlapping_windows"


class BadOverride(BadHours):
    """A date is overridden twice, or by an override that changes nothing."""

    code = "bad_override"


class UnknownZone(SchedulingError):
    """The name is not an IANA time zone of the installed database."""

    code = "unknown_zone"


class UnknownCountry(SchedulingError):
    """No public holidays are known for this country or this part of it."""

    code = "unknown_country"


class BadRule(SchedulingError):
    """A rule has a value that no person could mean, such as a negative buffer."""

    code = "bad_rule"


class BadRequest(SchedulingError):
    """A request's length, step, count or list of participants asks nothing."""

    code = "bad_request"


class LengthNeverFits(SchedulingError):
    """A length is longer than any window it could lie in, so no day can ever hold it."""

    code = "length_never_fits"


class BadMask(SchedulingError):
    """A stored free mask is damaged, or was made for other hours or rules."""

    code = "bad_mask"
