"""Choose which calendars count as busy and which one is written; unlink."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.booking.writing import write
from core.calendars.protocols import CalendarInfo
from core.domain.accounts import Access, CalendarAccount
from core.domain.errors import (
    AccessLost,
    BadInput,
    CalendarBroken,
    CalendarError,
    CalendarNotLinked,
    CalendarUnreadable,
)
from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.telling import Telling
from core.usecases.deps import Deps
from core.usecases.steps.calendars import mark_broken
from core.usecases.steps.quiet import require_quiet
from core.usecases.steps.spending import spend


@dataclass(frozen=True, slots=True)
class CalendarChoices:
    """The person's link (None: not linked) and the calendars to choose from."""

    account: CalendarAccount | None
    calendars: tuple[CalendarInfo, ...]


async def list_calendars(deps: Deps, *, person: PersonKey) -> CalendarChoices:
    """Return the choices. Raises CalendarBroken, CalendarUnreadable."""
    async with deps.reading() as uow:
        account = await uow.accounts.find(person)
        if account is None:
            return CalendarChoices(account=None, calendars=())
        if not account.is_usable:
            raise CalendarBroken(whose=person)
        access = await uow.accounts.access(person)
    return CalendarChoices(account=account, calendars=await _list(deps, person, access))


async def _list(deps: Deps, person: PersonKey, access: Access) -> tuple[CalendarInfo, ...]:
    try:
        return await deps.calendars.calendars(access)
    except AccessLost as error:
        await mark_broken(deps, person)
        raise CalendarBroken(whose=person) from error
    except CalendarError as error:
        raise CalendarUnreadable(whose=person) from error


async def choose_calendars(deps: Deps, *, person: PersonKey, busy: tuple[str, ...], write_to: str) -> CalendarAccount:
    """Store the choice; the written calendar always counts as busy.

    Raises CalendarNotLinked, BadInput (a calendar that isn't theirs, or can't be written), CalendarBroken,
    CalendarUnreadable.
    """
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        account = await uow.accounts.find(person)
        if account is None:
            raise CalendarNotLinked(whose=person)
        access = await uow.accounts.access(person)
        await uow.commit()
    known = {item.id: item for item in await _list(deps, person, access)}
    if any(item not in known for item in busy):
        raise BadInput(field="busy", reason="unknown_calendar")
    if write_to not in known or not known[write_to].can_write:
        raise BadInput(field="write", reason="cannot_write")
    chosen = tuple(dict.fromkeys((write_to, *busy)))
    async with deps.uow() as uow:
        saved = await uow.accounts.save(replace(account, busy_calendars=chosen, write_calendar=write_to))
        telling = Telling(deps.now())
        telling.record((person,), "calendar.chosen", account.account, actor=person, authority="click")
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    return saved


async def unlink(deps: Deps, *, person: PersonKey) -> None:
    """Forget the calendar at once, then give the token back to Google if it answers.

    Raises CalendarNotLinked, RateLimited, StillWorking while a booking of theirs is in flight: without the token its
    hold would stay behind.
    """
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        account = await uow.accounts.find(person)
        if account is None:
            raise CalendarNotLinked(whose=person)
        await require_quiet(uow, person)
        try:
            access = await uow.accounts.access(person)
        except CalendarBroken:
            access = None
        await uow.accounts.unlink(person)
        telling = Telling(deps.now())
        owner = await uow.people.get(person)
        telling.notice(owner, NoticeKind.CALENDAR_UNLINKED, about=f"account:{account.account}:{telling.now}")
        telling.record((person,), "calendar.unlinked", account.account, actor=person, authority="click")
        telling.circle(person)
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    if access is not None:
        try:
            await deps.calendars.revoke(access)
        except CalendarError:
            return


async def keep_new_token(deps: Deps, *, access: Access, token: str) -> None:
    """Store the refresh token that Google gave in place of the one in ``access``. Raises NotFound once unlinked."""
    async with deps.uow() as uow:
        await uow.accounts.replace_token(access.account, access.person, token)
        await uow.commit()
