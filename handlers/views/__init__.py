"""The forms: what is checked before the ack, and what is done with what was filled in."""

from __future__ import annotations

from handlers.forms import Form
from handlers.ids import Callback
from handlers.views import changing, connecting, meeting, personal

FORMS: dict[Callback, Form] = {
    **connecting.FORMS,
    **meeting.FORMS,
    **changing.FORMS,
    **personal.FORMS,
}
"""Every form that can be submitted."""
