"""A person in the scenarios: acts in their Slack client and in their browser, and reads what they are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import aiohttp

from core.domain.ids import PersonKey, person_key
from sandbox.google.account import Account
from sandbox.google.server import GoogleServer
from sandbox.slack.person.outcome import SubmitResult
from sandbox.slack.person.person import Person
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.views import SlackView
from tests.scenario.reading import Shown, buttons, place_of, url_of, words


@dataclass(slots=True)
class Human:
    """One person with a Slack account and a Google account; every act waits until all that follows from it is done.

    ``quiet`` waits for that.
    """

    slack: Person
    google: GoogleServer
    sub: str
    quiet: Callable[[], Awaitable[None]]
    is_linked: bool = False

    @property
    def id(self) -> str:
        """The Slack user id."""
        return self.slack.id

    @property
    def key(self) -> PersonKey:
        """Perin's key of this person."""
        return person_key("T0SANDBOX", self.id)

    @property
    def calendar(self) -> Account:
        """Their Google, for what they do in it themselves."""
        return self.google.account(self.sub)

    @property
    def dms(self) -> list[SlackMessage]:
        """What Perin wrote to them, oldest first."""
        return [message for message in self.slack.dms() if message.from_app]

    @property
    def dm(self) -> SlackMessage:
        """The newest message from Perin."""
        return self.dms[-1]

    @property
    def card(self) -> SlackMessage:
        """The newest card of a session, as it looks now."""
        return next(message for message in reversed(self.dms) if "card:" in str(message.metadata))

    @property
    def screen(self) -> SlackView:
        """The modal in front of them."""
        return self.slack.modals()[-1]

    @property
    def private(self) -> SlackMessage:
        """The newest message that only they see."""
        return self.slack.ephemerals()[-1]

    @property
    def home(self) -> SlackView:
        """Their App Home as it was drawn last."""
        shown = self.slack.home()
        assert shown is not None, "App Home was never drawn"
        return shown

    async def types(self, text: str) -> str:
        """Type a command; the words of the private answer, "" when there was none (a form opened)."""
        before = self._answers()
        outcome = await self.slack.command(text)
        assert outcome.acked, outcome
        await self.quiet()
        return self._newest(before)

    async def presses(self, label: str, on: Shown | None = None, *, stale: bool = False) -> str:
        """Press the first button of that label, on the newest message unless ``on``; the words of the private answer.

        ``stale`` presses what ``on`` showed when it was read, although it may have changed since.
        """
        before = self._answers()
        target = on or self.dm
        action, block = place_of(target, label)
        outcome = await self.slack.click(target, action, block_id=block, stale=stale)
        assert outcome.acked, outcome
        await self.quiet()
        return self._newest(before)

    async def chooses(self, action_id: str, value: str, on: Shown | None = None) -> str:
        """Choose in a menu or radio; the words of the private answer."""
        before = self._answers()
        outcome = await self.slack.click(on or self.dm, action_id, value=value)
        assert outcome.acked, outcome
        await self.quiet()
        return self._newest(before)

    async def books(self, on: SlackMessage | None = None) -> str:
        """Press the first *Book* on the card."""
        card = on or self.card
        return await self.presses(next(label for label in buttons(card) if label.startswith("Book")), card)

    async def accepts(self, on: SlackMessage | None = None) -> str:
        """Press the first *Accept* on the card."""
        card = on or self.card
        return await self.presses(next(label for label in buttons(card) if label.startswith("Accept")), card)

    async def submits(self, values: Mapping[str, object] | None = None) -> SubmitResult:
        """Fill in the form in front of them and send it."""
        result = await self.slack.submit(None, values or {})
        assert result.failure is None, result
        await self.quiet()
        return result

    async def closes(self) -> None:
        """Close every modal."""
        if self.slack.modals():
            await self.slack.close(everything=True)

    async def links(self) -> str:
        """Link their Google calendar through the pages; the words of the last page."""
        await self.types("/perin calendar")
        return await self.follows(url_of(self.private, "Link Google Calendar"))

    async def follows(self, url: str) -> str:
        """Go through our pages and Google's consent in one browser; the last page."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            address, _, token = url.partition("?token=")
            async with browser.get(url) as shown:
                assert shown.status == 200, await shown.text()
            async with browser.post(address, data={"token": token}, allow_redirects=False) as begun:
                consent = begun.headers["Location"]
            back = self.google.authorize(consent, self.sub)
            async with browser.get(back) as confirm:
                assert confirm.status == 200, await confirm.text()
            async with browser.post(back.partition("?")[0], data={"state": token}) as linked:
                page = await linked.text()
                assert linked.status == 200, page
        await self.quiet()
        self.is_linked = True
        return page

    def meetings(self) -> list[tuple[str, str]]:
        """What Perin wrote into their calendar: title and status of each event."""
        return [(event["summary"], event["status"]) for event in self.calendar.events() if is_ours(event)]

    def _answers(self) -> dict[str, SlackMessage]:
        return {message.ts: message for message in self.slack.ephemerals()}

    def _newest(self, before: Mapping[str, SlackMessage]) -> str:
        changed = [one for one in self.slack.ephemerals() if before.get(one.ts) != one]
        return words(changed[-1]) if changed else ""


def is_ours(event: Mapping[str, object]) -> bool:
    """Whether an event carries Perin's marks."""
    return "bk_s" in str(event.get("extendedProperties"))
