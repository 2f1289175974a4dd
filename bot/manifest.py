"""The app manifest for this installation: one template, rendered for socket mode or for http mode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.settings import Mode

_HERE = Path(__file__).resolve().parent
_NAME = "manifest.yaml"


def read_template() -> dict[str, Any]:
    """Return the manifest as it stands in the file: in this package when installed, above it in a checkout."""
    file = next(path for path in (_HERE / _NAME, _HERE.parent / _NAME) if path.is_file())
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


BOT_SCOPES: tuple[str, ...] = (
    "commands",
    "chat:write",
    "users:read",
    "im:history",
    "app_mentions:read",
    "files:write",
)
"""What the bot token must be able to do; the manifest asks for exactly these."""


def render_manifest(mode: Mode, base_url: str, *, installs: bool) -> dict[str, Any]:
    """Return the manifest for a mode: http mode names ``base_url``'s paths, socket mode names none.

    ``installs`` adds the OAuth redirect address for many workspaces.
    """
    manifest = read_template()
    if installs:
        manifest["oauth_config"]["redirect_urls"] = [f"{base_url}/slack/oauth_redirect"]
    if mode is Mode.SOCKET:
        return manifest
    address = f"{base_url}/slack/events"
    settings = manifest["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"]["request_url"] = address
    settings["interactivity"]["request_url"] = address
    for command in manifest["features"]["slash_commands"]:
        command["url"] = address
    return manifest


def as_yaml(manifest: dict[str, Any]) -> str:
    """Return the manifest as YAML, in the template's order."""
    return str(yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100))
