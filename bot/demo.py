"""``perin demo``: a Slack and a Google of one's own in this process, and Perin beside them on a temporary database.

The only importer of ``sandbox``. Perin gets nothing but addresses and made-up secrets, exactly as an installation
would through its environment, and a clock that the sandbox's page can move.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from rich.console import Console

from bot.clock import Clock, real_time
from bot.logs import set_up_logs
from bot.manifest import read_template
from bot.process import Running, StartError
from bot.run import running
from bot.settings import LogFormat, LogLevel, load_settings
from bot.story.play import play
from bot.story.stage import Actor, Stage
from bot.story.telling import Teller
from sandbox.demo_world import ALICE, BOB, Persona, populate
from sandbox.server import Sandbox, SandboxOptions
from sandbox.slack.specs import AppSpec

_HOST = "127.0.0.1"
_PORTS_TRIED = 20
_TUESDAY = 1
_STOPPED = 130

WELCOME = """
[bold green]Ready:[/] [bold]{url}[/]

Two colleagues, Alice in Paris and Bob in New York, side by side in a Slack
of their own, where it is {today}. What to try first:

  1. As Alice, type [cyan]/perin calendar[/], press the button, allow it. Bob, too.
  2. As Alice, type [cyan]/perin invite @bob[/] and send the form.
  3. As Bob, press [blue]Accept[/] on the invite, then [blue]Connect[/].
  4. As Alice, type [cyan]/perin schedule @bob 45m next week[/].
  5. As Bob, accept a slot. As Alice, press [blue]Book[/]: look at both calendars.

