"""When no slot suits both: each relaxation is its owner's own press, for one session, and in the trail."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.domain.allowances import Allowance
from core.domain.audit import AuditEntry
from core.domain.errors import Fact, NotParticipant, RelaxationGone, SessionExpired, SlotTooSoon
from core.domain.exceptions import relaxation_key
from core.domain.grants import Constraints
from core.domain.notices import Notice, NoticeKind
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.cancel import cancel_session
from core.usecases.pause import pause
from core.usecases.permissions import read_permissions
from core.usecases.read_session import read_session
from core.usecases.relax import allow_once, apply_relaxation, refuse_once
from core.usecases.terms import Terms
from core.usecases.views import SessionView
from tests.support.people import HOUR, MINUTE, at, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
SOON = (Interval(at("2026-12-01 15:45", "Europe/Paris"), at("2026-12-01 17:00", "Europe/Paris")),)
NO_NOTICE = Terms(BOOK_ON_CONFIRM, Constraints(minimum_notice_minutes=0))
USUAL = Terms(BOOK_ON_CONFIRM)


async def stuck(world: World, mine: Terms, theirs: Terms, window: tuple[Interval, ...] = SOON) -> SessionView:
    """Alice asks Bob for today, which somebody's minimum notice forbids."""
    await world.link("alice")
    await world.link("bob")
    await world.connect(mine=mine, theirs=theirs)
    view = await world.propose(window=window, phrase="today")
    assert (view.slots, view.session.state) == ((), SessionState.INITIATED)
    return view


def keys(view: SessionView) -> list[str]:
    return [relaxation_key(item) for item in view.relaxations]


async def choose(world: World, view: SessionView, choice: str, name: str = "alice") -> SessionView:
    return await apply_relaxation(world.deps, person=key_of(name), session=view.session.id, choice=choice)


async def asked(world: World, name: str = "bob") -> Notice:
    (found,) = [one for one in await world.notices(name) if one.kind is NoticeKind.EXCEPTION_ASKED]
    return found


def actions(trail: Sequence[AuditEntry]) -> list[tuple[str, dict[str, Fact]]]:
    return [(one.action, dict(one.facts)) for one in trail if one.action.startswith("exception")]


async def test_ones_own_rule_gives_way_for_this_session_only(world: World) -> None:
    """Slots go out at once and can be booked; the grant is as it was, and the next session knows nothing of it."""
    view = await stuck(world, USUAL, NO_NOTICE)
    assert "mine:minimum_notice" in keys(view)
    given = next(item for item in view.relaxations if relaxation_key(item) == "mine:minimum_notice")
    moved = await choose(world, view, "mine:minimum_notice")
    assert [one.slot for one in moved.slots] == list(given.slots)
    assert moved.session.allowances == (Allowance(ALICE, "minimum_notice", given.to_value or 0),)
    assert actions(await world.trail("alice")) == [
        ("exception.allowed", {"category": "notice", "rule": "minimum_notice", "value": given.to_value})
    ]
    assert actions(await world.trail("bob")) == [("exception.allowed", {"category": "notice"})]
    booked = await world.book("bob", view.session.id, moved.slots[0].slot)
    assert booked.session.state is SessionState.CONFIRMED
    assert world.legs() == (1, 1)
    mine = (await read_permissions(world.deps, viewer=ALICE, other=BOB)).mine
    assert mine is not None
    assert mine.minimum_notice_minutes == 240
    again = await world.propose(window=SOON, phrase="again")
    assert not again.slots


async def test_what_would_help_still_helps_some_minutes_later(world: World) -> None:
    """Between reading and pressing, and between asking and allowing, a quarter of an hour begins: slots go out."""
    view = await stuck(world, USUAL, USUAL)
    world.forward(10 * MINUTE)
    await choose(world, view, "both:notice")
    question = await asked(world)
    world.forward(10 * MINUTE)
    allowed = await allow_once(world.deps, person=BOB, notice=question.id)
    assert allowed.slots
    assert allowed.session.state is SessionState.NEGOTIATING


async def test_an_exception_is_no_more_than_was_allowed(world: World) -> None:
    """Once the slot keeps not even the notice that was allowed, it can't be booked."""
    moved = await choose(world, await stuck(world, USUAL, NO_NOTICE), "mine:minimum_notice")
    world.forward(2 * HOUR)
    with pytest.raises((SlotTooSoon, SessionExpired)):
        await world.book("bob", moved.session.id, moved.slots[0].slot)
    assert world.legs() == (0, 0)


async def test_the_request_itself_can_change(world: World) -> None:
    """A shorter meeting, or another day: what was typed no longer says where it may lie."""
    view = await stuck(world, USUAL, USUAL)
    assert "request:window" in keys(view)
    moved = await choose(world, view, "request:window")
    assert moved.slots
    assert moved.session.phrase == ""
    assert moved.session.allowances == ()
    narrow = (Interval(at("2026-12-08 15:00", "Europe/Paris"), at("2026-12-08 15:45", "Europe/Paris")),)
    world.busy("alice", "2026-12-08 15:30", "2026-12-08 16:00")
    short = await world.propose(window=narrow, phrase="Tuesday at 3")
    moved = await choose(world, short, "request:length")
    assert moved.session.length_minutes == 30
    assert [one.slot.length for one in moved.slots] == [1800]


