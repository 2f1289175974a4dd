"""Read people's calendars at once, outside any transaction, and fail closed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.booking.writing import write
from core.domain.accounts import Access, AccountState, CalendarAccount
from core.domain.audit import SYSTEM
from core.domain.errors import AccessLost, CalendarBroken, CalendarError, CalendarUnreadable, StaleVersion
from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.telling import Telling
from core.scheduling.intervals import Interval
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps


@dataclass(frozen=True, slots=True)
class Reader:
    """One calendar to read and the right to."""

    account: CalendarAccount
    access: Access


async def reader_of(uow: UnitOfWork, account: CalendarAccount) -> Reader:
    """Return what reading this account needs. Raises CalendarBroken when its token can't be used."""
    (reader,) = await readers_of(uow, (account,))
    return reader


async def readers_of(uow: UnitOfWork, accounts: Sequence[CalendarAccount]) -> tuple[Reader, ...]:
    """Return what reading these accounts needs. Raises CalendarBroken when a token can't be used."""
    found = await uow.accounts.accesses([account.person for account in accounts])
    return tuple(Reader(account=account, access=access) for account, access in zip(accounts, found, strict=True))


async def read_busy(deps: Deps, readers: tuple[Reader, ...], span: Interval) -> dict[PersonKey, tuple[Interval, ...]]:
    """Return everybody's busy time within ``span``, read at the same time.

    Raises CalendarBroken after remembering a dead token and asking its owner to reconnect, CalendarUnreadable for any
    other failure (fact ``whose``): nobody unread counts as free.
    """
    results = await asyncio.gather(
        *(deps.calendars.busy(item.access, item.account.busy_calendars, span) for item in readers),
        return_exceptions=True,
    )
    busy: dict[PersonKey, tuple[Interval, ...]] = {}
    for reader, result in zip(readers, results, strict=True):
        person = reader.account.person
        if isinstance(result, AccessLost):
            await mark_broken(deps, person)
            raise CalendarBroken(whose=person) from result
        if isinstance(result, CalendarError):
            raise CalendarUnreadable(whose=person) from result
        if isinstance(result, BaseException):
            raise result
        busy[person] = result.busy
    return busy


async def mark_broken(deps: Deps, person: PersonKey) -> None:
    """Remember that the person's token is dead and ask them, once per link, to reconnect."""
    async with deps.uow() as uow:
        account = await uow.accounts.find(person)
        if account is None or account.state is AccountState.BROKEN:
            return
        try:
            account = await uow.accounts.save(replace(account, state=AccountState.BROKEN))
        except StaleVersion:
            return
        owner = await uow.people.get(person)
        telling = Telling(deps.now())
        telling.notice(owner, NoticeKind.RECONNECT_NEEDED, about=f"account:{account.account}:{account.version}")
        telling.record((person,), "calendar.broken", account.account, actor=SYSTEM, authority="google")
        telling.circle(person)
        await write(uow, telling)
        await uow.commit()
    deps.wake()
