"""The README and its pages say what is true: every variable, path, command and picture they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import app
from bot.manifest import BOT_SCOPES, read_template
from bot.settings import Settings, load_settings
from core.calendars.google.oauth import NEEDED
from handlers.parsing.commands import Verb
from tests.support.source import ROOT

DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
README, ADMIN, GUIDE = ((ROOT / name).read_text() for name in ("README.md", "docs/admin.md", "docs/guide.md"))
LINK = re.compile(r"""(?:\]\(|src(?:set)?=")(?!https?://|#)([^)#"]+)""")


def _names(text: str) -> set[str]:
    return {name.removeprefix("PERIN_").lower() for name in re.findall(r"PERIN_[A-Z_]+", text)}


def test_every_variable_is_told_and_no_other() -> None:
    """An operator finds each setting; a variable that was renamed is not left behind."""
    assert _names(ADMIN) == set(Settings.model_fields)
    assert _names(README) <= set(Settings.model_fields)


def test_the_five_values_are_enough_to_start() -> None:
    """What the installation exports lacks nothing, and nothing is warned of."""
    exported = re.findall(r"^export (PERIN_[A-Z_]+)=", README, re.MULTILINE)
    key = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG="
    settings = load_settings({name: key if name.endswith("KEYS") else "x" for name in exported})
    assert len(exported) == 5
    assert settings.missing() == ()
    assert settings.warnings() == ()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_that_are_shown_exist(page: Path) -> None:
    """`perin …` in a document is a command of this version, and `/perin …` one that Slack's people can type."""
    text = page.read_text()
    known = {str(command.callback.__name__) for command in app.registered_commands if command.callback}
    assert set(re.findall(r"(?:bin/|`)perin ([a-z]+)", text)) <= known
    assert set(re.findall(r"/perin ([a-z]+)", text.replace("bin/perin", ""))) <= {verb.value for verb in Verb}


def test_the_guide_leaves_no_command_out() -> None:
    """People find everything they can type."""
    table = GUIDE[GUIDE.index("## All commands") :]
    assert [verb for verb in Verb if not re.search(rf"[/`][^|]*\b{verb.value}\b", table)] == []


def test_it_asks_slack_and_google_for_what_the_code_asks_for() -> None:
    """The scopes of the consent screens are those of the manifest and the consent page."""
    assert [scope for scope in (*BOT_SCOPES, *sorted(NEEDED)) if f"`{scope}`" not in ADMIN] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_in_the_project(page: Path) -> None:
    """A relative link leads somewhere."""
    assert [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("text", [GUIDE, ADMIN], ids=["guide", "admin"])
def test_both_guides_show_what_they_tell_of(text: str) -> None:
    """Who uses Perin and who runs it see it before they have it."""
    assert re.findall(r"!\[.+\]\(images/\w+\.png\)", text)


def test_the_guide_names_the_shortcuts() -> None:
    """A shortcut is found under the name that the guide gives it."""
    shortcuts = read_template()["features"]["shortcuts"]
    assert [one["name"] for one in shortcuts if f"*{one['name']}*" not in GUIDE] == []


def test_no_picture_is_left_over() -> None:
    """Each picture is shown somewhere."""
    shown = {Path(target).name for page in PAGES for target in LINK.findall(page.read_text())}
    assert {picture.name for picture in (DOCS / "images").iterdir()} <= shown
