"""What people look at: inbox, home, trail; and what they set for themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.audit import FORMER_MEMBER
from core.domain.errors import AskedRecently, BadConstraint, BadInput, NotFound, RateLimited, StaleVersion, StillWorking
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.people import Settings
from core.domain.quota import Act
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM, Scope
from core.usecases.audit import read_audit
from core.usecases.cancel import cancel_session
from core.usecases.confirm import confirm_slot
from core.usecases.forget import forget_person
from core.usecases.home import read_home
from core.usecases.inbox import list_notices, mark_read
from core.usecases.limits import spend
from core.usecases.permissions import ask_scope, edit_grant, read_permissions
from core.usecases.read_session import list_sessions
from core.usecases.settings import save_settings
from core.usecases.terms import TITLE_MOST, MeetingRequest, Terms
from tests.support.people import HOUR, MINUTE, at, key_of
from tests.support.stepping import Crash, Process
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
BOOKS = Terms(BOOK_ON_CONFIRM)
MANY = 150
"""Open sessions: three on each of fifty connections."""

# Reading is plain; the statements behind it are proved on both databases where they stand.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_what_needs_an_answer_comes_first(pair: World) -> None:
    """Then what is unread, then the rest; read is not answered, and answered is no longer waiting."""
    await pair.deliver()
    pair.forward(MINUTE)
    view = await pair.propose()
    page = await list_notices(pair.deps, person=BOB)
    assert [one.notice.kind for one in page.notices] == [NoticeKind.SLOTS_FOR_YOU, NoticeKind.INVITE_RECEIVED]
    assert (page.needs_you, page.unread, page.more_after) == (1, 2, None)
    first = await list_notices(pair.deps, person=BOB, limit=1)
    assert first.more_after == 1
    rest = await list_notices(pair.deps, person=BOB, limit=1, skip=1)
    assert [one.notice.kind for one in rest.notices] == [NoticeKind.INVITE_RECEIVED]
    assert await mark_read(pair.deps, person=BOB, notices=(page.notices[1].notice.id,)) == 1
    assert await mark_read(pair.deps, person=BOB, notices=None) == 1
    read = await list_notices(pair.deps, person=BOB, unread_only=True)
    assert [one.notice.kind for one in read.notices] == [NoticeKind.SLOTS_FOR_YOU]
    assert (read.needs_you, read.unread) == (1, 0)
    await cancel_session(pair.deps, person=ALICE, session=view.session.id)
    assert (await list_notices(pair.deps, person=BOB)).needs_you == 0


async def test_nobody_marks_anothers_notices(pair: World) -> None:
    """The ids of somebody else's notices change nothing."""
    theirs = (await pair.notices("bob"))[0].id
    assert await mark_read(pair.deps, person=ALICE, notices=(theirs,)) == 0


async def test_home_shows_it_all(pair: World) -> None:
    """What waits, the meetings, the open sessions, the connections: each person's own."""
    connection = (await pair.propose()).session.connection
    await pair.grant("bob", connection, BOOKS)
    booked = await pair.propose(phrase="booked")
    await pair.book("alice", booked.session.id, booked.slots[0].slot)
    home = await read_home(pair.deps, person=BOB)
    assert (home.person.key, home.google_ready) == (BOB, True)
    assert [one.notice.kind for one in home.needs_you] == [NoticeKind.SLOTS_FOR_YOU]
    assert [one.session.id for one in home.meetings] == [booked.session.id]
    assert home.meetings[0].link
    assert len(home.sessions) == 1
    assert [one.other.name for one in home.connections] == ["Alice Moreau"]
    assert home.account is not None
    sessions = await list_sessions(pair.deps, person=BOB)
    assert {one.session.id for one in sessions} == {one.session.id for one in (*home.meetings, *home.sessions)}
    empty = await read_home(pair.deps, person=key_of("priya"))
    assert (empty.account, empty.needs_you, empty.meetings, empty.sessions, empty.connections) == (None, (), (), (), ())


async def test_what_ends_sooner_leaves_nothing_out(pair: World) -> None:
    """However many sessions are open, both lists hold all of them and the meetings that come after them."""
    connection = (await pair.propose()).session.connection
    await pair.grant("bob", connection, BOOKS)
    booked = await pair.propose(phrase="booked")
    await pair.book("alice", booked.session.id, booked.slots[0].slot)
    async with pair.storage.uow() as uow:
        for number in range(MANY):
            await uow.sessions.add(replace(booked.session, id=SessionId(f"s{number}"), fingerprint=f"f{number}"))
        await uow.commit()
    home = await read_home(pair.deps, person=BOB)
    assert [one.session.id for one in home.meetings] == [booked.session.id]
    assert len(home.sessions) == MANY + 1
    assert len(await list_sessions(pair.deps, person=BOB)) == MANY + 2


async def test_the_trail_is_paged(pair: World) -> None:
    """Newest first, a page at a time, the other person as a mention."""
    await pair.propose()
    page = await read_audit(pair.deps, person=ALICE, limit=2)
    assert [line.entry.action for line in page.lines] == ["session.proposed", "connection.accepted"]
    assert page.lines[0].other is not None
    assert page.lines[0].other.user == "UBOB"
    older = await read_audit(pair.deps, person=ALICE, limit=2, before=page.more_before)
    assert [line.entry.action for line in older.lines] == ["connection.invited"]
    assert older.more_before is None


