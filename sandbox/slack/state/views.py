"""Views: each person's stack of open modals and their published Home.

Apart because Slack's rules for them (stack of three, hashes, external ids) are a small world of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

STACK_LIMIT = 3
KEEP = object()


@dataclass(frozen=True, slots=True)
class SlackView:
    """One view as it stood when it was read; an update makes a new value with the same `id`.

    `errors` are what a submission's answer showed beside the fields, by block_id.
    """

    id: str
    user: str
    team_id: str
    app_id: str
    bot_id: str
    type: str
    hash: str
    blocks: tuple[dict[str, Any], ...]
    title: dict[str, Any] | None = None
    submit: dict[str, Any] | None = None
    close: dict[str, Any] | None = None
    callback_id: str = ""
    private_metadata: str = ""
    external_id: str = ""
    clear_on_close: bool = False
    notify_on_close: bool = False
    root_view_id: str = ""
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def title_text(self) -> str:
        """The words at the top of a modal; empty for a Home."""
        return str((self.title or {}).get("text", ""))

    def as_json(self, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Describe it as Slack's view object, with `values` as `state.values`."""
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "blocks": list(self.blocks),
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": values or {}},
            "hash": self.hash,
            "title": self.title,
            "clear_on_close": self.clear_on_close,
            "notify_on_close": self.notify_on_close,
            "close": self.close,
            "submit": self.submit,
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id or self.id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }


class Views:
    """Open modals by person (top last) and Homes by team and person."""

    def __init__(self) -> None:
        """Begin with everything closed."""
        self._open: dict[str, list[SlackView]] = {}
        self._homes: dict[tuple[str, str], SlackView] = {}

    def stack(self, user_id: str) -> list[SlackView]:
        """List a person's open modals, top last."""
        return list(self._open.get(user_id, ()))

    def home(self, team_id: str, user_id: str) -> SlackView | None:
        """Find the Home published to a person in a team."""
        return self._homes.get((team_id, user_id))

    def find(self, view_id: str) -> SlackView | None:
        """Find an open modal or a Home by id."""
        everything = [v for stack in self._open.values() for v in stack] + list(self._homes.values())
        return next((view for view in everything if view.id == view_id), None)

    def by_external_id(self, external_id: str) -> SlackView | None:
        """Find an open modal or a Home by the app's own id."""
        everything = [v for stack in self._open.values() for v in stack] + list(self._homes.values())
        return next((view for view in everything if view.external_id == external_id), None)

    def open_root(self, view: SlackView) -> SlackView:
        """Show a modal as the only one."""
        self._open[view.user] = [replace(view, root_view_id=view.id)]
        return self._open[view.user][0]

    def push(self, view: SlackView) -> SlackView:
        """Show a modal above the top one; the caller has checked the limit of three."""
        stack = self._open[view.user]
        pushed = replace(view, root_view_id=stack[0].id, previous_view_id=stack[-1].id)
        stack.append(pushed)
        return pushed

    def put(self, view: SlackView) -> SlackView:
        """Replace an open modal or a Home by its new state."""
        if view.type == "home":
            self._homes[(view.team_id, view.user)] = view
            return view
        stack = self._open[view.user]
        stack[next(i for i, old in enumerate(stack) if old.id == view.id)] = view
        return view

    def close(self, view: SlackView) -> None:
        """Close a modal and everything above it."""
        stack = self._open.get(view.user, [])
        ids = [open_view.id for open_view in stack]
        if view.id in ids:
            del stack[ids.index(view.id) :]

    def clear(self, user_id: str) -> None:
        """Close every modal of a person."""
        self._open.pop(user_id, None)
