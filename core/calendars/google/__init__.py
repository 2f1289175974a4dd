"""Google Calendar: the one implementation of ``core.calendars.protocols.Calendars``.

``GoogleCalendars`` and its ``GoogleOptions`` are all that the assembly names. Importing this loads neither Google's
library nor an HTTP client: the first call does.
"""

from __future__ import annotations

from core.calendars.google.client import GoogleCalendars
from core.calendars.google.options import GoogleOptions

__all__ = ["GoogleCalendars", "GoogleOptions"]
