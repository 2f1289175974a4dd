"""Everything beside the Web API and Socket Mode: response urls, files, installing, the control API."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import encode_basic_auth
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.slack.specs import TeamSpec
from sandbox.slack.state.installs import CLIENT_ID, CLIENT_SECRET
from tests.contract.slack.app import Bolt
from tests.contract.slack.world import World, button, error_of, modal, text_block, text_field


async def response_url(bolt: Bolt) -> AsyncWebhookClient:
    """Let Alice type a command and give the address of its answer."""
    await bolt.world.alice.command("/perin help")
    return AsyncWebhookClient(bolt.bodies("command")[-1]["response_url"])


async def test_a_response_url_is_worth_five_answers(socket_bolt: Bolt) -> None:
    """The sixth is refused."""
    webhook = await response_url(socket_bolt)
    answers = [await webhook.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert [m.text for m in socket_bolt.world.alice.ephemerals()][1:] == ["0", "1", "2", "3", "4"]


async def test_a_response_url_ends_after_half_an_hour(socket_bolt: Bolt) -> None:
    """Of the world's time."""
    webhook = await response_url(socket_bolt)
    socket_bolt.world.clock.advance(31 * 60)
    answer = await webhook.send(text="late")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


async def test_an_answer_may_be_for_the_whole_conversation(socket_bolt: Bolt) -> None:
    """`in_channel` is a lasting message; a broken or empty answer is refused."""
    webhook = await response_url(socket_bolt)
    await webhook.send(text="for all", response_type="in_channel")
    assert [m.text for m in socket_bolt.world.alice.dms()] == ["for all"]
    broken = await webhook.send(text="x", blocks=[text_block("x" * 3001)])
    assert (broken.status_code, "invalid_blocks" in broken.body) == (400, True)
    empty = await webhook.send(text="")
    assert "no_text" in empty.body


async def test_a_file_passes_three_doors_and_can_be_opened(world: World) -> None:
    """The SDK's own upload, then the person reads exactly those bytes, and nobody else does."""
    await world.client().chat_postMessage(channel="U0ALICE", text="x")
    await world.client().files_upload_v2(
        channel="D0ALICE", filename="audit.csv", content="a,b\n1,2\n", title="Audit", initial_comment="Here"
    )
    message = world.alice.dms()[-1]
    assert (message.text, message.files[0]["title"]) == ("Here", "Audit")
    address = message.files[0]["url_private"]
    async with world.session.get(f"{address}?person=U0ALICE") as response:
        assert await response.text() == "a,b\n1,2\n"
    async with world.session.get(f"{address}?person=U0BOB") as response:
        assert response.status == 403
    headers = {"Authorization": f"Bearer {world.slack.bot_token}"}
    async with world.session.get(address, headers=headers) as response:
        assert response.status == 200


async def test_an_upload_must_be_as_long_as_announced_and_come_before_it_is_shared(world: World) -> None:
    """A wrong length is refused; sharing nothing, or to a user id, is refused."""
    slot = await world.client().files_getUploadURLExternal(filename="a.txt", length=3)
    async with world.session.post(str(slot["upload_url"]), data=b"four") as response:
        assert response.status == 400
    share = world.client().files_completeUploadExternal
    files: list[dict[str, str | None]] = [{"id": str(slot["file_id"])}]
    assert await error_of(share(files=files, channel_id="D0ALICE")) == "file_not_found"
    async with world.session.post(str(slot["upload_url"]), data=b"two") as response:
        assert response.status == 200
    assert await error_of(share(files=files, channel_id="U0ALICE")) == "channel_not_found"