async def test_settings_are_the_defaults_of_every_connection(pair: World) -> None:
    """A chosen zone and length count at the next search; nonsense is refused with its field."""
    saved = await save_settings(
        pair.deps, person=ALICE, settings=Settings(default_minutes=45, buffer_after_minutes=15), time_zone="Asia/Tokyo"
    )
    assert (saved.time_zone, saved.hours.zone) == ("Asia/Tokyo", "Asia/Tokyo")
    back = await save_settings(pair.deps, person=ALICE, settings=saved.settings, time_zone=None)
    assert back.time_zone == "Europe/Paris"
    assert (await pair.propose(length_minutes=None)).session.length_minutes == 45
    with pytest.raises(BadConstraint):
        await save_settings(pair.deps, person=ALICE, settings=Settings(horizon_days=0), time_zone=None)
    for wrong, zone in ((Settings(digest_minute=1440), None), (Settings(), "Mars/Olympus")):
        with pytest.raises(BadInput):
            await save_settings(pair.deps, person=ALICE, settings=wrong, time_zone=zone)
    assert (await pair.person("alice")).settings == saved.settings


async def test_asking_for_a_scope(pair: World) -> None:
    """The other side gets one message; granting answers it; within a week nothing can be asked again."""
    connection = (await pair.propose()).session.connection
    await pair.deliver()
    await ask_scope(pair.deps, person=ALICE, connection=connection, scope=Scope.WRITE_CONFIRM)
    assert await pair.deliver() == [("bob", "scope_asked")]
    with pytest.raises(AskedRecently):
        await ask_scope(pair.deps, person=ALICE, connection=connection, scope=Scope.WRITE_AUTO)
    await ask_scope(pair.deps, person=BOB, connection=connection, scope=Scope.WRITE_CONFIRM)
    pair.edits.clear()
    await pair.grant("bob", connection, BOOKS)
    await pair.deliver()
    assert ("bob", "scope_asked") in pair.edits


async def test_an_edit_of_what_has_moved_on_is_refused(pair: World) -> None:
    """Two windows with the same form: the second to save learns that the permissions changed meanwhile."""
    view = await read_permissions(pair.deps, viewer=ALICE, other=BOB)
    assert view.agreement is not None
    seen, connection = view.agreement.mine.version, view.connection.id
    await edit_grant(pair.deps, person=ALICE, connection=connection, terms=BOOKS, version=seen)
    with pytest.raises(StaleVersion):
        await edit_grant(pair.deps, person=ALICE, connection=connection, terms=Terms(ASK_FIRST), version=seen)


async def test_reading_is_counted_too(world: World) -> None:
    """Sixty other acts a minute."""
    for _ in range(60):
        await spend(world.deps, person=ALICE, act=Act.OTHER)
    with pytest.raises(RateLimited):
        await spend(world.deps, person=ALICE, act=Act.OTHER)
    await spend(world.deps, person=BOB, act=Act.OTHER)


@pytest.mark.parametrize(
    "wish", [{"title": "x" * (TITLE_MOST + 1)}, {"title": "a\nb"}, {"title": "a\x7f"}, {"length_minutes": 0}]
)
def test_a_request_that_can_not_be_used(database_url: str, wish: dict[str, object]) -> None:
    """A title that is too long or holds control characters, and a length of nothing, are refused."""
    with pytest.raises(BadInput):
        MeetingRequest(**wish)  # type: ignore[arg-type]  # fields of a request


async def test_forgetting_leaves_a_former_member(pair: World) -> None:
    """Everything of Alice's goes; Bob's trail keeps its entries and numbers without her name."""
    await pair.propose()
    before = [entry.number for entry in await pair.trail("bob")]
    gone = await forget_person(pair.deps, person=ALICE)
    assert (gone.connections, gone.had_calendar) == (1, True)
    with pytest.raises(NotFound):
        await pair.person("alice")
    assert pair.google.oauth.granted("g-alice") == frozenset()
    trail = await pair.trail("bob")
    assert [entry.number for entry in trail][: len(before)] == before
    assert {entry.other for entry in trail} <= {FORMER_MEMBER, None}
    assert ALICE not in {entry.actor for entry in trail}


async def test_nobody_is_forgotten_in_the_middle_of_a_booking(pair: World) -> None:
    """While events are being written there is nothing to forget yet: it has to settle first."""
    connection = (await pair.propose()).session.connection
    await pair.grant("bob", connection, BOOKS)
    view = await pair.propose(phrase="again")
    process = Process(pair.deps, dies_at="after insert bob")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=view.session.id, slot=view.slots[0].slot)
    with pytest.raises(StillWorking):
        await forget_person(pair.deps, person=ALICE)


async def test_a_question_about_a_meeting_soon_is_asked_at_night(world: World) -> None:
    """Quiet hours hold nothing back that is about a meeting less than two hours away."""
    await world.link("alice")
    await world.link("bob")
    await world.connect()
    for name, key in (("alice", ALICE), ("bob", BOB)):
        person = await world.person(name)
        soon = replace(person.settings, minimum_notice_minutes=0, quiet_from_minute=0, quiet_until_minute=1439)
        await save_settings(world.deps, person=key, settings=soon, time_zone=None)
    world.forward(at("2026-12-01 14:30") + HOUR - world.now)
    view = await world.propose(length_minutes=15, window=(), phrase="now")
    early = min((one.slot for one in view.slots), key=lambda slot: slot.start)
    await world.deliver()
    if early.start - world.now >= 2 * HOUR:
        world.forward(early.start - HOUR - world.now)
    await world.accept("bob", view.session.id, early)
    assert ("alice", "confirmation_needed") in await world.deliver()
