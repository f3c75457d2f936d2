"""Telegram's HTML: parsed into plain text and entities with Telegram's refusals, and back into safe HTML."""

import re
from html import escape
from typing import Any, NamedTuple

from sandbox.telegram.errors import bad

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(r"""[^\s=>]*""")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,:;!?)，。；：！？）])"
    r"|(?<![\w/<>])(?P<bot_command>/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<![\w@])(?P<mention>@[a-zA-Z0-9_]{4,32})\b"
    r"|(?<![\w#])(?P<hashtag>#\w*[^\W\d]\w*)"
)


class Formatted(NamedTuple):
    """Plain text, its entities with offsets in UTF-16 units, sorted by offset."""

    text: str
    entities: list[Entity]


class _Open(NamedTuple):
    tag: str
    argument: str
    offset: int


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _fail(reason: str) -> Exception:
    return bad(f"can't parse entities: {reason}")


def _unescape(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            return _NAMED[name]
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()

    return _REFERENCE.sub(replace, text)


class _Parser:
    """One pass over one HTML text. Offsets in refusals are bytes of UTF-8, as Telegram gives them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> Formatted:
        source, position = self.source, 0
        while position < len(source):
            begin = source.find("<", position)
            if begin < 0:
                begin = len(source)
            if begin > position:
                plain = _unescape(source[position:begin])
                self.parts.append(plain)
                self.length += utf16(plain)
            if begin == len(source):
                break
            position = self._end_tag(begin) if source[begin + 1 : begin + 2] == "/" else self._start_tag(begin)
        if self.open:
            raise _fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        order = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.parts), order)

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _word_end(self, position: int) -> int:
        source = self.source
        while position < len(source) and not source[position].isspace() and source[position] != ">":
            position += 1
        return position

    def _skip_space(self, position: int) -> int:
        while position < len(self.source) and self.source[position].isspace():
            position += 1
        return position

    def _start_tag(self, begin: int) -> int:
        source = self.source
        position = self._word_end(begin + 1)
        if position == len(source):
            raise _fail(f"Unclosed start tag at byte offset {self._byte(begin)}")
        tag = source[begin + 1 : position].lower()
        if tag not in TAGS:
            raise _fail(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = ""
        while True:
            position = self._skip_space(position)
            if position == len(source):
                raise _fail(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if source[position] == ">":
                break
            name, value, position = self._attribute(tag, begin, position)
            argument = self._argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            raise _fail(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append(_Open(tag, argument, self.length))
        return position + 1

    def _attribute(self, tag: str, begin: int, position: int) -> tuple[str, str, int]:
        source = self.source
        match = _ATTRIBUTE.match(source, position)
        name = match.group() if match else ""
        where = f'tag "{tag}" at byte offset {self._byte(begin)}'
        if not name:
            raise _fail(f"Empty attribute name in the {where}")
        position = self._skip_space(position + len(name))
        if source[position : position + 1] != "=":
            if position == len(source):
                raise _fail(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if tag == "blockquote" and name == "expandable":
                return name, "", position
            raise _fail(f"Expected equal sign in declaration of an attribute of the {where}")
        position = self._skip_space(position + 1)
        quote = source[position : position + 1]
        if quote and quote in "\"'":
            end = source.find(quote, position + 1)
            if end < 0:
                raise _fail(f"Unclosed start tag at byte offset {self._byte(begin)}")
            return name, _unescape(source[position + 1 : end]), end + 1
        end = position
        while end < len(source) and (source[end].isalnum() or source[end] in ".-"):
            end += 1
        if end == len(source):
            raise _fail(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if not source[end].isspace() and source[end] != ">":
            raise _fail(f"Unexpected end of name token at byte offset {self._byte(position)}")
        return name, source[position:end].lower(), end

    @staticmethod
    def _argument(tag: str, name: str, value: str) -> str:
        """What of an attribute matters: the link, the language, the kind of span."""
        match tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                return value
            case "code", "class" if value.startswith("language-"):
                return value.removeprefix("language-")
            case "span", "class" if value.startswith("tg-"):
                return value.removeprefix("tg-")
            case "blockquote", "expandable":
                return "expandable"
        return ""

    def _end_tag(self, begin: int) -> int:
        source = self.source
        if not self.open:
            raise _fail(f"Unexpected end tag at byte offset {self._byte(begin)}")
        position = self._word_end(begin + 2)
        name = source[begin + 2 : position]
        position = self._skip_space(position)
        if source[position : position + 1] != ">":
            raise _fail(f"Unclosed end tag at byte offset {self._byte(begin)}")
        start = self.open.pop()
        if name and name.lower() != start.tag:
            raise _fail(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{start.tag}>", found "</{name}>"'
            )
        if self.length > start.offset:
            self._close(start)
        return position + 1

    def _close(self, start: _Open) -> None:
        kind = TAGS[start.tag]
        entity: Entity = {"type": kind, "offset": start.offset, "length": self.length - start.offset}
        if start.tag == "a":
            url = start.argument or self._since(start.offset)
            if not re.match(r"^(https?://|tg://|ton://|mailto:|[\w-]+(\.[\w-]+)+)", url):
                return  # Telegram shows a link that leads nowhere as plain text
            entity["url"] = url
        elif kind == "custom_emoji":
            entity["custom_emoji_id"] = start.argument
        elif start.argument == "expandable":
            entity["type"] = "expandable_blockquote"
        elif start.tag == "code" and start.argument:
            outer = self.open[-1] if self.open else None
            if outer and outer.tag == "pre" and outer.offset == start.offset:
                self.open[-1] = outer._replace(argument=start.argument)
                return
        elif start.tag == "pre" and start.argument:
            entity["language"] = start.argument
        self.entities.append(entity)

    def _since(self, offset: int) -> str:
        return "".join(self.parts).encode("utf-16-le")[offset * 2 :].decode("utf-16-le")


def parse_html(source: str) -> Formatted:
    """Parse Telegram's HTML; ApiError «can't parse entities: …» with Telegram's reason."""
    if "<" not in source:
        return Formatted(_unescape(source) if "&" in source else source, [])
    return _Parser(source).parse()


def trimmed(formatted: Formatted) -> Formatted:
    """The text without white space at its ends, entities moved and cut accordingly."""
    text, entities = formatted
    if text and not (text[0].isspace() or text[-1].isspace()):
        return formatted
    cut = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    total, kept = utf16(text), []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, total)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return Formatted(text, kept)


