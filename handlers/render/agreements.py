"""Grants and agreements in words: what each side allows, inside which limits, and what that makes together."""

from __future__ import annotations

from core.domain.grants import Agreement, Grant, Limits
from core.domain.scopes import ORDER, Scope
from core.usecases.views import ConnectionView
from handlers.parsing.hours import write_week
from handlers.render.names import who
from handlers.render.rights import PLACE_WORDS, deed
from handlers.render.text import listed
from handlers.render.times import duration, zone_label


def grant_words(grant: Grant | None, scopes: frozenset[Scope], subject: str, who_: str, whose: str, are: str) -> str:
    """Say what one side allows: "*You let Bob's Perin* see when you are free or busy … and send you slots."."""
    deeds = [deed(scope, who_, whose, are) for scope in ORDER if scope in scopes]
    if not deeds:
        return f"{subject} nothing yet."
    switched_off = grant is not None and Scope.WRITE_AUTO in scopes and not grant.auto_scheduling
    note = " (switched off at the moment)" if switched_off else ""
    return f"{subject} {listed(deeds)}{note}."


def my_grant(view: ConnectionView) -> str:
    """Say what the reader lets the other's Perin do."""
    agreement = view.agreement
    scopes = agreement.mine.scopes if agreement else frozenset()
    grant = agreement.mine if agreement else None
    return grant_words(grant, scopes, f"*You let {who(view.other)}'s Perin*", "you", "your", "are")


def their_grant(view: ConnectionView) -> str:
    """Say what the other lets the reader's Perin do."""
    agreement = view.agreement
    scopes = agreement.theirs.scopes if agreement else frozenset()
    grant = agreement.theirs if agreement else None
    return grant_words(grant, scopes, f"*{who(view.other)} lets your Perin*", "them", "their", "are").replace(
        "when them are", "when they are"
    )


def limits_words(limits: Limits, *, hours_known: bool = True) -> str:
    """Say a side's limits in one line; hours and zone only where they may be known."""
    hours = f"{write_week(limits.hours.days)} ({zone_label(limits.hours.zone)})" if hours_known else "their own hours"
    parts = [
        hours,
        f"{duration(limits.minimum_notice_minutes)} notice" if limits.minimum_notice_minutes else "no notice",
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
