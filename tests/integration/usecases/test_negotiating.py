"""Sessions between the first slots and the booking: rounds, accepts, edits."""

from __future__ import annotations

import pytest

from core.domain.errors import (
    AnotherAccepted,
    NeedsTheirAccept,
    NoMoreSlots,
    NoRoundsLeft,
    NotAcceptor,
    OnlyFindsTimes,
    OtherPaused,
    RightsChanged,
    RuleBroken,
    ScopeMissing,
    SessionEnded,
    SlotNotLive,
    SlotTooSoon,
)
from core.domain.grants import Constraints
from core.domain.messages import MessageKind
from core.domain.notices import NoticeKind
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM, Scope
from core.domain.sessions import SessionKind, SessionState
from core.scheduling.intervals import Interval
from core.usecases.accept import withdraw_accept
from core.usecases.cancel import cancel_session
from core.usecases.more_times import more_times
from core.usecases.pause import pause, resume
from core.usecases.permissions import edit_grant
from core.usecases.read_session import list_sessions, read_session
from core.usecases.terms import Terms
from core.usecases.views import SessionView
from tests.support.people import HOUR, MINUTE, at, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")


def slots_of(view: SessionView) -> list[Interval]:
    return [one.slot for one in view.slots]


async def more(world: World, name: str, view: SessionView) -> SessionView:
    world.forward(MINUTE)
    return await more_times(world.deps, person=key_of(name), session=view.session.id)


async def edit(world: World, name: str, view: SessionView, terms: Terms) -> None:
    await edit_grant(world.deps, person=key_of(name), connection=view.session.connection, terms=terms)


async def test_more_times_retires_what_was_offered(pair: World) -> None:
    """New slots replace the old, which can no longer be taken; an accept of one of them is void and told once."""
    first = await pair.propose()
    await pair.accept("bob", first.session.id, slots_of(first)[0])
    second = await more(pair, "alice", first)
    assert not set(slots_of(first)) & set(slots_of(second))
    assert second.session.state is SessionState.NEGOTIATING
    assert second.session.accepted_slot is None
    for press in (pair.accept, pair.book):
        with pytest.raises((SlotNotLive, NeedsTheirAccept)):
            await press("bob", first.session.id, slots_of(first)[0])
    assert (await pair.inbox("bob")).count(NoticeKind.ACCEPT_VOIDED) == 1
    assert NoticeKind.ACCEPT_VOIDED not in await pair.inbox("alice")


async def test_five_rounds_are_the_most(pair: World) -> None:
    """After the fifth proposal nobody can ask for more; the slots shown can still be taken."""
    view = await pair.propose(length_minutes=15)
    for _ in range(4):
        assert view.can_more
        view = await more(pair, "alice", view)
    assert view.session.round == 5
    assert not view.can_more
    with pytest.raises(NoRoundsLeft):
        await more(pair, "alice", view)
    with pytest.raises(NoRoundsLeft):
        await more(pair, "bob", view)
    await pair.accept("bob", view.session.id, slots_of(view)[0])


async def test_more_times_when_there_are_none(pair: World) -> None:
    """When nothing new suits both, the slots shown stay live."""
    window = (Interval(at("2026-12-07 15:00", "Europe/Paris"), at("2026-12-07 16:00", "Europe/Paris")),)
    view = await pair.propose(window=window, length_minutes=60)
    assert len(view.slots) == 1
    with pytest.raises(NoMoreSlots):
        await more(pair, "alice", view)
    await pair.accept("bob", view.session.id, slots_of(view)[0])


async def test_one_accept_at_a_time(pair: World) -> None:
    """A second slot can't be accepted beside the first; the same press again changes nothing."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, slots_of(view)[0])
    again = await pair.accept("bob", view.session.id, slots_of(view)[0])
    assert again.session.version == (await pair.session(view.session.id)).version
    for name, index in (("bob", 1), ("alice", 0), ("alice", 1)):
        with pytest.raises(AnotherAccepted):
            await pair.accept(name, view.session.id, slots_of(view)[index])
    assert len(await pair.messages(view.session.id)) == 2


async def test_an_accept_permits_one_slot_and_no_other(pair: World) -> None:
    """Bob's accept of the first slot is no leave to book the second, and his own press doesn't book for Alice."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, slots_of(view)[0])
    for name, index in (("alice", 1), ("bob", 0)):
        with pytest.raises(NeedsTheirAccept):
            await pair.book(name, view.session.id, slots_of(view)[index])
    assert pair.legs() == (0, 0)


