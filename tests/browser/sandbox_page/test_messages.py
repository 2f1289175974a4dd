"""Messages: drawn as Slack draws them, for the person who reads them, and kept as they change."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.sandbox_page.app import Answer, Json
from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.kit import actions, button, mrkdwn, plain, section
from tests.browser.sandbox_page.world import ALICE, BOB, DAY, HOUR, WEDNESDAY

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKS = [
    ("*bold*", "strong", "bold"),
    ("_italic_", "em", "italic"),
    ("~gone~", "s", "gone"),
    ("`code *not bold*`", "code", "code *not bold*"),
    ("```line one\nline two```", "pre", "line one\nline two"),
    ("> said\n> twice", "blockquote", "said"),
    ("<https://example.com/a|words>", "a[href='https://example.com/a']", "words"),
    ("<@U0BOB>", ".mention", "@Bob Okafor"),
    ("<#C012|general>", ".mention", "#general"),
    (":tada:", ".emoji", "🎉"),
    ("*bold with <https://example.com|a link>*", "strong a", "a link"),
]


async def test_mrkdwn_is_drawn(stage: Stage) -> None:
    """Each mark of mrkdwn becomes its own kind of text."""
    for source, _, _ in MARKS:
        await stage.app.say(ALICE, "x", [section(source if "\n" in source else f"before {source} after")])
    for at, (_, selector, words) in enumerate(MARKS):
        await expect(stage.messages().nth(at).locator(f".text {selector}")).to_contain_text(words)


async def test_text_that_is_not_marked_up_stays_as_typed(stage: Stage) -> None:
    """Marks inside words, lone marks and escaped brackets are text."""
    await stage.app.say(ALICE, "x", [section("snake_case_name 3*4*5 &lt;b&gt; a * b * c :no_such_code:")])
    expected = "snake_case_name 3*4*5 <b> a * b * c :no_such_code:"
    await expect(stage.messages().last.locator(".text")).to_have_text(expected)


async def test_hostile_text_stays_text(stage: Stage) -> None:
    """Nothing that people or apps write becomes markup, and a link cannot run script."""
    hostile = "&lt;img src=x onerror=alert(1)&gt; <javascript:alert(1)|press me>"
    await stage.app.say(ALICE, "x", [section(hostile), {"type": "header", "text": plain("<b>head</b>")}])
    message = stage.messages().last
    await expect(message.locator(".block-header")).to_have_text("<b>head</b>")
    await expect(message.locator(".text")).to_have_text("<img src=x onerror=alert(1)> press me")
    assert await message.locator("img, a, b").count() == 0


async def test_dates_are_told_in_the_readers_own_zone_and_clock(stage: Stage) -> None:
    """One instant reads 15:00 for Alice in Paris and 9:00 AM for Bob in New York."""
    token = f"<!date^{WEDNESDAY + 4 * HOUR}^{{date_short_pretty}} at {{time}}|fallback>"
    for user in (ALICE, BOB):
        await stage.app.say(user, "x", [section(token)])
    await expect(stage.messages("left").last.locator("time.date")).to_have_text("Today at 15:00")
    await expect(stage.messages("right").last.locator("time.date")).to_have_text("Today at 9:00 AM")


async def test_relative_days_move_with_the_clock(stage: Stage) -> None:
    """When the sandbox's clock moves a day, tomorrow becomes today in a message that was already there."""
    await stage.app.say(ALICE, "x", [section(f"<!date^{WEDNESDAY + DAY}^{{date_pretty}}|x>")])
    await expect(stage.messages().last.locator("time.date")).to_have_text("Tomorrow")
    await stage.page.get_by_role("button", name="More ways to move the clock").click()
    await stage.page.get_by_role("menuitem", name="Forward 1 day").click()
    await expect(stage.messages().last.locator("time.date")).to_have_text("Today")


RICH: Json = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "rich", "style": {"bold": True}}]},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": BOB}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "fixed"}]},
    ],
}


async def test_every_block_of_a_message_is_drawn(stage: Stage) -> None:
    """Section with fields and accessory, divider, header, context, actions, image, rich text and Markdown."""
    blocks: list[Json] = [
        {"type": "header", "text": plain("Head :wave:")},
        {"type": "section", "fields": [mrkdwn("*left*"), mrkdwn("right")], "accessory": button("Aside", "aside")},
        {"type": "divider"},
        RICH,
        {"type": "markdown", "text": "# Title\n\n**strong** and\n\n- one\n- two"},
        {"type": "context", "elements": [mrkdwn("small")]},
        actions(button("Go", style="primary"), button("Stop", "stop", style="danger")),
    ]
    await stage.app.say(ALICE, "x", blocks)
    message = stage.messages().last
    await expect(message.locator(".block-header")).to_have_text("Head 👋")
    await expect(message.locator(".field")).to_have_text(["left", "right"])
    await expect(message.locator(".accessory").get_by_role("button", name="Aside")).to_be_visible()
    await expect(message.locator("ol li .mention")).to_have_text("@Bob Okafor")
    await expect(message.locator(".markdown ul li")).to_have_text(["one", "two"])
    for selector in (
        "hr",
        ".rich strong",
        ".rich blockquote",
        ".rich pre",
        ".md-heading",
        ".button-primary",
        ".button-danger",
    ):
        await expect(message.locator(selector).first).to_be_visible()
    assert await message.locator(".unknown").count() == 0


async def test_an_edit_happens_in_place(stage: Stage) -> None:
    """An updated message keeps its place, shows its new words, and says that it was edited."""
    card = await stage.app.say(ALICE, "first", [section("first")])
    await stage.app.say(ALICE, "second", [section("second")])
    await expect(stage.messages()).to_have_count(2)
    await stage.app.call("chat.update", channel=card["channel"], ts=card["ts"], text="new", blocks=[section("changed")])
    await expect(stage.messages().first).to_contain_text("changed")
    await expect(stage.messages().first.locator(".edited")).to_have_text("(edited)")
    await expect(stage.messages()).to_have_count(2)


async def test_a_file_is_a_card_that_can_be_opened_and_saved(stage: Stage) -> None:
    """Its title, name, kind and size; the text opens beside, and the download is exactly what was uploaded."""
    slot = await stage.app.call("files.getUploadURLExternal", filename="audit.csv", length=8)
    await stage.page.request.post(slot["upload_url"], data=b"a,b\n1,2\n")
    files, channel = [{"id": slot["file_id"], "title": "Your audit"}], stage.world.slack.person(ALICE).channel
    await stage.app.call("files.completeUploadExternal", files=files, channel_id=channel, initial_comment="Here")
    card = stage.messages().get_by_role("group", name="File Your audit")
    await expect(card).to_contain_text("audit.csv · CSV · 8 B")
    async with stage.page.context.expect_page() as opened:
        await card.get_by_role("link", name="Open").click()
    assert "a,b\n1,2" in await (await opened.value).inner_text("body")
    async with stage.page.expect_download() as saved:
        await card.get_by_role("link", name="Download").click()
    assert (await (await saved.value).path()).read_bytes() == b"a,b\n1,2\n"


async def test_a_deleted_message_goes(stage: Stage) -> None:
    """What the app deletes is no longer seen."""
    card = await stage.app.say(ALICE, "first", [section("first")])
    await expect(stage.messages()).to_have_count(1)
    await stage.app.call("chat.delete", channel=card["channel"], ts=card["ts"])
    await expect(stage.messages()).to_have_count(0)


async def test_a_private_answer_says_so_and_can_be_dismissed(stage: Stage) -> None:
    """An ephemeral answer is marked, is seen by nobody else, and goes when dismissed."""

    async def react(_: Json) -> Answer:
        return {"response_type": "ephemeral", "text": "just for you"}

    stage.app.on["command"] = react
    await stage.composer().fill("/perin help")
    await stage.composer().press("Enter")
    private = stage.messages().filter(has_text="just for you")
    await expect(private).to_contain_text("Only visible to you")
    assert await stage.messages("right").count() == 0
    await private.get_by_role("button", name="Dismiss").click()
    await expect(private).to_have_count(0)


async def test_a_press_shows_until_the_app_has_taken_it_over(stage: Stage) -> None:
    """The button is busy while the app is silent, sends one press however often it is pressed, then is itself again."""
    let_go = asyncio.Event()

    async def react(_: Json) -> Answer:
        await let_go.wait()
        return None

    stage.app.on["block_actions"] = react
    await stage.app.say(ALICE, "x", [actions(button("Go"))])
    go = stage.messages().get_by_role("button", name="Go")
    await go.click()
    await expect(go).to_have_attribute("aria-busy", "true")
    await go.click()
    let_go.set()
    await expect(go).not_to_have_attribute("aria-busy", "true")
    assert len(stage.app.of("block_actions")) == 1


async def test_a_press_that_nobody_answers_says_so(stage: Stage) -> None:
    """A button whose press the app didn't take over is marked, and a sentence tells."""
    stage.world.slack.office.ack_seconds = 0.05

    async def react(_: Json) -> Answer:
        await asyncio.sleep(0.2)
        return None

    stage.app.on["block_actions"] = react
    await stage.app.say(ALICE, "x", [actions(button("Go"))])
    await stage.messages().get_by_role("button", name="Go").click()
    await expect(stage.pane().get_by_role("status")).to_contain_text("didn’t respond in time")
    await expect(stage.messages().locator(".button.failed")).to_have_count(1)


async def test_a_link_button_opens_a_new_tab_and_tells_the_app(stage: Stage) -> None:
    """Following a link button leaves the page where it is and still sends the press."""
    target = f"{stage.world.url}/control/clock"
    await stage.app.say(ALICE, "x", [actions(button("Link calendar", url=target))])
    async with stage.page.context.expect_page() as opened:
        await stage.messages().get_by_role("link", name="Link calendar").click()
    assert (await opened.value).url == target
    assert (await stage.app.last("block_actions"))["actions"][0]["action_id"] == "press"


async def test_focus_stays_with_the_message_when_its_button_goes(stage: Stage) -> None:
    """After a press whose answer removes the buttons, the keyboard is still at that message."""
    card = await stage.app.say(ALICE, "x", [actions(button("Go"))])

    async def react(_: Json) -> Answer:
        await stage.app.call("chat.update", channel=card["channel"], ts=card["ts"], text="x", blocks=[section("done")])
        return None

    stage.app.on["block_actions"] = react
    await stage.messages().get_by_role("button", name="Go").focus()
    await stage.page.keyboard.press("Enter")
    await expect(stage.messages().first).to_contain_text("done")
    await expect(stage.messages().first).to_be_focused()
