"""What the line suggests is what Perin understands."""

from __future__ import annotations

import re
from pathlib import Path

import sandbox.web
from handlers.parsing.commands import Verb

COMMANDS = Path(sandbox.web.__file__).parent / "static" / "js" / "commands.js"


def test_every_command_is_suggested_and_nothing_else() -> None:
    """The page's list of subcommands has exactly Perin's verbs."""
    suggested = re.findall(r'\{ name: "(\w+)', COMMANDS.read_text(encoding="utf-8"))
    assert sorted(suggested) == sorted(verb.value for verb in Verb)
