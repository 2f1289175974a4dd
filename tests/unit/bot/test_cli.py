"""The command line: mistakes are sentences, never tracebacks; nothing shows a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import app

runner = CliRunner()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of Perin's is set."""
    import os

    for name in [name for name in os.environ if name.startswith("PERIN_")]:
        monkeypatch.delenv(name)


def test_run_without_settings_names_each_that_is_missing() -> None:
    """One sentence per variable, on standard error, and exit code 1."""
    done = runner.invoke(app, ["run"])
    assert done.exit_code == 1
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["PERIN_SLACK_BOT_TOKEN", "PERIN_SLACK_APP_TOKEN"]
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["run", "migrate", "doctor", "manifest"])
def test_a_malformed_setting_is_one_sentence(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the command."""
    monkeypatch.setenv("PERIN_MODE", "telnet")
    done = runner.invoke(app, [command])
    assert done.exit_code == 1
    assert done.stderr == "PERIN_MODE must be socket or http.\n"


def test_migrate_makes_the_tables_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The second time says that there was nothing to do."""
    monkeypatch.setenv("PERIN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/perin.db")
    first, second = runner.invoke(app, ["migrate"]), runner.invoke(app, ["migrate"])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == "The database was empty and now has this version's tables.\n"
    assert second.stdout == "The database is up to date; nothing was changed.\n"


def test_migrate_says_what_is_wrong_with_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its address, which may hold a password."""
    monkeypatch.setenv("PERIN_DATABASE_URL", "sqlite+aiosqlite:////no/such/hush/perin.db")
    done = runner.invoke(app, ["migrate"])
    assert done.exit_code == 1
    assert done.stderr.startswith("The database can't be used: check PERIN_DATABASE_URL")
    assert "hush" not in done.output


def test_a_database_in_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be gone with the process."""
    monkeypatch.setenv("PERIN_DATABASE_URL", "sqlite+aiosqlite:///:memory:")
    assert "must name a file" in runner.invoke(app, ["migrate"]).stderr


def test_manifest_is_for_this_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is printed before there is any token, with this installation's mode and address."""
    monkeypatch.setenv("PERIN_MODE", "http")
    monkeypatch.setenv("PERIN_PUBLIC_URL", "https://perin.example.com")
    done = runner.invoke(app, ["manifest"])
    assert done.exit_code == 0
    printed = yaml.safe_load(done.stdout)
    assert printed["settings"]["interactivity"]["request_url"] == "https://perin.example.com/slack/events"


def test_doctor_without_settings_finds_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each finding is one line; exit code 1 as long as something is to be mended."""
    monkeypatch.setenv("PERIN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/perin.db")
    done = runner.invoke(app, ["doctor"])
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert all(line.startswith(("ok    ", "MEND  ")) for line in lines)
    assert "MEND  settings: PERIN_SLACK_BOT_TOKEN is not set" in done.stdout
    assert "ok    database: It is empty" in done.stdout
