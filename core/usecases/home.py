"""Everything App Home shows, in one read-only unit of work, whose statements don't grow with what there is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.domain.ids import PersonKey
from core.domain.nudging import midnight
from core.domain.people import Person
from core.usecases.deps import Deps
from core.usecases.steps.noticing import notice_views
from core.usecases.steps.reading import LISTED_MOST, views_of, visible
from core.usecases.steps.showing import connection_view
from core.usecases.views import HomeView

_NOTICES_MOST = 10


async def read_home(deps: Deps, *, person: PersonKey) -> HomeView:
    """Return the person's home. Raises NotFound."""
    now = deps.now()
    async with deps.reading() as uow:
        row = await uow.people.get(person)
        account = await uow.accounts.find(person)
        pairs = {pair.connection.id: pair for pair in await uow.connections.of(person)}
        waiting = await uow.notices.waiting(person, _NOTICES_MOST)
        needs_you = await notice_views(uow, waiting, now, people={person: row}, pairs=pairs)
        open_questions, unread = await uow.notices.count(person)
        own = await uow.sessions.of(person, now, LISTED_MOST)
        done = await uow.sessions.booked_by_themselves(person, _today(row, now))
        seen = dict.fromkeys([*visible(own, person), *visible(done, person)])
        views = {view.session.id: view for view in await views_of(uow, seen, now, pairs=pairs, family=())}
    listed = [views[item.id] for item in own if item.id in views]
    return HomeView(
        person=row,
        account=account,
        google_ready=deps.calendars.is_set_up(),
        needs_you=needs_you,
        needs_you_count=open_questions,
        unread=unread,
        meetings=tuple(view for view in listed if view.session.is_meeting),
        sessions=tuple(view for view in listed if not view.session.is_meeting),
        connections=tuple(
            connection_view(pair, person) for pair in pairs.values() if not pair.connection.is_expired_at(now)
        ),
        done=tuple(views[item.id] for item in done if item.id in views),
    )


def _today(person: Person, now: int) -> int:
    """Return when today began for the person."""
    zone = person.time_zone
    return midnight(datetime.fromtimestamp(now, tz=UTC).astimezone(ZoneInfo(zone)).date(), zone)
