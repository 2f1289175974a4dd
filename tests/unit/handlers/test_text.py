"""User text marks nothing, mentions nobody and links nowhere; cuts never fall inside an entity."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import PersonKey
from core.usecases.views import Other
from handlers.render.names import mention, who, who_plain
from handlers.render.text import counted, cut, escape, fit, listed, plain, said, tidy

TYPED = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&*_~`@#|!:\u202e\u2067\u200d\n אב😀👩‍🚀")))


@given(TYPED)
def test_typed_text_marks_mentions_and_links_nothing(text: str) -> None:
    """None of Slack's marking characters survives, and no angle bracket."""
    assert not re.search(r"[<>*_~`\n\r\t]", said(text, 500))


@given(TYPED, st.sampled_from(["", ">", " >", ">>> ", "\u202e>", "\u2067 > "]))
def test_typed_text_begins_no_quotation(text: str, before: str) -> None:
    """Slack quotes a line that begins with this sign, escaped or not: text that does shows another in its place."""
    assert not re.match(r"&gt;|>", said(before + text, 500))
    assert said("> 5 people, > 2 teams") == "\u203a 5 people, &gt; 2 teams"


@given(TYPED)
def test_typed_text_cannot_turn_the_sentence_around(text: str) -> None:
    """Direction overrides are dropped, and what runs right to left is closed in on itself."""
    shown = said(text, 500)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067")
    assert shown.count("\u2068") == shown.count("\u2069") <= 1
    assert "\u2068" not in shown.strip("\u2068\u2069")


@given(TYPED, st.integers(3, 80))
def test_plain_text_keeps_its_limit_and_can_be_sent(text: str, most: int) -> None:
    """Plain text is never longer than asked, isolates counted, and always encodes."""
    shown = plain(text, most)
    assert len(shown) <= most
    assert shown.encode().decode() == shown


@given(TYPED, st.integers(8, 120))
def test_a_cut_never_falls_inside_an_entity_or_a_tag(text: str, most: int) -> None:
    """What is left of escaped text is whole entities and whole tags."""
    left = fit(f"{escape(text)} <@U1> {escape(text)} <!date^1^{{time}}|x>", most)
    assert len(left) <= most
    without = re.sub(r"<[^<>]*>|&(?:amp|lt|gt);", "", left)
    assert not set(without) & set("<>&")


@given(TYPED)
def test_escaping_loses_nothing(text: str) -> None:
    """Escaped text reads back as it was."""
    back = escape(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert back == text


@given(TYPED)
def test_tidying_twice_changes_nothing(text: str) -> None:
    """Tidied text is one line and stays as it is."""
    assert tidy(tidy(text)) == tidy(text)


def test_a_cut_keeps_letters_and_their_marks_together() -> None:
    """An accent or a joined emoji is left out whole rather than cut in two."""
    assert cut("abcde\u0301f", 6) == "abcd…"
    assert cut("ab👩\u200d🚀cd", 5) == "ab👩…"


def test_flags_and_families_survive() -> None:
    """The joiners that emoji are written with are not taken for control characters."""
    assert said("👩\u200d🚀 ok") == "👩\u200d🚀 ok"


@pytest.mark.parametrize(
    ("items", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_like_sentences(items: list[str], words: str) -> None:
    """Items are joined the way people speak."""
    assert listed(items) == words


def test_counts_agree_with_their_noun() -> None:
    """One slot, two slots, two entries."""
    assert [counted(1, "slot"), counted(2, "slot"), counted(2, "entry", "entries")] == [
        "1 slot",
        "2 slots",
        "2 entries",
    ]


KEY = PersonKey("slack:T1:U1")


def test_a_person_is_a_name_or_a_mention() -> None:
    """Without the right to the name, and for a name of nothing but control characters, a mention stands there."""
    assert who(Other(KEY, "U1", "Bob", None)) == "Bob"
    assert who(Other(KEY, "U1", None, None)) == "<@U1>"
    assert who(Other(KEY, "U1", "\u202e\n", None)) == "<@U1>"
    assert who(None) == "the other person"
    assert who_plain(Other(KEY, "U1", None, None), "number 3") == "number 3"


def test_a_mention_holds_an_id_and_nothing_else() -> None:
    """Nothing can be smuggled through an id into a mention."""
    assert mention("U1> <!channel") == "<@U1channel>"
