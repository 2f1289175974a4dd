"""Whatever order steps come in, whoever dies and whatever gets lost: in the end both calendars have it, or neither."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.simulation.play import play

CHUNK = 10


async def _play_all(seeds: range, template: Path, tmp_path: Path) -> None:
    for seed in seeds:
        async with asyncio.timeout(50):
            history = await play(seed, template, tmp_path / f"{seed}.db")
        if history.broken:
            told = "\n".join((*history.story, *history.broken))
            pytest.fail(f"python -m tests.simulation {seed} plays it again:\n{told}")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", range(0, 200, CHUNK))
async def test_two_hundred_histories_end_well(first: int, template: Path, tmp_path: Path) -> None:
    """Both or none, told once, no double booking, no gap in a trail, nothing strange left: for every seed."""
    await _play_all(range(first, first + CHUNK), template, tmp_path)


@pytest.mark.full
@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(200, 1000, 40))
async def test_a_thousand_histories_end_well(first: int, template: Path, tmp_path: Path) -> None:
    """The same for eight hundred more."""
    await _play_all(range(first, first + 40), template, tmp_path)


async def test_a_seed_is_a_history(template: Path, tmp_path: Path) -> None:
    """The same seed plays the same steps in the same order, or a failure could not be looked into."""
    one = await play(7, template, tmp_path / "one.db")
    two = await play(7, template, tmp_path / "two.db")
    assert one.story == two.story
    assert len(one.story) > 50
