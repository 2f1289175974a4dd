"""Help that knows the person's next step, and the answer to what wasn't understood."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.connections import ConnectionState
from core.usecases.views import Standing
from handlers.ids import Action
from handlers.parsing.commands import Unknown, Verb
from handlers.render.base import Block, Rendered, actions, context, divider, message, section
from handlers.render.elements import button
from handlers.render.settings import pause_button
from handlers.render.text import counted, said

WHAT = (
    "*Perin finds times for you.* Connect with somebody, and your two Perins compare when you are both free and offer "
    "slots that suit you both. One press puts the meeting into both calendars."
)

EXAMPLES: dict[Verb, str] = {
    Verb.HELP: "help",
    Verb.CALENDAR: "calendar",
    Verb.INVITE: "invite @person",
    Verb.CONNECTIONS: "connections",
    Verb.PERMISSIONS: "permissions @person",
    Verb.REVOKE: "revoke @person",
    Verb.BLOCK: "block @person",
    Verb.UNBLOCK: "unblock @person",
    Verb.SCHEDULE: "schedule @person 45m next week about pricing",
    Verb.SESSIONS: "sessions",
    Verb.NOTIFICATIONS: "notifications unread",
    Verb.SETTINGS: "settings",
    Verb.PAUSE: "pause",
    Verb.RESUME: "resume",
    Verb.AUDIT: "audit",
    Verb.FORGET: "forget me",
}
"""What to type for each verb."""

_MEANINGS: dict[Verb, str] = {
    Verb.CALENDAR: "link your Google calendar, choose calendars, unlink",
    Verb.INVITE: "connect, and say what their Perin may do",
    Verb.SCHEDULE: "offer slots; without details I ask",
    Verb.SESSIONS: "what is open and what is coming up",
    Verb.CONNECTIONS: "with whom you are connected, and how",
    Verb.PERMISSIONS: "see and change what somebody's Perin may do",
    Verb.NOTIFICATIONS: "your inbox",
    Verb.SETTINGS: "working hours, time zone, lengths, quiet hours",
    Verb.PAUSE: "stop others' sessions for a while; `resume` goes on",
    Verb.REVOKE: "end a connection, and choose what becomes of its meetings",
    Verb.BLOCK: "keep somebody from inviting you; `unblock` lets them again",
    Verb.AUDIT: "what Perin did for you, when and by what right; also as a file",
    Verb.FORGET: "delete everything Perin knows of you",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What would help this person most now: a sentence, and the button that does it."""

    text: str
    button: Block


_INVITE = button("Invite somebody", Action.INVITE_OPEN, style="primary")


def next_step(view: Standing) -> Step:
    """Return the next step of a person, from how things stand for them."""
    waiting = view.needs_you_count
    if waiting:
        text = f"{counted(waiting, 'thing')} {'waits' if waiting == 1 else 'wait'} for you."
        return Step(text, button("Open my inbox", Action.INBOX_OPEN, style="primary"))
    if view.person.is_paused:
        return Step("Perin is paused for you. Resume it when you like.", pause_button(is_paused=True))
    if view.account is None and not view.google_ready:
        return Step("Google isn't set up here yet; your administrator has to finish that.", _INVITE)
    if view.account is None or not view.account.is_usable:
        return _calendar_step(is_linked=view.account is not None)
    return _meeting_step(view.states)


def _calendar_step(*, is_linked: bool) -> Step:
    if is_linked:
        text, label = "Reconnect your calendar: Google no longer lets Perin in.", "Reconnect my calendar"
    else:
        text, label = "Link your Google calendar, so that Perin knows when you are free.", "Link my calendar"
    return Step(text, button(label, Action.CALENDAR_OPEN, style="primary"))


def _meeting_step(states: frozenset[ConnectionState]) -> Step:
    if ConnectionState.ACTIVE in states:
        return Step("Find a time with somebody.", button("Schedule a meeting", Action.SCHEDULE_OPEN, style="primary"))
    if ConnectionState.PENDING in states:
        text = "Your invite is out. You'll hear from me when it is answered."
        return Step(text, button("Invite somebody else", Action.INVITE_OPEN))
    return Step("Invite somebody to connect.", _INVITE)


def help_message(view: Standing | None) -> Rendered:
    """Return the help; ``view`` is what is known of the person, None when nothing is."""
    step = next_step(view) if view else None
    next_blocks = [section(f"*Next:* {step.text}"), *actions(step.button)] if step else []
    lines = [f"• `/perin {EXAMPLES[verb]}` – {meaning}" for verb, meaning in _MEANINGS.items()]
    text = f"{WHAT.replace('*', '')} {step.text if step else 'Type `/perin calendar` to begin.'}"
    return message(
        text,
        [
            section(WHAT),
            *next_blocks,
            divider(),
            section("\n".join(lines)),
            context("Everything here can also be done in the Home tab. Nobody else sees these answers."),
        ],
        "Help",
    )


def greeting(view: Standing | None = None) -> Rendered:
    """Answer somebody who wrote to Perin, or mentioned it, in words: their next step, and how to begin."""
    text = (
        "I'm Perin, and I find times for you. Type `/perin help` to see what I can do, or "
        "`/perin schedule @person next week` to begin."
    )
    more = button("Show help", Action.HELP_OPEN)
    if view is None:
        return message(text, [section(text), *actions(more)])
    step = next_step(view)
    return message(f"{text} {step.text}", [section(text), section(f"*Next:* {step.text}"), *actions(step.button, more)])


def unknown_command(unknown: Unknown) -> Rendered:
    """Answer a word that is no command with the nearest one and an example."""
    typed = said(unknown.typed, 40)
    what = f"I don't know “{typed}”." if typed else "I didn't understand that."
    if unknown.nearest is None:
        text = f"{what} Try `/perin schedule @person 45m next week`, or `/perin help` for everything."
    else:
        text = f"{what} Did you mean *{unknown.nearest.value}*? For example: `/perin {EXAMPLES[unknown.nearest]}`"
    return message(text, [section(text), *actions(button("Show help", Action.HELP_OPEN))])
