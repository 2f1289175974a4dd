"""The acts of the table of rights: each is tried by somebody on a stage."""

from __future__ import annotations

from dataclasses import replace

from core.domain.ids import PersonKey
from core.domain.rights import negotiating
from core.domain.scopes import Scope
from core.storage.protocols_people import Pair
from core.usecases.accept import withdraw_accept
from core.usecases.answer_invite import accept_invite, decline_invite, withdraw_invite
from core.usecases.calendars import unlink
from core.usecases.cancel import cancel_session
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.counter import counter_propose, list_mutual_times
from core.usecases.invite import invite
from core.usecases.more_times import more_times
from core.usecases.pause import pause
from core.usecases.people import deactivate
from core.usecases.permissions import ask_scope, edit_grant, read_permissions
from core.usecases.read_session import read_session, read_transcript
from core.usecases.reschedule import reschedule_meeting
from core.usecases.revoke import block, revoke
from core.usecases.terms import MeetingChange, Terms
from core.usecases.undo import undo_booking
from tests.integration.usecases.stages import ASKS, Act, Stage
from tests.support.people import INSTALLATION, key_of, profile_of


def inviting(name: str, /, **profile: object) -> Act:
    """Invite somebody of whom Slack says this."""
    target = replace(profile_of(name), **profile)  # type: ignore[arg-type]  # fields of a profile

    async def act(stage: Stage, who: PersonKey) -> object:
        return await invite(stage.deps, inviter=who, target=target, installation=INSTALLATION, terms=ASKS)

    return act


async def accepting_invite(stage: Stage, who: PersonKey) -> object:
    """Accept the invite."""
    return await accept_invite(stage.deps, person=who, connection=stage.connection, terms=ASKS)


async def declining(stage: Stage, who: PersonKey) -> object:
    """Decline the invite."""
    return await decline_invite(stage.deps, person=who, connection=stage.connection)


async def withdrawing_invite(stage: Stage, who: PersonKey) -> object:
    """Take the invite back."""
    return await withdraw_invite(stage.deps, person=who, connection=stage.connection)


def seeing(other: str) -> Act:
    """See both grants."""

    async def act(stage: Stage, who: PersonKey) -> object:
        return await read_permissions(stage.deps, viewer=who, other=key_of(other))

    return act


def editing(terms: Terms) -> Act:
    """Edit one's own grant."""

    async def act(stage: Stage, who: PersonKey) -> object:
        return await edit_grant(stage.deps, person=who, connection=stage.connection, terms=terms)

    return act


def asking_for(scope: Scope) -> Act:
    """Ask the other side for a scope."""

    async def act(stage: Stage, who: PersonKey) -> object:
        return await ask_scope(stage.deps, person=who, connection=stage.connection, scope=scope)

    return act


async def revoking(stage: Stage, who: PersonKey) -> object:
    """End the connection."""
    return await revoke(stage.deps, person=who, connection=stage.connection)


def blocking(name: str) -> Act:
    """Block somebody."""

    async def act(stage: Stage, who: PersonKey) -> object:
        return await block(stage.deps, person=who, target=key_of(name))

    return act


async def pausing(stage: Stage, who: PersonKey) -> object:
    """Pause Perin."""
    return await pause(stage.deps, person=who)


async def leaving(stage: Stage, who: PersonKey) -> None:
    """Be deactivated in Slack."""
    await deactivate(stage.deps, person=who)


async def unlinking(stage: Stage, who: PersonKey) -> None:
    """Unlink the calendar."""
    await unlink(stage.deps, person=who)


def starting(other: str) -> Act:
    """Start a session."""

    async def act(stage: Stage, who: PersonKey) -> object:
        asker = who.rpartition(":U")[2].lower()
        return await stage.world.propose(asker, other, phrase="one more")

    return act


async def more(stage: Stage, who: PersonKey) -> object:
    """Press *More times*."""
    return await more_times(stage.deps, person=who, session=stage.session)


def slot_act(press: str, index: int = 0) -> Act:
    """Press `accept` or `book` on one of the slots first offered."""

    async def act(stage: Stage, who: PersonKey) -> object:
        name = who.rpartition(":U")[2].lower()
        return await getattr(stage.world, press)(name, stage.session, stage.slots[index])

    return act


async def withdrawing(stage: Stage, who: PersonKey) -> object:
    """Take one's accept back."""
    return await withdraw_accept(stage.deps, person=who, session=stage.session)


async def canceling(stage: Stage, who: PersonKey) -> object:
    """Cancel the session."""
    return await cancel_session(stage.deps, person=who, session=stage.session)


async def reading(stage: Stage, who: PersonKey) -> object:
    """Read the card and the exchange."""
    await read_session(stage.deps, viewer=who, session=stage.session)
    return await read_transcript(stage.deps, viewer=who, session=stage.session)


def sides(pair: Pair, who: PersonKey) -> tuple[negotiating.Side, negotiating.Side]:
    """The presser's side and the other; for a stranger, Alice's dressed up as theirs."""
    if pair.connection.has(who):
        return pair.side(who), pair.other(who)
    return replace(pair.one, person=replace(pair.one.person, key=who)), pair.two


async def countering(stage: Stage, who: PersonKey) -> object:
    """Suggest other times: one of those listed."""
    listed = await list_mutual_times(stage.deps, person=who, session=stage.session)
    return await counter_propose(stage.deps, person=who, session=stage.session, slots=listed.slots[:1])


async def booking_alone(stage: Stage, who: PersonKey) -> object:
    """Book without a click."""
    pair, session = await stage.read()
    negotiating.check_auto(pair.connection, session, *sides(pair, who))
    return None


async def undoing(stage: Stage, who: PersonKey) -> object:
    """Undo what was booked."""
    return await undo_booking(stage.deps, person=who, session=stage.session)


async def rescheduling(stage: Stage, who: PersonKey) -> object:
    """Look for another time for the meeting."""
    return await reschedule_meeting(
        stage.deps, person=who, session=stage.session, request=MeetingChange(), key=stage.deps.new_id()
    )


async def canceling_meeting(stage: Stage, who: PersonKey) -> object:
    """Cancel the meeting."""
    return await cancel_meeting(stage.deps, person=who, session=stage.session)