def detect(formatted: Formatted) -> Formatted:
    """Add what Telegram finds by itself: commands, links, mentions, hashtags, outside code and links."""
    text, entities = formatted
    if not ("/" in text or "@" in text or "#" in text):
        return formatted
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in ("code", "pre", "text_link")]
    found = list(entities)
    for match in _FOUND.finditer(text):
        start = utf16(text[: match.start()])
        length = utf16(match.group())
        if match.lastgroup and not any(start < end and begin < start + length for begin, end in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(text, found)


_HTML_OF = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def _around(entity: Entity, covered: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _HTML_OF:
        tag = _HTML_OF[kind]
        return f"<{tag}>", f"</{tag}>"
    if kind == "spoiler":
        return '<span class="tg-spoiler">', "</span>"
    if kind in ("text_link", "url"):
        url = entity.get("url", covered)
        if url.startswith(("http://", "https://", "tg://", "mailto:")):
            return f'<a href="{escape(url)}">', "</a>"
    return "", ""


def to_html(text: str, entities: list[Entity]) -> str:
    """Safe HTML of a text and its entities, for a browser or a test; newlines stay newlines."""
    if not entities:
        return escape(text, quote=False)
    units = text.encode("utf-16-le")

    def part(start: int, end: int) -> str:
        return units[start * 2 : end * 2].decode("utf-16-le", "replace")

    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in entities:  # outer ones come first
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before, after = _around(entity, part(start, end))
        if before:
            opening.setdefault(start, []).append(before)
            closing.setdefault(end, []).insert(0, after)
    total, out, last = len(units) // 2, [], 0
    for edge in sorted({*opening, *closing, total}):
        out.append(escape(part(last, edge), quote=False))
        out.extend(closing.get(edge, ()))
        out.extend(opening.get(edge, ()))
        last = edge
    return "".join(out)
