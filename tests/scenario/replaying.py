"""Send a press again as somebody else's, or one that nobody made: what a leaked or forged button would come to."""

from __future__ import annotations

import copy
from typing import Any

from tests.scenario.human import Human
from tests.scenario.reading import words
from tests.scenario.world import World


async def replay(world: World, by: Human, **more: Any) -> str:  # noqa: ANN401 - payload fields
    """Send the last press again as somebody else's, with their own response URL; the words of the answer they get."""
    payload = copy.deepcopy(world.pressed())
    user = {"id": by.id, "username": by.slack.spec.name, "name": by.slack.spec.name, "team_id": "T0SANDBOX"}
    key = world.slack.workspace.responses.issue(by.id, payload["channel"]["id"])
    payload |= {"user": user, "response_url": f"{world.sandbox.url}/response/{key}"} | more
    seen = len(by.slack.ephemerals())
    answer = await world.slack.office.send("interactive", payload)
    assert answer.acked
    await world.quiet()
    return "\n".join(words(message) for message in by.slack.ephemerals()[seen:])


def actions_of(card: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a message
    """Return a press on everything that can be pressed in a message."""
    elements = [block["accessory"] for block in card.blocks if "accessory" in block]
    elements += [element for block in card.blocks for element in block.get("elements", ()) if "action_id" in element]
    return [
        {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": "b",
            "action_ts": "1.2",
            "value": element.get("value"),
            "selected_option": (element.get("options") or [None])[0],
        }
        for element in elements
    ]
