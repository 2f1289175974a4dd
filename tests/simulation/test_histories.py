"""Whatever order steps come in, whoever dies and whatever gets lost: in the end both calendars have it, or neither."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.simulation.play import play

CHUNK = 10
KEPT = Path(__file__).with_name("seeds.txt")


def kept_seeds(file: Path) -> tuple[int, ...]:
    """The seeds that a file keeps, one a line, in its order; "#" begins a remark."""
    lines = (line.partition("#")[0].strip() for line in file.read_text().splitlines())
    return tuple(int(line) for line in lines if line)


def keep(seed: int, file: Path) -> None:
    """Keep a seed that failed, once: it is played first from now on."""
    if seed not in kept_seeds(file):
        with file.open("a") as lines:
            lines.write(f"{seed}\n")


async def _play_all(seeds: Iterable[int], template: Path, place: Path) -> None:
    for seed in seeds:
        async with asyncio.timeout(50):
            history = await play(seed, template, place / f"{seed}.db")
        if history.broken:
            keep(seed, KEPT)
            told = "\n".join((*history.story, *history.broken))
            pytest.fail(f"python -m tests.simulation {seed} plays it again:\n{told}")


@pytest.mark.timeout(300)
async def test_histories_that_once_failed_end_well(template: Path, place: Path) -> None:
    """What was mended stays mended."""
    await _play_all(kept_seeds(KEPT), template, place)


def test_a_seed_that_fails_is_kept_once(tmp_path: Path) -> None:
    """The next run finds it in the file, after those that are there, and what is said of them stays."""
    file = tmp_path / "seeds.txt"
    file.write_text("# remark\n7  # found on a Monday\n")
    for seed in (41, 7, 41):
        keep(seed, file)
    assert kept_seeds(file) == (7, 41)
    assert file.read_text() == "# remark\n7  # found on a Monday\n41\n"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", range(0, 200, CHUNK))
async def test_two_hundred_histories_end_well(first: int, template: Path, place: Path) -> None:
    """Both or none, told once, no double booking, no gap in a trail, nothing strange left: for every seed."""
    await _play_all(range(first, first + CHUNK), template, place)


@pytest.mark.full
@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(200, 1000, 40))
async def test_a_thousand_histories_end_well(first: int, template: Path, place: Path) -> None:
    """The same for eight hundred more."""
    await _play_all(range(first, first + 40), template, place)


async def test_a_seed_is_a_history(template: Path, place: Path) -> None:
    """The same seed plays the same steps in the same order, or a failure could not be looked into."""
    one = await play(7, template, place / "one.db")
    two = await play(7, template, place / "two.db")
    assert one.story == two.story
    assert len(one.story) > 50
