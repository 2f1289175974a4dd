"""What people have typed or chosen in a form and not submitted: it lives in their client, not in Slack.

Apart because it outlives an update of the view (when ids stay) and dies with it.
"""

from __future__ import annotations

from typing import Any

Place = tuple[str, str]
"""A block_id and an action_id."""


class Typed:
    """Element state by person and container (a view id or a message stamp)."""

    def __init__(self) -> None:
        """Begin with empty forms."""
        self._by_form: dict[tuple[str, str], dict[Place, dict[str, Any]]] = {}

    def of(self, user: str, container: str) -> dict[Place, dict[str, Any]]:
        """Give what `user` has entered in a container so far."""
        return self._by_form.get((user, container), {})

    def put(self, user: str, container: str, place: Place, state: dict[str, Any]) -> None:
        """Remember one element's new state."""
        self._by_form.setdefault((user, container), {})[place] = state

    def forget(self, user: str, container: str) -> None:
        """Empty the form."""
        self._by_form.pop((user, container), None)
