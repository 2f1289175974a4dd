"""Google's own library, built once: the only module that imports it.

Imported by the first calendar call and not before: loading it takes longer than all the rest of start-up together.
"""

from __future__ import annotations

from typing import Any

from googleapiclient.discovery import build

from core.calendars.google.replies import Garbled
from core.calendars.google.transport import AsBearer, Transport


class Service:
    """The Calendar API's resources. Making them is the expensive part, so they are kept; they are safe to share.

    ``events``, ``freebusy`` and ``calendar_list`` make requests; nothing is sent before ``send``.
    """

    def __init__(self, transport: Transport, api_url: str) -> None:
        """Build from the discovery document that comes with the library; needs no network."""
        self._transport = transport
        root = build(
            "calendar",
            "v3",
            http=transport,  # never used as such: it keeps the library from looking for credentials
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": api_url},
        )
        self.events: Any = root.events()
        self.freebusy: Any = root.freebusy()
        self.calendar_list: Any = root.calendarList()

    def send(self, request: Any, token: str) -> object:  # noqa: ANN401 - the library has no types
        """Send a request once and return the answer as the library reads it. Blocks.

        Raises NoAnswer, ErrorAnswer, and Garbled for a body that is no text.
        """
        try:
            answer: object = request.execute(http=AsBearer(self._transport, token), num_retries=0)
        except (ValueError, RecursionError) as error:
            raise Garbled("the answer can't be read") from error
        return answer
