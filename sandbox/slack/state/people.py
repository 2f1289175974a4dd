"""The people of the workspace and how `users.info` describes them.

Apart because events, payloads and the Web API all show the same person in different words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.specs import TeamSpec, UserSpec

EMAIL_SCOPE = "users:read.email"


class People:
    """Users by id. A change replaces the user's spec and notes when it happened."""

    def __init__(self, team: TeamSpec, now: Callable[[], float]) -> None:
        """Begin with nobody; `team` is the home workspace of people without a team."""
        self._team = team
        self._now = now
        self._users: dict[str, UserSpec] = {}
        self._updated: dict[str, int] = {}

    def __iter__(self) -> Iterator[UserSpec]:
        """Everybody, in the order they were added."""
        return iter(self._users.values())

    def add(self, spec: UserSpec) -> UserSpec:
        """Add a person; an empty team becomes the home team. Raises ValueError for a taken id."""
        if spec.id in self._users:
            raise ValueError(f"there is a user {spec.id} already")
        ZoneInfo(spec.tz)
        user = replace(
            spec,
            team_id=spec.team_id or self._team.id,
            enterprise_id=spec.enterprise_id
            or (self._team.enterprise_id if spec.team_id in {None, self._team.id} else None),
            real_name=spec.real_name or spec.name,
        )
        self._put(user)
        return user

    def change(self, user_id: str, **fields: Any) -> UserSpec:  # noqa: ANN401 - any field of UserSpec
        """Replace fields of a person and return the new state. Raises KeyError for an unknown id."""
        user = replace(self._users[user_id], **fields)
        self._put(user)
        return user

    def get(self, user_id: str) -> UserSpec | None:
        """Find a person by id."""
        return self._users.get(user_id)

    def by_name(self, name: str) -> UserSpec | None:
        """Find a person who isn't deactivated by handle, in any letter case."""
        wanted = name.casefold()
        return next((u for u in self if u.name.casefold() == wanted and not u.deleted), None)

    def _put(self, user: UserSpec) -> None:
        self._users[user.id] = user
        self._updated[user.id] = int(self._now())

    def as_json(self, user: UserSpec, *, locale: bool = False, email: bool = False) -> dict[str, Any]:
        """Describe a person as `users.info` does.

        A deactivated person has no zone; an outsider has no locale; the address needs `email`.
        """
        shown: dict[str, Any] = {
            "id": user.id,
            "team_id": user.team_id,
            "name": user.name,
            "deleted": user.deleted,
            "color": user.color,
            "real_name": user.real_name,
            "profile": self._profile(user, email=email),
            "is_bot": user.is_bot,
            "is_app_user": user.is_app_user,
            "updated": self._updated[user.id],
        }
        if user.enterprise_id:
            shown["enterprise_user"] = {
                "id": user.id,
                "enterprise_id": user.enterprise_id,
                "teams": [user.team_id],
            }
        if user.is_stranger:
            shown["is_stranger"] = True
        if not user.deleted:
            shown |= self._living(user)
            if locale and user.team_id == self._team.id:
                shown["locale"] = user.locale
        return shown

    def _living(self, user: UserSpec) -> dict[str, Any]:
        local = dt.datetime.fromtimestamp(self._now(), ZoneInfo(user.tz))
        offset = local.utcoffset() or dt.timedelta()
        return {
            "tz": user.tz,
            "tz_label": local.tzname() or user.tz,
            "tz_offset": int(offset.total_seconds()),
            "is_admin": user.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": user.is_ultra_restricted,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }

    def _profile(self, user: UserSpec, *, email: bool) -> dict[str, Any]:
        profile = {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.display_name,
            "display_name_normalized": user.display_name,
            "status_text": "",
            "status_emoji": "",
            "team": user.team_id,
        }
        if email and user.email:
            profile["email"] = user.email
        return profile
