"""Rich text and tables: blocks that nest texts in texts.

Apart because their inner grammar is longer than that of all other blocks together.
"""

from __future__ import annotations

from sandbox.slack.limits.composition import ID, URL
from sandbox.slack.limits.shapes import Check, Shape, choice, flag, integer, items, mapping, one_of, string

_STYLE = {"style": mapping}
_LEAVES: dict[str, Check] = {
    "text": Shape({"text": string(1)}, _STYLE),
    "link": Shape({"url": URL}, _STYLE | {"text": string(0), "unsafe": flag}),
    "user": Shape({"user_id": ID}, _STYLE),
    "usergroup": Shape({"usergroup_id": ID}, _STYLE),
    "channel": Shape({"channel_id": ID}, _STYLE),
    "team": Shape({"team_id": ID}, _STYLE),
    "emoji": Shape({"name": string(1)}, _STYLE | {"unicode": string(1), "skin_tone": integer(1, 6)}),
    "broadcast": Shape({"range": choice("here", "channel", "everyone")}, _STYLE),
    "color": Shape({"value": string(4, 9)}),
    "date": Shape(
        {"timestamp": integer(0, 9_999_999_999), "format": string(1)},
        _STYLE | {"url": URL, "fallback": string(1), "timezone": string(1)},
    ),
}
_INLINE = items(one_of(_LEAVES), 0, 10_000)
_BORDER = {"border": integer(0, 1)}
_SECTION = Shape({"elements": _INLINE})
_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": Shape({"elements": _INLINE}, _BORDER),
    "rich_text_preformatted": Shape({"elements": _INLINE}, _BORDER | {"language": string(1, 50)}),
    "rich_text_list": Shape(
        {
            "style": choice("bullet", "ordered"),
            "elements": items(one_of({"rich_text_section": _SECTION}), 1, 10_000),
        },
        _BORDER | {"indent": integer(0, 8), "offset": integer(0, 10_000)},
    ),
}

RICH_TEXT = Shape({"elements": items(one_of(_PARTS), 0, 10_000)}, {"block_id": ID})

_CELL = one_of(
    {
        "rich_text": RICH_TEXT,
        "raw_text": Shape({"text": string(0, 3000)}),
        "raw_number": Shape({"value": lambda _value, _spot: None, "text": string(1)}),
    }
)
_COLUMN = Shape({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})

TABLE = Shape({"rows": items(items(_CELL, 1, 20), 1, 100)}, {"block_id": ID, "column_settings": items(_COLUMN, 0, 20)})