async def test_a_withdrawn_accept_permits_nothing(pair: World) -> None:
    """Only the acceptor withdraws; then the slots are live again and the other side's question is void."""
    view = await pair.propose()
    session = view.session.id
    await pair.accept("bob", session, slots_of(view)[0])
    with pytest.raises(NotAcceptor):
        await withdraw_accept(pair.deps, person=ALICE, session=session)
    back = await withdraw_accept(pair.deps, person=BOB, session=session)
    assert [one.press for one in back.slots] == ["accept"] * 3
    with pytest.raises(NeedsTheirAccept):
        await pair.book("alice", session, slots_of(view)[0])
    assert await pair.deliver() == [("alice", "card"), ("alice", "invite_accepted"), ("bob", "card")]
    assert (await pair.inbox("alice")).count(NoticeKind.ACCEPT_WITHDRAWN) == 1
    assert (await pair.messages(session))[-1].reason == "accept_withdrawn"
    await pair.accept("bob", session, slots_of(view)[1])


async def test_an_edited_grant_voids_accepts(pair: World) -> None:
    """Whoever edits, an accept given under other permissions no longer counts; the other side is told once."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, slots_of(view)[0])
    narrower = Terms(ASK_FIRST, Constraints(horizon_days=13))
    await edit(pair, "alice", view, narrower)
    stored = await pair.session(view.session.id)
    assert stored.state is SessionState.NEGOTIATING
    assert stored.accepted_by is None
    with pytest.raises(NeedsTheirAccept):
        await pair.book("alice", view.session.id, slots_of(view)[0])
    told = await pair.inbox("bob")
    assert (told.count(NoticeKind.GRANT_CHANGED), told.count(NoticeKind.ACCEPT_VOIDED)) == (1, 1)
    assert NoticeKind.CONFIRMATION_NEEDED in await pair.inbox("alice")
    async with pair.storage.reading() as uow:
        assert (await uow.notices.count(ALICE))[0] == 0
    await edit(pair, "alice", view, narrower)
    assert (await pair.inbox("bob")).count(NoticeKind.GRANT_CHANGED) == 1


async def test_the_editor_is_not_told_of_their_own_edit(pair: World) -> None:
    """Who voids their own accept by editing learns it from their card; the other side from its inbox."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, slots_of(view)[0])
    await edit(pair, "bob", view, Terms(BOOK_ON_CONFIRM))
    assert NoticeKind.ACCEPT_VOIDED not in await pair.inbox("bob")
    assert (await pair.inbox("alice"))[-1] in {NoticeKind.GRANT_CHANGED, NoticeKind.CONFIRMATION_NEEDED}
    assert (await pair.inbox("alice")).count(NoticeKind.GRANT_CHANGED) == 1


async def test_rights_taken_back_void_the_slots(pair: World) -> None:
    """Slots offered under a right that is gone can't be accepted, and no more are offered."""
    view = await pair.propose()
    await edit(pair, "bob", view, Terms(frozenset({Scope.PROFILE})))
    with pytest.raises(RightsChanged):
        await pair.accept("bob", view.session.id, slots_of(view)[0])
    with pytest.raises(ScopeMissing):
        await more(pair, "alice", view)
    with pytest.raises(ScopeMissing):
        await pair.propose(phrase="another")


async def test_constraints_are_checked_as_they_stand(pair: World) -> None:
    """A slot that an edited constraint now excludes is refused by that rule."""
    view = await pair.propose()
    await edit(pair, "alice", view, Terms(ASK_FIRST, Constraints(longest_minutes=30)))
    with pytest.raises(RuleBroken) as refused:
        await pair.accept("bob", view.session.id, slots_of(view)[0])
    assert (refused.value.text("rule"), refused.value.text("whose")) == ("longest", ALICE)


