"""The question what was said: words and voices in several messages, which can be looked at once more before they are kept."""

import warnings
from typing import Any

from telegram import Voice
from telegram.ext import filters
from telegram.warnings import PTBDeprecationWarning

from handlers.kit.confidential.pin import unlock
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.forms.choices import Onward
from handlers.kit.forms.form import Draft, Next, Resume, scratch, this_step
from handlers.kit.forms.pieces import Piece, Pieces, files_of, joined, piece_of
from handlers.kit.forms.question import Asked, Way
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.text import Markup, lines
from handlers.talks.cards import PART
from storage.engine.refusal import Refusal

LONGEST, MOST_VOICES = 10_000, 10
LARGEST_VOICE = 20 * 1024 * 1024  # a bot downloads no more


class Record(Pieces):
    """How much there is stands above the buttons; never what, as the lock may have closed meanwhile."""

    async def words(self, context: Context) -> Markup:
        pieces = self.pieces(context)
        texts, voices = [each["text"] for each in pieces if each["text"]], [each for each in pieces if each["file"]]
        return lines(
            await Asked.words(self, context),
            Markup("已收到：文字 {} 段共 {} 字，语音 {} 条共 {} 秒。").format(
                len(texts), sum(map(len, texts)), len(voices), sum(each["seconds"] for each in voices)
            ),
        )

    async def rows(self, context: Context) -> Rows:
        return [[Onward().labelled(self.onward)]] if self.pieces(context) else []

    def piece(self, context: Context) -> Piece:
        """The bytes of a voice are fetched when it is kept. Raises Refusal for one that no bot can fetch."""
        voice = context.message.voice if context.message else None
        if voice and (voice.file_size or 0) > LARGEST_VOICE:
            raise Refusal("这条语音超过 20 MB，机器人取不到，请分成几条发送。")
        return {**piece_of(context), "seconds": _seconds(voice) if voice else 0}

    def fill(self, context: Context, pieces: list[Piece]) -> Next:
        if len(files_of(pieces)) > MOST_VOICES:
            raise Refusal(f"最多 {MOST_VOICES} 条语音，请删去一条再发。")
        total = sum(len(each["text"]) for each in pieces)
        if total > LONGEST:
            raise Refusal(f"谈话记录最多 {LONGEST} 字，加上这段有 {total} 字，这条没有收下。请缩短后再发。")
        scratch(context)["pieces"] = pieces
        return this_step(context)


def _seconds(voice: Voice) -> int:
    with warnings.catch_warnings():
        # A number of seconds, unless the library is told to give what its next major version gives: either is read.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        length = voice.duration
    return length if isinstance(length, int) else int(length.total_seconds())


def _pieces(facts: Draft) -> list[Piece]:
    """What the open question holds."""
    pieces: list[Piece] = facts["_"]["pieces"]
    return pieces


async def look_again(context: Context) -> Next:
    """For a while, like content that is opened."""
    await unlock(context, Resume())
    pieces = scratch(context)["pieces"]
    whole = joined(pieces)
    shown = [Markup("{}").format(whole[start : start + PART]) for start in range(0, len(whole), PART)]
    await context.toast()
    last = Markup("<i>以上几分钟后自动消失。</i>")
    await show_for_a_while(context, [*shown, last], [file_id for _, file_id in files_of(pieces)])
    return this_step(context)


def _dropping(part: str, empty: Any, label: str) -> Way:
    """The last text, or the last voice, was a slip; what else came in its message stays."""

    async def drop(context: Context) -> Next:
        pieces = scratch(context)["pieces"]
        next(each for each in reversed(pieces) if each[part])[part] = empty
        scratch(context)["pieces"] = [each for each in pieces if each["text"] or each["file"]]
        return this_step(context)

    return Way(lambda facts: label if any(each[part] for each in _pieces(facts)) else None, does=drop)


RECORD = Record(
    "record",
    "<b>谈了什么？</b>\n请发送文字或语音，可以分几次发；保存后，这些消息会从聊天里删除。",
    "谈话内容",
    LONGEST,
    MOST_VOICES,
    ways=[
        Way(lambda facts: "👀 看一遍、听一遍" if _pieces(facts) else None, does=look_again),
        _dropping("text", "", "删去最后一段文字"),
        _dropping("file", None, "删去最后一条语音"),
    ],
    files=filters.VOICE,
    otherwise="谈话记录只收文字和语音；照片和文件请不要发到这里，已发的会一并删除。",
)
