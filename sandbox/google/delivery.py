"""Carrying an answer to the caller, or failing to, as the fault plan says.

The only place where time passes and connections break; what a request does is decided elsewhere, in one step.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.google import times
from sandbox.google.answers import HTML_PAGE, Answer, fault_answer
from sandbox.google.faults import GoogleFault

if TYPE_CHECKING:
    from sandbox.google.server import GoogleServer

Work = Callable[[], Answer]


class Delivery:
    """One request on its way: calling `work` has its effect and gives the answer; `sub` is who asks, if known.

    `oauth` says that errors have the token endpoint's shape.
    """

    def __init__(
        self, request: web.Request, google: GoogleServer, work: Work, sub: str | None, *, oauth: bool = False
    ) -> None:
        self._request = request
        self._google = google
        self._work = work
        self._sub = sub
        self._oauth = oauth

    async def plain(self) -> web.StreamResponse:
        """Answer without any fault."""
        return self._work().response()

    async def struck(self, fault: GoogleFault) -> web.StreamResponse | None:
        """Answer as `fault` has it; None when the connection was closed without an answer."""
        handlers: dict[str, Callable[[GoogleFault], Awaitable[web.StreamResponse | None]]] = {
            "error": self._error,
            "drop": self._drop,
            "hang": self._hang,
            "slow": self._slow,
            "html": self._html,
            "truncated": self._truncated,
            "cut_off": self._cut_off,
            "wrong_id": self._wrong_id,
            "wrong_time": self._wrong_time,
            "duplicate": self._duplicate,
            "late": self._late_drop,
            "late_hang": self._late_hang,
            "revoke": self._revoked,
            "date": self._date,
        }
        handler = handlers.get(fault.kind)
        return await self.plain() if handler is None else await handler(fault)

    def _close(self) -> None:
        """End the connection the clean way, with everything unsaid."""
        if self._request.transport is not None:
            self._request.transport.close()

    def _effect(self, fault: GoogleFault) -> Answer | None:
        return self._work() if fault.when == "after" else None

    async def _error(self, fault: GoogleFault) -> web.StreamResponse:
        self._effect(fault)
        return fault_answer(fault, oauth=self._oauth).response()

    async def _drop(self, fault: GoogleFault) -> None:
        self._effect(fault)
        self._close()

    async def _hang(self, fault: GoogleFault) -> None:
        self._effect(fault)
        await self._google.late.hold(fault.delay)
        self._close()

    async def _slow(self, fault: GoogleFault) -> web.StreamResponse:
        answer = self._effect(fault)
        await self._google.late.hold(fault.delay)
        return (answer or self._work()).response()

    async def _html(self, fault: GoogleFault) -> web.StreamResponse:
        self._effect(fault)
        return Answer(200, HTML_PAGE, "text/html; charset=UTF-8").response()

    async def _truncated(self, _: GoogleFault) -> web.StreamResponse:
        answer = self._work()
        return Answer(answer.status, answer.body[: len(answer.body) // 2], headers=answer.headers).response()

    async def _cut_off(self, _: GoogleFault) -> web.StreamResponse:
        answer = self._work()
        response = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.content_type})
        response.content_length = len(answer.body)
        await response.prepare(self._request)
        await response.write(answer.body[: len(answer.body) // 2])
        self._close()
        return response

    async def _wrong_id(self, _: GoogleFault) -> web.StreamResponse:
        answer = self._work()
        return answer.with_document({**(answer.document or {}), "id": "anotherevent00"}).response()

    async def _wrong_time(self, _: GoogleFault) -> web.StreamResponse:
        answer = self._work()
        document = answer.document or {}
        moved = {name: times.day_later(document[name]) for name in ("start", "end") if name in document}
        return answer.with_document({**document, **moved}).response()

    async def _duplicate(self, _: GoogleFault) -> web.StreamResponse:
        self._work()
        return self._work().response()

    async def _late_drop(self, fault: GoogleFault) -> None:
        self._google.late.schedule(self._work, fault.delay)
        self._close()

    async def _late_hang(self, fault: GoogleFault) -> None:
        self._google.late.schedule(self._work, fault.delay)
        await self._google.late.hold(fault.delay)
        self._close()

    async def _revoked(self, fault: GoogleFault) -> web.StreamResponse:
        answer = self._effect(fault)
        if self._sub is not None:
            self._google.oauth.revoke_account(self._sub)
        return (answer or self._work()).response()

    async def _date(self, fault: GoogleFault) -> web.StreamResponse:
        return (
            self._work()
            .with_headers(Date=formatdate(self._google.clock.real_now() + fault.delay, usegmt=True))
            .response()
        )
