"""The question what was said: words and voices in several messages, which can be looked at once more before they are kept."""

from collections.abc import Sequence
from typing import Any

from telegram.ext import filters

from handlers.kit.confidential.pin import unlock
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.forms import hearing
from handlers.kit.forms.choices import Onward
from handlers.kit.forms.form import ASKED_BELOW, Answer, Chosen, Draft, Next, Resume, draft, scratch, this_step
from handlers.kit.forms.pieces import Piece, Pieces, files_of, joined
from handlers.kit.forms.question import Asked, Way
from handlers.kit.forms.words import Heard
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.text import Markup, lines
from handlers.talks import sent
from handlers.talks.cards import PART
from handlers.talks.sent import LONGEST, MOST_VOICES
from storage.engine.refusal import Refusal


class Record(Pieces):
    """How much there is stands above the buttons; never what, as the lock may have closed meanwhile."""

    async def words(self, context: Context) -> Markup:
        pieces = self.pieces(context)
        # What a way's label is made of knows the draft alone.
        scratch(context)["hears"] = hearing.able(context)
        texts, voices = [each["text"] for each in pieces if each["text"]], [each for each in pieces if each["file"]]
        received = [f"文字 {len(texts)} 段共 {sum(map(len, texts))} 字"] if texts else []
        received += [f"语音 {len(voices)} 条共 {sum(each['seconds'] for each in voices)} 秒"] if voices else []
        return lines(
            await Asked.words(self, context),
            Markup("已收到：{}。").format("，".join(received)) if received else None,
            Markup(hearing.NOT_INSTALLED) if voices and not hearing.able(context) else None,
            Markup("上面是听到的文字：没有错的点“用这段文字”；有错的把改好的发来，就用改好的。")
            if "heard" in scratch(context)
            else None,
        )

    async def rows(self, context: Context) -> Rows:
        if "heard" in scratch(context):
            return [[Heard(1).labelled(hearing.USE), Heard(0).labelled(hearing.LEAVE)]]
        return [[Onward().labelled(self.onward)]] if self.pieces(context) else []

    def answers(self) -> Sequence[Answer]:
        return (*super().answers(), Chosen(Heard, self.decided))

    async def add(self, context: Context) -> Next:
        """Words that are sent while heard ones wait are the mended ones."""
        waits = scratch(context).get("heard")
        piece = self.piece(context)
        if waits is None or piece["file"] or not piece["text"]:
            return await super().add(context)
        return self.said(context, waits["message"], piece["text"])

    async def decided(self, context: Context, button: Heard) -> Next:
        """Raises Refusal where none wait."""
        waits = scratch(context).get("heard")
        if waits is None:
            raise Refusal(ASKED_BELOW)
        if button.use == 1:
            return self.said(context, waits["message"], waits["text"])
        del scratch(context)["heard"]
        return this_step(context)

    def said(self, context: Context, message: int, text: str) -> Next:
        """Those are the words of that voice."""
        pieces = [{**each, "text": text} if each["message"] == message else each for each in self.pieces(context)]
        if not any(each["message"] == message for each in pieces):
            pieces.append({"message": message, "text": text, "file": None, "seconds": 0})
        following = self.fill(context, pieces)
        scratch(context).pop("heard", None)
        return following

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


def _unwritten(facts: Draft) -> list[Piece]:
    """The voices without words."""
    return [each for each in _pieces(facts) if each["file"] and not each["text"]]


async def write_down(context: Context) -> Next:
    """The newest voice without words, shown for a while like content that is opened. Raises Refusal."""
    await unlock(context, Resume())
    voices = _unwritten(draft(context))
    if not voices:
        raise Refusal(ASKED_BELOW)
    newest = voices[-1]
    text = await hearing.heard(context, newest["file"][1], newest["seconds"])
    scratch(context)["heard"] = {"message": newest["message"], "text": text}
    await show_for_a_while(context, [hearing.proposed(text)])
    context.below = True
    return this_step(context)


def _to_text(facts: Draft) -> str | None:
    return hearing.TO_TEXT if facts["_"].get("hears") and _unwritten(facts) and "heard" not in facts["_"] else None


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
        Way(_to_text, does=write_down),
        Way(lambda facts: "👀 看一遍、听一遍" if _pieces(facts) else None, does=look_again),
        _dropping("text", "", "删去最后一段文字"),
        _dropping("file", None, "删去最后一条语音"),
    ],
    files=filters.VOICE,
    otherwise="谈话记录只收文字和语音；照片和文件请不要发到这里，已发的会一并删除。",
)
