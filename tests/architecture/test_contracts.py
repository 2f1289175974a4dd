"""The import contracts of pyproject.toml hold, and each is shown to break when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.source import ROOMS, ROOT

# One file per contract that breaks it; the keys are the contracts' names as `lint-imports` prints them.
BREAKERS = {
    "The tower": ("core/planted_tower.py", "import handlers"),
    "The floors of core": ("core/calendars/planted.py", "import core.storage"),
    "No cycles": ("bot/planted_one.py", "import bot.planted_two"),
    "Core knows neither": ("core/usecases/planted_slack.py", "import slack_sdk"),
    "SQL only": ("core/booking/planted_sql.py", "import sqlalchemy"),
    "Google only": ("bot/planted_google.py", "import googleapiclient"),
    "Only the assembly": ("handlers/planted_adapter.py", "import core.storage.tables"),
    "The domain and the engine": ("core/domain/planted_time.py", "import time"),
    "Rendering and parsing": ("handlers/render/planted_bolt.py", "import slack_bolt"),
    "The sandbox imports": ("sandbox/planted.py", "import core"),
    "Only the demo": ("bot/planted_sandbox.py", "import sandbox"),
    "Only the command line": ("bot/planted_demo.py", "import bot.demo"),
}


def lint_imports(directory: Path) -> str:
    """What `lint-imports` says about the packages in this directory."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, timeout=50)
    return done.stdout + done.stderr


def results(said: str) -> dict[str, str]:
    """Each contract's name with KEPT or BROKEN."""
    return {name.strip(): verdict for name, verdict in re.findall(r"^(.+?) (KEPT|BROKEN)\b", said, re.MULTILINE)}


def test_the_contracts_hold() -> None:
    """Each floor imports only floors below it, and each room only what it may."""
    said = lint_imports(ROOT)
    assert set(results(said).values()) == {"KEPT"}, said


def test_each_contract_bites(tmp_path: Path) -> None:
    """A planted import breaks the contract that forbids it; no contract is without such a proof."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "bot" / "planted_two.py").write_text("import bot.planted_one\n")
    for path, text in BREAKERS.values():
        (tmp_path / path).write_text(f"{text}\n")
    said = lint_imports(tmp_path)
    broken = {name for name, verdict in results(said).items() if verdict == "BROKEN"}
    kept = {name for name, verdict in results(said).items() if verdict == "KEPT"}
    assert kept == set(), said
    assert [start for start in BREAKERS if not any(name.startswith(start) for name in broken)] == []
    assert len(broken) == len(BREAKERS), said
