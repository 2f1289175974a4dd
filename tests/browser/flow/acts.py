"""The acts of the main flow, each clicked as people click it and ended by what they then see.

The test plays them in this order; the documentation's pictures are taken between them.
"""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser.flow.hands import Hands, button


async def ask_for_help(who: Hands) -> None:
    """`/perin` alone tells what Perin is, its beginning in sight although it is taller than the window."""
    await who.say("/perin")
    help_message = await who.sees("Perin finds times for you")
    await expect(help_message.get_by_text("Only visible to you")).to_be_in_viewport()
    await expect(button(help_message, "Link my calendar")).to_be_in_viewport()


async def link_calendar(who: Hands) -> None:
    """`/perin calendar`, its link, Perin's page, Google's consent, Perin's question, done."""
    tab = await open_link(who)
    await allow_google(tab, who.email)
    await say_it_is_right(tab)


async def open_link(who: Hands) -> Page:
    """`/perin calendar` and its link. Gives the tab with Perin's page, which says whose calendar it will be."""
    await who.say("/perin calendar")
    asked = await who.sees("Link your Google calendar")
    async with who.page.context.expect_page() as opened:
        await button(asked, "Link Google Calendar").click()
    tab = await opened.value
    await expect(tab.get_by_role("button")).to_be_visible()
    return tab


async def allow_google(tab: Page, email: str) -> None:
    """On to Google and back: Perin asks once more, with the address that Google gave."""
    await tab.get_by_role("button").first.click()
    await consent(tab, email)
    await expect(tab.get_by_text("Is this right?")).to_be_visible()
    await expect(tab.get_by_text(email)).to_be_visible()


async def say_it_is_right(tab: Page) -> None:
    """Only this press links; the tab can go then."""
    await tab.get_by_role("button").first.click()
    await expect(tab.get_by_text("Your calendar is linked")).to_be_visible()
    await tab.close()


async def consent(tab: Page, email: str) -> None:
    """Google's page: choose the account, leave what is asked as it is, allow."""
    allow = tab.get_by_role("button", name="Allow")
    await tab.get_by_text(email).click()
    await expect(allow).to_be_in_viewport()
    await allow.click()


async def open_invite(who: Hands, name: str, handle: str) -> None:
    """Type only the beginnings: the command and the person come from the suggestions."""
    await who.composer.click()
    await who.page.keyboard.type("/perin inv")
    await expect(who.pane.get_by_role("option", name="/perin invite")).to_be_visible()
    await who.page.keyboard.press("Tab")
    await who.page.keyboard.type(f"@{handle[:2]}")
    await expect(who.pane.get_by_role("option", name=f"{name} @{handle}")).to_be_visible()
    await who.page.keyboard.press("Enter")
    await expect(who.composer).to_have_value(f"/perin invite @{handle} ")
    await who.page.keyboard.press("Enter")
    await expect(who.modal).to_contain_text("What may their Perin do with your calendar?")


async def look_at_exact_choices(who: Hands) -> None:
    """Choose exactly opens the five scopes and the limits; a preset closes them again."""
    await who.modal.get_by_text("Choose exactly").click()
    await expect(who.modal.get_by_role("checkbox", name="See when I'm free or busy")).to_be_checked()
    await expect(who.modal.get_by_role("checkbox", name="Book once one of us confirms")).not_to_be_checked()
    await who.modal.get_by_text("Ask me first").click()
    await expect(who.modal.get_by_role("checkbox")).to_have_count(0)


async def look_at_preview(who: Hands) -> None:
    """What the other's Perin would see of next week: free times, in a form on top that leads back."""
    await button(who.modal, "Preview what they would see").click()
    await expect(who.modal).to_contain_text("free times of yours")
    await expect(who.modal).not_to_contain_text("Lunch")
    await who.modal.press("Escape")
    await expect(who.modal).to_contain_text("What may their Perin do with your calendar?")


async def send_invite(who: Hands, whom: Hands, name: str) -> None:
    """The sender is told in the form's place; the invited person has a direct message."""
    await who.submit("Send invite")
    await expect(who.modal).to_contain_text("Your invite is on its way")
    await who.leave()
    invite = await whom.sees(f"{name} would like to connect")
    await expect(button(invite, "Accept")).to_be_visible()


