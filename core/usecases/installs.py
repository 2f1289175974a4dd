"""Installations of the Slack app: find one, store one, end one."""

from __future__ import annotations

import hashlib

from core.domain.ids import InstallationKey
from core.domain.installations import Installation
from core.usecases.deps import Deps

_STATE_SECONDS = 600


async def find_installation(deps: Deps, *, enterprise: str | None, team: str | None) -> Installation | None:
    """Return the installation that serves this team: its own, else the organisation's."""
    async with deps.reading() as uow:
        return await uow.installations.find(enterprise, team)


async def get_installation(deps: Deps, *, key: InstallationKey) -> Installation:
    """Return one installation. Raises NotFound, also once it is uninstalled."""
    async with deps.reading() as uow:
        return await uow.installations.get(key)


async def put_installation(deps: Deps, *, installation: Installation) -> None:
    """Store an installation; a reinstall replaces the token and brings a waiting deletion to an end."""
    async with deps.uow() as uow:
        await uow.installations.put(installation)
        await uow.commit()


async def start_install(deps: Deps) -> str:
    """Return a fresh one-time state for Slack's OAuth page."""
    state = deps.new_secret()
    async with deps.uow() as uow:
        await uow.links.add_install_state(_hash(state), deps.now() + _STATE_SECONDS)
        await uow.commit()
    return state


async def check_install_state(deps: Deps, *, state: str) -> bool:
    """Take the state, once; False when it is unknown, used or too old."""
    async with deps.uow() as uow:
        known = await uow.links.consume_install_state(_hash(state), deps.now())
        await uow.commit()
    return known


async def uninstall(deps: Deps, *, key: InstallationKey) -> None:
    """Delete the token at once; the data goes after 30 days unless the app comes back."""
    async with deps.uow() as uow:
        await uow.installations.uninstall(key, deps.now())
        await uow.commit()


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
