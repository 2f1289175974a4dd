"""The README says what is true: every variable, every path, every command it names exists, and none is left out."""

from __future__ import annotations

import re

from bot.cli import app
from bot.settings import Settings, load_settings
from core.calendars.google.oauth import NEEDED
from tests.support.source import ROOT

README = (ROOT / "README.md").read_text()


def test_it_names_every_variable_and_no_other() -> None:
    """An operator finds each setting there; a variable that was renamed is not left behind."""
    named = {name.removeprefix("PERIN_").lower() for name in re.findall(r"PERIN_[A-Z_]+", README)}
    assert named == set(Settings.model_fields)


def test_the_five_values_are_enough_to_start() -> None:
    """What the installation exports lacks nothing, and nothing is warned of."""
    exported = re.findall(r"^export (PERIN_[A-Z_]+)=", README, re.MULTILINE)
    key = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG="
    settings = load_settings({name: key if name.endswith("KEYS") else "x" for name in exported})
    assert len(exported) == 5
    assert settings.missing() == ()
    assert settings.warnings() == ()


def test_the_commands_it_shows_exist() -> None:
    """`perin …` in the README is a command of this version."""
    shown = set(re.findall(r"(?:bin/|`)perin ([a-z]+)", README))
    assert shown
    assert shown <= {str(command.callback.__name__) for command in app.registered_commands if command.callback}


def test_it_asks_google_for_what_the_code_asks_for() -> None:
    """The scopes of the consent screen are those of the consent page."""
    assert [scope for scope in sorted(NEEDED) if f"`{scope}`" not in README] == []


def test_its_links_and_pictures_are_in_the_project() -> None:
    """A relative link leads somewhere."""
    targets = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
