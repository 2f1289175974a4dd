"""The moves a person makes in Slack, each with the wait for what comes of it, told as it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.story.browser import Browser, Page
from bot.story.reading import buttons, option_of
from bot.story.stage import Actor, Form, Message, Stage, StoryError
from bot.story.telling import Teller


@dataclass(frozen=True, slots=True)
class Acting:
    """The moves, on one stage with one teller."""

    stage: Stage
    teller: Teller

    async def answer_to(self, actor: Actor, command: str) -> Message:
        """Type a command that is answered privately; return the answer."""
        seen = len(actor.human.ephemerals())
        self.teller.does(actor, f"types {command}")
        await actor.human.command(command)
        await self.stage.wait(lambda: len(actor.human.ephemerals()) > seen, f"An answer to {command}")
        answer = actor.human.ephemerals()[-1]
        self.teller.sees(actor, "only you see this", answer.blocks)
        return answer

    async def form_after(self, actor: Actor, command: str) -> Form:
        """Type a command that opens a form; return the form."""
        self.teller.does(actor, f"types {command}")
        await actor.human.command(command)
        return await self.form(actor, f"A form after {command}")

    async def form(self, actor: Actor, what: str) -> Form:
        """Wait for a form that can be sent."""
        await self.stage.wait(lambda: actor.human.modals() and actor.human.modals()[-1].submit, what)
        form = actor.human.modals()[-1]
        self.teller.sees(actor, form.title_text, form.blocks)
        return form

    async def choose(self, actor: Actor, form: Form, label: str) -> None:
        """Choose one of a form's options by its label, before sending it."""
        self.teller.does(actor, f"chooses “{label}”")
        field, option = option_of(form.blocks, label)
        await self.send(actor, {field: option["value"]})

    async def send(self, actor: Actor, values: dict[str, object] | None = None) -> None:
        """Send the form on top, wait until it says what came of it, and close it."""
        form = actor.human.modals()[-1]
        self.teller.does(actor, f"presses {_label(form)}")
        if not (await actor.human.submit(None, values)).ok:
            raise StoryError(f"“{form.title_text}” was not accepted.")
        title = f"The outcome of “{form.title_text}”"
        await self.stage.wait(lambda: _settled(actor.human.modals()), title)
        self.teller.sees(actor, form.title_text, actor.human.modals()[-1].blocks)
        await actor.human.close()

    def seen(self, actor: Actor) -> frozenset[str]:
        """Return the direct messages a person has by now, to tell news from them."""
        return frozenset(message.ts for message in actor.human.dms())

    async def news(self, actor: Actor, seen: frozenset[str], is_it: Callable[[Message], object], what: str) -> Message:
        """Wait for a direct message that isn't among ``seen`` and that ``is_it``; return it."""

        def new() -> list[Message]:
            return [message for message in actor.human.dms() if message.ts not in seen and is_it(message)]

        await self.stage.wait(new, what)
        message = new()[0]
        self.teller.sees(actor, "direct message from Perin", message.blocks)
        return message

    async def change(self, actor: Actor, message: Message, is_so: Callable[[Message], object], what: str) -> Message:
        """Wait until a message has been edited so that ``is_so``; return it as it is then."""
        await self.stage.wait(lambda: is_so(self.again(actor, message)), what)
        edited = self.again(actor, message)
        self.teller.sees(actor, "the same message, edited", edited.blocks)
        return edited

    def again(self, actor: Actor, message: Message) -> Message:
        """Return a direct message as it is now."""
        return next(one for one in actor.human.dms() if one.ts == message.ts)

    async def press(self, actor: Actor, message: Message, begins: str) -> str | None:
        """Press the first button whose label begins so; return the address it opens, if it does."""
        label = next((one for one in buttons(message.blocks) if one.startswith(begins)), None)
        if label is None:
            raise StoryError(f"{actor.name} has no button that says “{begins}”.")
        self.teller.does(actor, f"presses {label}")
        return (await actor.human.click(message, label=label)).url

    async def pick(self, actor: Actor, message: Message, label: str) -> None:
        """Choose an entry of a message's menu that shows something, look at it, and close it."""
        self.teller.does(actor, f"opens … and chooses {label}")
        menu, option = option_of(message.blocks, label)
        await actor.human.click(message, menu, value=option["value"])
        await self.stage.wait(actor.human.modals, f"An answer to {label}")
        shown = actor.human.modals()[-1]
        self.teller.sees(actor, shown.title_text, shown.blocks)
        await actor.human.close()

    async def link(self, actor: Actor, url: str, *, briefly: bool) -> None:
        """Go through the linking pages in a browser of one's own; ``briefly`` tells of the last one only."""
        async with Browser() as browser:
            ours = self._read(actor, await browser.open(url), briefly=briefly)
            consent = self._read(actor, await browser.send(ours), briefly=briefly)
            allowed = consent.filled(account=actor.sub, decision="allow")
            both = self._read(actor, await browser.send(consent, allowed), briefly=briefly)
            self._read(actor, await browser.send(both), briefly=False)

    def _read(self, actor: Actor, page: Page, *, briefly: bool) -> Page:
        if page.status != 200:
            raise StoryError(f"{page.heading} (page {page.status})")
        if not briefly:
            self.teller.reads(actor, page)
        return page


def _label(form: Form) -> str:
    return str(form.submit["text"]) if form.submit else ""


def _settled(forms: object) -> bool:
    """Whether the form on top shows an outcome: it can't be sent, and it isn't the one-moment view either."""
    top = forms[-1] if isinstance(forms, list) and forms else None
    return top is not None and top.submit is None and "One moment" not in str(top.blocks)
