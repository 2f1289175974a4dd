"""The page draws whatever Perin shows: each payload of its reviewed snapshots, whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.sandbox_page.app import Json
from tests.browser.sandbox_page.conftest import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

SNAPSHOTS = Path(__file__).parents[2] / "unit" / "handlers" / "__snapshots__" / "test_payloads"

# Draws each list of blocks as its surface would, and tells what was left out or came out as a raw token.
DRAW = """
async payloads => {
  const { drawBlocks } = await import('/static/js/blocks/index.js');
  const { FormState } = await import('/static/js/state.js');
  const { Surface } = await import('/static/js/surface.js');
  const viewer = { id: 'U0ALICE', zone: 'Europe/Paris', twelve: false, now: () => 1795600800 };
  const host = document.querySelector('.pane');
  const type = { modal: 'view', home: 'home' };
  const faults = [];
  for (const [name, { type: kind, blocks }] of payloads) {
    const container = { type: type[kind] ?? 'message' };
    const drawn = drawBlocks(blocks, new Surface({ viewer, container, state: new FormState(), host }));
    if (drawn.childElementCount !== blocks.length) faults.push(`${name}: a block is missing`);
    for (const gap of drawn.querySelectorAll('.unknown')) faults.push(`${name}: ${gap.textContent}`);
    const words = drawn.textContent;
    if (/<!date|\\{(date|time)|undefined|\\[object/.test(words)) faults.push(`${name}: ${words.slice(0, 200)}`);
  }
  return faults;
}
"""


def _payloads() -> list[tuple[str, Json]]:
    found = ((path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(SNAPSHOTS.glob("*.json")))
    return [(name, payload) for name, payload in found if payload.get("blocks")]


async def test_every_reviewed_payload_is_drawn_whole(stage: Stage) -> None:
    """No block or element is unknown to the page, and no token of Slack's is left as it was written."""
    payloads = _payloads()
    assert len(payloads) > 100
    assert await stage.page.evaluate(DRAW, payloads) == []
