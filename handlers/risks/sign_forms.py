"""What is filled in on signs: noting one on somebody of the branch, raising it to the next grade of interview, closing it, and the
purpose for which others read it. All behind the PIN."""

from datetime import date

from telegram import InlineKeyboardButton

from handlers.kit.confidential.pin import unlock
from handlers.kit.forms import confided
from handlers.kit.forms.choices import Choice, Option, Person
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, Resume, draft
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.risks import pushes
from handlers.risks.buttons import OpenSign, Signs, StartClose, StartNote, StartRaise, StartReading
from handlers.risks.cards import DOTS
from handlers.risks.sign_cards import CAREFUL, HEADING
from handlers.risks.sign_screens import reveal
from storage.people import directory
from storage.people.directory import Who
from storage.risks import signs
from storage.risks.rows import Sign
from storage.risks.signs import LONGEST, LONGEST_WORD, SHORTEST_PURPOSE
from storage.rules.grades import Level
from storage.talks.rows import TalkKind

LONGEST_PURPOSE = 100


async def begin_noting(context: Context, button: StartNote) -> None:
    await unlock(context, button)


async def of_the_branch(context: Context) -> list[Who]:
    async with context.read() as session:
        everyone = await directory.people_of(session, branch_id=context.me.branch_id)
    return [who for who in everyone if signs.may_note(context.me, who)]


async def to_be_noted(context: Context, person: int) -> Who:
    async with context.read() as session:
        return await signs.to_be_noted(session, context.me, person)


async def levels(_context: Context) -> list[Option]:
    """The lightest first, each with the interview that it leads to."""
    return [
        Option(level.value, f"{DOTS[level]} {level.value}　→ {signs.proposed(level).value}")
        for level in reversed(Level)
    ]


async def review(context: Context) -> Markup:
    facts = draft(context)
    level = Level(facts["level"])
    return lines(
        Markup("<b>请核对</b>"),
        Markup("同志：<b>{}</b>").format(facts["person_name"]),
        Markup("情况：已写 {} 个字（不在此重复显示）").format(len(facts["what"])),
        Markup("发现：{}").format(day_text(date.fromisoformat(facts["since"]), context.now.date())),
        Markup("程度：{} {}，建议<b>{}</b>").format(DOTS[level], level.value, signs.proposed(level).value),
    )


async def note(context: Context) -> None:
    """One transaction: the record, the sign, its entry in the trail, and a push that says neither whom nor what."""
    facts = draft(context)
    async with confided.keeping(context) as tx:
        row = await signs.note(
            tx,
            context.me,
            person_id=facts["person"],
            what=facts["what"],
            since=date.fromisoformat(facts["since"]),
            level=Level(facts["level"]),
            now=context.now,
        )
        await pushes.noted(tx, row, context)
    text = Markup("<b>✅ 已登记</b>（第 {} 号）\n建议尽快安排<b>{}</b>，现在就可以开始。").format(row.key, row.grade)
    see = [OpenSign(row.key).labelled("查看"), Signs(0, 0, 0).labelled("🌱 苗头提示")]
    await context.show(text, [[_start(row)], see, back(Signs(0, 0, 0))])


def _start(row: Sign) -> InlineKeyboardButton:
    return StartTalk(row.person_id, TalkKind(row.grade).number).labelled(f"🗣 开始{row.grade}")


NOTING = Form(
    name="sign",
    title="苗头提示",
    start=StartNote,
    begin=begin_noting,
    confidential=True,
    questions=[
        Person(
            "person",
            f"{HEADING}\n{CAREFUL}\n\n关于哪一位同志？点一位，或输入姓名查找。",
            of_the_branch,
            may_be=to_be_noted,
        ),
        Text(
            "what",
            f"关于<b>{{person_name}}</b>，看到、听到了什么情况？\n请客观写事实，不写猜测和结论，最多 {LONGEST} 个字。"
            "内容加密保存；保存后，您发的这段文字会从聊天里删除。",
            "情况",
            LONGEST,
            shortest=4,
        ),
        Day("since", "从什么时候发现的？", past=True),
        Choice("level", "程度如何？后面是按规则建议的约谈方式，之后可以升级。", options=levels, columns=1),
        Review("confirm", review, "✅ 保存", note),
    ],
)


