"""A missing scope is asked for once, and granted or refused with one press."""

from __future__ import annotations

import pytest

from core.domain.errors import AutoNeedsLimits, NotParticipant, StaleVersion
from core.domain.grants import AUTO_CONSTRAINTS
from core.domain.ids import ConnectionId
from core.domain.notices import Notice, NoticeKind
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM, Scope
from core.domain.sessions import SessionState
from core.usecases.permissions import answer_scope_request, ask_scope, edit_grant
from core.usecases.terms import Terms
from tests.support.people import key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")


async def asked(world: World, connection: ConnectionId, scope: Scope = Scope.WRITE_CONFIRM) -> Notice:
    """Alice asks Bob."""
    await ask_scope(world.deps, person=ALICE, connection=connection, scope=scope)
    (found,) = [one for one in await world.notices("bob") if one.kind is NoticeKind.SCOPE_ASKED]
    return found


async def test_one_press_grants_exactly_what_was_asked(world: World) -> None:
    """The milder scopes it rests on come along and are named; an accept under the old grant is void."""
    await world.link("alice")
    await world.link("bob")
    connection = await world.connect(theirs=Terms(ASK_FIRST))
    view = await world.propose()
    await world.accept("bob", view.session.id, view.slots[0].slot)
    notice = await asked(world, connection)
    assert notice.facts["adds"] == (Scope.WRITE_CONFIRM.value,)
    with pytest.raises(NotParticipant):
        await answer_scope_request(world.deps, person=ALICE, notice=notice.id, grant=True)
    answered = await answer_scope_request(world.deps, person=BOB, notice=notice.id, grant=True)
    assert answered.agreement is not None
    assert answered.agreement.mine.scopes == BOOK_ON_CONFIRM
    assert (await world.session(view.session.id)).state is SessionState.NEGOTIATING
    assert NoticeKind.GRANT_CHANGED in await world.inbox("alice")
    for grant in (True, False):
        with pytest.raises(StaleVersion):
            await answer_scope_request(world.deps, person=BOB, notice=notice.id, grant=grant)


async def test_scopes_that_it_rests_on_are_named(world: World) -> None:
    """Somebody who lets nothing be read is told all that one press would allow."""
    connection = await world.connect(theirs=Terms(frozenset({Scope.PROFILE})))
    notice = await asked(world, connection)
    assert notice.facts["adds"] == (Scope.AVAILABILITY.value, Scope.PROPOSE.value, Scope.WRITE_CONFIRM.value)
    answered = await answer_scope_request(world.deps, person=BOB, notice=notice.id, grant=True)
    assert answered.agreement is not None
    assert answered.agreement.mine.scopes == BOOK_ON_CONFIRM


async def test_a_refusal_changes_nothing_and_is_told_in_the_inbox(world: World) -> None:
    """No message of its own, and the question is no longer open."""
    connection = await world.connect()
    notice = await asked(world, connection)
    await world.deliver()
    answered = await answer_scope_request(world.deps, person=BOB, notice=notice.id, grant=False)
    assert answered.agreement is not None
    assert answered.agreement.mine.scopes == ASK_FIRST
    assert NoticeKind.SCOPE_REFUSED in await world.inbox("alice")
    assert await world.deliver() == []
    assert ("bob", "scope_asked") in world.edits
    assert (await world.trail("bob"))[-1].action == "grant.refused"


async def test_booking_without_a_click_is_not_granted_by_one_press(world: World) -> None:
    """It needs limits, so its own form; the question stays open for that."""
    limited = Terms(BOOK_ON_CONFIRM, AUTO_CONSTRAINTS)
    connection = await world.connect(theirs=limited)
    notice = await asked(world, connection, Scope.WRITE_AUTO)
    with pytest.raises(AutoNeedsLimits):
        await answer_scope_request(world.deps, person=BOB, notice=notice.id, grant=True)
    assert (await asked_of(world)).resolved_at is None


async def test_a_grant_edited_meanwhile_voids_the_question(world: World) -> None:
    """What was asked stood on a grant that is no more."""
    connection = await world.connect()
    notice = await asked(world, connection)
    await edit_grant(world.deps, person=BOB, connection=connection, terms=Terms(frozenset({Scope.PROFILE})))
    with pytest.raises(StaleVersion):
        await answer_scope_request(world.deps, person=BOB, notice=notice.id, grant=True)


async def asked_of(world: World) -> Notice:
    return next(one for one in await world.notices("bob") if one.kind is NoticeKind.SCOPE_ASKED)
