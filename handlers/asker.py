"""Who presses or types, and how to answer them: decoded from a Slack payload once, for every listener."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.domain.errors import NotFound, NotParticipant, TargetIsExternal
from core.domain.ids import PersonKey, person_key
from core.domain.installations import Installation
from core.domain.people import Person
from core.usecases.deps import Deps
from core.usecases.people import find_person, recognise
from handlers.render.base import Rendered, as_modal
from handlers.slack import Clients, Tenants, find_profile

log = structlog.get_logger()

ANSWER_TITLE = "Perin"


@dataclass(frozen=True, slots=True)
class Kit:
    """What listeners are built from."""

    deps: Deps
    clients: Clients
    tenants: Tenants


@dataclass(frozen=True, slots=True)
class Asker:
    """One person's press, command or form, with the means to answer it. ``body`` is Slack's payload as it came."""

    kit: Kit
    person: Person
    installation: Installation
    client: AsyncWebClient
    body: Mapping[str, Any]

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

    @property
    def is_private_answer(self) -> bool:
        """Whether the press was on one of our private answers, which may be replaced by the next."""
        container = self.body.get("container")
        return isinstance(container, Mapping) and bool(container.get("is_ephemeral"))

    def colleague(self, user: str) -> PersonKey:
        """Return the key of a member of the asker's own home by Slack id."""
        return person_key(self.installation.home, user)

    @property
    def is_from_home(self) -> bool:
        """Whether the press was in App Home, where there is no conversation to answer in."""
        view = self.body.get("view")
        return isinstance(view, Mapping) and view.get("type") == "home"

    @property
    def is_on_own_message(self) -> bool:
        """Whether the press was on a card or notice in the DM: the outbox redraws it, which is the answer."""
        return self.body.get("message") is not None and not self.is_private_answer

    async def answer(self, message: Rendered, *, replace: bool = False) -> None:
        """Answer privately: over the response URL, as a form over App Home, or as an ephemeral in the DM with Perin."""
        url = self.body.get("response_url")
        if url:
            await self.kit.clients.webhook(str(url)).send(
                text=message.text,
                blocks=message.blocks,
                response_type="ephemeral",
                replace_original=replace,
            )
        elif self.is_from_home:
            await self.open(as_modal(ANSWER_TITLE, message))
        elif self.person.dm_channel is not None:
            await self.client.chat_postEphemeral(
                channel=self.person.dm_channel, user=self.person.user, text=message.text, blocks=message.blocks
            )

    async def settle(self, message: Rendered) -> None:
        """Say what came of a press, unless the message it was on says so itself once it is redrawn."""
        if not self.is_on_own_message:
            await self.answer(message, replace=self.is_private_answer)

    async def open(self, view: dict[str, Any]) -> str:
        """Open a modal with this press's trigger; returns the view's id. Raises SlackApiError when it is too late."""
        answer = await self.client.views_open(trigger_id=str(self.body.get("trigger_id", "")), view=view)
        return str(answer["view"]["id"])

    async def update(self, view_id: str, view: dict[str, Any]) -> None:
        """Redraw a modal that is open; one that was closed meanwhile is nobody's loss."""
        try:
            await self.client.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            log.info("slack.view_not_updated", error=error.response.get("error"))


async def identify(kit: Kit, body: Mapping[str, Any]) -> Asker:
    """Find out who acts, from the payload of a command, press, form or shortcut.

    Somebody of another organisation, and a payload that doesn't tell who or where, is refused. Raises TargetIsExternal,
    NotParticipant, NotFound.
    """
    user, home_team = _actor(body)
    enterprise, team = _tenant(body)
    if not user:
        raise NotParticipant
    installation = await kit.tenants.find(enterprise, team)
    if installation is None:
        raise NotFound(what="installation")
    if home_team and installation.team and home_team != installation.team and not installation.enterprise:
        raise TargetIsExternal
    client = kit.clients.interactive(installation.bot_token)
    key = person_key(installation.home, user)
    person = await find_person(kit.deps, person=key)
    channel = _dm_channel(body)
    if person is None or (channel is not None and person.dm_channel != channel):
        profile = await find_profile(client, installation, user)
        if profile.is_external or profile.key != key:
            raise TargetIsExternal
        person = await recognise(kit.deps, profile=profile, installation=installation.key, dm_channel=channel)
    if person.is_deactivated:
        raise NotParticipant
    return Asker(kit=kit, person=person, installation=installation, client=client, body=body)


def _actor(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the acting user's id and the team they belong to ("" when Slack doesn't say)."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id", "")), str(user.get("team_id") or "")
    return str(body.get("user_id", "")), ""


def _tenant(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the enterprise and team the payload came from."""
    enterprise, team, user = body.get("enterprise"), body.get("team"), body.get("user")
    enterprise_id = enterprise.get("id") if isinstance(enterprise, Mapping) else body.get("enterprise_id")
    team_id = team.get("id") if isinstance(team, Mapping) else body.get("team_id")
    if team_id is None and isinstance(user, Mapping):
        team_id = user.get("team_id")
    return (str(enterprise_id) if enterprise_id else None), (str(team_id) if team_id else None)


def _dm_channel(body: Mapping[str, Any]) -> str | None:
    """Return the DM with Perin the payload came from, if it came from one.

    Only there Perin's messages carry buttons.
    """
    channel = body.get("channel")
    message = body.get("message")
    if isinstance(channel, Mapping) and isinstance(message, Mapping) and str(channel.get("id", "")).startswith("D"):
        return str(channel["id"])
    return None
