"""What was said: text in several messages, voices in several, looked at once more before it is saved."""

import warnings

from telegram import Voice
from telegram.ext import filters
from telegram.warnings import PTBDeprecationWarning

from handlers.kit.confidential.pin import is_open, unlocked
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.forms import reading
from handlers.kit.forms.confided import otherwise, typed
from handlers.kit.forms.form import Chosen, Next, Resume, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, lines
from handlers.talks.cards import PART
from storage.people.access import Act
from storage.talks.rows import Refused

LONGEST = 10_000
MOST_VOICES = 10
LARGEST_VOICE = 20 * 1024 * 1024  # a bot downloads no more


class Onward(Button, prefix="talk_on", act=Act.LOG_TALK):
    """It is complete."""


class LookAgain(Button, prefix="talk_look", act=Act.LOG_TALK):
    """Read and hear it once more."""


class DropVoice(Button, prefix="talk_novoice", act=Act.LOG_TALK):
    """The last voice was a slip."""


class DropText(Button, prefix="talk_notext", act=Act.LOG_TALK):
    """The last piece of text was a slip."""


async def ask_record(context: Context) -> None:
    """How much there is; never what, as the lock may have closed meanwhile."""
    facts = draft(context)
    texts, voices = facts["texts"], facts["voices"]
    text = lines(
        Markup("<b>谈了什么？</b>"),
        Markup("请发送文字或语音，可以分几次发；保存后，这些消息会从聊天里删除。"),
        Markup("已收到：文字 {} 段共 {} 字，语音 {} 条共 {} 秒。").format(
            len(texts), sum(map(len, texts)), len(voices), sum(seconds for _, seconds in voices)
        ),
    )
    rows = []
    if texts or voices:
        rows.append([LookAgain().labelled("👀 看一遍、听一遍")])
        undo = [DropText().labelled("删去最后一段文字")] if texts else []
        undo += [DropVoice().labelled("删去最后一条语音")] if voices else []
        rows += [undo, [Onward().labelled("下一步 ›")]]
    await ask(context, text, rows)


async def take_text(context: Context) -> Next:
    text = await reading.words(context, "这一段", 4096)
    if text is None:
        return None
    if not await _has_room(context, text):
        return None
    draft(context)["texts"].append(text)
    return "record"


async def _has_room(context: Context, text: str) -> bool:
    total = sum(map(len, draft(context)["texts"])) + len(text)
    if total > LONGEST:
        await context.tell(f"谈话记录最多 {LONGEST} 字，加上这段有 {total} 字，这条没有收下。请缩短后再发。")
    return total <= LONGEST


async def take_voice(context: Context) -> Next:
    """A voice message; its bytes are fetched when it is saved."""
    voice = context.message.voice if context.message else None
    if voice is None:
        return None
    voices = draft(context)["voices"]
    if len(voices) >= MOST_VOICES:
        await context.tell(f"最多 {MOST_VOICES} 条语音，请删去一条再发。")
        return None
    if (voice.file_size or 0) > LARGEST_VOICE:
        await context.tell("这条语音超过 20 MB，机器人取不到，请分成几条发送。")
        return None
    words = context.text.strip()
    if not await _has_room(context, words):
        return None
    if words:
        draft(context)["texts"].append(words)
    voices.append([voice.file_id, _seconds(voice)])
    return "record"


def _seconds(voice: Voice) -> int:
    with warnings.catch_warnings():
        # A number of seconds, unless the library is told to give what its next major version gives: either is read.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        length = voice.duration
    return length if isinstance(length, int) else int(length.total_seconds())


async def look_again(context: Context, _button: LookAgain) -> Next:
    """For a while, like content that is opened."""
    if not is_open(context):
        await unlocked(context, Resume())
        return None
    facts = draft(context)
    whole = "\n".join(facts["texts"])
    shown = [Markup("{}").format(whole[start : start + PART]) for start in range(0, len(whole), PART)]
    await context.toast()
    last = Markup("<i>以上几分钟后自动消失。</i>")
    await show_for_a_while(context, [*shown, last], [file_id for file_id, _ in facts["voices"]])
    return "record"


async def drop_voice(context: Context, _button: DropVoice) -> Next:
    if voices := draft(context)["voices"]:
        voices.pop()
    return "record"


async def drop_text(context: Context, _button: DropText) -> Next:
    if texts := draft(context)["texts"]:
        texts.pop()
    return "record"


async def onward(context: Context, _button: Onward) -> Next:
    facts = draft(context)
    if not facts["texts"] and not facts["voices"]:
        await context.tell(Refused.EMPTY.value)
        return None
    return "agreed"


STEPS = {
    "record": Step(
        ask_record,
        [
            typed(reading.TEXT, take_text),
            typed(filters.VOICE, take_voice, captions=True),
            Chosen(LookAgain, look_again),
            Chosen(DropVoice, drop_voice),
            Chosen(DropText, drop_text),
            Chosen(Onward, onward),
            otherwise("谈话记录只收文字和语音；照片和文件请不要发到这里，已发的会一并删除。"),
        ],
    )
}
