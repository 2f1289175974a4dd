"""A process from start to stop: what keeps it from starting, what it finishes before it ends, what it finds again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sqlite3
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.clock import Clock, real_clock
from bot.process import StartError
from bot.run import running
from bot.settings import load_settings
from core.domain.errors import StorageBusy
from core.usecases import jobs as job_use_cases
from core.usecases.deps import Timing
from sandbox.server import Sandbox
from sandbox.slack.faults import Fault
from tests.support.source import ROOT


async def refused(env: dict[str, str]) -> str:
    """The sentence with which a process refuses to start."""
    with pytest.raises(StartError) as error:
        async with running(load_settings(env), real_clock()):
            pytest.fail("it started")
    return str(error.value)


async def test_it_starts_on_an_empty_database(sandbox: Sandbox, env: dict[str, str], tmp_path: Path) -> None:
    """The tables are made at the first start, and the workspace is known."""
    env |= {"PERIN_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/new.db"}
    async with running(load_settings(env), real_clock()) as perin:
        await sandbox.slack.sockets.connected()
        found = await perin.parts.kit.tenants.find(None, "T0SANDBOX")
        assert found is not None
        assert found.team_name == "Sandbox"
        assert found.bot_token == sandbox.slack.bot_token


async def test_without_google_or_a_key_it_still_starts(sandbox: Sandbox, env: dict[str, str]) -> None:
    """Then `/perin calendar` says that the administrator must finish the set-up."""
    del env["PERIN_GOOGLE_CLIENT_ID"], env["PERIN_GOOGLE_CLIENT_SECRET"], env["PERIN_ENCRYPTION_KEYS"]
    async with running(load_settings(env), real_clock()):
        await sandbox.slack.sockets.connected()
        alice = sandbox.slack.person("U0ALICE")
        await alice.command("/perin calendar")
        await sandbox.slack.until(alice.ephemerals)
        assert "ask your administrator to finish the set-up" in alice.ephemerals()[-1].text


async def test_with_google_but_without_a_key_nobody_is_sent_to_a_consent(sandbox: Sandbox, env: dict[str, str]) -> None:
    """A consent whose token could not be kept is not asked for."""
    del env["PERIN_ENCRYPTION_KEYS"]
    async with running(load_settings(env), real_clock()):
        await sandbox.slack.sockets.connected()
        alice = sandbox.slack.person("U0ALICE")
        await alice.command("/perin calendar")
        await sandbox.slack.until(alice.ephemerals)
        assert "ask your administrator to finish the set-up" in alice.ephemerals()[-1].text


async def test_a_bot_token_that_slack_refuses(env: dict[str, str]) -> None:
    """Told in one sentence with Slack's word for it."""
    words = await refused(env | {"PERIN_SLACK_BOT_TOKEN": "xoxb-wrong"})
    assert words.startswith("Slack refuses PERIN_SLACK_BOT_TOKEN (invalid_auth):")


async def test_an_app_token_that_slack_refuses(env: dict[str, str]) -> None:
    """The same for sockets."""
    words = await refused(env | {"PERIN_SLACK_APP_TOKEN": "xapp-wrong"})
    assert words.startswith("Slack refuses PERIN_SLACK_APP_TOKEN (invalid_auth):")


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "not_json", "error:account_inactive"])
async def test_a_slack_that_does_not_answer(sandbox: Sandbox, env: dict[str, str], kind: str) -> None:
    """Whatever comes instead of an answer is one sentence that names the token."""
    sandbox.slack.faults.add(Fault("auth.test", kind=kind))
    assert "PERIN_SLACK_BOT_TOKEN" in await refused(env)


async def test_a_port_that_is_taken(env: dict[str, str]) -> None:
    """Told before the database is touched."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        words = await refused(env | {"PERIN_HTTP_PORT": str(port)})
    assert words.startswith(f"Port {port} on 127.0.0.1 is taken or not allowed:")


async def test_a_database_that_another_process_holds(env: dict[str, str]) -> None:
    """Two processes on one SQLite file would not see each other's locks."""
    async with running(load_settings(env), real_clock()):
        assert "in use by another Perin" in await refused(env)


async def test_a_database_of_a_newer_version(env: dict[str, str], sqlite_url: str) -> None:
    """Nobody downgrades by accident."""
    database = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    with database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "newer version" in await refused(env)


