"""App Home: what needs you, meetings, sessions, connections, what was done, settings; useful in every state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from core.usecases.views import HomeView, SessionView
from handlers.ids import Action
from handlers.render import connections, inbox, sessions
from handlers.render.base import VIEW_BLOCKS, Block, View, actions, context, divider, header, section
from handlers.render.calendar import busy_words
from handlers.render.card_buttons import undo_button
from handlers.render.card_parts import title, title_plain
from handlers.render.elements import button, in_row
from handlers.render.help import WHAT, next_step
from handlers.render.names import who
from handlers.render.paging import page_of, pager
from handlers.render.settings import pause_button, settings_summary
from handlers.render.text import counted, said
from handlers.render.times import Wall, instant, slot_words, wall, wall_of
from handlers.values import Choice, HomeArea
from handlers.values_home import encode_pages

NEEDS_MOST = 5
PAGE = 5

T = TypeVar("T")


def home_view(view: HomeView, now: int, pages: Mapping[HomeArea, int] | None = None) -> View:
    """Return App Home at the instant ``now``; ``pages`` tells the number of the first item shown, by area."""
    at = pages or {}
    clock = wall(view.person.time_zone, view.person.locale)
    top = _top(view)
    blocks = [
        *top,
        *([divider()] if top else []),
        *_needs_you(view),
        *_list("Next meetings", HomeArea.MEETINGS, view.meetings, at, sessions.row),
        *_list("Open sessions", HomeArea.SESSIONS, view.sessions, at, sessions.row),
        *_connections(view, at, clock),
        *_done(view),
        *_calendar(view),
        *_settings(view),
        context(f"As of {instant(now, clock)}."),
    ]
    return {"type": "home", "blocks": blocks[:VIEW_BLOCKS], "private_metadata": encode_pages(at)}


def unknown_home() -> View:
    """Return the Home of somebody of whom Perin knows nothing any more."""
    text = "Perin knows nothing of you. Type `/perin`, or come back to this tab, to begin anew."
    return {"type": "home", "blocks": [section(WHAT), section(text)]}


def _top(view: HomeView) -> list[Block]:
    """Return what has to be known first: that nothing works at the moment, or what to do next."""
    blocks = [] if view.connections else [section(WHAT)]
    if view.person.is_paused:
        text = "*Perin is paused.* Nobody can start a session with you; you can still answer what is open."
        blocks += [section(text), *actions(pause_button(is_paused=True))]
    if view.is_broken:
        text = "*Your calendar is disconnected.* Until you reconnect it, nobody can find a time with you."
        reconnect = button("Reconnect my calendar", Action.CALENDAR_OPEN, style="primary")
        return [*blocks, section(text), *actions(reconnect)]
    if not view.person.is_paused and not view.needs_you:
        step = next_step(view.standing)
        blocks += [section(f"*Next:* {step.text}"), *actions(step.button)]
    return blocks


def _needs_you(view: HomeView) -> list[Block]:
    shown = view.needs_you[:NEEDS_MOST]
    rows = [block for number, one in enumerate(shown, 1) for block in inbox.row(one, number)]
    left = max(view.needs_you_count, len(view.needs_you)) - len(shown)
    more = [context(f"And {counted(left, 'more thing')} in your inbox.")] if left else []
    label = f"Open inbox ({view.unread} unread)" if view.unread else "Open inbox"
    open_inbox = actions(button(label, Action.INBOX_OPEN))
    if not rows:
        return [section("*Nobody is waiting for you at the moment.*"), *open_inbox]
    return [header("Needs you"), *rows, *more, *open_inbox]


def _done(view: HomeView) -> list[Block]:
    """Return what was booked today without a click, newest first, with *Undo* while it works."""
    if not view.done:
        return []
    rows = [_done_row(one, number) for number, one in enumerate(view.done[:PAGE], 1)]
    left = len(view.done) - len(rows)
    more = [context(f"And {left} more; *What Perin did* lists all.")] if left else []
    return [divider(), header("What Perin did by itself today"), *rows, *more]


def _done_row(view: SessionView, number: int) -> Block:
    slot = view.session.booked_slot
    at = f", {slot_words(slot, wall_of(view), view.other.time_zone)}" if slot else ""
    other = f" with {who(view.other)}" if view.session.title else ""
    (undo,) = in_row(f"number {number}: {title_plain(view)}", undo_button(view))
    return section(f"Booked *{title(view)}*{other}{at}, as you both allow.", undo)


def _list(
    title: str,
    area: HomeArea,
    items: Sequence[T],
    at: Mapping[HomeArea, int],
    row: Callable[[T, int], list[Block]],
) -> list[Block]:
    """Return one paged part of Home; nothing at all when it is empty."""
    if not items:
        return []
    page = page_of(items, at.get(area, 0), PAGE)
    rows = [block for number, one in enumerate(page.items, page.first + 1) for block in row(one, number)]
    turn = pager(page, Action.HOME_PAGE, lambda first: Choice(area.value, str(first)).encode(), area.value)
    return [divider(), header(title), *rows, *turn]


def _connections(view: HomeView, at: Mapping[HomeArea, int], clock: Wall) -> list[Block]:
    listed = _list(
        "Connections",
        HomeArea.CONNECTIONS,
        view.connections,
        at,
        lambda one, number: connections.row(one, clock, number),
    )
    if not listed:
        listed = [divider(), header("Connections"), section("You aren't connected with anybody yet.")]
    schedule = button("Schedule a meeting", Action.SCHEDULE_OPEN, spoken="Schedule a meeting with somebody")
    return [
        *listed,
        *actions(
            schedule,
            button("Invite somebody", Action.INVITE_OPEN, spoken="Invite somebody to connect"),
            button("Block or unblock", Action.CONNECTION_BLOCKS),
        ),
    ]


def _calendar(view: HomeView) -> list[Block]:
    if not view.google_ready and view.account is None:
        text = "Google isn't set up for this Perin yet. Your administrator has to finish that."
        return [divider(), header("Calendar"), section(text)]
    if view.account is None:
        text, label = "No calendar is linked, so Perin can't tell when you are free.", "Link my Google calendar"
    elif view.is_broken:
        text = f"*{said(view.account.email)} is disconnected.* Until you reconnect, nobody can find a time with you."
        label = "Reconnect my Google calendar"
    else:
        text, label = f"{said(view.account.email)} is linked; {busy_words(view.account)}.", "Change calendar"
    return [divider(), header("Calendar"), section(text, button(label, Action.CALENDAR_OPEN))]


def _settings(view: HomeView) -> list[Block]:
    summary = settings_summary(view.person)
    row = actions(
        button("Settings", Action.SETTINGS_OPEN),
        None if view.person.is_paused else pause_button(is_paused=False),
        button("What Perin did", Action.AUDIT_OPEN),
        button("Help", Action.HELP_OPEN),
        button("Forget me", Action.FORGET_OPEN),
    )
    return [divider(), header("Settings"), section(summary), *row]
