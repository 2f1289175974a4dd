"""Whose calendar it was that didn't answer: a call's error names an account, what is decided on needs the person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.domain.errors import AccessLost, CalendarBroken, CalendarError, CalendarUnreadable
from core.domain.ids import PersonKey


@contextmanager
def asking(whose: PersonKey) -> Iterator[None]:
    """Turn what calls to this person's calendar come to within the block into a refusal that names them.

    Raises CalendarBroken for a dead token, CalendarUnreadable for anything else.
    """
    try:
        yield
    except AccessLost as error:
        raise CalendarBroken(whose=whose) from error
    except CalendarError as error:
        raise CalendarUnreadable(whose=whose) from error