async def begin_raising(context: Context, button: StartRaise) -> None:
    """Refuses what the last question would refuse."""
    async with context.read() as session:
        grade = await signs.raisable(session, context.me, button.sign)
    await unlock(context, button)
    draft(context).update(sign=button.sign, grade=grade.value)


async def raise_(context: Context) -> None:
    """The interview can begin."""
    async with confided.keeping(context) as tx:
        row = await signs.raise_(tx, context.me, draft(context)["sign"], draft(context)["word"], context.now)
    text = Markup("⬆ 第 {} 号已升级，建议尽快安排<b>{}</b>。").format(row.key, row.grade)
    await context.show(text, [[_start(row)], back(OpenSign(row.key))])


RAISING = Form(
    name="sign_raise",
    title="苗头提示升级",
    start=StartRaise,
    begin=begin_raising,
    confidential=True,
    questions=[
        Text(
            "word",
            "<b>第 {sign} 号苗头提示升级为{grade}</b>\n"
            f"请写明原因，例如：谈话后仍未好转。加密保存，最多 {LONGEST_WORD} 个字。",
            "原因",
            LONGEST_WORD,
            shortest=2,
        )
    ],
    save=raise_,
)


async def begin_closing(context: Context, button: StartClose) -> None:
    """An open one that is one's to deal with."""
    async with context.read() as session:
        row = await signs.handled(session, context.me, button.sign)
        talked = await signs.talked(session, row)
    await unlock(context, button)
    lacking = f"还没有{row.grade}的记录；不约谈而结束的，台账里会注明“了解后结束”。"
    draft(context).update(sign=button.sign, stands=f"已记录{row.grade}。" if talked else lacking)


async def close(context: Context) -> None:
    async with confided.keeping(context) as tx:
        row = await signs.close(tx, context.me, draft(context)["sign"], draft(context)["word"], context.now)
    text = Markup("✅ 第 {} 号已结束（{}）。谢谢您的关心和负责。").format(row.key, row.outcome)
    await context.show(text, [back(Signs(row.branch_id, 0, 0))])


CLOSING = Form(
    name="sign_close",
    title="结束苗头提示",
    start=StartClose,
    begin=begin_closing,
    confidential=True,
    questions=[
        Text(
            "word",
            "<b>结束第 {sign} 号苗头提示</b>\n{stands}\n"
            f"请写明结束的原因，例如：谈话后已放下思想包袱。加密保存，最多 {LONGEST_WORD} 个字。",
            "原因",
            LONGEST_WORD,
            shortest=2,
        )
    ],
    save=close,
)


async def begin_reading(context: Context, button: StartReading) -> None:
    """For those who oversee the branches."""
    async with context.read() as session:
        await signs.find(session, context.me, button.sign)
    await unlock(context, button)
    draft(context)["sign"] = button.sign


async def read(context: Context) -> None:
    await unlock(context, Resume())
    await reveal(context, draft(context)["sign"], draft(context)["purpose"], confided.keeping(context))


READING = Form(
    name="sign_read",
    title="查看苗头提示",
    start=StartReading,
    begin=begin_reading,
    confidential=True,
    questions=[
        Text(
            "purpose",
            "查看第 {sign} 号苗头提示的内容。\n"
            f"请写明用途（{SHORTEST_PURPOSE} 到 {LONGEST_PURPOSE} 个字），会记入审计记录。",
            "用途",
            LONGEST_PURPOSE,
            shortest=SHORTEST_PURPOSE,
        )
    ],
    save=read,
)
FORMS = (NOTING, RAISING, CLOSING, READING)
