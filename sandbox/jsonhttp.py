"""Reading JSON from the control API's callers and refusing them in JSON.

Apart because every part of the control API speaks the same way: `{"error": "a sentence"}` with a 4xx.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


def refusal(status: int, sentence: str) -> web.HTTPException:
    """Build the refusal to raise: `status` is 400, 404 or 409."""
    kinds = {400: web.HTTPBadRequest, 404: web.HTTPNotFound, 409: web.HTTPConflict}
    return kinds[status](text=json.dumps({"error": sentence}), content_type="application/json")


async def body_of(request: web.Request) -> dict[str, Any]:
    """Read a request's JSON object, empty when there is no body. Raises a 400 for anything else."""
    text = await request.text()
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        raise refusal(400, "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise refusal(400, "The body is not a JSON object.")
    return body


def number_of(body: dict[str, Any], name: str, default: float | None = None) -> float:
    """Read a number from a body. Raises a 400 naming the field when it is missing or something else."""
    value = body.get(name, default)
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise refusal(400, f"{name} has to be a number.")
    return value
