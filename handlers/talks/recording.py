"""The question what was said: words and voices in several messages, which can be looked at once more before they are kept."""

from typing import Any

from telegram.ext import filters

from handlers.kit.confidential.pin import unlock
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.forms.choices import Onward
from handlers.kit.forms.form import Draft, Next, Resume, draft, scratch, this_step
from handlers.kit.forms.pieces import Piece, Pieces, files_of, joined
from handlers.kit.forms.question import Asked, Way
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.text import Markup, lines
from handlers.talks import sent
from handlers.talks.cards import PART
from handlers.talks.sent import LONGEST, MOST_VOICES


class Record(Pieces):
    """How much there is stands above the buttons; never what, as the lock may have closed meanwhile."""

    async def words(self, context: Context) -> Markup:
        pieces = self.pieces(context)
        texts, voices = [each["text"] for each in pieces if each["text"]], [each for each in pieces if each["file"]]
        received = [f"文字 {len(texts)} 段共 {sum(map(len, texts))} 字"] if texts else []
        received += [f"语音 {len(voices)} 条共 {sum(each['seconds'] for each in voices)} 秒"] if voices else []
        return lines(
            await Asked.words(self, context),
            Markup("已收到：{}。").format("，".join(received)) if received else None,
        )

    async def rows(self, context: Context) -> Rows:
        return [[Onward().labelled(self.onward)]] if self.pieces(context) else []

    def pieces(self, context: Context) -> list[Piece]:
        """What was sent so far, to this question or ahead of it."""
        open_, facts = scratch(context), draft(context)
        if "pieces" not in open_ and "record" not in facts:
            open_["pieces"] = list(facts.get("ahead", []))
        return super().pieces(context)

    def piece(self, context: Context) -> Piece:
        """Raises Refusal for a voice that no bot can fetch."""
        return sent.piece(context)

    def fill(self, context: Context, pieces: list[Piece]) -> Next:
        scratch(context)["pieces"] = sent.fitting(pieces)
        return this_step(context)

    def kept(self, context: Context, value: Any) -> Next:
        draft(context).pop("ahead", None)
        return super().kept(context, value)


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


async def nothing_more(context: Context) -> Next:
    """Neither agreed nor planned: on to the review. Raises Refusal where nothing was said yet."""
    following = await RECORD.go_on(context, Onward())
    draft(context).update(agreed="", follow_up="", until=None)
    return following


RECORD = Record(
    "record",
    "<b>3/6　谈了什么？</b>\n请发送文字或语音，可以分几次发；保存后，这些消息会从聊天里删除。",
    "谈话内容",
    LONGEST,
    MOST_VOICES,
    ways=[
        sent.KEEP_EARLY,
        Way(
            lambda facts: None if "until" in facts or not _pieces(facts) else "没有约定和后续，去核对 ›",
            does=nothing_more,
        ),
        Way(lambda facts: "👀 看一遍、听一遍" if _pieces(facts) else None, does=look_again),
        _dropping("text", "", "删去最后一段文字"),
        _dropping("file", None, "删去最后一条语音"),
    ],
    files=filters.VOICE,
    otherwise="谈话记录只收文字和语音；照片和文件请不要发到这里，已发的会一并删除。",
)
