"""The Slack half of the sandbox, composed: workspace, delivery, tokens, faults, people.

Apart from the Web API and the routes, which come from outside and use it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.slack.delivery.answer import Answer, Delivered
from sandbox.slack.delivery.events import Events
from sandbox.slack.delivery.office import Office
from sandbox.slack.delivery.post import HttpPost
from sandbox.slack.delivery.sockets import Drop, SocketHub
from sandbox.slack.faults import FaultPlan
from sandbox.slack.person.person import Person
from sandbox.slack.person.seat import Seat
from sandbox.slack.specs import AppSpec, UserSpec
from sandbox.slack.state.installs import APP_TOKEN, SIGNING_SECRET, Install
from sandbox.slack.state.workspace import Clock, Workspace

KEPT_CALLS = 2_000


class Wire(Protocol):
    """Where exchanges are written down for people to read."""

    def record(
        self,
        direction: Any,  # noqa: ANN401 - a literal of the wire log
        peer: Any,  # noqa: ANN401 - a literal of the wire log
        what: str,
        *,
        status: int | str,
        summary: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> object:
        """Add one exchange; `detail` is what was said, its secrets still in it."""
        ...


class Board(Protocol):
    """Where changes are announced."""

    def publish(self, topic: str, data: Mapping[str, Any]) -> None:
        """Announce one change."""
        ...


class World(Protocol):
    """The sandbox around this half. `url` is its address without a trailing slash, once it serves."""

    @property
    def clock(self) -> Clock:
        """World time."""
        ...

    @property
    def wire(self) -> Wire:
        """The wire log."""
        ...

    @property
    def changes(self) -> Board:
        """The notice board."""
        ...

    @property
    def url(self) -> str:
        """The address."""
        ...


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One Web API call as it came and was answered; tokens and secrets are left out of `args`.

    `status` is the HTTP status, `team_id` the team of the calling bot (None for any other caller).
    """

    number: int
    at: float
    method: str
    args: Mapping[str, Any]
    status: int
    response: Mapping[str, Any]
    team_id: str | None


class SlackWorkspaceServer:
    """A Slack workspace with one app installed.

    `workspace` is its state, `person(id)` a human in it, `faults` what will go wrong, `calls` what the app
    asked, `office` how payloads leave (`ack_seconds`, `retry_delays`, `twice`, `delivered`).
    """

    def __init__(self, world: World, app: AppSpec | None = None) -> None:
        """Make an empty workspace; delivery is by Socket Mode until `use_http`."""
        self.world = world
        self.workspace = Workspace(world.clock, world.changes.publish, app)
        self.sockets = SocketHub(lambda: self.workspace.app.id, world.clock.real_now)
        self.office = Office(self.sockets, self._record_delivery)
        self.events = Events(self.workspace, self.office)
        self.faults = FaultPlan()
        self.calls: deque[ApiCall] = deque(maxlen=KEPT_CALLS)
        self.app_token = APP_TOKEN
        self.signing_secret = SIGNING_SECRET
        self._people: dict[str, Person] = {}
        self._posts: list[HttpPost] = []

    @property
    def bot_token(self) -> str:
        """The bot token of the home team's install."""
        return self.workspace.home_install.bot_token

    @property
    def bot_scopes(self) -> set[str]:
        """What that token may do; discard one to see `missing_scope`."""
        return self.workspace.home_install.scopes

    @bot_scopes.setter
    def bot_scopes(self, scopes: Iterable[str]) -> None:
        """Grant exactly these."""
        self.workspace.home_install.scopes = set(scopes)

    @property
    def api_url(self) -> str:
        """The Web API's base, ending in `/api/`."""
        return f"{self.world.url}/api/"

    def person(self, user_id: str) -> Person:
        """Act as a person; the same one for the same id. Raises KeyError for an unknown id."""
        if self.workspace.people.get(user_id) is None:
            raise KeyError(user_id)
        if user_id not in self._people:
            seat = Seat(self.workspace, self.office, self.events, lambda: self.world.url, user_id)
            self._people[user_id] = Person(seat)
        return self._people[user_id]

    def use_socket(self) -> None:
        """Deliver by Socket Mode."""
        self.office.transport = self.sockets

    def use_http(self, url: str, signing_secret: str | None = None) -> None:
        """Deliver by signed POST to `url`, with the sandbox's own secret unless another is given."""
        post = HttpPost(url, signing_secret or self.signing_secret, self.world.clock.real_now)
        self._posts.append(post)
        self.office.transport = post

    async def verify_url(self) -> bool:
        """Send `url_verification` as Slack does when a Request URL is saved; true when it is echoed."""
        challenge = self.workspace.stamps.secret()
        payload = {"type": "url_verification", "token": "sandbox", "challenge": challenge}
        answer = await self.office.transport.send("events_api", payload, None, self.office.ack_seconds)
        body = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return answer.acked and body == challenge

    async def drop_sockets(self, how: Drop = "abrupt") -> int:
        """End every Socket Mode connection the way Slack does; returns how many there were."""
        return await self.sockets.drop(how)

    async def redeliver(self, delivered: Delivered | None = None, reason: str = "http_timeout") -> Answer:
        """Deliver something again as a retry; without an argument, what was delivered last."""
        return await self.office.redeliver(delivered or self.office.delivered[-1], reason)

    async def settle(self) -> None:
        """Wait until no event is on its way to the app."""
        await self.office.settle()

    async def until(self, happened: Callable[[], object], seconds: float = 5.0) -> None:
        """Wait until `happened()` is true of the workspace, the calls or the deliveries.

        Raises TimeoutError after `seconds`.
        """
        await self.workspace.until(happened, seconds)

    async def join(self, spec: UserSpec) -> Person:
        """Let a person join the workspace and tell the app (`team_join`)."""
        user = self.workspace.add_user(spec)
        self.workspace.announce("dm", {"user": user.id, "change": "user"})
        await self.events.user_changed(user, "team_join")
        return self.person(spec.id)

    async def change_user(self, user_id: str, **fields: Any) -> None:  # noqa: ANN401 - fields of UserSpec
        """Change a person (`deleted=True` deactivates them) and tell the app (`user_change`)."""
        user = self.workspace.people.change(user_id, **fields)
        self.workspace.announce("dm", {"user": user_id, "change": "user"})
        await self.events.user_changed(user)

    async def uninstall(self, install: Install | None = None) -> None:
        """Uninstall the app as an administrator does: its token dies and the app is told."""
        await self.events.uninstalled(install or self.workspace.home_install)

    def calls_of(self, method: str) -> list[ApiCall]:
        """List the kept calls of one Web API method, oldest first."""
        return [call for call in self.calls if call.method == method]

    async def close(self) -> None:
        """End every connection and give up what is on its way."""
        await self.office.close()
        await self.sockets.close()
        for post in self._posts:
            await post.close()

    def _record_delivery(self, what: str, status: int | str, summary: str, detail: Mapping[str, Any]) -> None:
        self.world.wire.record("out", "slack", what, status=status, summary=summary, detail=detail)
        self.workspace.wake()
