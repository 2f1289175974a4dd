"""Rows of persons, calendar accounts, installations and links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.domain.accounts import AccountState, CalendarAccount
from core.domain.installations import Installation
from core.domain.people import Person
from core.storage.codecs import names_in, names_out, settings_in, settings_out
from core.storage.tables import accounts, installations, people

Values = Sequence[Any]

PERSON = (
    people.c.key,
    people.c.installation,
    people.c.slack_user,
    people.c.name,
    people.c.slack_time_zone,
    people.c.time_zone_override,
    people.c.locale,
    people.c.is_deactivated,
    people.c.paused_at,
    people.c.dm_channel,
    people.c.settings,
    people.c.version,
)

ACCOUNT = (
    accounts.c.person,
    accounts.c.account,
    accounts.c.email,
    accounts.c.state,
    accounts.c.write_calendar,
    accounts.c.busy_calendars,
    accounts.c.linked_at,
    accounts.c.version,
)

INSTALLATION = (
    installations.c.key,
    installations.c.team,
    installations.c.team_name,
    installations.c.enterprise,
    installations.c.is_enterprise,
    installations.c.token_sealed,
    installations.c.bot_user,
    installations.c.bot_id,
    installations.c.app_id,
    installations.c.scopes,
    installations.c.installed_at,
    installations.c.uninstalled_at,
)


def person_from(row: Values) -> Person:
    """Read the ``PERSON`` columns."""
    return Person(
        key=row[0],
        installation=row[1],
        user=row[2],
        name=row[3],
        slack_time_zone=row[4],
        time_zone_override=row[5],
        locale=row[6],
        is_deactivated=row[7],
        paused_at=row[8],
        dm_channel=row[9],
        settings=settings_in(row[10]),
        version=row[11],
    )


def person_row(person: Person) -> dict[str, Any]:
    """Write everything but key and version."""
    return {
        "installation": person.installation,
        "slack_user": person.user,
        "name": person.name,
        "slack_time_zone": person.slack_time_zone,
        "time_zone_override": person.time_zone_override,
        "locale": person.locale,
        "is_deactivated": person.is_deactivated,
        "paused_at": person.paused_at,
        "dm_channel": person.dm_channel,
        "settings": settings_out(person.settings),
    }


def account_from(row: Values) -> CalendarAccount:
    """Read the ``ACCOUNT`` columns."""
    return CalendarAccount(
        person=row[0],
        account=row[1],
        email=row[2],
        state=AccountState(row[3]),
        write_calendar=row[4],
        busy_calendars=names_in(row[5]),
        linked_at=row[6],
        version=row[7],
    )


def account_row(account: CalendarAccount) -> dict[str, Any]:
    """Write what a person may change of their account."""
    return {
        "email": account.email,
        "state": account.state.value,
        "write_calendar": account.write_calendar,
        "busy_calendars": names_out(account.busy_calendars),
    }


def installation_from(row: Values, token: str) -> Installation:
    """Read the ``INSTALLATION`` columns; ``token`` is the opened one."""
    return Installation(
        key=row[0],
        team=row[1],
        team_name=row[2],
        enterprise=row[3],
        is_enterprise=row[4],
        bot_token=token,
        bot_user=row[6],
        bot_id=row[7],
        app_id=row[8],
        scopes=frozenset(names_in(row[9])),
        installed_at=row[10],
        uninstalled_at=row[11],
    )


def installation_row(installation: Installation) -> dict[str, Any]:
    """Write everything but the token."""
    return {
        "key": installation.key,
        "team": installation.team,
        "team_name": installation.team_name,
        "enterprise": installation.enterprise,
        "is_enterprise": installation.is_enterprise,
        "bot_user": installation.bot_user,
        "bot_id": installation.bot_id,
        "app_id": installation.app_id,
        "scopes": names_out(sorted(installation.scopes)),
        "installed_at": installation.installed_at,
        "uninstalled_at": installation.uninstalled_at,
    }
