"""`chat.*` and `blocks.validate`: messages posted, edited, deleted, whispered and linked.

Apart from where they may go.
"""

from __future__ import annotations

import re
from typing import Any

from sandbox.slack.api.call import ApiError, Call, bad_arguments, refused
from sandbox.slack.api.conversations import destination, writable
from sandbox.slack.limits import validate_blocks, validate_message, validate_view, warnings_of
from sandbox.slack.state.conversations import SlackMessage

POST_LIMIT = 40_000
UPDATE_LIMIT = 4_000
MARKDOWN_LIMIT = 12_000
METADATA_NAME = re.compile(r"[A-Za-z0-9_.\-]+")


def _blocks(call: Call) -> list[dict[str, Any]] | None:
    blocks = call.decoded("blocks", "invalid_blocks_format")
    if blocks is None:
        return [] if "blocks" in call.args and call.args["blocks"] is not None else None
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    problems = validate_blocks(blocks, "message", "/blocks")
    if problems:
        raise refused("invalid_blocks", problems)
    return blocks


def _text(call: Call) -> str:
    markdown = call.text("markdown_text")
    if not markdown:
        return call.text("text")
    if call.text("text") or call.args.get("blocks"):
        raise ApiError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_LIMIT:
        raise ApiError("msg_too_long")
    return markdown


def _metadata(call: Call) -> dict[str, Any] | None:
    metadata = call.decoded("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise ApiError("invalid_metadata_format")
    if not METADATA_NAME.fullmatch(str(metadata.get("event_type", ""))):
        raise ApiError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    return metadata


def _warned(call: Call, answer: dict[str, Any], warnings: list[str]) -> dict[str, Any]:
    if not warnings:
        return answer
    call.workspace.warnings += [f"{call.method}: {warning}" for warning in warnings]
    return answer | {"warning": ",".join(warnings), "response_metadata": {"warnings": warnings}}


def _written(call: Call, channel: str, **fields: Any) -> SlackMessage:  # noqa: ANN401 - message fields
    install = call.install
    return call.workspace.post(
        SlackMessage(
            channel=channel,
            ts=call.workspace.stamps.ts(),
            user=install.bot_user,
            bot_id=install.bot_id,
            app_id=call.workspace.app.id,
            team=install.team.id,
            **fields,
        )
    )


def post_message(call: Call) -> dict[str, Any]:
    """`chat.postMessage`; `channel` may be a user id, the answer names the conversation."""
    channel = destination(call, call.needed("channel"))
    blocks = _blocks(call)
    text = _text(call)
    warnings = warnings_of({"text": text, "blocks": blocks})
    if not text and not blocks:
        raise ApiError("no_text")
    if len(text) > POST_LIMIT:
        text = text[:POST_LIMIT]
        warnings.append("message_truncated")
    thread_ts = call.text("thread_ts") or None
    if thread_ts is not None and thread_ts not in channel.messages:
        raise ApiError("cannot_reply_to_message")
    message = _written(
        call, channel.id, text=text, blocks=tuple(blocks or ()), metadata=_metadata(call), thread_ts=thread_ts
    )
    call.server.events.echo_message(call.install, message)
    answer = {"channel": channel.id, "ts": message.ts, "message": message.as_json(metadata=True)}
    return _warned(call, answer, warnings)


def _own_message(call: Call, refusal: str) -> SlackMessage:
    channel = call.channel(call.needed("channel"))
    message = channel.messages.get(call.needed("ts"))
    if message is None:
        raise ApiError("message_not_found")
    if message.bot_id != call.install.bot_id:
        raise ApiError(refusal)
    return message


def update(call: Call) -> dict[str, Any]:
    """`chat.update`: new text without blocks removes the blocks, blocks alone keep the text."""
    message = _own_message(call, "cant_update_message")
    blocks = _blocks(call)
    text = _text(call)
    if not text and blocks is None and "metadata" not in call.args:
        raise ApiError("no_text")
    if len(text) > UPDATE_LIMIT:
        raise ApiError("msg_too_long")
    fields: dict[str, Any] = {}
    if blocks is not None or text:
        fields["blocks"] = tuple(blocks or ())
    if text:
        fields["text"] = text
    if "metadata" in call.args:
        fields["metadata"] = _metadata(call)
    edited = call.workspace.edit(message, **fields)
    call.server.events.echo_message(call.install, edited, "changed")
    answer = {
        "channel": edited.channel,
        "ts": edited.ts,
        "text": edited.text,
        "message": edited.as_json(metadata=True),
    }
    return _warned(call, answer, warnings_of({"text": text, "blocks": blocks}))


def delete(call: Call) -> dict[str, Any]:
    """`chat.delete`: an own message, gone for everybody."""
    message = _own_message(call, "cant_delete_message")
    call.workspace.delete(message)
    call.server.events.echo_message(call.install, message, "deleted")
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(call: Call) -> dict[str, Any]:
    """`chat.postEphemeral`, to somebody who is in the conversation."""
    channel = writable(call, call.channel(call.needed("channel")))
    user = call.needed("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    blocks = _blocks(call)
    text = _text(call)
    if not text and not blocks:
        raise ApiError("no_text")
    thread_ts = call.text("thread_ts") or None
    message = _written(call, channel.id, text=text, blocks=tuple(blocks or ()), ephemeral_for=user, thread_ts=thread_ts)
    return _warned(call, {"message_ts": message.ts}, warnings_of({"text": text, "blocks": blocks}))


def get_permalink(call: Call) -> dict[str, Any]:
    """`chat.getPermalink`: where a lasting message can be opened."""
    channel = call.channel(call.needed("channel"))
    ts = call.needed("message_ts")
    if ts not in channel.messages:
        raise ApiError("message_not_found")
    host = f"https://{call.install.team.domain}.slack.com"
    return {"channel": channel.id, "permalink": f"{host}/archives/{channel.id}/p{ts.replace('.', '')}"}


def blocks_validate(call: Call) -> dict[str, Any]:
    """`blocks.validate`: exactly one of `blocks`, `message` and `view`."""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name)]
    if len(given) != 1:
        raise bad_arguments("must provide exactly one of `blocks`, `view`, or `message`")
    name = given[0]
    value = call.decoded(name)
    if name == "blocks":
        problems = validate_blocks(value)
    else:
        problems = (validate_view if name == "view" else validate_message)(value)
    if not problems:
        return {}
    errors = [{"code": p.code, "message": p.message, "pointer": p.pointer} for p in problems]
    raise ApiError(f"invalid_{name}", errors=errors)
