"""Modals and Homes: triggers, stacks, hashes, answers to submissions."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.forms.values import NotPossible
from sandbox.slack.specs import AppSpec
from tests.contract.slack.app import Bolt
from tests.contract.slack.world import World, error_of, modal, text_block, text_field


def trigger(world: World, user: str = "U0ALICE") -> str:
    """Give a fresh trigger without an app in between."""
    return world.slack.workspace.triggers.issue(user)


async def opened(world: World, view: dict[str, Any] | None = None) -> dict[str, Any]:
    """Open a modal for Alice and give it as the answer has it."""
    answer = await world.client().views_open(trigger_id=trigger(world), view=view or modal(text_field()))
    shown: dict[str, Any] = answer["view"]
    return shown


async def test_a_trigger_opens_one_modal(world: World) -> None:
    """Used twice, made up, or too late: refused by three words."""
    client = world.client()
    used = trigger(world)
    await client.views_open(trigger_id=used, view=modal())
    assert await error_of(client.views_open(trigger_id=used, view=modal())) == "exchanged_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"
    world.slack.workspace.triggers.seconds = -1.0
    assert await error_of(client.views_open(trigger_id=trigger(world), view=modal())) == "expired_trigger_id"


async def test_moving_the_worlds_clock_does_not_expire_triggers(world: World) -> None:
    """Triggers live on real time."""
    issued = trigger(world)
    world.clock.advance(3600)
    assert (await world.client().views_open(trigger_id=issued, view=modal()))["ok"] is True


async def test_a_broken_view_is_refused_with_its_places(world: World) -> None:
    """`invalid_arguments`, and each problem with its pointer."""
    client = world.client()
    view = modal(text_field(), title={"type": "plain_text", "text": "x" * 25})
    with pytest.raises(Exception, match="json-pointer:/view/title/text"):
        await client.views_open(trigger_id=trigger(world), view=view)
    huge = modal(*[text_block("é" * 2900) for _ in range(60)])
    assert await error_of(client.views_open(trigger_id=trigger(world), view=huge)) == "view_too_large"
    home = {"type": "home", "blocks": []}
    assert await error_of(client.views_open(trigger_id=trigger(world), view=home)) == "invalid_arguments"


async def test_the_stack_holds_three(world: World) -> None:
    """The fourth is refused; closing uncovers the one below."""
    client = world.client()
    first = await opened(world)
    for _ in range(2):
        await client.views_push(trigger_id=trigger(world), view=modal())
    assert await error_of(client.views_push(trigger_id=trigger(world), view=modal())) == "push_limit_reached"
    assert [v.root_view_id for v in world.alice.modals()] == [first["id"]] * 3
    assert world.alice.modals()[2].previous_view_id == world.alice.modals()[1].id
    with pytest.raises(NotPossible):
        await world.alice.submit(first["id"])
    await world.alice.close()
    assert len(world.alice.modals()) == 2
    await world.alice.close(everything=True)
    assert world.alice.modals() == []
    assert await error_of(client.views_push(trigger_id=trigger(world), view=modal())) == "not_found"


async def test_an_update_needs_the_current_hash_when_it_names_one(world: World) -> None:
    """A late writer is told; without a hash the last writer wins."""
    client = world.client()
    shown = await opened(world)
    updated = await client.views_update(view_id=shown["id"], hash=shown["hash"], view=modal(text_block()))
    late = client.views_update(view_id=shown["id"], hash=shown["hash"], view=modal())
    assert await error_of(late) == "hash_conflict"
    assert updated["view"]["hash"] != shown["hash"]
    assert (await client.views_update(view_id=shown["id"], view=modal()))["ok"] is True
    assert await error_of(client.views_update(view_id="V0NONE", view=modal())) == "not_found"
    assert await error_of(client.api_call("views.update", json={"view": modal()})) == "invalid_arguments"


async def test_typed_input_survives_an_update_that_keeps_its_ids(world: World) -> None:
    """And is gone when the block's id changes."""
    client = world.client()
    shown = await opened(world)
    await world.alice.fill(shown["id"], {"what": "lunch"})
    await client.views_update(view_id=shown["id"], view=modal(text_block(), text_field()))
    assert world.alice.values(world.alice.modals()[0]) == {
        "what": {"text": {"type": "plain_text_input", "value": "lunch"}}
    }
    await client.views_update(view_id=shown["id"], view=modal(text_field("what2")))
    assert world.alice.values(world.alice.modals()[0]) == {
        "what2": {"text": {"type": "plain_text_input", "value": None}}
    }


