"""Answers to what people do with connections, and the questions asked before something ends."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.scopes import Scope
from core.usecases.views import ConnectionView, Other
from handlers.ids import Action, Callback, Field
from handlers.render.agreements import agreement, together
from handlers.render.base import Block, Rendered, View, actions, context, header, message, modal, note, section
from handlers.render.elements import button, field, users_select
from handlers.render.names import who, who_plain
from handlers.render.rights import deed
from handlers.render.text import said
from handlers.render.times import Reads, instant

_BLOCKED_MOST = 40


def invite_sent(view: ConnectionView, zone: Reads) -> Rendered:
    """Answer an invite that went out."""
    until = instant(view.connection.expires_at, zone)
    text = f"Your invite is on its way to {who(view.other)}. They have until {until} to answer; you'll hear from me."
    withdraw = button("Withdraw the invite", Action.INVITE_WITHDRAW, view.connection.id)
    return message(text, [section(text), *actions(withdraw)])


def invite_accepted(view: ConnectionView) -> Rendered:
    """Answer the person who just accepted: the agreement, and what to do first."""
    words = f"You and {who(view.other)} are connected."
    schedule = button(f"Schedule with {who_plain(view.other)}", Action.SCHEDULE_OPEN, view.other.user, style="primary")
    return message(f"{words} {together(view)}", [section(words), *_agreement(view), *actions(schedule)], "Connected")


def _agreement(view: ConnectionView) -> list[Block]:
    if view.agreement is None:
        return [section(together(view))]
    return [section("\n".join(agreement(view)))]


def invite_declined(view: ConnectionView) -> Rendered:
    """Answer the person who just declined."""
    return note(f"You declined {who(view.other)}'s invite, and nothing is shared. You can invite them at any time.")


def invite_withdrawn(view: ConnectionView) -> Rendered:
    """Answer the person who just took their invite back."""
    return note(f"Your invite to {who(view.other)} is withdrawn. Nothing was shared.")


def grant_saved(view: ConnectionView) -> Rendered:
    """Answer a saved grant with the agreement as it is now."""
    words = f"Saved. {who(view.other)} can see in their inbox that your permissions changed."
    return message(f"{words} {together(view)}", [section(words), *_agreement(view)])


def scope_asked(view: ConnectionView, scope: Scope) -> Rendered:
    """Answer who asked for a missing right."""
    return note(f"I asked {who(view.other)} to let your Perin {deed(scope, mine=False)}. You can ask again in a week.")


def scope_refused(view: ConnectionView) -> Rendered:
    """Answer who left their permissions as they are."""
    return note(f"Nothing was changed in what {who(view.other)}'s Perin may do. They are told, without a message.")


def blocked(other: Other) -> Rendered:
    """Answer who blocked somebody; the other one isn't told."""
    return note(f"{who(other)} can't invite you any more, and isn't told. `/perin unblock` with their name undoes it.")


def unblocked(other: Other, *, was_blocked: bool) -> Rendered:
    """Answer who lifted a block."""
    if was_blocked:
        return note(f"{who(other)} can invite you again. A connection that ended stays ended.")
    return note(f"You hadn't blocked {who(other)}, so nothing changed.")


def blocks_modal(others: Sequence[Other]) -> View:
    """Return the form that blocks somebody, with those who are blocked already."""
    rows = [
        section(
            who(other),
            button("Unblock", Action.CONNECTION_UNBLOCK, other.key, spoken=f"Unblock the person in row {number}"),
        )
        for number, other in enumerate(others[:_BLOCKED_MOST], 1)
    ]
    left = len(others) - len(rows)
    more = [context(f"And {left} more; `/perin unblock @person` lifts any block.")] if left else []
    blocks = [
        section("Who is blocked can't invite you. A connection with them ends. They aren't told."),
        field(Field.BLOCK_PERSON, "Whom do you block?", users_select()),
        *([header("Blocked"), *rows, *more] if rows else []),
    ]
    return modal(Callback.BLOCK_SUBMIT, "Block somebody", blocks, submit="Block")


def confirm_block(other: Other) -> Rendered:
    """Ask before somebody is blocked."""
    text = f"Block {who(other)}? A connection with them ends and they can't invite you. They aren't told of the block."
    block = button("Block", Action.CONNECTION_BLOCK, other.key, style="danger")
    return message(text, [section(text), *actions(block, button("Leave it", Action.CONNECTION_KEEP))])


def confirm_unblock(other: Other) -> Rendered:
    """Ask before a block is lifted."""
    text = f"Let {who(other)} invite you again?"
    lift = button("Unblock", Action.CONNECTION_UNBLOCK, other.key)
    return message(text, [section(text), *actions(lift, button("Leave it", Action.CONNECTION_KEEP))])


def kept() -> Rendered:
    """Answer who thought better of it."""
    return note("All right, nothing was changed.")


def which_person(verb: str, handle: str | None = None) -> Rendered:
    """Ask for the person a command needs; ``handle`` is a name that Slack didn't resolve."""
    if handle:
        return note(
            f"I couldn't tell who @{said(handle, 40)} is. Type `/perin {verb} @` and pick the person from Slack's list."
        )
    return note(f"Which person? Type `/perin {verb} @person` and pick them from Slack's list.")


def one_at_a_time(verb: str) -> Rendered:
    """Say that a command is about one person."""
    return note(f"One person at a time, please, so nothing was done. Type `/perin {verb} @person` for each of them.")
