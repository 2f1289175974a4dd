"""dev.py answers what can go wrong on a stranger's machine with a sentence."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

import dev
from tests.support.source import ROOT


def printing(*lines: str, code: int = 0) -> list[str]:
    """An installer that says these lines and ends with this code."""
    return [sys.executable, "-c", f"print({chr(10).join(lines)!r}); raise SystemExit({code})"]


def test_an_old_python_can_read_the_script() -> None:
    """Otherwise it would be answered with a syntax error instead of a sentence."""
    assert ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 7)).body


def test_an_old_python_is_refused_with_the_version_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names what is needed."""
    monkeypatch.setattr(dev, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"Perin needs Python 99\.0 or newer; this is 3\."):
        dev.main()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Failed to establish a new connection: Name or service not known", "could not be downloaded"),
        ("error: dns error: failed to lookup address", "could not be downloaded"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one pinned"),
        ("No space left on device", "the installation failed"),
    ],
)
def test_a_failed_installation_is_explained(said: str, sentence: str) -> None:
    """The installer's last words are kept, and what they mean is said."""
    with pytest.raises(SystemExit, match=sentence):
        dev.install(printing(said, code=1))


def test_progress_is_told_while_packages_arrive(capsys: pytest.CaptureFixture[str]) -> None:
    """A slow download is not a silent one."""
    pins = re.findall(r"^\S+==\S+", dev.LOCK.read_text(), re.MULTILINE)
    dev.install(printing(f"Collecting {pins[len(pins) // 2]}"))
    assert " % downloaded" in capsys.readouterr().out


def test_a_changed_lock_makes_the_environment_stale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The packages are installed again when the lock changes, and only then."""
    lock = tmp_path / "requirements.lock"
    lock.write_bytes(dev.LOCK.read_bytes())
    monkeypatch.setattr(dev, "LOCK", lock)
    before = dev.fingerprint()
    assert dev.fingerprint() == before
    lock.write_text("changed")
    assert dev.fingerprint() != before


def test_an_unknown_verb_lists_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A typing mistake is answered with all that can be typed."""
    monkeypatch.setattr(sys, "argv", ["dev.py", "tset"])
    assert dev.main() == 2
    said = capsys.readouterr().out
    assert [verb for verb in dev.VERBS if verb not in said] == []


def test_an_unknown_benchmark_lists_the_known_ones() -> None:
    """The names are read from the directory."""
    with pytest.raises(SystemExit, match="which one"):
        dev.bench(["no-such-benchmark"])
