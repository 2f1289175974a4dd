"""Who presses or types, and how to answer them: decoded from a Slack payload once, for every listener."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from core.domain.errors import NotFound, NotParticipant, RateLimited
from core.domain.ids import PersonKey, person_key
from core.domain.installations import Installation
from core.domain.people import Person
from core.domain.quota import Act
from core.usecases.deps import Deps
from core.usecases.people import find_and_count, find_person, recognise
from handlers.failures import FAR_AWAY, LATE_TRIGGER, code_of
from handlers.known import Known
from handlers.render.base import Rendered, View, as_modal, loading_modal
from handlers.render.times import Wall, wall
from handlers.slack import Clients, Tenants, find_profile
from handlers.values import HomeArea
from handlers.values_home import decode_pages

log = structlog.get_logger()

ANSWER_TITLE = "Perin"


@dataclass(frozen=True, slots=True)
class Kit:
    """What listeners are built from."""

    deps: Deps
    clients: Clients
    tenants: Tenants
    known: Known = field(default_factory=Known)


@dataclass(slots=True)
class Asker:
    """One person's press, command or form, with the means to answer it where they are looking.

    ``body`` is Slack's payload as it came. Where the answer is shown depends on where the press was: a message or
    command has a response URL, App Home gets a modal over it, and in a modal the modal itself becomes the answer.
    """

    kit: Kit
    person: Person
    installation: Installation
    client: AsyncWebClient
    body: Mapping[str, Any]
    exceeded: RateLimited | None = None
    """The refusal, if what they do was counted and is one too many."""
    _screen: str = field(default="", init=False)
    """The modal opened for this press, "" while there is none."""

    @property
    def deps(self) -> Deps:
        """What use cases are given."""
        return self.kit.deps

    @property
    def key(self) -> PersonKey:
        """The person's key."""
        return self.person.key

    @property
    def zone(self) -> str:
        """The person's time zone: every time they read is in it."""
        return self.person.time_zone

    def require_allowance(self) -> None:
        """Raise RateLimited if what they do was counted and is one too many."""
        if self.exceeded is not None:
            raise self.exceeded

    def colleague(self, user: str) -> PersonKey:
        """Return the key of a member of the asker's own home by Slack id."""
        return person_key(self.installation.home, user)

    @property
    def clock(self) -> Wall:
        """The clock the person reads: their zone, in the manner of their language."""
        return wall(self.person.time_zone, self.person.locale)

    @property
    def is_from_home(self) -> bool:
        """Whether the press was in App Home, where there is no conversation to answer in."""
        return self._view.get("type") == "home"

    @property
    def is_in_modal(self) -> bool:
        """Whether the press was in a modal: over App Home, as answers are messages everywhere else."""
        return self._view.get("type") == "modal"

    @property
    def home_pages(self) -> dict[HomeArea, int]:
        """The pages of App Home that were shown where the press was."""
        return decode_pages(str(self._view.get("private_metadata") or "{}"))

    @property
    def _view(self) -> Mapping[str, Any]:
        view = self.body.get("view")
        return view if isinstance(view, Mapping) else {}

    @property
    def _modal(self) -> str:
        """The id of the modal the person is looking at, "" for none."""
        return self._screen or (str(self._view.get("id", "")) if self._view.get("type") == "modal" else "")

    @property
    def heading(self) -> str:
        """The title of the modal that was pressed in or sent; of one that isn't open yet, our name."""
        title = self._view.get("title") if self._view.get("type") == "modal" else None
        return str(title.get("text") or ANSWER_TITLE) if isinstance(title, Mapping) else ANSWER_TITLE

    def framed(self, message: Rendered) -> View:
        """Show a message as a modal under its own title, or under that of the modal it answers."""
        return as_modal(message.title or self.heading, message)

    @property
    def _is_private_answer(self) -> bool:
        """Whether the press was on one of our private answers, which the next answer may replace."""
        container = self.body.get("container")
        return isinstance(container, Mapping) and bool(container.get("is_ephemeral"))

    async def answer(self, message: Rendered, *, replace: bool = False) -> None:
        """Answer privately, where the press was; ``replace`` puts it in the place of the private answer pressed on."""
        url = str(self.body.get("response_url") or "")
        if self._screen:
            await self.update(self.framed(message))
        elif url:
            await self._respond(url, message, replace=replace and self._is_private_answer)
        elif self._view:
            await self._show(message)
        else:
            await self._whisper(message)

    async def settle(self, message: Rendered) -> None:
        """Say what came of a press, unless the card or notice it was on says so itself once the outbox redraws it."""
        if self.body.get("message") is None or self._is_private_answer:
            await self.answer(message, replace=True)

    async def wait(self) -> None:
        """Show that slow work has begun, where nothing else would: a trigger lives three seconds, a booking longer."""
        if self._view:
            await self.open(loading_modal(self.heading))

    async def open(self, view: View) -> None:
        """Open a modal with this press's trigger; in a modal that is open, go on in that.

        Raises SlackApiError when the trigger's three seconds are over.
        """
        if self._modal:
            await self.update(view)
            return
        answer = await self.client.views_open(trigger_id=str(self.body.get("trigger_id", "")), view=view)
        self._screen = str(answer["view"]["id"])

    async def send_file(self, name: str, content: bytes, words: str) -> None:
        """Send a file into the person's DM with Perin, under these words. Raises SlackApiError."""
        channel = self.person.dm_channel
        if channel is None:
            opened = await self.client.chat_postMessage(channel=self.person.user, text=words)
            channel = str(opened["channel"])
        await self.client.files_upload_v2(
            channel=channel, filename=name, title=name, content=content, initial_comment=words
        )

    async def push(self, view: View) -> None:
        """Lay a modal over the form that is open, which keeps what was filled in. Raises SlackApiError."""
        answer = await self.client.views_push(trigger_id=str(self.body.get("trigger_id", "")), view=view)
        self._screen = str(answer["view"]["id"])

    async def update(self, view: View) -> None:
        """Redraw the modal the person is looking at; one they closed meanwhile is nobody's loss."""
        try:
            await self.client.views_update(view_id=self._modal, view=view)
        except FAR_AWAY as error:
            log.info("slack.view_not_updated", error=code_of(error))

    async def _show(self, message: Rendered) -> None:
        try:
            await self.open(self.framed(message))
        except FAR_AWAY as error:
            if code_of(error) not in LATE_TRIGGER:
                raise
            await self._whisper(message)

    async def _respond(self, url: str, message: Rendered, *, replace: bool) -> None:
        """Answer over the response URL: thirty minutes, five times; afterwards as an ephemeral message."""
        if not await self.kit.clients.respond(url, message, replace=replace):
            log.info("slack.response_url_refused")
            await self._whisper(message)

    async def _whisper(self, message: Rendered) -> None:
        """Answer as an ephemeral message in the person's DM with Perin, once that is known."""
        if self.person.dm_channel is None:
            log.info("slack.nowhere_to_answer")
            return
        await self.client.chat_postEphemeral(
            channel=self.person.dm_channel, user=self.person.user, text=message.text, blocks=message.blocks
        )


