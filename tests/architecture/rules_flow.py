"""Rules of who may call and touch what, beyond what import contracts can say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.source import Function, Module, dotted

LISTENERS = tuple(f"handlers.{kind}" for kind in ("commands", "actions", "shortcuts", "views", "events"))
SHARED_BY_USE_CASES = ("steps", "deps", "terms", "views")
CLOCKS = ("bot.clock", "sandbox.clock", "core.calendars.google.expiry")  # a token expires in real time
WALL_CLOCK = {
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.asctime",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
}  # fmt: skip
STOPWATCH = {"time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns"}
TIMELESS = ("core.domain", "core.scheduling", "core.usecases", "core.booking")
DATABASE_CLOCK = ("core.storage.sql_time",)
DATABASE_TIME = re.compile(
    r"\b(clock_timestamp|statement_timestamp|transaction_timestamp|julianday|unixepoch|strftime|now)\s*\("
    r"|\bCURRENT_(TIMESTAMP|TIME|DATE)\b"
)
SETTINGS = ("bot.settings",)
ENVIRONMENT = ("os.environ", "os.getenv", "os.environb", "os.getenvb", "os.putenv", "pydantic_settings")
CHANCE = ("random", "secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom")
COMMITTERS = ("core.usecases", "core.booking")
COMMIT_ITSELF = ("core.storage.unit_of_work", "core.storage.transaction", "core.storage.migrate")
FAR_AWAY = {"calendars", "slack", "client", "web_client"}


def use_cases_apart(module: Module) -> Iterator[str]:
    """A use case imports no other; what they share lives in `steps`, and values in `deps`, `terms`, `views`."""
    if not module.within("core.usecases"):
        return
    for line, name in module.imports:
        room, _, rest = name.partition("core.usecases.")
        if not room and rest and rest.split(".")[0] not in SHARED_BY_USE_CASES:
            yield module.at(line, f"imports the use case {rest}")


def listeners_apart(module: Module) -> Iterator[str]:
    """A listener neither imports nor calls another; a package's `__init__`, which registers them, may."""
    if not module.within(*LISTENERS):
        return
    if module.name not in LISTENERS:
        for line, name in module.imports:
            if name.startswith(LISTENERS):
                yield module.at(line, f"imports the listener {name}")
    listeners = {function.name: function for function in module.functions if _takes_ack(function)}
    for listener in listeners.values():
        for node in ast.walk(listener):
            if isinstance(node, ast.Call) and dotted(node.func) in listeners:
                yield module.at(node.lineno, f"{listener.name} calls the listener {dotted(node.func)}")


def _takes_ack(function: Function) -> bool:
    return any(parameter.arg == "ack" for parameter in (*function.args.args, *function.args.kwonlyargs))


def one_clock(module: Module) -> Iterator[str]:
    """The time of day is read in the clock only; rules and use cases do not even measure durations."""
    if module.within(*CLOCKS):
        return
    forbidden = WALL_CLOCK | STOPWATCH if module.within(*TIMELESS) else WALL_CLOCK
    for line, name in module.mentions:
        if name in forbidden:
            yield module.at(line, f"reads {name}")


def one_database_clock(module: Module) -> Iterator[str]:
    """SQL learns the time in one place, where the injected clock can move it."""
    if not module.within("core.storage") or module.within(*DATABASE_CLOCK):
        return
    for line, name in module.mentions:
        if name.startswith("sqlalchemy.") and DATABASE_TIME.match(f"{name.rpartition('.')[2]}("):
            yield module.at(line, f"uses {name}")
    for line, text in module.strings:
        if found := DATABASE_TIME.search(text):
            yield module.at(line, f"asks SQL for {found[0]}")


def one_environment(module: Module) -> Iterator[str]:
    """The environment is read in the settings only."""
    if module.within(*SETTINGS):
        return
    for line, name in module.mentions:
        if _is_or_in(name, ENVIRONMENT):
            yield module.at(line, f"reads {name}")


def no_chance_in_core(module: Module) -> Iterator[str]:
    """Core draws nothing at random: new ids and secrets are handed in."""
    if not module.within("core"):
        return
    for line, name in module.mentions:
        if _is_or_in(name, CHANCE):
            yield module.at(line, f"draws from {name}")


def _is_or_in(name: str, owners: tuple[str, ...]) -> bool:
    return any(name == owner or name.startswith(f"{owner}.") for owner in owners)


def few_commit(module: Module) -> Iterator[str]:
    """Only use cases and booking commit; a repository never does."""
    if module.within(*COMMITTERS, *COMMIT_ITSELF):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield module.at(node.lineno, "commits")


def no_call_out_in_a_transaction(module: Module) -> Iterator[str]:
    """Nothing waits for a calendar or for Slack inside an open unit of work."""
    for block in ast.walk(module.tree):
        if not isinstance(block, ast.AsyncWith):
            continue
        opened = [item for item in block.items if _opens_unit_of_work(item.context_expr)]
        units = {dotted(item.optional_vars) for item in opened if item.optional_vars}
        if not opened:
            continue
        for node in ast.walk(ast.Module(block.body, [])):
            if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
                owner, *parts = dotted(node.value.func).split(".")
                if owner not in units and FAR_AWAY & {owner, *parts}:
                    yield module.at(node.lineno, f"awaits {dotted(node.value.func)} in a transaction")


def _opens_unit_of_work(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Call) and dotted(expression.func).split(".")[-1] in ("uow", "reading")
