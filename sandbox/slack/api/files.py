"""`files.getUploadURLExternal` and `files.completeUploadExternal`.

Apart from the upload itself, which is plain HTTP to the address given out here.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack.api.call import ApiError, Call, bad_arguments
from sandbox.slack.api.conversations import writable
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.files import StoredFile


def get_upload_url(call: Call) -> dict[str, Any]:
    """`files.getUploadURLExternal`: `length` is in bytes and must be what is uploaded."""
    length = call.number("length", 0)
    if length <= 0:
        raise bad_arguments("missing required field: length")
    stored = call.workspace.files.reserve(call.needed("filename"), length, call.install.bot_user)
    return {"upload_url": f"{call.server.world.url}/files/upload/{stored.ticket}", "file_id": stored.id}


def complete_upload(call: Call) -> dict[str, Any]:
    """`files.completeUploadExternal`: shares what was uploaded as one message."""
    entries = call.decoded("files")
    if not isinstance(entries, list) or not entries:
        raise bad_arguments("missing required field: files")
    stored = [_uploaded(call, entry) for entry in entries]
    channel_id = call.text("channel_id")
    if channel_id:
        channel = writable(call, call.channel(channel_id))
        created = int(call.workspace.clock.now())
        install = call.install
        message = call.workspace.post(
            SlackMessage(
                channel=channel.id,
                ts=call.workspace.stamps.ts(),
                user=install.bot_user,
                bot_id=install.bot_id,
                app_id=call.workspace.app.id,
                team=install.team.id,
                text=call.text("initial_comment"),
                thread_ts=call.text("thread_ts") or None,
                files=tuple(f.as_json(call.server.world.url, created) for f in stored),
            )
        )
        call.server.events.echo_message(install, message)
    for one in stored:
        one.completed = True
        one.shared |= {channel_id} if channel_id else set()
    return {"files": [{"id": one.id, "title": one.title or one.name} for one in stored]}


def _uploaded(call: Call, entry: object) -> StoredFile:
    if not isinstance(entry, dict):
        raise bad_arguments("files must be objects")
    stored = call.workspace.files.by_id.get(str(entry.get("id")))
    if stored is None or stored.content is None or stored.completed:
        raise ApiError("file_not_found")
    if stored.owner != call.install.bot_user:
        raise ApiError("access_denied")
    stored.title = str(entry.get("title") or "")
    return stored
