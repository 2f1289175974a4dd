"""One call after another with one account: the access token, the exchange, and what a failure means.

Apart from ``client``, which knows what to ask; this only asks, and believes an answer only through its reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from core.calendars.google import errors
from core.calendars.google.errors import Verb
from core.calendars.google.replies import ErrorAnswer, Garbled, NoAnswer
from core.calendars.google.tokens import AccessTokens
from core.calendars.google.wire import Wire
from core.domain.accounts import Access
from core.domain.errors import OutcomeUnknown

if TYPE_CHECKING:
    from core.calendars.google.service import Service

Result = TypeVar("Result")
Make = Callable[["Service"], Any]
"""Makes a request from the library's resources; nothing is sent by that."""

MOST_PAGES = 40
"""A list that is longer than this doesn't end."""


class Calls:
    """Asks Google in an account's name; every failure is a ``CalendarError``."""

    def __init__(self, wire: Wire, tokens: AccessTokens) -> None:
        """Ask over ``wire`` with access tokens from ``tokens``."""
        self._wire = wire
        self._tokens = tokens

    async def ask(self, access: Access, verb: Verb, make: Make, read: Callable[[object], Result]) -> Result:
        """Make one call and believe its answer only through ``read``.

        On 401 the access token is renewed once and the same request sent again. Raises as ``errors.meaning``.
        """
        token = await self._tokens.bearer(access)
        try:
            try:
                return read(await self._wire.call(make, token))
            except ErrorAnswer as error:
                if error.reply.status != 401:
                    raise
            token = await self._tokens.bearer(access, refused=token)
            return read(await self._wire.call(make, token))
        except (NoAnswer, ErrorAnswer, Garbled) as error:
            raise errors.meaning(verb, access.account, error) from error

    async def pages(
        self,
        access: Access,
        verb: Verb,
        make: Callable[[str | None], Make],
        read: Callable[[object], tuple[list[Result], str | None]],
    ) -> list[Result]:
        """Read a list to its end; half a list is no list. Raises as ``ask``."""
        found: list[Result] = []
        token: str | None = None
        for _ in range(MOST_PAGES):
            items, token = await self.ask(access, verb, make(token), read)
            found.extend(items)
            if token is None:
                return found
        raise OutcomeUnknown(account=access.account, sent=True, reason="endless")


def believed(verb: Verb, access: Access, read: Callable[[], Result]) -> Result:
    """Read what an earlier call answered. Raises OutcomeUnknown for what can't be believed."""
    try:
        return read()
    except Garbled as error:
        raise errors.meaning(verb, access.account, error) from error


async def together(calls: Iterable[Awaitable[Result]]) -> list[Result]:
    """Wait for all calls to end, then return their results or raise the first failure: none is left running."""
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    results: list[Result] = []
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        results.append(outcome)
    return results
