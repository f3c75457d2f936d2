"""Raising a sign to the next grade of interview, and closing it; each with a word of why, which is sealed."""

from handlers.kit.confidential.pin import unlocked
from handlers.kit.forms import confided, reading
from handlers.kit.forms.form import DONE, Form, Next, Step, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.risks.sign_buttons import OpenSign, Signs, StartClose, StartRaise
from storage.risks import signs
from storage.risks.signs import LONGEST_WORD, Refused
from storage.talks.rows import TalkKind


async def begin_raise(context: Context, button: StartRaise) -> Next:
    """As the last step will ask."""
    async with context.read() as session:
        grade = await signs.raisable(session, context.me, button.sign)
    if isinstance(grade, Refused):
        await context.tell(grade.value)
        return None
    if not await unlocked(context, button):
        return None
    draft(context).update(sign=button.sign, grade=grade.value, sent=[])
    return "word"


async def ask_raise(context: Context) -> None:
    """Why it was not enough."""
    facts = draft(context)
    text = Markup("<b>第 {} 号苗头提示升级为{}</b>\n请写明原因，例如：谈话后仍未好转。加密保存，最多 {} 个字。")
    await ask(context, text.format(facts["sign"], facts["grade"], LONGEST_WORD))


async def take_raise(context: Context) -> Next:
    """Raised; the interview can begin."""
    word = await reading.words(context, "原因", LONGEST_WORD, 2)
    if word is None:
        return None
    facts = draft(context)
    async with context.write() as tx:
        outcome = await signs.raise_(tx, context.me, facts["sign"], word, context.now)
        await confided.release(tx, context, facts["sent"])
    await confided.clean(context, facts["sent"])
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return DONE
    kind = TalkKind(outcome.grade)
    start = StartTalk(outcome.person_id, kind.number).labelled(f"🗣 开始{outcome.grade}")
    text = Markup("⬆ 第 {} 号已升级，建议尽快安排<b>{}</b>。").format(outcome.key, outcome.grade)
    await context.show(text, [[start], back(OpenSign(outcome.key))])
    return DONE


async def begin_close(context: Context, button: StartClose) -> Next:
    """An open one that is one's to deal with."""
    async with context.read() as session:
        row = await signs.handled(session, context.me, button.sign)
        talked = not isinstance(row, Refused) and await signs.talked(session, row)
    if isinstance(row, Refused):
        await context.tell(row.value)
        return None
    if not await unlocked(context, button):
        return None
    draft(context).update(sign=button.sign, grade=row.grade, talked=talked, sent=[])
    return "word"


async def ask_close(context: Context) -> None:
    facts = draft(context)
    text = lines(
        Markup("<b>结束第 {} 号苗头提示</b>").format(facts["sign"]),
        Markup("已记录{}。").format(facts["grade"])
        if facts["talked"]
        else Markup("还没有{}的记录；不约谈而结束的，台账里会注明“了解后结束”。").format(facts["grade"]),
        Markup("请写明结束的原因，例如：谈话后已放下思想包袱。加密保存，最多 {} 个字。").format(LONGEST_WORD),
    )
    await ask(context, text)


async def take_close(context: Context) -> Next:
    word = await reading.words(context, "原因", LONGEST_WORD, 2)
    if word is None:
        return None
    facts = draft(context)
    async with context.write() as tx:
        outcome = await signs.close(tx, context.me, facts["sign"], word, context.now)
        await confided.release(tx, context, facts["sent"])
    await confided.clean(context, facts["sent"])
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return DONE
    text = Markup("✅ 第 {} 号已结束（{}）。谢谢您的关心和负责。").format(outcome.key, outcome.outcome)
    await context.show(text, [back(Signs(outcome.branch_id, 0, 0))])
    return DONE


RAISE = Form(
    name="sign_raise",
    title="苗头提示升级",
    start=StartRaise,
    begin=begin_raise,
    dropped=confided.dropped,
    steps={"word": Step(ask_raise, [confided.typed(reading.TEXT, take_raise), confided.TEXT_ONLY])},
)
CLOSE = Form(
    name="sign_close",
    title="结束苗头提示",
    start=StartClose,
    begin=begin_close,
    dropped=confided.dropped,
    steps={"word": Step(ask_close, [confided.typed(reading.TEXT, take_close), confided.TEXT_ONLY])},
)