Nothing leaves this computer, and nothing is kept. [dim]Ctrl-C stops it.[/]
"""


@dataclass(frozen=True, slots=True)
class Demo:
    """The world and Perin in it, both running."""

    sandbox: Sandbox
    perin: Running


def run_demo(*, auto: bool, port: int, open_page: bool) -> int:
    """Run the demo until it is stopped, or with ``auto`` the story until it ends; returns the exit code."""
    console = Console()
    set_up_logs(LogLevel.WARNING, LogFormat.CONSOLE)
    try:
        return asyncio.run(_tell(console) if auto else _serve(console, port, open_page=open_page))
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print("Stopped; nothing is left running.")
        return _STOPPED if auto else 0
    except StartError as error:
        console.print(str(error), style="red")
        return 1


async def _serve(console: Console, port: int, *, open_page: bool) -> int:
    _stop_on_term()
    console.print("Starting a Slack and a Google of your own, and Perin …")
    async with demo(port) as running_demo:
        url = running_demo.sandbox.url
        today = datetime.fromtimestamp(running_demo.sandbox.clock.now(), UTC)
        console.print(WELCOME.format(url=url, today=f"{today:%A}, {today.day} {today:%B, %H:%M} UTC"), highlight=False)
        if open_page:
            with contextlib.suppress(Exception):  # a machine without a browser has the address
                await asyncio.to_thread(webbrowser.open, url)
        await asyncio.Event().wait()
    return 0


async def _tell(console: Console) -> int:
    _stop_on_term()
    console.print("Starting a Slack and a Google of your own, and Perin …")
    async with demo(0) as running_demo:
        handles = {persona.user: persona.handle for persona in (ALICE, BOB)}
        is_right = await play(stage_of(running_demo.sandbox), Teller(console, lambda user: handles.get(user, user)))
    console.print("[bold green]Everything came out right.[/]" if is_right else "[bold red]Something went wrong.[/]")
    return 0 if is_right else 1


def _stop_on_term() -> None:
    """Let SIGTERM unwind everything, as Ctrl-C does."""
    task = asyncio.current_task()
    with contextlib.suppress(NotImplementedError):  # Windows has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel if task else lambda: None)


@asynccontextmanager
async def demo(port: int, start: float | None = None) -> AsyncIterator[Demo]:
    """Run the sandbox on ``port`` (or the next free one; 0: any) and Perin beside it, connected; both end together.

    The world begins at ``start`` (epoch seconds), if that is given.
    """
    sandbox = Sandbox(SandboxOptions(start=_nice_instant(real_time()) if start is None else start))
    sandbox.slack.workspace.configure(AppSpec.from_manifest(read_template()))
    populate(sandbox)
    with tempfile.TemporaryDirectory(prefix="perin-demo-", ignore_cleanup_errors=True) as folder:
        await _start(sandbox, port)
        try:
            settings = load_settings(environment(sandbox, f"sqlite+aiosqlite:///{Path(folder) / 'demo.db'}"))
            async with running(settings, Clock(offset=lambda: sandbox.clock.offset)) as perin:
                await sandbox.slack.sockets.connected()
                following = asyncio.create_task(_follow_clock(sandbox, perin))
                try:
                    yield Demo(sandbox, perin)
                finally:
                    following.cancel()
        finally:
            await sandbox.stop()


async def _follow_clock(sandbox: Sandbox, perin: Running) -> None:
    """Whenever somebody moves the clock, do at once what has become due: nobody wants to wait half a minute."""
    with sandbox.changes.subscribe() as changes:
        async for change in changes:
            if change.topic == "clock":
                perin.jobs.look_now()


def environment(sandbox: Sandbox, database_url: str) -> dict[str, str]:
    """Return what a Perin that lives in this sandbox finds in its environment."""
    return {
        "PERIN_SLACK_BOT_TOKEN": sandbox.slack.bot_token,
        "PERIN_SLACK_APP_TOKEN": sandbox.slack.app_token,
        "PERIN_SLACK_API_URL": sandbox.slack.api_url,
        "PERIN_DATABASE_URL": database_url,
        "PERIN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "PERIN_GOOGLE_CLIENT_ID": sandbox.google.client_id,
        "PERIN_GOOGLE_CLIENT_SECRET": sandbox.google.client_secret,
        "PERIN_GOOGLE_AUTH_URL": f"{sandbox.url}/o/oauth2/v2/auth",
        "PERIN_GOOGLE_TOKEN_URL": f"{sandbox.url}/token",
        "PERIN_GOOGLE_REVOKE_URL": f"{sandbox.url}/revoke",
        "PERIN_GOOGLE_API_URL": f"{sandbox.url}/calendar/v3/",
        "PERIN_HTTP_PORT": "0",
    }


async def _start(sandbox: Sandbox, port: int) -> None:
    """Serve on the port, or on the next one that is free. Raises StartError when none near it is."""
    for candidate in range(port, port + _PORTS_TRIED) if port else (0,):
        try:
            await sandbox.start(_HOST, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StartError(f"Port {candidate} can't be used: choose another with --port.") from error
        else:
            return
    raise StartError(f"Ports {port} to {port + _PORTS_TRIED - 1} are all taken: choose another with --port.")


def _nice_instant(now: float) -> float:
    """Return the next Tuesday, 14:30 UTC, in epoch seconds: both people are at work, so nothing waits for morning."""
    here = datetime.fromtimestamp(now, UTC)
    days = (_TUESDAY - here.weekday()) % 7 or 7
    return (here + timedelta(days=days)).replace(hour=14, minute=30, second=0, microsecond=0).timestamp()


def stage_of(sandbox: Sandbox) -> Stage:
    """Return Alice and Bob as the story needs them."""
    return Stage(_actor(sandbox, ALICE), _actor(sandbox, BOB), sandbox.clock.now, sandbox.slack.until)


def _actor(sandbox: Sandbox, persona: Persona) -> Actor:
    return Actor(
        name=persona.name.split()[0],
        handle=persona.handle,
        user=persona.user,
        zone=persona.tz,
        sub=persona.sub,
        human=sandbox.slack.person(persona.user),
        account=sandbox.google.account(persona.sub),
    )
