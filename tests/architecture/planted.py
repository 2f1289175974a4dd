"""Small sources that break one rule each, and near misses that break none: they prove that the rules bite."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from tests.architecture import rules_flow as flow
from tests.architecture import rules_shape as shape
from tests.architecture.rules import Rule
from tests.support.source import Module


@dataclass(frozen=True)
class Planted:
    """A source, where it would stand, and how often `rule` must complain about it."""

    rule: Rule
    name: str
    text: str
    times: int = 1

    @property
    def module(self) -> Module:
        """The source as a module of the project."""
        return Module(self.name, textwrap.dedent(self.text))


LONG = "def f():\n" + "    g()\n" * 40
SILENCE = "x = 1  # no" + "qa"
IGNORE = "x = 1  # type: " + "ignore"
LATER = "x = 1  # TO" + "DO later"
GIVE_UP = "raise NotImplemented" + "Error"
HIDE = "x = 1  # pragma: no" + " cover"

PLANTED = [
    Planted(shape.small_files, "core.a", "x = 1\n" * 301),
    Planted(shape.small_files, "core.a", "x = 1\n" * 300, times=0),
    Planted(shape.small_functions, "core.a", LONG),
    Planted(shape.small_functions, "core.a", LONG.replace("g()", '"""says\n    much"""', 1), times=0),
    Planted(shape.few_positional_parameters, "core.a", "def f(a, b, c, d, e, f): ..."),
    Planted(shape.few_positional_parameters, "core.a", "def f(self, a, b, c, d, e, *, f, g): ...", times=0),
    Planted(shape.module_docstrings, "core.a", "x = 1"),
    Planted(shape.module_docstrings, "core.a", "'''What lives here.'''", times=0),
    Planted(shape.public_docstrings, "core.a", "def f(): ..."),
    Planted(shape.public_docstrings, "core.a", "class A:\n  '''Some noun.'''\n  async def m(self): ..."),
    Planted(shape.public_docstrings, "core.a", "def open_session(): '''Open a session.'''"),
    Planted(shape.public_docstrings, "core.a", "class OpenSession: '''The open session.'''"),
    Planted(shape.public_docstrings, "core.a", "def _f(): ...\ndef g(): '''Why it is.'''", times=0),
    Planted(shape.nothing_left_over, "core.a", LATER),
    Planted(shape.nothing_left_over, "core.a", f'{LATER.replace("# ", "").replace("1", chr(34))}"', times=0),
    Planted(shape.nothing_left_over, "core.a", SILENCE),
    Planted(shape.nothing_left_over, "core.a", f"{SILENCE}: BLE001"),
    Planted(shape.nothing_left_over, "core.a", f"{SILENCE}: BLE001 - a job must outlive any error", times=0),
    Planted(shape.nothing_left_over, "core.a", IGNORE),
    Planted(shape.nothing_left_over, "core.a", f"{IGNORE}[misc]"),
    Planted(shape.nothing_left_over, "core.a", f"{IGNORE}[misc]  # the stub is wrong", times=0),
    Planted(shape.nothing_left_over, "core.a", HIDE),
    Planted(shape.nothing_left_over, "core.a", GIVE_UP),
    Planted(shape.nothing_left_over, "tests.a", "from pytest import mark\n@mark.xfail\ndef test_f(): ..."),
    Planted(shape.nothing_left_over, "tests.a", "from pytest import skip as s\ns('later')"),
    Planted(flow.use_cases_apart, "core.usecases.invite", "from core.usecases.accept import accept_invite"),
    Planted(flow.use_cases_apart, "core.usecases.invite", "from core.usecases import accept"),
    Planted(flow.use_cases_apart, "core.usecases.invite", "import core.usecases.accept"),
    Planted(flow.use_cases_apart, "core.usecases.invite", "from core.usecases.steps import claim", times=0),
    Planted(flow.use_cases_apart, "core.usecases.invite", "from core.usecases import deps", times=0),
    Planted(flow.use_cases_apart, "handlers.actions.book", "from core.usecases import accept", times=0),
    Planted(flow.listeners_apart, "handlers.actions.book", "from handlers.commands.help import on_help"),
    Planted(flow.listeners_apart, "handlers.actions", "from handlers.actions.book import on_book", times=0),
    Planted(flow.listeners_apart, "handlers.actions.a", "async def a(ack): await b(ack)\nasync def b(ack): ..."),
    Planted(flow.listeners_apart, "handlers.actions.a", "async def a(ack): f()\nasync def f(): ...", times=0),
    Planted(flow.one_clock, "handlers.a", "from datetime import datetime as d\nd.now(tz=None)"),
    Planted(flow.one_clock, "handlers.a", "import datetime\ndatetime.datetime.now(datetime.UTC)"),
    Planted(flow.one_clock, "bot.a", "import time\ndef f(clock=time.time): ..."),
    Planted(flow.one_clock, "bot.a", "from time import time as seconds\nseconds()"),
    Planted(flow.one_clock, "core.domain.a", "import time\ntime.monotonic()"),
    Planted(flow.one_clock, "bot.a", "import time\ntime.monotonic()", times=0),
    Planted(flow.one_clock, "bot.clock", "import time\ntime.time()", times=0),
    Planted(flow.one_clock, "bot.a", "from datetime import datetime\ndatetime.fromtimestamp(0)", times=0),
    Planted(flow.one_database_clock, "core.storage.a", "from sqlalchemy import func\nfunc.now()"),
    Planted(flow.one_database_clock, "core.storage.a", "text('DELETE WHERE ends < CURRENT_TIMESTAMP')"),
    Planted(flow.one_database_clock, "core.storage.a", "text('x < clock_timestamp()')"),
    Planted(flow.one_database_clock, "core.storage.a", "def f():\n    'Not now().'\n    now()", times=0),
    Planted(flow.one_database_clock, "core.storage.sql_time", "text('clock_timestamp()')", times=0),
    Planted(flow.one_environment, "bot.cli", "import os\nos.environ['A']"),
    Planted(flow.one_environment, "bot.cli", "from os import getenv\ngetenv('A')"),
    Planted(flow.one_environment, "bot.cli", "import pydantic_settings\npydantic_settings.BaseSettings"),
    Planted(flow.one_environment, "bot.settings", "import os\nos.environ['A']", times=0),
    Planted(flow.one_environment, "bot.cli", "import os\nos.getpid()", times=0),
    Planted(flow.no_chance_in_core, "core.domain.a", "from uuid import uuid4\nuuid4()"),
    Planted(flow.no_chance_in_core, "core.calendars.a", "import secrets\nsecrets.token_urlsafe()"),
    Planted(flow.no_chance_in_core, "core.a", "import random\nrandom.Random().random()"),
    Planted(flow.no_chance_in_core, "bot.a", "import secrets\nsecrets.token_urlsafe()", times=0),
    Planted(flow.few_commit, "core.storage.sessions", "async def f(c): await c.commit()"),
    Planted(flow.few_commit, "handlers.a", "async def f(uow): await uow.commit()"),
    Planted(flow.few_commit, "core.usecases.a", "async def f(uow): await uow.commit()", times=0),
    Planted(
        flow.no_call_out_in_a_transaction,
        "core.usecases.a",
        """
        async def f(deps):
            async with deps.uow() as uow:
                if uow:
                    await deps.calendars.free_busy()
        """,
    ),
    Planted(
        flow.no_call_out_in_a_transaction,
        "core.usecases.a",
        """
        async def f(deps, client):
            async with deps.reading() as uow:
                await uow.calendars.of(1)
            await deps.calendars.free_busy()
            await client.chat_postMessage()
        """,
        times=0,
    ),
]