async def test_an_external_id_finds_one_view(world: World) -> None:
    """It must be unique among open views."""
    client = world.client()
    await opened(world, modal(external_id="mine"))
    assert (await client.views_update(external_id="mine", view=modal(external_id="mine")))["ok"] is True
    taken = client.views_open(trigger_id=trigger(world, "U0BOB"), view=modal(external_id="mine"))
    assert await error_of(taken) == "duplicate_external_id"


async def test_a_home_is_replaced_in_place(world: World) -> None:
    """Same id, new hash; a stale hash and a switched-off tab are refused."""
    client = world.client()
    view = {"type": "home", "blocks": [text_block()]}
    first = (await client.views_publish(user_id="U0ALICE", view=view))["view"]
    second = (await client.views_publish(user_id="U0ALICE", view=view, hash=first["hash"]))["view"]
    assert (first["id"] == second["id"], first["hash"] == second["hash"]) == (True, False)
    assert await error_of(client.views_publish(user_id="U0ALICE", view=view, hash=first["hash"])) == "hash_conflict"
    assert await error_of(client.views_publish(user_id="U0NOBODY", view=view)) == "invalid_arguments"
    world.slack.workspace.configure(AppSpec(home_tab=False))
    assert await error_of(client.views_publish(user_id="U0ALICE", view=view)) == "not_enabled"


async def form(bolt: Bolt, said: str) -> Any:  # noqa: ANN401 - a SubmitResult
    """Let Alice open the app's form and submit what she says."""
    world = bolt.world
    await world.alice.command("/perin form")
    await world.slack.until(world.alice.modals)
    return await world.alice.submit(None, {"what": said})


async def test_an_answer_may_update_push_or_clear(socket_bolt: Bolt) -> None:
    """Each `response_action` does to the stack what it says."""
    alice = socket_bolt.world.alice
    result = await form(socket_bolt, "update")
    assert (result.action, result.view.blocks[0]["text"]["text"], len(alice.modals())) == ("update", "Done", 1)
    assert alice.values(alice.modals()[0])["what"] == {"text": {"type": "plain_text_input", "value": "update"}}
    await alice.close()
    result = await form(socket_bolt, "push")
    assert (result.action, len(alice.modals())) == ("push", 2)
    await alice.close(everything=True)
    result = await form(socket_bolt, "clear")
    assert (result.action, alice.modals()) == ("clear", [])


@pytest.mark.parametrize(("said", "reason"), [("wrong", "invalid_errors"), ("broken", "invalid_arguments")])
async def test_a_wrong_answer_is_trouble_and_the_modal_stays(socket_bolt: Bolt, said: str, reason: str) -> None:
    """Errors for fields that aren't there, or a view beyond the limits: the person sees trouble."""
    result = await form(socket_bolt, said)
    assert not result.ok
    assert [f.reason for f in socket_bolt.world.alice.failures()] == [reason]
    assert "trouble" in result.failure.text
    assert len(socket_bolt.world.alice.modals()) == 1


async def test_a_view_without_a_submit_button_cannot_be_submitted(world: World) -> None:
    """Nobody can press what isn't there."""
    await opened(world, {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [text_block()]})
    with pytest.raises(NotPossible, match="no submit button"):
        await world.alice.submit()


async def test_elements_that_act_at_once_send_clicks_while_a_form_is_filled(socket_bolt: Bolt) -> None:
    """A dispatching field sends `block_actions` when it changes, and only then."""
    world = socket_bolt.world
    picker = {"type": "datepicker", "action_id": "pick"}
    row = {"type": "input", "block_id": "day", "label": {"type": "plain_text", "text": "Day"}, "element": picker}
    await opened(world, modal(text_field(), row | {"dispatch_action": True}))
    await world.alice.fill(None, {"what": "x", "day": "2026-12-03"})
    await world.alice.fill(None, {"day": "2026-12-03"})
    body = socket_bolt.bodies("block_actions")
    assert len(body) == 1
    assert body[0]["actions"][0]["selected_date"] == "2026-12-03"
    assert body[0]["view"]["state"]["values"]["what"]["text"]["value"] == "x"
