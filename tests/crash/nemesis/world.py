"""Six people, each connected with each, all of them wanting the same few hours of one week."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.scopes import BOOK_ON_CONFIRM
from core.usecases.terms import Terms
from sandbox.google.account import AccountSpec
from sandbox.slack.specs import UserSpec
from tests.support.crash_stage import Stage
from tests.support.people import key_of
from tests.support.world import World

NAMES = tuple(f"n{number}" for number in range(1, 7))
PAIRS = tuple(itertools.combinations(NAMES, 2))
MINUTE = 61


@dataclass
class Crowd:
    """Who is connected with whom; the sessions there are so far, each with its two people."""

    connections: dict[tuple[str, str], ConnectionId] = field(default_factory=dict)
    sessions: dict[SessionId, tuple[PersonKey, PersonKey]] = field(default_factory=dict)


async def gather_crowd(stage: Stage, world: World) -> Crowd:
    """Let them join, link and connect, and each pair ask for one meeting; time moves, so that no limit is met."""
    for name in NAMES:
        stage.sandbox.google.add_account(AccountSpec(f"g-{name}", f"{name}@example.com", name.title(), "UTC"))
        stage.sandbox.slack.workspace.add_user(UserSpec(f"U{name.upper()}", name, name.title(), tz="UTC"))
    await world.know(*NAMES)
    for name in NAMES:
        await world.link(name)
    crowd, terms = Crowd(), Terms(BOOK_ON_CONFIRM)
    for one, two in PAIRS:
        crowd.connections[one, two] = await world.connect(one, two, mine=terms, theirs=terms)
        stage.now += MINUTE
    for one, two in PAIRS:
        view = await world.propose(one, two)
        crowd.sessions[view.session.id] = (key_of(one), key_of(two))
        stage.now += MINUTE
    return crowd