async def test_a_slot_inside_the_notice_is_too_soon(pair: World) -> None:
    """The longer of both minimum notices closes a slot, while a later one in the same session is still live."""
    tomorrow = Interval(at("2026-12-02 00:00", "Europe/Paris"), at("2026-12-03 20:00", "Europe/Paris"))
    view = await pair.propose(window=(tomorrow,), phrase="soon")
    early, late = slots_of(view)[0], slots_of(view)[-1]
    assert late.start - early.start > 6 * HOUR
    pair.forward(early.start - 4 * HOUR + 1 - pair.now)
    with pytest.raises(SlotTooSoon):
        await pair.accept("bob", view.session.id, early)
    await pair.accept("bob", view.session.id, late)


async def test_a_canceled_session_is_over_for_both(pair: World) -> None:
    """Either side ends it: the other gets one message, and no button works any more."""
    view = await pair.propose()
    await pair.deliver()
    await cancel_session(pair.deps, person=BOB, session=view.session.id)
    assert await pair.deliver() == [("alice", "session_canceled")]
    assert sorted(pair.edits) == [("alice", "card"), ("bob", "card")]
    for press in (pair.accept, pair.book):
        with pytest.raises(SessionEnded):
            await press("alice", view.session.id, slots_of(view)[0])
    assert [one.kind for one in await pair.messages(view.session.id)] == [MessageKind.PROPOSAL, MessageKind.CANCEL]


async def test_a_session_without_slots_is_the_askers_only(pair: World) -> None:
    """No mutual slot: Bob hears nothing of it, Alice sees what would help, and her cancel is silent too."""
    pair.busy("alice", "2026-12-07 00:00", "2026-12-12 00:00")
    view = await pair.propose()
    assert view.session.state is SessionState.INITIATED
    assert view.session.relaxations
    await pair.deliver()
    assert await pair.inbox("bob") == [NoticeKind.INVITE_RECEIVED]
    assert await list_sessions(pair.deps, person=BOB) == ()
    assert len(await list_sessions(pair.deps, person=ALICE)) == 1
    await cancel_session(pair.deps, person=ALICE, session=view.session.id)
    assert await pair.deliver() == []
    assert (await pair.trail("bob"))[-1].action == "connection.accepted"
    assert (await pair.trail("alice"))[-1].action == "session.canceled"


async def test_only_finding_times_never_books(pair: World) -> None:
    """A session that only finds times shows slots without a press, and refuses one."""
    view = await pair.propose(kind=SessionKind.PROPOSAL_ONLY)
    assert {one.press for one in view.slots} == {"none"}
    for press in (pair.accept, pair.book):
        with pytest.raises(OnlyFindsTimes):
            await press("bob", view.session.id, slots_of(view)[0])


async def test_a_paused_person_is_not_asked_but_may_answer(pair: World) -> None:
    """Others' starts and proposals are refused while Bob is paused; Bob himself may still accept."""
    view = await pair.propose()
    paused = await pause(pair.deps, person=BOB)
    assert (await pause(pair.deps, person=BOB)).paused_at == paused.paused_at
    with pytest.raises(OtherPaused):
        await pair.propose(phrase="another")
    with pytest.raises(OtherPaused):
        await more(pair, "alice", view)
    await pair.accept("bob", view.session.id, slots_of(view)[0])
    await pair.book("alice", view.session.id, slots_of(view)[0])
    await resume(pair.deps, person=BOB)
    assert (await pair.propose(phrase="another")).slots


async def test_only_participants_see_a_session(pair: World) -> None:
    """The asker's card and the other's show the same slots, each in the reader's own zone."""
    view = await pair.propose()
    bobs = await read_session(pair.deps, viewer=BOB, session=view.session.id)
    assert slots_of(view) == slots_of(bobs)
    assert (view.zone, bobs.zone) == ("Europe/Paris", "America/New_York")
    assert (view.can_counter, bobs.can_counter) == (False, True)
