"""The story itself, chapter by chapter, and its judgement at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.story.acting import Acting
from bot.story.calendars import Entry, next_monday, read_entries, week_table
from bot.story.outcome import Side, judge
from bot.story.reading import buttons
from bot.story.stage import Actor, Message, Stage, StoryError
from bot.story.telling import Teller

MEETINGS = 2


async def play(stage: Stage, teller: Teller) -> bool:
    """Play the whole story; whether everything in it came out right."""
    story = _Story(Acting(stage, teller))
    try:
        await story.link()
        await story.connect()
        await story.permit()
        before = story.calendars("The calendars of next week, before")
        cards = [await story.accept_then_book(), await story.move(await story.book_directly())]
        await story.book_by_itself_and_undo()
        after = story.calendars("The calendars of next week, after")
    except (StoryError, LookupError) as error:
        teller.fails(str(error))
        return False
    texts = [[story.acting.again(actor, card[actor.user]).text for card in cards] for actor in story.both]
    sides = [Side(before[actor.user], after[actor.user], seen) for actor, seen in zip(story.both, texts, strict=True)]
    verdicts = judge(sides[0], sides[1], meetings=MEETINGS)
    teller.chapter("What came of it")
    teller.verdicts(verdicts)
    return all(verdict.holds for verdict in verdicts)


@dataclass(frozen=True, slots=True)
class _Story:
    """The chapters. A pair of cards is a mapping from each person's Slack id to their message."""

    acting: Acting

    @property
    def both(self) -> tuple[Actor, Actor]:
        """Alice and Bob."""
        return self.acting.stage.alice, self.acting.stage.bob

    async def link(self) -> None:
        """Link both calendars."""
        for actor in self.both:
            self.acting.teller.chapter(f"{actor.name} links a calendar")
            answer = await self.acting.answer_to(actor, "/perin calendar")
            url = await self.acting.press(actor, answer, "Link Google Calendar")
            if url is None:
                raise StoryError("The button that links a calendar opens nothing.")
            await self.acting.link(actor, url, briefly=actor is not self.both[0])

    async def connect(self) -> None:
        """Invite, and accept with a grant of one's own."""
        alice, bob = self.both
        self.acting.teller.chapter(f"{alice.name} invites {bob.name}")
        seen = {actor.user: self.acting.seen(actor) for actor in self.both}
        await self.acting.form_after(alice, f"/perin invite @{bob.handle}")
        await self.acting.send(alice)
        invite = await self.acting.news(bob, seen[bob.user], _offers("Accept"), "The invite")
        self.acting.teller.chapter(f"{bob.name} accepts, with permissions of their own")
        await self.acting.press(bob, invite, "Accept")
        await self.acting.form(bob, "The form that accepts the invite")
        await self.acting.send(bob)
        await self.acting.news(alice, seen[alice.user], _says("accepted"), "The news that the invite was accepted")

    async def permit(self) -> None:
        """Let the other book after one confirmation."""
        alice, bob = self.both
        self.acting.teller.chapter(f"{bob.name} lets {alice.name}'s Perin do more")
        form = await self.acting.form_after(bob, f"/perin permissions @{alice.handle}")
        await self.acting.choose(bob, form, "Book when one of us confirms")

    async def accept_then_book(self) -> dict[str, Message]:
        """Schedule; Bob accepts a slot, Alice books it; look at the exchange."""
        alice, bob = self.both
        self.acting.teller.chapter(f"{alice.name} asks for 45 minutes next week")
        cards = await self._propose("45m next week about the roadmap")
        seen = self.acting.seen(alice)
        await self.acting.press(bob, cards[bob.user], "Accept")
        await self.acting.change(bob, cards[bob.user], _says("accepted"), "Bob's accept on his card")
        await self.acting.news(alice, seen, _says("accepted"), "The news of Bob's accept")
        waiting = await self.acting.change(alice, cards[alice.user], _says("accepted"), "Bob's accept on Alice's card")
        booked = await self._book(waiting, cards)
        await self.acting.pick(bob, booked[bob.user], "Show exchange")
        return booked

    async def book_directly(self) -> dict[str, Message]:
        """Schedule once more; Alice may book at once."""
        alice, _ = self.both
        self.acting.teller.chapter(f"{alice.name} asks again, and books with one press")
        cards = await self._propose("30m next week")
        return await self._book(cards[alice.user], cards)

    async def move(self, booked: dict[str, Message]) -> dict[str, Message]:
        """Let Bob ask for another time, and Alice book it; return the cards of the move."""
        alice, bob = self.both
        self.acting.teller.chapter(f"{bob.name} has to move it")
        seen = {actor.user: self.acting.seen(actor) for actor in self.both}
        await self.acting.press(bob, booked[bob.user], "Reschedule")
        await self.acting.form(bob, "The form that moves a meeting")
        await self.acting.send(bob)
        cards = {
            actor.user: await self.acting.news(
                actor, seen[actor.user], _offers(press), f"{actor.name}'s card with new times"
            )
            for actor, press in ((bob, "Accept"), (alice, "Book"))
        }
        await self.acting.press(alice, cards[alice.user], "Book")
        return {
            actor.user: await self.acting.change(
                actor, cards[actor.user], _says("Moved:"), f"“Moved” on {actor.name}'s card"
            )
            for actor in self.both
        }

    async def book_by_itself_and_undo(self) -> None:
        """Let both Perins book by themselves, once; Bob undoes it."""
        alice, bob = self.both
        self.acting.teller.chapter("Both let their Perins book by themselves")
        for actor, other in ((alice, bob), (bob, alice)):
            form = await self.acting.form_after(actor, f"/perin permissions @{other.handle}")
            await self.acting.choose(actor, form, "Book automatically")
        seen = {actor.user: self.acting.seen(actor) for actor in self.both}
        await self.acting.answer_to(alice, f"/perin schedule @{bob.handle} 30m next week about the demo")
        cards = {
            actor.user: await self.acting.news(actor, seen[actor.user], _offers("Undo"), f"{actor.name}'s Undo")
            for actor in self.both
        }
        await self.acting.press(bob, cards[bob.user], "Undo")
        for actor in self.both:
            await self.acting.change(actor, cards[actor.user], _says("undone"), f"“Undone” on {actor.name}'s card")

    async def _propose(self, details: str) -> dict[str, Message]:
        """Ask for a meeting, and return both people's cards."""
        alice, bob = self.both
        seen = {actor.user: self.acting.seen(actor) for actor in self.both}
        await self.acting.answer_to(alice, f"/perin schedule @{bob.handle} {details}")
        return {
            actor.user: await self.acting.news(
                actor, seen[actor.user], _offers(press), f"{actor.name}'s card with slots"
            )
            for actor, press in ((alice, "Book"), (bob, "Accept"))
        }

    async def _book(self, shown: Message, cards: dict[str, Message]) -> dict[str, Message]:
        """Let Alice book the first slot she is shown; wait for both cards, and for the one message to Bob."""
        alice, bob = self.both
        seen = self.acting.seen(bob)
        await self.acting.press(alice, shown, "Book")
        booked = {
            actor.user: await self.acting.change(
                actor, cards[actor.user], _says("Booked:"), f"“Booked” on {actor.name}'s card"
            )
            for actor in self.both
        }
        await self.acting.news(bob, seen, _says("Booked"), "The news that the meeting is booked")
        return booked

    def calendars(self, title: str) -> dict[str, tuple[Entry, ...]]:
        """Show next week of both, and return every event of each by Slack id."""
        self.acting.teller.chapter(title)
        found = {}
        for actor in self.both:
            entries = read_entries(actor.account.events("primary"), actor.zone)
            monday = next_monday(self.acting.stage.now(), actor.zone)
            self.acting.teller.table(week_table(actor.name, entries, monday))
            found[actor.user] = entries
        return found


def _says(words: str) -> Callable[[Message], bool]:
    return lambda message: words in message.text


def _offers(press: str) -> Callable[[Message], bool]:
    return lambda message: any(label.startswith(press) for label in buttons(message.blocks))
