"""Installing in many workspaces: Slack's OAuth page, its way back, and what is kept."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.clock import real_clock
from bot.manifest import BOT_SCOPES
from bot.process import Running
from bot.run import running
from bot.settings import load_settings
from sandbox.server import Sandbox
from sandbox.slack.specs import TeamSpec, UserSpec
from sandbox.slack.state.installs import CLIENT_ID, CLIENT_SECRET

OTHER = TeamSpec(id="T0OTHER", name="Other", domain="other")
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
async def perin(sandbox: Sandbox, env: dict[str, str]) -> AsyncIterator[Running]:
    """A Perin for many workspaces, with no bot token of its own."""
    sandbox.slack.workspace.add_team(OTHER)
    sandbox.slack.workspace.add_user(UserSpec(id="U0OLGA", name="olga", team_id=OTHER.id))
    del env["PERIN_SLACK_BOT_TOKEN"]
    env |= {"PERIN_SLACK_CLIENT_ID": CLIENT_ID, "PERIN_SLACK_CLIENT_SECRET": CLIENT_SECRET}
    async with running(load_settings(env), real_clock()) as started:
        await sandbox.slack.sockets.connected()
        yield started


async def choose(browser: aiohttp.ClientSession, perin: Running, team: str) -> str:
    """Go to the install page and choose a team; the address Slack sends the browser back to."""
    async with browser.get(f"http://localhost:{perin.port}/slack/install") as shown:
        url, fields = str(shown.url), dict(FIELD.findall(await shown.text()))
    form = {unescape(name): unescape(value) for name, value in fields.items()} | {"team": team}
    async with browser.post(url, data=form, allow_redirects=False) as answer:
        return answer.headers["Location"]


async def test_a_workspace_installs_and_its_people_are_served(
    sandbox: Sandbox, perin: Running, browser: aiohttp.ClientSession
) -> None:
    """After the last page Perin answers a person of that workspace, with that workspace's own token."""
    back = await choose(browser, perin, OTHER.id)
    async with browser.get(back) as page:
        assert page.status == 200
        assert "Perin is installed in Other" in await page.text()
    assert sandbox.slack.workspace.installs.by_team[OTHER.id].scopes == set(BOT_SCOPES)
    olga = sandbox.slack.person("U0OLGA")
    assert (await olga.command("/perin")).acked
    await sandbox.slack.until(olga.ephemerals)
    assert {call.team_id for call in sandbox.slack.calls_of("users.info")} == {OTHER.id}


async def test_the_token_is_stored_encrypted(
    sandbox: Sandbox, perin: Running, browser: aiohttp.ClientSession, sqlite_url: str
) -> None:
    """Nothing in the database's file reads like a token."""
    async with browser.get(await choose(browser, perin, OTHER.id)) as page:
        assert page.status == 200
    database = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    rows = str(database.execute("SELECT * FROM installations").fetchall())
    database.close()
    assert OTHER.id in rows
    assert sandbox.slack.workspace.installs.by_team[OTHER.id].bot_token not in rows


async def test_a_way_back_works_once(perin: Running, browser: aiohttp.ClientSession) -> None:
    """The state is taken by the first use."""
    back = await choose(browser, perin, OTHER.id)
    for status in (200, 400):
        async with browser.get(back) as page:
            assert page.status == status


async def test_another_browser_can_not_finish_it(perin: Running, browser: aiohttp.ClientSession) -> None:
    """A forwarded way back installs nothing: the cookie is missing."""
    back = await choose(browser, perin, OTHER.id)
    async with aiohttp.ClientSession() as stranger, stranger.get(back) as page:
        assert page.status == 400
        assert "another browser" in await page.text()


async def test_a_cancelled_installation_says_so(perin: Running, browser: aiohttp.ClientSession) -> None:
    """Pressing Cancel at Slack ends on a page of ours."""
    back = await choose(browser, perin, "")
    assert parse_qs(urlsplit(back).query)["error"] == ["access_denied"]
    async with browser.get(back) as page:
        assert page.status == 400
        assert "cancelled in Slack" in await page.text()


async def test_a_code_that_slack_refuses_installs_nothing(perin: Running, browser: aiohttp.ClientSession) -> None:
    """A made-up code is answered with a page, not with an error."""
    back = await choose(browser, perin, OTHER.id)
    code = parse_qs(urlsplit(back).query)["code"][0]
    async with browser.get(back.replace(code, "made-up")) as page:
        assert page.status == 400
        assert "Slack didn" in await page.text()


async def test_without_a_key_no_token_is_kept(
    sandbox: Sandbox, env: dict[str, str], browser: aiohttp.ClientSession
) -> None:
    """The page names the variable that is missing; nothing is stored in clear instead."""
    sandbox.slack.workspace.add_team(OTHER)
    del env["PERIN_ENCRYPTION_KEYS"], env["PERIN_SLACK_BOT_TOKEN"]
    env |= {"PERIN_SLACK_CLIENT_ID": CLIENT_ID, "PERIN_SLACK_CLIENT_SECRET": CLIENT_SECRET}
    async with running(load_settings(env), real_clock()) as perin:
        async with browser.get(await choose(browser, perin, OTHER.id)) as page:
            assert page.status == 400
            assert "PERIN_ENCRYPTION_KEYS" in await page.text()
        assert await perin.parts.kit.tenants.find(None, OTHER.id) is None
