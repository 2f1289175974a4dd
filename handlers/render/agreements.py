"""Grants and agreements in words: what each side allows, inside which limits, and what that makes together."""

from __future__ import annotations

from core.domain.grants import Agreement, Grant, Limits
from core.domain.scopes import ORDER, Scope
from core.usecases.views import ConnectionView
from handlers.ids import Action
from handlers.parsing.hours import write_week
from handlers.render.base import Block, Rendered, actions, context, message, section
from handlers.render.elements import button
from handlers.render.names import who, who_plain
from handlers.render.rights import PLACE_WORDS, SCOPE_LABELS, deed
from handlers.render.text import listed
from handlers.render.times import duration, notice_words, zone_label
from handlers.values import ScopeValue


def my_grant(view: ConnectionView) -> str:
    """Say what the reader lets the other's Perin do."""
    return _grant_words(
        view.agreement.mine if view.agreement else None, f"*You let {who(view.other)}'s Perin*", mine=True
    )


def their_grant(view: ConnectionView) -> str:
    """Say what the other lets the reader's Perin do."""
    grant = view.agreement.theirs if view.agreement else None
    return _grant_words(grant, f"*{who(view.other)} lets your Perin*", mine=False)


def _grant_words(grant: Grant | None, subject: str, *, mine: bool) -> str:
    deeds = [deed(scope, mine=mine) for scope in ORDER if grant is not None and grant.allows(scope)]
    if grant is None or not deeds:
        return f"{subject} nothing yet."
    is_off = grant.allows(Scope.WRITE_AUTO) and not grant.auto_scheduling
    return f"{subject} {listed(deeds)}{' (switched off at the moment)' if is_off else ''}."


def limits_words(limits: Limits, *, hours_known: bool = True) -> str:
    """Say a side's limits in one line; hours and zone only where they may be known."""
    hours = f"{write_week(limits.hours.days)} ({zone_label(limits.hours.zone)})" if hours_known else "their own hours"
    parts = [
        hours,
        notice_words(limits.minimum_notice_minutes),
        f"{duration(limits.shortest_minutes)} to {duration(limits.longest_minutes)}",
        f"up to {limits.horizon_days} days ahead",
    ]
    buffers = (limits.buffer_before_minutes, limits.buffer_after_minutes)
    if any(buffers):
        parts.append(f"buffers {duration(buffers[0])} before and {duration(buffers[1])} after")
    if limits.weekly_cap is not None:
        parts.append(f"at most {limits.weekly_cap} a week")
    if limits.place is not None:
        parts.append(f"rather {PLACE_WORDS[limits.place]}")
    return ", ".join(parts)


def together(view: ConnectionView) -> str:
    """Say in a sentence or two what the two grants make."""
    agreement = view.agreement
    if agreement is None:
        return "Nothing is shared yet."
    other = who(view.other)
    lines = [_booking(agreement, other)]
    if not agreement.can_propose:
        lines.append(f"You can't send {other} slots: they don't allow it yet.")
    if not agreement.can_be_proposed_to:
        lines.append(f"{other} can't send you slots: you don't allow it yet.")
    return " ".join(lines)


def _booking(agreement: Agreement, other: str) -> str:
    if agreement.books_automatically:
        return "Your Perins book by themselves, inside both your limits."
    if agreement.viewer_books and agreement.other_books:
        return "One press by either of you books."
    if agreement.viewer_books:
        return f"Your press books; {other}'s press asks you first."
    if agreement.other_books:
        return f"{other}'s press books; your press asks them first."
    return "Each of you is asked before anything is booked."


def agreement(view: ConnectionView) -> list[str]:
    """Return both grants with their limits and what they make together, as paragraphs."""
    lines = [my_grant(view)]
    if view.mine is not None:
        lines.append(f"Your limits: {limits_words(view.mine)}.")
    lines.append(their_grant(view))
    if view.theirs is not None and view.agreement is not None:
        known = view.other.time_zone is not None
        lines.append(f"Their limits: {limits_words(view.theirs, hours_known=known)}.")
    return [*lines, f"*Together:* {together(view)}"]


def agreement_card(view: ConnectionView) -> Rendered:
    """Return both grants, what they allow together, and a button for each right that could be asked for."""
    name = who_plain(view.other)
    text = f"What you and {who(view.other)} allow each other. {together(view)}"
    blocks = [section("\n".join(agreement(view)))]
    if view.agreement is not None:
        edit = button("Change what I allow", Action.GRANT_EDIT, view.connection.id)
        schedule = button(f"Schedule with {name}", Action.SCHEDULE_OPEN, view.other.user)
        blocks += [*ask_rows(view), *actions(edit, schedule)]
    return message(text, blocks, "Agreement")


def ask_rows(view: ConnectionView) -> list[Block]:
    """Return a row for each right the other doesn't give, with the button that asks for it; mildest first."""
    if view.agreement is None or not view.agreement.missing:
        return []
    asks = [
        section(
            f"They don't let your Perin {deed(scope, mine=False)}.",
            button(
                "Ask",
                Action.GRANT_ASK,
                ScopeValue(view.connection.id, scope).encode(),
                spoken=f"Ask {who_plain(view.other)}: {SCOPE_LABELS[scope]}",
            ),
        )
        for scope in view.agreement.missing
    ]
    return [*asks, context("They get one message and answer with one press. You can ask once a week.")]
