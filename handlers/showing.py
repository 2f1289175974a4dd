"""What commands and buttons both show: calendar, inbox, help, audit, App Home. One use case and one rendering each."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from core.domain.connections import ConnectionState
from core.domain.errors import ConnectionEnded
from core.domain.ids import ConnectionId
from core.domain.people import Person
from core.usecases.audit import read_audit
from core.usecases.deps import Deps
from core.usecases.forget import preview_forget
from core.usecases.home import read_home
from core.usecases.home_watch import home_opened
from core.usecases.inbox import list_notices
from core.usecases.link import start_link
from core.usecases.revoke import preview_end
from core.usecases.standing import read_standing
from handlers.asker import Asker
from handlers.render.audit import audit
from handlers.render.base import Rendered, View
from handlers.render.calendar import calendar
from handlers.render.help import help_message
from handlers.render.home import home_view
from handlers.render.inbox import inbox
from handlers.render.leaving import end_modal, forget_modal
from handlers.render.schedule import ScheduleDraft, schedule_modal
from handlers.values import HomeArea

ON_A_PAGE = 8


async def show_calendar(asker: Asker) -> Rendered:
    """Return the state of the person's calendar with a fresh link."""
    if not asker.deps.calendars.is_set_up():
        standing = await read_standing(asker.deps, person=asker.key)
        return calendar(standing.account, google_ready=False)
    link = await start_link(asker.deps, person=asker.key)
    return calendar(link.account, google_ready=True, link_url=link.url)


async def show_inbox(asker: Asker, *, unread_only: bool = False, skip: int = 0) -> Rendered:
    """Return a page of the person's inbox."""
    page = await list_notices(asker.deps, person=asker.key, unread_only=unread_only, limit=ON_A_PAGE, skip=skip)
    return inbox(
        page.notices,
        needs_you=page.needs_you,
        unread=page.unread,
        more_after=page.more_after,
        unread_only=unread_only,
    )


async def show_audit(asker: Asker, *, before: int | None = None) -> Rendered:
    """Return a page of what Perin did for the person."""
    page = await read_audit(asker.deps, person=asker.key, limit=ON_A_PAGE, before=before)
    return audit(page.lines, zone=asker.clock, more_before=page.more_before)


async def show_help(asker: Asker) -> Rendered:
    """Return the help, which knows the person's next step."""
    return help_message(await read_standing(asker.deps, person=asker.key))


async def end_form(asker: Asker, connection: ConnectionId) -> View:
    """Return the form that ends a connection, with what would go with it. Raises ConnectionEnded, NotParticipant."""
    found = await preview_end(asker.deps, person=asker.key, connection=connection)
    if found.connection.connection.state is not ConnectionState.ACTIVE:
        raise ConnectionEnded
    return end_modal(found)


async def forget_form(asker: Asker) -> View:
    """Return the form in which a person asks to be forgotten."""
    return forget_modal(await preview_forget(asker.deps, person=asker.key))


def schedule_form(asker: Asker, draft: ScheduleDraft) -> View:
    """Return the form that asks for a meeting, for this asker."""
    return schedule_modal(draft, zone=asker.zone, default_minutes=asker.person.settings.default_minutes)


async def publish_home(
    deps: Deps, client: AsyncWebClient, person: Person, pages: Mapping[HomeArea, int] | None = None
) -> None:
    """Draw the App Home a person looks at; ``pages`` tells the number of the first item shown, by area.

    That it was opened is remembered before it is read: whatever changes from here on draws it again.
    """
    await home_opened(deps, person=person.key)
    await draw_home(deps, client, person, pages)


async def draw_home(
    deps: Deps, client: AsyncWebClient, person: Person, pages: Mapping[HomeArea, int] | None = None
) -> None:
    """Draw a person's App Home as things stand."""
    view = home_view(await read_home(deps, person=person.key), deps.now(), pages)
    await client.views_publish(user_id=person.user, view=view)
