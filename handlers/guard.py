"""What surrounds every listener: ack first, find out who acts, run, and turn what went wrong into a private sentence.

Listeners themselves hold no try/except: they decode, call one use case, render and respond.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError

from core.domain.errors import PerinError
from handlers.asker import Asker, Kit, identify
from handlers.render.base import Rendered, as_modal, loading_modal, note
from handlers.render.errors import OOPS, refusal

log = structlog.get_logger()

TITLE = "Perin"
CHECK_SECONDS = 1.5
"""How long a form may be looked at before Slack is answered."""

Work = Callable[[Asker], Awaitable[None]]
Submit = Callable[[Asker], Awaitable[Rendered]]
Check = Callable[[Asker], dict[str, str]]
Listener = Callable[..., Awaitable[None]]


def press(kit: Kit, name: str, work: Work) -> Listener:
    """Build the listener of a command, button or shortcut: acknowledge at once, then work, then answer what failed."""

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await run(kit, name, body, work)

    return listener


def submit(kit: Kit, name: str, check: Check, work: Submit) -> Listener:
    """Build the listener of a form.

    ``check`` looks at the fields alone and its errors (block id → sentence) are shown beside them; otherwise the form
    turns into "one moment" within Slack's three seconds, and then into what came of it.
    """

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                asker = await identify(kit, body)
            problems = check(asker)
        except PerinError as error:
            await ack(response_action="update", view=as_modal(TITLE, _sentence(error, None)))
            return
        except TimeoutError:
            await ack(response_action="update", view=as_modal(TITLE, note(OOPS)))
            return
        if problems:
            await ack(response_action="errors", errors=problems)
            return
        await ack(response_action="update", view=loading_modal(TITLE))
        await _finish(name, asker, work)

    return listener


async def run(kit: Kit, name: str, body: Mapping[str, Any], work: Work) -> None:
    """Do the work for whoever acts, and answer a failure with its sentence.

    Nothing leaves this function but cancellation.
    """
    asker: Asker | None = None
    try:
        asker = await identify(kit, body)
        await work(asker)
    except PerinError as error:
        log.info("slack.refused", listener=name, code=error.code)
        await _answer(kit, body, asker, _sentence(error, asker))
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("slack.call_failed", listener=name, error=_code(error))
        await _answer(kit, body, asker, note(OOPS))
    except Exception as error:  # noqa: BLE001 - the last net: the person is told, the operator sees the type
        log.error("slack.failed", listener=name, error=type(error).__name__)  # noqa: TRY400 - no content in logs
        await _answer(kit, body, asker, note(OOPS))


async def _finish(name: str, asker: Asker, work: Submit) -> None:
    """Do a form's work and show its outcome where the person is looking: in the form."""
    try:
        view = as_modal(TITLE, await work(asker))
    except PerinError as error:
        log.info("slack.refused", listener=name, code=error.code)
        view = as_modal(TITLE, _sentence(error, asker))
    except Exception as error:  # noqa: BLE001 - the last net
        log.error("slack.failed", listener=name, error=type(error).__name__)  # noqa: TRY400 - no content in logs
        view = as_modal(TITLE, note(OOPS))
    await asker.update(str(asker.body["view"]["id"]), view)


def _sentence(error: PerinError, asker: Asker | None) -> Rendered:
    if asker is None:
        return refusal(error, "UTC")
    return refusal(error, asker.zone, reader=asker.key)


async def _answer(kit: Kit, body: Mapping[str, Any], asker: Asker | None, message: Rendered) -> None:
    """Answer privately if there is any way to; a failure of the answer itself is only logged."""
    try:
        if asker is not None:
            await asker.answer(message)
        elif body.get("response_url"):
            url = str(body["response_url"])
            await kit.clients.webhook(url).send(
                text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
            )
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("slack.answer_failed", error=_code(error))


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error") or "")
    return type(error).__name__