async def test_a_team_installs_the_app_and_can_remove_it(world: World) -> None:
    """Authorize page, code, token, work; a code works once; `apps.uninstall` wants the credentials."""
    world.slack.workspace.add_team(TeamSpec("T0NEW", "New", "new"))
    query = {"client_id": CLIENT_ID, "scope": "commands,chat:write", "redirect_uri": "http://app/cb", "state": "s"}
    page = f"{world.url}/oauth/v2/authorize"
    async with world.session.get(page, params=query) as response:
        assert "Install in New" in await response.text()
    async with world.session.post(page, data=query | {"team": "T0NEW"}, allow_redirects=False) as response:
        back = parse_qs(urlsplit(response.headers["Location"]).query)
    assert back["state"] == ["s"]
    access = f"{world.slack.api_url}oauth.v2.access"
    proof = {"Authorization": encode_basic_auth(CLIENT_ID, CLIENT_SECRET)}
    form = {"code": back["code"][0], "redirect_uri": "http://app/cb"}
    async with world.session.post(access, data=form, headers=proof) as response:
        token = await response.json()
    assert (token["team"]["id"], token["scope"]) == ("T0NEW", "chat:write,commands")
    async with world.session.post(access, data=form, headers=proof) as response:
        assert (await response.json())["error"] == "invalid_code"
    async with world.session.post(access, data=form) as response:
        assert (await response.json())["error"] == "invalid_client_id"
    assert CLIENT_SECRET not in str(list(world.slack.calls))
    client = world.client(str(token["access_token"]))
    assert (await client.auth_test())["team_id"] == "T0NEW"
    uninstall = client.apps_uninstall
    assert await error_of(uninstall(client_id=CLIENT_ID, client_secret="?")) == "bad_client_secret"
    await uninstall(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    assert await error_of(client.auth_test()) == "account_inactive"


async def test_refusing_the_install_brings_no_code(world: World) -> None:
    """Cancel goes back with `access_denied`."""
    form = {"client_id": CLIENT_ID, "redirect_uri": "http://app/cb", "state": "s", "team": ""}
    async with world.session.post(f"{world.url}/oauth/v2/authorize", data=form, allow_redirects=False) as response:
        assert "error=access_denied" in response.headers["Location"]


class Page:
    """The page's view of a world: the control API for one person."""

    def __init__(self, world: World, user: str = "U0ALICE") -> None:
        self.world = world
        self.base = f"{world.url}/control/person/{user}"

    async def get(self) -> dict[str, object]:
        async with self.world.session.get(self.base) as response:
            shown: dict[str, object] = await response.json()
            return shown

    async def post(self, act: str, **body: object) -> tuple[int, dict[str, object]]:
        async with self.world.session.post(f"{self.base}/{act}", json=body) as response:
            return response.status, await response.json()


async def test_the_whole_flow_can_be_driven_from_outside(socket_bolt: Bolt) -> None:
    """Command, form with an error, submission, click: all over the control API."""
    world = socket_bolt.world
    page = Page(world)
    await page.post("command", text="/perin form")
    await world.slack.until(world.alice.modals)
    view_id = world.alice.modals()[0].id
    values = {"what": {"text": {"type": "plain_text_input", "value": "bad"}}}
    _, refused = await page.post("submit", view_id=view_id, values=values)
    assert (refused["ok"], refused["errors"]) == (True, {"what": "Say something else"})
    values["what"]["text"]["value"] = "lunch"
    _, taken = await page.post("submit", view_id=view_id, values=values)
    assert (taken["ok"], taken["errors"]) == (True, {})
    await page.post("command", text="/perin card")
    await world.slack.until(lambda: len(world.alice.dms()) == 2)
    card = world.alice.dms()[-1]
    container = {"type": "message", "ts": card.ts, "channel": card.channel}
    status, _ = await page.post("click", container=container, action_id="book", block_id="row-book")
    assert status == 200
    await world.slack.until(lambda: world.alice.dms()[-1].edited)
    await page.post("home")
    await world.slack.until(world.alice.home)
    shown = await page.get()
    assert [m["text"] for m in shown["dms"]] == ["Done: lunch", "Booked"]  # type: ignore[attr-defined] # any JSON here
    assert shown["home"]["blocks"][0]["text"]["text"] == "Hello on home"  # type: ignore[index] # any JSON here
    assert shown["modals"] == []


async def test_the_page_keeps_what_is_typed_until_it_submits(world: World) -> None:
    """A click in a modal carries the other fields' values along."""
    page = Page(world)
    picker = {"type": "datepicker", "action_id": "pick"}
    view = modal(text_field(), {"type": "actions", "block_id": "row", "elements": [picker]})
    await world.client().views_open(trigger_id=world.slack.workspace.triggers.issue("U0ALICE"), view=view)
    view_id = world.alice.modals()[0].id
    _, outcome = await page.post(
        "click",
        container={"type": "view", "view_id": view_id},
        action_id="pick",
        block_id="row",
        value={"selected_date": "2026-12-03"},
        values={"what": {"text": {"value": "lunch"}}},
    )
    assert outcome["ok"] is False
    state = world.slack.office.delivered[-1].payload["view"]["state"]["values"]
    assert (state["what"]["text"]["value"], state["row"]["pick"]["selected_date"]) == ("lunch", "2026-12-03")


@pytest.mark.parametrize(
    ("act", "body", "status"),
    [
        ("click", {"container": {"type": "message", "ts": "1.0", "channel": "D0ALICE"}, "action_id": "x"}, 409),
        ("submit", {"view_id": "V0"}, 409),
        ("command", {}, 400),
        ("click", {"container": "x"}, 400),
    ],
)
async def test_what_a_person_could_not_do_is_refused_with_a_sentence(
    world: World, act: str, body: dict[str, object], status: int
) -> None:
    """Gone things are conflicts, malformed requests are bad ones."""
    got, answer = await Page(world).post(act, **body)
    assert got == status
    assert answer["error"]


async def test_the_list_of_people_says_who_can_be_acted_as(world: World) -> None:
    """Everybody, with zone and unread count; unknown people and bots can't be acted as."""
    await world.client().chat_postMessage(channel="U0ALICE", text="x", blocks=[button("go")])
    async with world.session.get(f"{world.url}/control/people") as response:
        people = {person["id"]: person for person in (await response.json())["people"]}
    assert (people["U0ALICE"]["unread"], people["U0ALICE"]["tz"]) == (1, "Europe/Paris")
    for user in ("U0NOBODY", "U0BOTSANDBOX"):
        async with world.session.get(f"{world.url}/control/person/{user}") as response:
            assert response.status == 404


async def test_uploading_needs_its_scope(world: World) -> None:
    """Without `files:write` neither door of the Web API opens, and the answer names it."""
    world.slack.bot_scopes.discard("files:write")
    client = world.client()
    assert await error_of(client.files_getUploadURLExternal(filename="a.txt", length=3)) == "missing_scope"
    with pytest.raises(SlackApiError) as refused:
        await client.files_upload_v2(channel="D0ALICE", filename="a.txt", content="x")
    assert refused.value.response["needed"] == "files:write"


async def test_looking_at_home_again_brings_what_was_published(socket_bolt: Bolt) -> None:
    """`app_home_opened` has no view at first, then the published one with its hash."""
    world = socket_bolt.world
    await world.alice.open_home()
    await world.slack.until(world.alice.home)
    await world.alice.open_home()
    first, second = (body["event"] for body in socket_bolt.bodies("app_home_opened"))
    published = world.alice.home()
    assert published is not None
    assert "view" not in first
    assert (first["tab"], second["view"]["id"]) == ("home", published.id)
    assert second["view"]["hash"]
