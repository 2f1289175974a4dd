"""How the story looks in a terminal: chapters, what each person does, and what they then see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.story.browser import Page
from bot.story.outcome import Verdict
from bot.story.reading import Line, read_blocks
from bot.story.stage import Actor, Block

_MARKED = re.compile(r"(?<!\w)\*(?P<bold>[^*\n]+)\*(?!\w)|`(?P<code>[^`\n]+)`")
_COLOURS = ("cyan", "magenta")


class Teller:
    """Writes the story to a console; ``name_of`` turns a Slack user id into a name."""

    def __init__(self, console: Console, name_of: Callable[[str], str]) -> None:
        self._console = console
        self._name_of = name_of
        self._colours: dict[str, str] = {}
        self._chapter = 0

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        self._chapter += 1
        self._console.print()
        self._console.print(Rule(Text(f"{self._chapter}. {title}", style="bold"), align="left"))

    def does(self, actor: Actor, deed: str) -> None:
        """Tell what a person does."""
        self._console.print(Text.assemble((f"{actor.name} ", f"bold {self._colour(actor)}"), deed))

    def says(self, text: str) -> None:
        """Tell something that is neither."""
        self._console.print(Text(text, style="dim"))

    def sees(self, actor: Actor, where: str, blocks: Sequence[Block]) -> None:
        """Show what a person sees in Slack."""
        lines = [_styled(line) for line in read_blocks(blocks, self._name_of)]
        self._panel(actor, where, Group(*lines))

    def reads(self, actor: Actor, page: Page) -> None:
        """Show the page in a person's browser."""
        lines = [Text(line, style="blue" if line.startswith("[ ") else "") for line in page.lines]
        self._panel(actor, "browser", Group(Text(page.heading, style="bold underline"), *lines))

    def table(self, table: RenderableType) -> None:
        """Show a calendar."""
        self._console.print(table)

    def verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """Tell what was checked at the end."""
        for verdict in verdicts:
            mark = ("✓ ", "bold green") if verdict.holds else ("✗ ", "bold red")
            self._console.print(Text.assemble(mark, verdict.claim))

    def fails(self, words: str) -> None:
        """Tell why the story can't go on."""
        self._console.print(Text.assemble(("✗ ", "bold red"), words))

    def _panel(self, actor: Actor, where: str, content: RenderableType) -> None:
        title = Text(f"{actor.name} · {where}", style=self._colour(actor))
        self._console.print(Panel(content, title=title, title_align="left", border_style="dim", width=self._width()))

    def _width(self) -> int:
        return min(self._console.width, 100)

    def _colour(self, actor: Actor) -> str:
        return self._colours.setdefault(actor.user, _COLOURS[len(self._colours) % len(_COLOURS)])


def _styled(line: Line) -> Text:
    if line.kind == "heading":
        return Text(line.text, style="bold underline")
    if line.kind == "buttons":
        return Text(line.text, style="blue")
    text = Text(style="dim" if line.kind == "small" else "")
    at = 0
    for match in _MARKED.finditer(line.text):
        text.append(line.text[at : match.start()])
        text.append(match["bold"] or match["code"], style="bold" if match["bold"] else "cyan")
        at = match.end()
    text.append(line.text[at:])
    return text
