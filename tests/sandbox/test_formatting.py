"""Telegram's HTML, in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.errors import ApiError
from sandbox.telegram.formatting import Formatted, detect, parse_html, to_html, trimmed, utf16


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", ["bold", "italic", "underline", "strikethrough"]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', ["spoiler", "spoiler"]),
        ('<pre><code class="language-py">a</code></pre>', ["pre"]),
        ("<blockquote expandable>a</blockquote>", ["expandable_blockquote"]),
        ("<a href='tg://user?id=1'>a</a>", ["text_link"]),
        ("<b></b>", []),
        ("<a href='nowhere'>a</a>", []),
    ],
)
def test_tags(source: str, kinds: list[str]):
    assert [entity["type"] for entity in parse_html(source).entities] == kinds


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
    ],
)
def test_refusals(source: str, reason: str):
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


@given(st.text())
def test_whatever_is_written_is_parsed_or_refused(source: str):
    try:
        text, entities = parse_html(source)
    except ApiError:
        return
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16(text) for e in entities)
    to_html(text, entities)


@given(st.text(alphabet="甲😀<>&\"' b/@#_", max_size=30))
def test_escaped_text_comes_back(text: str):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>x").text == text + "x"


@given(st.text(alphabet="甲😀 \n", min_size=1, max_size=20), st.integers(0, 20), st.integers(1, 20))
def test_trimming_keeps_entities_inside(text: str, offset: int, length: int):
    entity = {"type": "bold", "offset": offset, "length": length}
    kept = trimmed(Formatted(text, [entity] if offset + length <= utf16(text) else []))
    assert kept.text == text.strip()
    assert all(e["offset"] + e["length"] <= utf16(kept.text) for e in kept.entities)


def test_what_telegram_finds_by_itself():
    found = detect(parse_html("😀 /start@some_bot @wangfang #党课 https://a.example/x。 <code>/no</code>"))
    assert [e["type"] for e in found.entities] == ["bot_command", "mention", "hashtag", "url", "code"]
    assert found.entities[0]["offset"] == 3


def test_html_for_a_browser_is_safe():
    text, entities = parse_html("<b>甲<i>乙</i></b>&lt;script&gt; <a href='http://a/?q=\"'>链</a>")
    assert to_html(text, entities).startswith("<b>甲<i>乙</i></b>&lt;script&gt; <a href=")
    assert '"">' not in to_html(text, entities)