async def test_a_missing_scope_is_logged_and_does_not_stop_it(sandbox: Sandbox, env: dict[str, str]) -> None:
    """One feature lacks its right; the others work."""
    sandbox.slack.bot_scopes.discard("files:write")
    with capture_logs() as logs:
        async with running(load_settings(env), real_clock()):
            pass
    assert {"event": "slack.scopes_missing", "log_level": "warning", "scopes": ["files:write"]} in logs


async def test_what_is_in_hand_is_finished_before_it_stops(sandbox: Sandbox, env: dict[str, str]) -> None:
    """A command that was acknowledged is answered, even if the process is told to stop meanwhile."""
    sandbox.slack.faults.add(Fault("users.info", kind="slow:0.3"))
    alice = sandbox.slack.person("U0ALICE")
    async with running(load_settings(env), real_clock()):
        await sandbox.slack.sockets.connected()
        assert (await alice.command("/perin")).acked
        assert alice.ephemerals() == []
    assert "Perin finds times for you" in alice.ephemerals()[-1].text


async def test_it_finds_its_rows_again(sandbox: Sandbox, env: dict[str, str]) -> None:
    """A second life on the same database knows whom the first one met."""
    alice = sandbox.slack.person("U0ALICE")
    for _ in range(2):
        async with running(load_settings(env), real_clock()):
            await sandbox.slack.sockets.connected()
            alice.reload()
            await alice.command("/perin")
            await sandbox.slack.until(alice.ephemerals)
    assert len(sandbox.slack.calls_of("users.info")) == 1


async def test_jobs_run_from_the_start_and_end_with_the_process(sandbox: Sandbox, env: dict[str, str]) -> None:
    """Everything periodic is looked at once right away, as after a crash, and nothing ticks after the stop."""
    async with running(load_settings(env), real_clock()) as perin:
        jobs = perin.jobs
        assert jobs.is_running
        assert len(jobs._tasks) == len(jobs.plan()) + 1
    assert not jobs.is_running
    assert jobs._tasks == set()
    assert not jobs._scheduler.running
    assert sandbox.url


async def test_a_failing_job_is_logged_by_code_and_stops_nobody(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a busy database nor a bug takes the process down, and no content is logged."""

    async def busy(deps: object) -> int:
        raise StorageBusy

    async def broken(deps: object) -> int:
        raise ValueError("the secret title")

    monkeypatch.setattr(job_use_cases, "expire_sessions", busy)
    monkeypatch.setattr(job_use_cases, "expire_invites", broken)
    with capture_logs() as logs:
        async with running(load_settings(env), real_clock()) as perin:
            plan = {job.name: job for job in perin.jobs.plan()}
            await asyncio.wait({task for task in perin.jobs._tasks if "_deliver" not in str(task.get_coro())})
            assert perin.jobs.is_running
            assert plan["gauges"].is_shared is False
    failed = {entry["job"]: entry for entry in logs if entry["event"] == "job.failed"}
    assert failed["expire_sessions"]["code"] == "storage_busy"
    assert failed["expire_invites"]["error"] == "ValueError"
    assert "secret title" not in str(logs)


async def test_the_clock_that_is_handed_in_is_the_only_one(sandbox: Sandbox, env: dict[str, str]) -> None:
    """Rules and the database follow an offset; leases may be shortened."""
    async with running(load_settings(env), Clock(offset=lambda: 86_400.0), timing=Timing(lease=0.5)) as perin:
        assert perin.parts.deps.now() - real_clock().now() in range(86_399, 86_402)
        assert perin.parts.deps.timing.lease == 0.5
    assert sandbox.url


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_command_serves_until_it_is_told_to_stop(
    sandbox: Sandbox, env: dict[str, str], number: signal.Signals
) -> None:
    """`perin run` as a real process: JSON logs without a secret, and exit code 0 after either signal."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "run", cwd=ROOT, env=os.environ | env, stderr=asyncio.subprocess.PIPE
    )
    try:
        await sandbox.slack.sockets.connected(seconds=30)
        process.send_signal(number)
        async with asyncio.timeout(20):
            _, said = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    assert process.returncode == 0, said.decode()
    assert b'"event": "perin.stopped"' in said
    for name in ("PERIN_SLACK_BOT_TOKEN", "PERIN_SLACK_APP_TOKEN", "PERIN_ENCRYPTION_KEYS"):
        assert env[name].encode() not in said