async def test_the_others_rule_is_asked_for_by_category_and_allowed_by_them(world: World) -> None:
    """The asker learns only the category; the other sees their own value, allows it, and has slots on their card."""
    view = await stuck(world, NO_NOTICE, USUAL)
    assert "theirs:notice" in keys(view)
    shown = await choose(world, view, "theirs:notice")
    assert (shown.asked, shown.slots) == (frozenset({"notice"}), ())
    notice = await asked(world)
    assert (notice.facts["rule"], notice.facts["from_value"]) == ("minimum_notice", 4 * HOUR)
    await choose(world, shown, "theirs:notice")
    assert (await asked(world)).id == notice.id
    with pytest.raises(NotParticipant):
        await allow_once(world.deps, person=ALICE, notice=notice.id)
    bobs = await allow_once(world.deps, person=BOB, notice=notice.id)
    assert bobs.slots
    assert bobs.session.allowances == (Allowance(BOB, "minimum_notice", int(str(notice.facts["value"]))),)
    assert (await asked(world)).resolved_at is not None
    assert NoticeKind.SLOTS_FOR_YOU in await world.inbox("bob")
    alices = actions(await world.trail("alice"))
    assert alices == [("exception.asked", {"category": "notice"}), ("exception.allowed", {"category": "notice"})]
    assert actions(await world.trail("bob"))[1][1] == {
        "category": "notice",
        "rule": "minimum_notice",
        "value": notice.facts["value"],
    }
    with pytest.raises(RelaxationGone):
        await allow_once(world.deps, person=BOB, notice=notice.id)
    booked = await world.book("alice", bobs.session.id, bobs.slots[0].slot)
    assert booked.session.state is SessionState.CONFIRMED


async def test_a_rule_of_both_needs_both(world: World) -> None:
    """The asker's press is theirs; slots come once the other pressed too, even while paused."""
    view = await stuck(world, USUAL, USUAL)
    assert "both:notice" in keys(view)
    await choose(world, view, "both:notice")
    notice = await asked(world)
    await pause(world.deps, person=BOB)
    bobs = await allow_once(world.deps, person=BOB, notice=notice.id)
    assert [one.person for one in bobs.session.allowances] == [ALICE, BOB]
    assert bobs.slots


async def test_a_rule_of_both_gives_way_no_further_than_shown(world: World) -> None:
    """The asker's own value is what their card named, theirs to read in the trail, and counts only once both allow."""
    view = await stuck(world, USUAL, USUAL)
    told = next(item for item in view.relaxations if relaxation_key(item) == "both:notice")
    assert (told.rule, told.from_value) == ("minimum_notice", 4 * HOUR)
    world.forward(10 * MINUTE)
    waiting = await choose(world, view, "both:notice")
    assert waiting.session.allowances == ()
    notice = await asked(world)
    assert int(str(notice.facts["value"])) < (told.to_value or 0)
    bobs = await allow_once(world.deps, person=BOB, notice=notice.id)
    assert bobs.session.allowances[0] == Allowance(ALICE, "minimum_notice", told.to_value or 0)
    mine = {"category": "notice", "rule": "minimum_notice", "value": told.to_value}
    assert actions(await world.trail("alice"))[:2] == [("exception.asked", mine), ("exception.allowed", mine)]
    assert ("exception.asked", {"category": "notice"}) in actions(await world.trail("bob"))


async def test_a_refusal_leaves_nothing_allowed(world: World) -> None:
    """Where the other keeps to their limit, so does the asker: their press was for both together."""
    view = await stuck(world, USUAL, USUAL)
    await choose(world, view, "both:notice")
    await refuse_once(world.deps, person=BOB, notice=(await asked(world)).id)
    seen = await read_session(world.deps, viewer=ALICE, session=view.session.id)
    assert seen.session.allowances == ()
    assert "exception.allowed" not in [name for name, _ in actions(await world.trail("alice"))]


async def test_a_refusal_reaches_the_asker_and_is_not_asked_again(world: World) -> None:
    """The asker is told in the inbox, and their card no longer offers to ask."""
    view = await stuck(world, NO_NOTICE, USUAL)
    await choose(world, view, "theirs:notice")
    notice = await asked(world)
    await refuse_once(world.deps, person=BOB, notice=notice.id)
    seen = await read_session(world.deps, viewer=ALICE, session=view.session.id)
    assert "theirs:notice" not in keys(seen)
    assert seen.asked == frozenset()
    assert (await world.inbox("alice"))[-1] is NoticeKind.EXCEPTION_REFUSED
    for act in (refuse_once, allow_once):
        with pytest.raises(RelaxationGone):
            await act(world.deps, person=BOB, notice=notice.id)
    with pytest.raises(RelaxationGone):
        await choose(world, view, "theirs:notice")


async def test_what_ends_the_session_ends_the_question(world: World) -> None:
    """A canceled session asks nobody for anything."""
    view = await stuck(world, NO_NOTICE, USUAL)
    await choose(world, view, "theirs:notice")
    await cancel_session(world.deps, person=ALICE, session=view.session.id)
    with pytest.raises(RelaxationGone):
        await allow_once(world.deps, person=BOB, notice=(await asked(world)).id)


async def test_nobody_chooses_what_was_not_said_to_help(world: World) -> None:
    """Not the other, not a stranger, and not a rule that is nobody's to give."""
    view = await stuck(world, USUAL, NO_NOTICE)
    for name, choice, refusal in (
        ("bob", "mine:minimum_notice", RelaxationGone),
        ("priya", "mine:minimum_notice", NotParticipant),
        ("alice", "mine:weekly_cap", RelaxationGone),
    ):
        with pytest.raises(refusal):
            await choose(world, view, choice, name)
    invite = (await world.notices("bob"))[0]
    with pytest.raises(NotParticipant):
        await allow_once(world.deps, person=BOB, notice=invite.id)