async def identify(kit: Kit, body: Mapping[str, Any], act: Act | None = None, *, may_recall: bool = False) -> Asker:
    """Find out who acts, from the payload of a command, press, form or shortcut, and count ``act`` as theirs.

    Somebody of another organisation, and a payload that doesn't tell who, is refused: anyone who sees a button in a
    shared conversation can press it. ``may_recall``: their row as it was a moment ago will do, since the use case
    compares it. Raises NotParticipant, NotFound.
    """
    user, home_team = _actor(body)
    enterprise, team = _tenant(body)
    if not user:
        raise NotParticipant
    installation = await kit.tenants.find(enterprise, team)
    if installation is None:
        raise NotFound(what="installation")
    if home_team and installation.team and home_team != installation.team and not installation.enterprise:
        raise NotParticipant
    client = kit.clients.interactive(installation.bot_token)
    key = person_key(installation.home, user)
    recalled = kit.known.recall(key) if may_recall else None
    person, exceeded = (recalled, None) if recalled is not None else await _found(kit.deps, key, act)
    channel = _dm_channel(body)
    if person is None or (channel is not None and person.dm_channel != channel):
        profile = await find_profile(client, installation, user)
        if profile.is_external or profile.key != key:
            raise NotParticipant
        person = await recognise(kit.deps, profile=profile, installation=installation.key, dm_channel=channel)
    if person.is_deactivated:
        raise NotParticipant
    if may_recall or act is not None:
        kit.known.keep(person)
    else:
        kit.known.forget(key)  # what comes now may change the row
    return Asker(kit=kit, person=person, installation=installation, client=client, body=body, exceeded=exceeded)


async def _found(deps: Deps, key: PersonKey, act: Act | None) -> tuple[Person | None, RateLimited | None]:
    if act is None:
        return await find_person(deps, person=key), None
    return await find_and_count(deps, person=key, act=act)


def _actor(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the acting user's id and the team they belong to ("" when Slack doesn't say)."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id", "")), str(user.get("team_id") or "")
    return str(body.get("user_id", "")), ""


def _tenant(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the enterprise and team the payload came from; an organisation's payload may name no team."""
    enterprise, team, user = body.get("enterprise"), body.get("team"), body.get("user")
    enterprise_id = enterprise.get("id") if isinstance(enterprise, Mapping) else body.get("enterprise_id")
    team_id = team.get("id") if isinstance(team, Mapping) else body.get("team_id")
    if team_id is None and isinstance(user, Mapping):
        team_id = user.get("team_id")
    return (str(enterprise_id) if enterprise_id else None), (str(team_id) if team_id else None)


def _dm_channel(body: Mapping[str, Any]) -> str | None:
    """Return the DM with Perin the payload came from, if it came from one: only there our messages carry buttons."""
    channel = body.get("channel")
    message = body.get("message")
    if isinstance(channel, Mapping) and isinstance(message, Mapping) and str(channel.get("id", "")).startswith("D"):
        return str(channel["id"])
    return None
