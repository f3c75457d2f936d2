"""What people send of a talk, words or a voice; also before it is asked for: then it is asked about, and kept for its question."""

from telegram.ext import filters

from handlers.kit.forms import hearing
from handlers.kit.forms.form import Draft, Next, Typed, draft, scratch, this_step
from handlers.kit.forms.pieces import Piece, files_of, piece_of
from handlers.kit.forms.question import Way
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup
from storage.engine.refusal import Refusal

LONGEST, MOST_VOICES = 10_000, 10
LARGEST_VOICE = 20 * 1024 * 1024  # a bot downloads no more


def piece(context: Context) -> Piece:
    """One message. The bytes of a voice are fetched when it is kept. Raises Refusal for one that no bot can fetch."""
    voice = context.message.voice if context.message else None
    if voice and (voice.file_size or 0) > LARGEST_VOICE:
        raise Refusal("这条语音超过 20 MB，机器人取不到，请分成几条发送。")
    return {**piece_of(context), "seconds": hearing.seconds_of(voice) if voice else 0}


def fitting(pieces: list[Piece]) -> list[Piece]:
    """The pieces, where one talk may hold them. Raises Refusal."""
    if len(files_of(pieces)) > MOST_VOICES:
        raise Refusal(f"最多 {MOST_VOICES} 条语音，请删去一条再发。")
    total = sum(len(each["text"]) for each in pieces)
    if total > LONGEST:
        raise Refusal(f"谈话记录最多 {LONGEST} 字，加上这段有 {total} 字，这条没有收下。请缩短后再发。")
    return pieces


def counted(pieces: list[Piece]) -> str:
    """How much there is; never what, as the lock may have closed meanwhile."""
    words, voices = sum(len(each["text"]) for each in pieces), len(files_of(pieces))
    return "、".join([*([f"{words} 字"] if words else []), *([f"语音 {voices} 条"] if voices else [])])


async def came_early(context: Context) -> Next:
    """It answers no question that is open: it waits for the word whether it is of the talk. Raises Refusal for what does not fit."""
    facts = draft(context)
    facts["early"] = fitting([*facts.get("early", []), piece(context)])
    return this_step(context)


def note(context: Context, why: str, otherwise: str) -> Markup | None:
    """About what came early: why it is no answer here, and what to do where it is not of the talk either."""
    early = draft(context).get("early")
    if not early:
        return None
    return Markup("\n❓ 刚才发的（{}）{}。是谈话内容就点“收下”，到第 3 步接着写；{}。").format(
        counted(early), why, otherwise
    )


async def _keep(context: Context) -> Next:
    """With what is there of the talk: at the question what was said, or ahead of it; that one is then asked with both."""
    facts, open_ = draft(context), scratch(context)
    if "pieces" in open_:
        open_["pieces"] = fitting([*open_["pieces"], *facts["early"]])
    else:
        there = facts["record"]["pieces"] if "record" in facts else facts.get("ahead", [])
        facts["ahead"] = fitting([*there, *facts["early"]])
        facts.pop("record", None)
    del facts["early"]
    return this_step(context)


def _offered(facts: Draft) -> str | None:
    return f"📝 是谈话内容，收下（{counted(facts['early'])}）" if facts.get("early") else None


KEEP_EARLY = Way(_offered, does=_keep)
EARLY_VOICE = Typed(filters.VOICE, came_early, captions=True)
