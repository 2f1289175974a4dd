"""Our own listener runner for Bolt: it wakes on ``ack()``, keeps tasks alive, never loses an ack to a later error.

Bolt's own polls for the ack every 10 ms, keeps no reference to the task that does the work, and replaces an answer
already given when the work fails within that time, so that a person would wait three seconds for an error.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.listener.asyncio_runner import AsyncioListenerRunner
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.failures import place_of

log = structlog.get_logger()


class WakingAck(AsyncAck):
    """An ack that tells the runner at once that it was given."""

    def __init__(self) -> None:
        """Prepare the future the runner waits for."""
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        self.given: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __call__(self, *args: Any, **kwargs: Any) -> BoltResponse:  # noqa: ANN401 - Bolt's own signature
        """Answer Slack, once: a second answer would arrive too late to matter and is ignored."""
        if self.response is not None:
            return self.response
        response = await super().__call__(*args, **kwargs)
        if not self.given.done():
            self.given.set_result(None)
        return response


class PromptRunner(AsyncioListenerRunner):
    """Runs a listener as a task of its own and returns as soon as it acknowledges."""

    tasks: set[asyncio.Task[None]]

    @classmethod
    def instead_of(cls, runner: AsyncioListenerRunner) -> PromptRunner:
        """Take over the parts of the app's own runner."""
        new = cls(
            logger=runner.logger,
            process_before_response=False,
            listener_error_handler=runner.listener_error_handler,
            listener_start_handler=runner.listener_start_handler,
            listener_completion_handler=runner.listener_completion_handler,
            lazy_listener_runner=runner.lazy_listener_runner,
        )
        new.tasks = set()
        return new

    async def run(
        self,
        request: AsyncBoltRequest,
        response: BoltResponse | None,
        listener_name: str,
        listener: AsyncListener,
        starting_time: float | None = None,  # noqa: ARG002 - Bolt passes it
    ) -> BoltResponse:
        """Start the work and answer Slack: with the ack, or with an empty 200 when none came in time."""
        ack = WakingAck()
        request.context["ack"] = ack
        if listener.auto_acknowledgement:
            await ack()
        task = asyncio.create_task(self._work(request, response, listener, listener_name))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        await asyncio.wait({task, ack.given}, timeout=listener.ack_timeout, return_when=asyncio.FIRST_COMPLETED)
        if ack.response is None:
            log.warning("slack.not_acknowledged", listener=listener_name)
            return BoltResponse(status=200)
        return ack.response

    async def _work(
        self, request: AsyncBoltRequest, response: BoltResponse | None, listener: AsyncListener, name: str
    ) -> None:
        try:
            await listener.run_ack_function(request=request, response=response or BoltResponse(status=200))
        except Exception as error:  # noqa: BLE001 - whatever a listener lets through must not reach Bolt's answer
            log.error("slack.listener_failed", listener=name, error=type(error).__name__, place=place_of(error))  # noqa: TRY400 - no content

    async def drain(self, seconds: float) -> int:
        """Wait for the work in flight, at most ``seconds``; returns how many tasks were still running then."""
        if not self.tasks:
            return 0
        _, running = await asyncio.wait(set(self.tasks), timeout=seconds)
        return len(running)
