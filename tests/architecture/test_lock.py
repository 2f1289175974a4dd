"""The lock gives the same packages to everybody, from wherever they get packages."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.support.source import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,-]+\])?==(\S+)", LOCK, re.MULTILINE))


def normalized(requirement: str) -> str:
    """The name of a requirement, as an index spells it."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("forbidden", ["://", "--index-url", "--extra-index-url", "--find-links", " @ "])
def test_the_lock_names_no_place_to_download_from(forbidden: str) -> None:
    """Where packages come from is the business of the machine that installs them."""
    assert forbidden not in LOCK


def test_every_pin_has_a_hash() -> None:
    """A package that was changed after it was pinned is not installed."""
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_pinned_within_its_range() -> None:
    """The lock was renewed after pyproject.toml last changed."""
    from packaging.requirements import Requirement

    groups = PROJECT["dependency-groups"]
    wanted = [*PROJECT["project"]["dependencies"], *(each for group in groups.values() for each in group)]
    for text in wanted:
        name = normalized(text)
        assert name in PINNED, f"{name} is not in the lock"
        assert Requirement(text).specifier.contains(PINNED[name]), f"{name} {PINNED[name]} is not {text}"