async def accept_invite(who: Hands, inviter: Hands) -> None:
    """Accept asks for the accepter's own grant; both then know that they are connected."""
    await who.press("Accept", who.message("would like to connect"))
    await expect(who.modal).to_contain_text("What may their Perin do with your calendar?")
    await who.submit("Connect")
    await expect(who.modal).to_contain_text("are connected")
    await who.modal.press("Enter")
    await expect(who.modal).to_have_count(0)
    await expect(who.message("would like to connect")).to_contain_text("You accepted")
    await inviter.sees("accepted your invite")


async def let_them_book(who: Hands, handle: str) -> None:
    """`/perin permissions` changes the grant to the preset under which one press books."""
    await who.say(f"/perin permissions @{handle}")
    await who.modal.get_by_text("Book when one of us confirms").click()
    await who.submit("Save")
    await expect(who.modal).to_contain_text("Saved")
    await who.leave()


async def schedule(who: Hands, whom: Hands, words: str, title: str) -> tuple[Locator, Locator]:
    """Ask for a meeting; both sides' cards come with three slots each, in sight. Gives both cards."""
    await who.say(f"/perin schedule {words} about {title}")
    cards = (await who.sees(f"{title}You asked"), await whom.sees(f"{title}"))
    await expect(slots(cards[0], "Book")).to_have_count(3)
    await expect(cards[1].get_by_role("button", name="More times")).to_be_in_viewport()
    return cards


def slots(card: Locator, verb: str) -> Locator:
    """The card's slot buttons: `Book …` or `Accept …`."""
    return card.locator("button.button-primary", has_text=f"{verb} ")


async def more_times(who: Hands, whom: Hands, title: str) -> None:
    """*More times* puts new slots into both cards."""
    before = await slots(whom.message(f"{title}You asked"), "Book").all_inner_texts()
    await who.press("More times", who.message(title))
    await expect(slots(whom.message(f"{title}You asked"), "Book").first).not_to_have_text(before[0])
    await expect(slots(who.message(title), "Accept")).to_have_count(3)


async def accept_slot(who: Hands, whom: Hands, title: str, which: int = 0) -> None:
    """One side accepts a slot; the other is asked to confirm."""
    await slots(who.message(title), "Accept").nth(which).click()
    await expect(who.message(title)).to_contain_text("You accepted this one")
    await whom.sees(f"for {title}")


async def book_slot(who: Hands, whom: Hands, title: str, which: int = 0) -> None:
    """*Book* writes both calendars; both weeks turn to the meeting and show it, both cards say so."""
    await slots(who.message(title), "Book").nth(which).click()
    for person in (who, whom):
        await expect(person.event(title)).to_be_in_viewport()
        await expect(person.message(title)).to_contain_text("ooked")
    await whom.sees("Booked with")


async def show_exchange(who: Hands, title: str, lines: int) -> None:
    """The card's overflow shows what the two Perins said."""
    await who.message(f"{title}You asked").get_by_role("button", name="More actions").click()
    await who.page.get_by_role("menuitem", name="Show exchange").click()
    await expect(who.modal).to_contain_text(f"{lines} messages")


async def read_inbox(who: Hands) -> None:
    """Home says what is unread; all marked as read is seen in the inbox at once, and on Home when it is looked at."""
    await look_at(who, "Home")
    await button(who.home, "Open inbox").click()
    await expect(who.modal).to_contain_text("unread.")
    await who.press("Mark all as read", who.modal)
    await expect(who.modal).to_contain_text("0 unread.")
    await who.leave()
    await look_at(who, "Messages")
    await look_at(who, "Home")
    await expect(button(who.home, "Open inbox")).not_to_contain_text("unread")
    await look_at(who, "Messages")


async def look_at(who: Hands, tab: str) -> None:
    """Choose one of the tabs: Home, Messages, Calendar."""
    await who.pane.get_by_role("tab", name=tab).click()
