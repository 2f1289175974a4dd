"""Legibility in both themes, and a name for every control."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.sandbox_page.app import Json
from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.kit import actions, button, field, home, modal, mrkdwn, option, plain, section
from tests.browser.sandbox_page.world import ALICE

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENOUGH = 4.5

# Each visible piece of text with its colour and the nearest opaque background below it.
CONTRASTS = """
root => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1});
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const rgba = (text) => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = text; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => {
    const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.slice(0, 3).map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const back = rgba(getComputedStyle(at).backgroundColor);
      if (back[3] === 255) return back;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const seen = node.checkVisibility({visibilityProperty: true}) && !node.closest(':disabled');
    if (!walker.currentNode.data.trim() || !seen) continue;
    const style = getComputedStyle(node);
    if (style.backgroundImage !== 'none' || node.closest('.avatar,.emoji,option')) continue;
    const [one, two] = [light(rgba(style.color)), light(under(node))];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    poor.push([ratio, node.className || node.tagName, walker.currentNode.data.trim().slice(0, 40)]);
  }
  return poor;
}
"""

NAMELESS = """
root => {
  const controls = 'button,a[href],input,select,textarea,[role=combobox],[role=separator],[role=dialog]';
  const label = (node) => node.getAttribute('aria-label') || node.getAttribute('aria-labelledby');
  return [...root.querySelectorAll(controls)]
    .filter((node) => node.checkVisibility())
    .filter((node) => !(label(node) || node.labels?.length || node.textContent.trim()))
    .map((node) => node.outerHTML.slice(0, 120));
}
"""

FOCUS_RING = """
() => {
  const at = document.activeElement;
  return [getComputedStyle(at).outlineStyle, getComputedStyle(at.closest('.composer-box') ?? at).boxShadow];
}
"""


def _sampler() -> list[Json]:
    confirm = {"title": plain("Sure?"), "text": mrkdwn("Really *now*"), "confirm": plain("Yes"), "deny": plain("No")}
    return [
        {"type": "header", "text": plain("Header")},
        section(
            "Text with `code`, <https://example.com|a link>, <@U0BOB>, <@U0ALICE> and <!here>", button("Aside", "aside")
        ),
        {"type": "context", "elements": [mrkdwn("small *print*")]},
        actions(
            button("Plain"),
            button("Primary", "go", style="primary"),
            button("Danger", "stop", style="danger", confirm=confirm),
            {
                "type": "static_select",
                "action_id": "s",
                "placeholder": plain("Choose"),
                "options": [option("One", "1")],
            },
            {"type": "datepicker", "action_id": "d"},
        ),
    ]


async def _furnish(stage: Stage) -> None:
    await stage.app.say(ALICE, "x", _sampler())
    await stage.app.call("views.publish", user_id=ALICE, view=home(*_sampler()))
    await stage.world.slack.person(ALICE).message("hello")
    form = modal(
        "Form",
        field("t", "Title", {"type": "plain_text_input", "placeholder": plain("Words")}, hint=plain("A hint")),
        field("r", "Pick", {"type": "radio_buttons", "options": [option("One", "1", "Explained")]}, optional=True),
    )
    dialog = await stage.open_modal(form, side="right")
    await dialog.get_by_role("button", name="Save").click()
    await stage.page.get_by_role("button", name="Wire log").click()
    await expect(stage.messages()).to_have_count(2)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_text_can_be_read_in_both_themes(stage: Stage, theme: str) -> None:
    """Each visible text has a contrast of at least 4.5 to 1 with what it stands on."""
    await _furnish(stage)
    if theme == "dark":
        await stage.page.get_by_role("button", name="Switch to dark colours").click()
        await expect(stage.page.locator("html")).to_have_attribute("data-theme", "dark")
    tabs = [stage.pane().get_by_role("tab", name=name) for name in ("Messages", "Home")]
    menus = [stage.page.get_by_role("button", name=name) for name in ("Who is on the left", "More ways to move")]
    for opener in (*tabs, *menus):
        await opener.click()
        found = await stage.page.locator("body").evaluate(CONTRASTS)
        assert len(found) > 60
        assert [row for row in found if row[0] < ENOUGH] == []


async def test_every_control_has_a_name(stage: Stage) -> None:
    """Nothing that can be pressed, typed into or entered is nameless to a screen reader."""
    await _furnish(stage)
    for tab in ("Home", "Calendar", "Messages"):
        await stage.pane().get_by_role("tab", name=tab).click()
        assert await stage.page.locator("body").evaluate(NAMELESS) == []


async def test_the_theme_follows_the_system_until_chosen(stage: Stage) -> None:
    """Dark when the system is dark; a choice wins and is remembered."""
    background = "getComputedStyle(document.querySelector('.pane')).backgroundColor"
    light = await stage.page.evaluate(background)
    await stage.page.emulate_media(color_scheme="dark")
    assert await stage.page.evaluate(background) != light
    await stage.page.get_by_role("button", name="Switch to light colours").click()
    await stage.page.reload()
    await expect(stage.pane().locator(".week-column").first).to_be_visible()
    assert await stage.page.evaluate(background) == light


async def test_the_keyboard_is_seen_where_it_is(stage: Stage) -> None:
    """Walking through the page with Tab, every stop has a visible outline or ring."""
    await stage.app.say(ALICE, "x", _sampler())
    await expect(stage.messages()).to_have_count(1)
    for _ in range(25):
        await stage.page.keyboard.press("Tab")
        outline, ring = await stage.page.evaluate(FOCUS_RING)
        assert outline != "none" or ring != "none", await stage.page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )
