"""What was agreed and what follows; everything confirmed, saved in one transaction, and the chat cleaned."""

from datetime import date

from telegram.error import BadRequest, InvalidToken

from handlers.kit.confidential.pin import is_open, unlocked
from handlers.kit.forms import reading
from handlers.kit.forms.confided import clean, otherwise, release, typed
from handlers.kit.forms.form import DONE, Chosen, Next, Resume, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.talks import pushes
from handlers.talks.buttons import OpenTalk, TalkHome
from handlers.talks.cards import TELEGRAM_MAY_HOLD
from storage.people import directory
from storage.people.access import Act
from storage.talks import keeping
from storage.talks.keeping import Said
from storage.talks.rows import Refused, TalkKind

LONGEST = 2000
LOST_VOICE = "有一条语音已取不到（可能太久了），请回到“谈了什么”删去它再发一次。"


class Skip(Button, prefix="talk_skip", act=Act.LOG_TALK):
    """Nothing to say there."""


class Save(Button, prefix="talk_save", act=Act.LOG_TALK):
    """Keep it."""


class BackToRecord(Button, prefix="talk_edit", act=Act.LOG_TALK):
    """Something is missing."""


async def ask_agreed(context: Context) -> None:
    await ask(context, Markup("<b>约定了什么？</b>\n用文字写，或跳过。"), [[Skip().labelled("跳过")]])


async def take_agreed(context: Context) -> Next:
    text = await reading.words(context, "约定事项", LONGEST)
    if text is None:
        return None
    draft(context)["agreed"] = text
    return "follow_up"


async def skip_agreed(context: Context, _button: Skip) -> Next:
    draft(context)["agreed"] = ""
    return "follow_up"


async def ask_follow_up(context: Context) -> None:
    """What is still to be done."""
    text = Markup("<b>后续要做什么？</b>\n用文字写（同样加密保存），或跳过。写了可以再定一个日期，到期前提醒您。")
    await ask(context, text, [[Skip().labelled("跳过")]])


async def take_follow_up(context: Context) -> Next:
    """In words; then the day."""
    text = await reading.words(context, "后续安排", LONGEST)
    if text is None:
        return None
    draft(context)["follow_up"] = text
    return "until"


async def skip_follow_up(context: Context, _button: Skip) -> Next:
    draft(context).update(follow_up="", until=None)
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """The facts; of the content only how much."""
    facts = draft(context)
    today = context.now.date()
    async with context.read() as session:
        other = await directory.who_has_id(session, facts["person"])
    until = date.fromisoformat(facts["until"]) if facts["until"] else None
    hour = f" {facts['hour']}" if facts["hour"] else ""
    text = lines(
        Markup("<b>请核对</b>"),
        Markup("对象：{}　类别：{}").format(other.name if other else "", list(TalkKind)[facts["kind"]].value),
        Markup("时间：{}{}").format(day_text(date.fromisoformat(facts["day"]), today), hour),
        Markup("内容：文字 {} 字，语音 {} 条").format(sum(map(len, facts["texts"])), len(facts["voices"])),
        Markup("约定事项：{} 字").format(len(facts["agreed"])) if facts["agreed"] else None,
        Markup("后续安排：{} 字{}").format(
            len(facts["follow_up"]), f"，{day_text(until, today)}前落实，列入您的任务" if until else ""
        )
        if facts["follow_up"]
        else None,
        Markup("\n保存后不能改写，只能补充；对方会看到有这次谈话，看不到内容。"),
    )
    await ask(context, text, [[Save().labelled("✅ 加密保存")], [BackToRecord().labelled("‹ 再改改")]])


async def back_to_record(_context: Context, _button: BackToRecord) -> Next:
    return "record"


async def save(context: Context, _button: Save) -> Next:
    """One transaction: the sealed record, the talk, its entry in the trail, the task, and what is to vanish from the chat."""
    if not is_open(context):
        await unlocked(context, Resume())
        return None
    facts = draft(context)
    try:
        voices = [await _fetched(context, file_id) for file_id, _ in facts["voices"]]
    except (BadRequest, InvalidToken):  # a 404 becomes the latter
        await context.tell(LOST_VOICE)
        return None
    said = Said("\n".join(facts["texts"]), facts["place"], facts["agreed"], facts["follow_up"], voices)
    stuck = 0
    async with context.write() as tx:
        outcome = await keeping.log(
            tx,
            context.me,
            with_id=facts["person"],
            kind=list(TalkKind)[facts["kind"]],
            held_on=date.fromisoformat(facts["day"]),
            hour=facts["hour"],
            said=said,
            follow_up_on=date.fromisoformat(facts["until"]) if facts["until"] else None,
            now=context.now,
        )
        if not isinstance(outcome, Refused):
            stuck = await release(tx, context, facts["sent"])
            await pushes.logged(tx, outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    await context.show(saved_text(stuck), [[OpenTalk(outcome.key).labelled("查看")], back(TalkHome())])
    await clean(context, facts["sent"])
    return DONE


async def _fetched(context: Context, file_id: str) -> bytes:
    return bytes(await (await context.bot.get_file(file_id)).download_as_bytearray())


def saved_text(stuck: int) -> Markup:
    """What became of the messages, and plainly what the bot cannot promise."""
    left = f"有 {stuck} 条消息发出超过 48 小时，机器人删不了，请您自己删除。" if stuck else ""
    return lines(
        Markup("<b>✅ 已加密保存</b>"),
        Markup("您发来的内容正从聊天里删除。{}").format(left),
        Markup("{}").format(TELEGRAM_MAY_HOLD),
    )


STEPS = {
    "agreed": Step(
        ask_agreed, [typed(reading.TEXT, take_agreed), Chosen(Skip, skip_agreed), otherwise("请用文字写，或点“跳过”。")]
    ),
    "follow_up": Step(
        ask_follow_up,
        [typed(reading.TEXT, take_follow_up), Chosen(Skip, skip_follow_up), otherwise("请用文字写，或点“跳过”。")],
    ),
    "confirm": Step(
        ask_confirm,
        [
            Chosen(Save, save),
            Chosen(BackToRecord, back_to_record),
            otherwise("请点“加密保存”，或点“再改改”补充内容。"),
        ],
    ),
}
