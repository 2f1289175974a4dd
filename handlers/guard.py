"""What surrounds every listener: ack first, find out who acts, run, and turn what went wrong into a private sentence.

Listeners themselves hold no try/except: they decode, call one use case, render and respond.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck

from core.domain.errors import PerinError, RateLimited, ReaderChanged, Refused
from core.domain.quota import Act
from core.usecases.limits import spend
from handlers.asker import ANSWER_TITLE, Asker, Kit, identify
from handlers.failures import FAR_AWAY, code_of, in_words, is_twin
from handlers.render.base import Rendered, View, as_modal, loading_modal
from handlers.showing import publish_home

log = structlog.get_logger()

CHECK_SECONDS = 1.5
"""How long a form may be looked at before Slack is answered."""

UNKNOWN_ZONE = "UTC"

Work = Callable[[Asker], Awaitable[None]]
Submit = Callable[[Asker], Awaitable[Rendered | View]]
Check = Callable[[Asker], dict[str, str]]
Listener = Callable[..., Awaitable[None]]


def _read_anew(_: Mapping[str, Any]) -> bool:
    """Recall nobody: the person's row is read for each press."""
    return False


def _not_counted(_: Mapping[str, Any]) -> None:
    """Count nothing: the use case does."""


def press(
    kit: Kit,
    name: str,
    work: Work,
    *,
    draws_home: bool = False,
    act_of: Callable[[Mapping[str, Any]], Act | None] = _not_counted,
    may_recall: Callable[[Mapping[str, Any]], bool] = _read_anew,
) -> Listener:
    """Build the listener of a command, button or shortcut: acknowledge at once, then work, then answer what failed.

    After a press in App Home it is drawn again, unless the work did so itself (``draws_home``). ``act_of`` says of a
    payload which act is counted as soon as it is known whose it is, ``may_recall`` whether its use case compares the
    person's row, so that the one of a moment ago will do.
    """

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        asker: Asker | None = None
        try:
            asker = await identify(kit, body, act_of(body), may_recall=may_recall(body))
            asker.require_allowance()
            try:
                await work(asker)
            except ReaderChanged:
                asker = await identify(kit, body)
                await work(asker)
        except Exception as error:  # noqa: BLE001 - the last net: the person is told, the operator sees the kind
            if is_twin(error):
                return
            await _answer(kit, body, asker, _in_words(name, await _counted(asker, error), asker))
        else:
            if asker.is_from_home and not draws_home:
                await _redraw_home(asker)

    return listener


def submit(kit: Kit, name: str, check: Check, work: Submit) -> Listener:
    """Build the listener of a form.

    ``check`` looks at the fields alone and its errors (block id → sentence) are shown beside them; otherwise the form
    turns into "one moment" within Slack's three seconds, and then into what came of it: a message, or a further form.
    """

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                asker = await identify(kit, body)
            problems = check(asker)
        except Exception as error:  # noqa: BLE001 - without an answer the form would just stay open
            await ack(response_action="update", view=as_modal(ANSWER_TITLE, _in_words(name, error, None)))
            return
        if problems:
            await ack(response_action="errors", errors=problems)
            return
        await ack(response_action="update", view=loading_modal(asker.heading))
        try:
            outcome = await work(asker)
        except Exception as error:  # noqa: BLE001 - the last net
            outcome = _in_words(name, await _counted(asker, error), asker)
        await asker.update(asker.framed(outcome) if isinstance(outcome, Rendered) else outcome)

    return listener


async def _counted(asker: Asker | None, error: Exception) -> Exception:
    """Count a refused act, which its use case rolled back with all the rest; returns the refusal to tell."""
    if asker is None or not isinstance(error, Refused) or isinstance(error, RateLimited):
        return error
    try:
        await spend(asker.deps, person=asker.key, act=Act.OTHER)
    except PerinError as exceeded:
        return exceeded
    return error


def _in_words(name: str, error: Exception, asker: Asker | None) -> Rendered:
    if asker is None:
        return in_words(name, error, UNKNOWN_ZONE, None)
    return in_words(name, error, asker.clock, asker.key)


async def _redraw_home(asker: Asker) -> None:
    """Draw App Home again after a press in it; that this failed says nothing of the press."""
    try:
        await publish_home(asker.deps, asker.client, asker.person, asker.home_pages)
    except FAR_AWAY as error:
        log.warning("slack.home_not_drawn", error=code_of(error))
    except PerinError as error:
        log.warning("slack.home_not_drawn", error=error.code)


async def _answer(kit: Kit, body: Mapping[str, Any], asker: Asker | None, message: Rendered) -> None:
    """Answer privately if there is any way to; a failure of the answer itself is only logged."""
    try:
        if asker is not None:
            await asker.answer(message)
        elif body.get("response_url"):
            await kit.clients.respond(str(body["response_url"]), message)
    except FAR_AWAY as error:
        log.warning("slack.answer_failed", error=code_of(error))
