"""``perin doctor``: look at everything an installation depends on, and say how to mend what is wrong."""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.assembly import Stuck, open_calendars, what_is_stuck
from bot.clock import new_secret, real_clock, real_time
from bot.installed import granted_scopes, refusal_code
from bot.manifest import BOT_SCOPES
from bot.migrating import database_state
from bot.settings import Mode, Settings
from core.domain.errors import GoogleNotSetUp, LinkInvalid, PerinError

_SKEW_MOST = 60
_TIMEOUT = 10
_LETTERS_SHOWN = 5
_NEW_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``words`` say what is true and, unless it is fine, what to do."""

    what: str
    words: str
    is_fine: bool = True


def _wrong(what: str, words: str) -> Finding:
    return Finding(what, words, is_fine=False)


async def examine(settings: Settings, *, now: Callable[[], float] = real_time) -> tuple[Finding, ...]:
    """Look at everything; no finding ever shows a secret. ``now`` is this machine's time in epoch seconds."""
    findings = [_required(settings)]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT)) as session:
        findings.extend(await _bot_token(settings, session, now))
        findings.append(await _sockets(settings, session))
    is_fine, words = database_state(settings.database_url)
    findings.append(Finding("database", words, is_fine=is_fine))
    findings.extend(_left_behind(settings.database_url, now()))
    findings.append(_keys(settings))
    findings.append(await _google(settings))
    return tuple(findings)


def _left_behind(url: str, now: float) -> list[Finding]:
    """Look for what Perin couldn't finish by itself; nothing of a database that can't be read or has no tables yet."""
    try:
        found = what_is_stuck(url, _LETTERS_SHOWN)
    except PerinError:
        return []
    if found is None:
        return []
    return [_messages(found, now), _meetings(found)]


def _messages(found: Stuck, now: float) -> Finding:
    if not found.dead:
        return Finding("messages", "All could be delivered.")
    days = [(letter, int(now - letter.created_at) // 86_400) for letter in found.letters]
    told = "; ".join(f"{letter.kind.replace('_', ' ')}, {age} days old ({letter.reason})" for letter, age in days)
    words = f"{found.dead} could not be delivered in Slack; the inbox and `/perin sessions` still tell. Newest: {told}."
    return Finding("messages", words)


def _meetings(found: Stuck) -> Finding:
    if not found.waiting:
        return Finding("meetings", "None waits for anybody.")
    words = f"{found.waiting} left an event on a calendar until its owner reconnects Google; each was asked to."
    return Finding("meetings", words)


def _required(settings: Settings) -> Finding:
    missing = settings.missing()
    if missing:
        return _wrong("settings", " ".join(missing))
    return Finding("settings", f"{settings.mode.value} mode has all it needs.")


async def _bot_token(settings: Settings, session: aiohttp.ClientSession, now: Callable[[], float]) -> list[Finding]:
    token = settings.slack_bot_token
    if token is None:
        if settings.installs:
            return [Finding("bot token", f"Each workspace gives its own at {settings.base_url}/slack/install.")]
        return [_wrong("bot token", "It is not set; see settings.")]
    client = AsyncWebClient(
        token=token.get_secret_value(), base_url=settings.slack_api_url, session=session, retry_handlers=[]
    )
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        words = f"Slack refuses it ({refusal_code(error)}). Install the app again and copy its bot token."
        return [_wrong("bot token", words)]
    except _UNREACHABLE:
        return [_wrong("bot token", "Slack could not be reached. Check the network and PERIN_SLACK_API_URL.")]
    return [
        Finding("bot token", f"It belongs to {answer.get('team')}."),
        _scopes(granted_scopes(answer)),
        _clock(answer.headers, now()),
    ]


def _scopes(granted: frozenset[str]) -> Finding:
    lacking = [scope for scope in BOT_SCOPES if scope not in granted]
    if lacking:
        words = f"Missing: {', '.join(lacking)}. Update the app from `perin manifest` and install it again."
        return _wrong("bot scopes", words)
    return Finding("bot scopes", "All that the manifest asks for.")


def _clock(headers: Mapping[str, str], now: float) -> Finding:
    """Compare this machine's clock with Slack's; more than five minutes apart, every signature is refused."""
    try:
        theirs = email.utils.parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except ValueError:
        return _wrong("clock", "Slack sent no date to compare with. Check what stands between it and this machine.")
    apart = abs(now - theirs)
    if apart > _SKEW_MOST:
        return _wrong("clock", f"{apart:.0f} seconds off Slack's. Turn on time synchronisation (NTP).")
    return Finding("clock", "It agrees with Slack's.")


async def _sockets(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    if settings.mode is not Mode.SOCKET:
        return Finding("sockets", f"Not used: Slack posts to {settings.base_url}/slack/events.")
    token = settings.slack_app_token
    if token is None:
        return _wrong("sockets", "PERIN_SLACK_APP_TOKEN is not set; see settings.")
    client = AsyncWebClient(base_url=settings.slack_api_url, session=session, retry_handlers=[])
    try:
        answer = await client.apps_connections_open(app_token=token.get_secret_value())
        async with session.ws_connect(str(answer["url"])) as line:
            await line.receive(timeout=_TIMEOUT)
    except SlackApiError as error:
        words = (
            f"Slack refuses the app token ({refusal_code(error)}). Give it connections:write, and the app socket mode."
        )
        return _wrong("sockets", words)
    except _UNREACHABLE:
        return _wrong("sockets", "No socket to Slack could be opened. Let outgoing WebSockets (wss) through.")
    return Finding("sockets", "Slack opens one for this app token.")


def _keys(settings: Settings) -> Finding:
    count = len(settings.encryption_keys)
    if not count:
        words = f"None, so no calendar can be linked. Make one with `{_NEW_KEY}` and set PERIN_ENCRYPTION_KEYS."
        return _wrong("encryption keys", words)
    return Finding("encryption keys", f"{count} usable; the first one encrypts.")


async def _google(settings: Settings) -> Finding:
    """Ask Google to redeem a code that can't be good: it says first whether it knows the client."""
    redirect = f"{settings.base_url}/google/callback"
    if settings.google_client_id is None or settings.google_client_secret is None:
        words = (
            "None, so no calendar can be linked. Create an OAuth client (web application) in Google's console with "
            f"the redirect address {redirect}, and set PERIN_GOOGLE_CLIENT_ID and PERIN_GOOGLE_CLIENT_SECRET."
        )
        return _wrong("Google client", words)
    if not settings.encryption_keys:
        return Finding("Google client", "Set; it is looked at once there is an encryption key.")
    calendars = open_calendars(settings, real_clock())
    try:
        await calendars.exchange(code="perin-doctor", verifier=new_secret(), redirect_uri=redirect)
    except GoogleNotSetUp as error:
        words = (
            f"Google refuses it ({error.text('reason')}). Copy both values again; its redirect address is {redirect}."
        )
        return _wrong("Google client", words)
    except LinkInvalid:
        return Finding("Google client", f"Google knows it. Its redirect address must be {redirect}.")
    except PerinError:
        return _wrong("Google client", "Google could not be reached. Check the network and PERIN_GOOGLE_TOKEN_URL.")
    finally:
        await calendars.aclose()
    return _wrong("Google client", "PERIN_GOOGLE_TOKEN_URL is not Google's: it takes any code.")
