"""Structured logs: one event per transition, with ids and codes, never content.

Secrets are struck out if one slips in, and an error is named by its type: its text may repeat what somebody wrote.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any, TextIO

import structlog

from bot.settings import LogFormat, LogLevel

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor

_SECRET = re.compile(r"(xox[a-z]-|xapp-|ya29\.|1//|gAAAA|(?<=ticket=))[A-Za-z0-9._\-/=]{6,}")
_STRUCK = "[secret]"


def strike(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace anything that looks like a token."""
    return {key: _SECRET.sub(_STRUCK, value) if isinstance(value, str) else value for key, value in event.items()}


def name_errors(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Keep an exception's type instead of its text and traceback."""
    info = event.pop("exc_info", None)
    info = sys.exc_info() if info is True else info
    kind = info[0] if isinstance(info, tuple) else type(info) if isinstance(info, BaseException) else None
    if kind is not None:
        event["error"] = kind.__name__
    return event


def set_up_logs(level: LogLevel, form: LogFormat, stream: TextIO | None = None) -> None:
    """Configure the process's logs, on standard error unless a ``stream`` is given."""
    out = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    is_console = form is LogFormat.CONSOLE or (form is LogFormat.AUTO and out.isatty())
    renderer: Processor = structlog.processors.JSONRenderer()
    if is_console:
        renderer = structlog.dev.ConsoleRenderer(colors=out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_errors,
        strike,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    _take_over_foreign(out, number, shared, renderer)


def _take_over_foreign(out: TextIO, level: int, shared: list[Any], renderer: Processor) -> None:
    """Send what libraries log through the same processors: warnings at most, whatever level is set.

    Asked for more, they log payloads, statements with their values, tokens and addresses.
    """
    handler = logging.StreamHandler(out)
    processors = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))
