"""What a test or the demo declares about a workspace: people, teams, the app, planned faults.

Apart because these values are the vocabulary of everyone who uses the sandbox and hold no state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DEFAULT_SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "im:history",
    "app_mentions:read",
    "files:write",
)
DEFAULT_EVENTS = (
    "app_home_opened",
    "message.im",
    "app_mention",
    "app_uninstalled",
    "tokens_revoked",
    "user_change",
    "team_join",
)


@dataclass(frozen=True, slots=True)
class TeamSpec:
    """A workspace; `enterprise_id` set means that it belongs to an organization."""

    id: str = "T0SANDBOX"
    name: str = "Sandbox"
    domain: str = "sandbox"
    enterprise_id: str | None = None
    enterprise_name: str | None = None


@dataclass(frozen=True, slots=True)
class UserSpec:
    """A member, guest, outsider or bot as Slack would describe them.

    `team_id` None means the home workspace. `is_stranger` is a person of another workspace who shares no
    channel with the app; a person of another team who is no stranger shares one (Slack Connect).
    `is_restricted` is a guest, `is_ultra_restricted` a single-channel guest. `tz` is an IANA name.
    """

    id: str
    name: str
    real_name: str = ""
    tz: str = "Etc/UTC"
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    team_id: str | None = None
    enterprise_id: str | None = None
    locale: str = "en-US"
    color: str = "4a9b8e"
    display_name: str = ""
    email: str = ""
    is_app_user: bool = False
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class ShortcutSpec:
    """A shortcut of the manifest: `kind` is `global` or `message`, `name` what people read in Slack's menus."""

    callback_id: str
    kind: str = "global"
    name: str = ""


@dataclass(frozen=True, slots=True)
class AppSpec:
    """The app's configuration on Slack's side, as its manifest says.

    `commands` maps each command to its `should_escape`; `shortcuts` None allows any callback id.
    """

    id: str = "A0PERIN"
    name: str = "Perin"
    bot_name: str = "perin"
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    events: tuple[str, ...] = DEFAULT_EVENTS
    commands: Mapping[str, bool] = field(default_factory=lambda: {"/perin": True})
    shortcuts: tuple[ShortcutSpec, ...] | None = None
    home_tab: bool = True
    messages_tab: bool = True
    messages_tab_read_only: bool = False
    interactivity: bool = True

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> AppSpec:
        """Read a parsed app manifest; what it leaves out is off, as Slack treats it.

        Raises KeyError for a manifest without `display_information.name`.
        """
        features: Mapping[str, Any] = manifest.get("features") or {}
        settings: Mapping[str, Any] = manifest.get("settings") or {}
        home: Mapping[str, Any] = features.get("app_home") or {}
        scopes: Mapping[str, Any] = (manifest.get("oauth_config") or {}).get("scopes") or {}
        return cls(
            name=manifest["display_information"]["name"],
            bot_name=(features.get("bot_user") or {}).get("display_name", "app"),
            scopes=tuple(scopes.get("bot") or ()),
            events=tuple((settings.get("event_subscriptions") or {}).get("bot_events") or ()),
            commands={
                command["command"]: bool(command.get("should_escape", False))
                for command in features.get("slash_commands") or ()
            },
            shortcuts=tuple(
                ShortcutSpec(shortcut["callback_id"], shortcut["type"], shortcut["name"])
                for shortcut in features.get("shortcuts") or ()
            ),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", False)),
            messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
            interactivity=bool((settings.get("interactivity") or {}).get("is_enabled", False)),
        )
