"""The row of buttons under a card: what can be done with a session, and with a meeting, in the state it is in.

Apart from the rows of slots because these buttons also stand beside meetings in App Home and in lists.
"""

from __future__ import annotations

from core.domain.nudging import Snooze
from core.domain.sessions import SessionKind
from core.usecases.views import DriftView, SessionView
from handlers.ids import Action
from handlers.render.base import Block, actions
from handlers.render.card_parts import is_asked
from handlers.render.elements import Option, button, confirm, labelled_select, link_button, overflow
from handlers.render.names import who_plain
from handlers.render.times import clock, wall_of
from handlers.values import SHOW_EXCHANGE, Choice, SeenSession

_NAME_MOST = 30


def open_actions(view: SessionView) -> list[Block]:
    """Return the buttons of a session whose slots are out; those that don't apply are not drawn at all."""
    session = view.session
    more = button("More times", Action.SESSION_MORE_TIMES, SeenSession(session.id, session.version).encode())
    counter = button("Suggest other times", Action.SESSION_COUNTER, session.id)
    return actions(
        more if view.can_more else None,
        counter if view.can_counter else None,
        _not_now(view),
        cancel_button(view),
        exchange(view),
    )


def cancel_button(view: SessionView) -> Block:
    """Return the button that ends a session before anything is booked; it asks first."""
    if view.session.replaces is not None:
        question = confirm("Stop moving it?", "The meeting stays where it is, and both cards will say so.", "Stop it")
    else:
        question = confirm(
            "Cancel this session?",
            "Nothing will be booked, and both cards will say that it was canceled.",
            "Cancel the session",
        )
    return button("Cancel", Action.SESSION_CANCEL, view.session.id, style="danger", confirm=question)


def again_button(view: SessionView) -> Block:
    """Return the button that opens the form for the same person once more."""
    return button("Look again", Action.SCHEDULE_OPEN, view.other.user)


def exchange(view: SessionView) -> Block | None:
    """Return the "…" menu with *Show exchange*, once there is an exchange."""
    if not view.session.round:
        return None
    choice = Choice(SHOW_EXCHANGE, view.session.id).encode()
    return overflow(Action.SESSION_OVERFLOW, [Option(choice, "Show exchange")])


def _not_now(view: SessionView) -> Block | None:
    """Return *Not now* for whoever's answer is waited for; once put off, the way back."""
    session = view.session
    if view.snoozed_until is not None:
        return button("Take it up now", Action.SESSION_UNSNOOZE, session.id)
    if not is_asked(view) or session.kind is SessionKind.PROPOSAL_ONLY:
        return None
    choices = [
        Option(Choice(Snooze.HOUR, session.id).encode(), "Remind me in an hour"),
        Option(Choice(Snooze.TOMORROW, session.id).encode(), "Remind me tomorrow morning"),
    ]
    return labelled_select("Not now", Action.SESSION_SNOOZE, choices)


def meeting_actions(view: SessionView) -> list[Block]:
    """Return the buttons of a meeting that stands."""
    return actions(
        link_button("Join", Action.SESSION_JOIN, view.meeting_link, style="primary"),
        undo_button(view),
        *(change_buttons(view) if view.drift is None else ()),
        link_button("Open in calendar", Action.SESSION_OPEN_CALENDAR, view.link),
        exchange(view),
    )


def change_buttons(view: SessionView, *, in_list: bool = False) -> list[Block | None]:
    """Return *Reschedule* and *Cancel meeting*; a list has its own way to the card that shows new times."""
    if not view.can_change:
        return []
    session = view.session
    end = button("Cancel meeting", Action.SESSION_CANCEL_MEETING, session.id)
    if view.replaced_by is None:
        return [button("Reschedule", Action.SESSION_RESCHEDULE, session.id), end]
    return [None if in_list else button("Show new times", Action.SESSION_SHOW, view.replaced_by), end]


def undo_button(view: SessionView) -> Block | None:
    """Return *Undo* while what the Perins booked by themselves can be undone by a press."""
    if view.undo_until is None:
        return None
    label = f"Undo (until {clock(view.undo_until, wall_of(view))})"
    question = confirm(
        "Undo this meeting?",
        f"It goes from both calendars, {who_plain(view.other, 'the other side')[:_NAME_MOST]} is told, and Perin no "
        "longer books with them by itself in your calendar.",
        "Undo it",
    )
    return button(label, Action.SESSION_UNDO, view.session.id, confirm=question)


def take_out_button(view: SessionView) -> Block | None:
    """Return the button that removes what its owner had changed while the meeting was being canceled."""
    if view.drift is None or view.drift.whose != view.viewer or view.session.is_meeting:
        return None
    return button("Take it out", Action.SESSION_CANCEL_BOTH, view.session.id, style="danger")


def can_take(drift: DriftView | None) -> bool:
    """Whether a press of the reader's takes over the time to which the meeting was moved."""
    return drift is not None and drift.slot is not None and drift.can_take


def drift_actions(view: SessionView) -> list[Block]:
    """Return what can be decided about a meeting that was changed in Google; [] when nothing was."""
    if view.drift is None or not view.session.is_meeting:
        return []
    session = view.session.id
    take = button("Take new time", Action.SESSION_TAKE_NEW_TIME, session, style="primary")
    return actions(
        take if can_take(view.drift) else None,
        button("Propose another", Action.SESSION_RESCHEDULE, session),
        button("Cancel both", Action.SESSION_CANCEL_BOTH, session, style="danger"),
    )
