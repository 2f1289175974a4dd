"""The acts after the first booking: other times suggested, a meeting moved, canceled, booked without a click, undone.

Like those of `acts`, each is clicked as people click it and ends by what both then see.
"""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.flow.acts import look_at, slots
from tests.browser.flow.hands import Hands, button


async def answered(who: Hands, press: str, words: str) -> None:
    """Send the open form, read the answer in its place, and close it."""
    await who.submit(press)
    await expect(who.modal).to_contain_text(words)
    await who.leave()


async def open_suggestions(who: Hands, title: str, picks: int) -> None:
    """*Suggest other times* lists only times that suit both; choose the first ``picks``."""
    await who.press("Suggest other times", who.card(title))
    await expect(who.modal).to_contain_text("suit you and")
    picker = who.modal.get_by_role("combobox", name="Which times")
    await picker.click()
    for number in range(picks):
        await who.page.get_by_role("option").nth(number).click()
    await who.page.keyboard.press("Escape")
    await expect(who.modal.locator(".chip")).to_have_count(picks)


async def suggest(who: Hands, whom: Hands, title: str, picks: int) -> Locator:
    """Sent, the times take the place of the slots on both cards; the other side chooses. Gives the other's card."""
    await answered(who, "Suggest", "Sent.")
    await expect(who.card(title)).to_contain_text("You suggested these times")
    card = whom.card(title)
    await expect(card).to_contain_text("suggests other times")
    await expect(card.locator("button.button-primary")).to_have_count(picks)
    return card


async def open_reschedule(who: Hands, title: str, when: str) -> None:
    """*Reschedule* on the meeting's card asks when."""
    await who.press("Reschedule", who.card(title))
    await expect(who.modal).to_contain_text("It stays there until a new time is booked")
    await who.modal.get_by_role("textbox", name="When would suit you?").fill(when)


async def ask_to_move(who: Hands, whom: Hands, title: str) -> None:
    """Both have a card with new times; the old one stands."""
    await answered(who, "Find new times", "New times are out")
    await expect(slots(who.card(title), "Book")).to_have_count(3)
    await whom.sees("asks to move this meeting")
    await expect(whom.event(title)).to_be_visible()


async def move(who: Hands, whom: Hands, title: str, which: int = 0) -> None:
    """*Book* on a new time moves the meeting in both calendars; both cards say from when to when."""
    await slots(who.card(title), "Book").nth(which).click()
    for person in (who, whom):
        await expect(person.card(title)).to_contain_text("Moved to")
        await expect(person.event(title)).to_have_count(1)


async def open_cancel(who: Hands, title: str, word: str) -> None:
    """*Cancel meeting* asks first, and takes a word along."""
    await who.press("Cancel meeting", who.card(title))
    await expect(who.modal).to_contain_text("It goes from both calendars")
    await who.modal.get_by_role("textbox").fill(word)


async def cancel(who: Hands, whom: Hands, title: str, word: str) -> None:
    """The meeting leaves both calendars, and the other side reads the word."""
    await answered(who, "Cancel meeting", "Canceled.")
    for person in (who, whom):
        await expect(person.event(title)).to_have_count(0)
    await whom.sees(word)


async def let_it_book_by_itself(who: Hands, handle: str) -> None:
    """The preset under which nobody has to press."""
    await who.say(f"/perin permissions @{handle}")
    await who.modal.get_by_text("Book automatically").click()
    await answered(who, "Save", "Saved")


async def book_without_a_click(who: Hands, whom: Hands, words: str, title: str) -> None:
    """Asking is enough: it stands in both calendars, and both can undo it."""
    await who.say(f"/perin schedule {words} about {title}")
    for person in (who, whom):
        await expect(person.event(title)).to_be_visible()
        await expect(button(person.card(title), "Undo (until")).to_be_visible()


async def undo(who: Hands, whom: Hands, title: str) -> None:
    """*Undo* asks first, then takes it out of both calendars."""
    await button(who.card(title), "Undo (until").click()
    await who.page.get_by_role("alertdialog").get_by_role("button", name="Undo it").click()
    for person in (who, whom):
        await expect(person.event(title)).to_have_count(0)
    await expect(whom.card(title)).to_contain_text("undid")


async def open_end(who: Hands, handle: str, cancels: str) -> None:
    """`/perin revoke` asks about each meeting ahead; those ticked go, too."""
    await who.say(f"/perin revoke @{handle}")
    await expect(who.modal).to_contain_text("End the connection with")
    await who.modal.get_by_role("checkbox", name=cancels).check()


async def end(who: Hands, whom: Hands, handle: str, *, keeps: str, cancels: str) -> None:
    """The connection ends; one meeting goes, the other stays; the other side's Home knows when looked at."""
    await open_end(who, handle, cancels)
    await answered(who, "End it", "are no longer connected")
    for person in (who, whom):
        await expect(person.event(cancels)).to_have_count(0)
    await look_at(whom, "Home")
    await expect(button(whom.home, "Disconnect")).to_have_count(0)
    await expect(whom.home).to_contain_text(keeps)
