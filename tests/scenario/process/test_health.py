"""What operators and their tools see from outside: alive, ready, measured."""

from __future__ import annotations

import asyncio
import sqlite3

import aiohttp

from bot.clock import real_clock
from bot.run import running
from bot.settings import load_settings


def stamp(url: str, revision: str) -> None:
    """Say that a database is at a revision; it may wait for the process that uses it."""
    database = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))
    with database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    database.close()


async def test_a_running_process_is_alive_and_ready(env: dict[str, str], browser: aiohttp.ClientSession) -> None:
    """Both answer in JSON, and readiness says of what."""
    async with running(load_settings(env), real_clock()) as perin:
        assert perin.socket is not None
        await asyncio.wait(perin.socket._tasks[:1])
        url = f"http://127.0.0.1:{perin.port}"
        async with browser.get(f"{url}/healthz") as alive:
            assert (alive.status, await alive.json()) == (200, {"alive": True})
        async with browser.get(f"{url}/readyz") as ready:
            parts = {"database": True, "migrations": True, "slack": True, "workers": True}
            assert (ready.status, await ready.json()) == (200, {"ready": True, **parts})


async def test_without_a_socket_it_is_not_ready(env: dict[str, str], browser: aiohttp.ClientSession) -> None:
    """A replica that Slack can't reach takes itself out, and is still alive."""
    async with running(load_settings(env), real_clock()) as perin:
        assert perin.socket is not None
        await perin.socket.close()
        async with browser.get(f"http://127.0.0.1:{perin.port}/readyz") as ready:
            assert ready.status == 503
            assert (await ready.json())["slack"] is False
        async with browser.get(f"http://127.0.0.1:{perin.port}/healthz") as alive:
            assert alive.status == 200


async def test_another_versions_tables_are_not_ready(
    env: dict[str, str], sqlite_url: str, browser: aiohttp.ClientSession
) -> None:
    """A database that somebody migrated under a running process is told from one that doesn't answer."""
    async with running(load_settings(env), real_clock()) as perin:
        await asyncio.to_thread(stamp, sqlite_url, "9999")
        async with browser.get(f"http://127.0.0.1:{perin.port}/readyz") as ready:
            assert ready.status == 503
            state = await ready.json()
            assert (state["database"], state["migrations"]) == (True, False)


async def test_metrics_count_requests_by_path_and_status(env: dict[str, str], browser: aiohttp.ClientSession) -> None:
    """Prometheus reads them; an unknown path is one label, however many paths there are."""
    async with running(load_settings(env), real_clock()) as perin:
        url = f"http://127.0.0.1:{perin.port}"
        for path in ("healthz", "secret-1", "secret-2"):
            async with browser.get(f"{url}/{path}"):
                pass
        async with browser.get(f"{url}/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=")
            text = await answer.text()
        assert 'perin_http_requests_total{path="/healthz",status="200"}' in text
        assert 'perin_http_requests_total{path="other",status="404"}' in text
        assert "secret-" not in text
        assert "perin_outbox_oldest_seconds" in text
        assert "perin_job_runs_total" in text


async def test_in_socket_mode_slack_is_not_listened_to(env: dict[str, str], browser: aiohttp.ClientSession) -> None:
    """A door nobody needs isn't there; neither is that of installing for many workspaces."""
    async with running(load_settings(env), real_clock()) as perin:
        async with browser.post(f"http://127.0.0.1:{perin.port}/slack/events") as answer:
            assert answer.status == 404
        async with browser.get(f"http://127.0.0.1:{perin.port}/slack/install") as answer:
            assert answer.status == 404
