"""题库: browsing by topic, searching, taking a question out of use."""

import asyncio
from collections.abc import Callable, Sequence

from handlers.exams import buttons as b
from handlers.exams import cards
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Unrecorded
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, lines
from storage.engine.refusal import Refusal
from storage.exams import bank, sitting, starting
from storage.exams.bank_file import template
from storage.exams.rows import Question, Refused
from storage.people import directory
from storage.people.access import Place, may
from storage.people.rights import Act

TOPICS = 20


async def send_template(context: Context, button: b.Template) -> None:
    """The file to fill in, with an example row of each kind."""
    await context.toast()
    content = await asyncio.to_thread(template)
    caption = "照示例填写，删去示例行，再点“导入题目”发回来。一次最多 5000 题。"
    await context.send_file("题库模板.xlsx", content, Unrecorded.BLANK, caption)


async def show(context: Context, button: b.Bank) -> None:
    """The topics, and the ways to fill the bank."""
    async with context.read() as session:
        found = await bank.topics(session, bank.home_of(context.me), retired=True)
    shown, turning = paged(list(found.items()), button.page, b.Bank, TOPICS)
    rows = in_columns([b.OpenTopic(0, topic).labelled(f"{topic} {number}") for topic, number in shown])
    tools = [
        [b.StartImport().labelled("📥 导入题目"), b.Template().labelled("📄 下载模板")],
        [b.StartPoll().labelled("📨 转发测验题"), b.StartSearch().labelled("🔍 搜索")],
    ]
    if not found and bank.home_of(context.me) is None:
        tools.append([b.LoadStarting().labelled("📚 载入自带的入门题库")])
    covers = "全局题库" if bank.home_of(context.me) is None else "全局题库和本支部题库；您导入的题进本支部题库"
    text = lines(
        Markup("<b>📚 题库</b>（{}）").format(covers),
        Markup("{} 个主题，{} 题。").format(len(found), sum(found.values())) if found else Markup("题库是空的。"),
    )
    await context.show(text, [*rows, *turning, *tools, back(b.Quiz())])


async def load_starting(context: Context, button: b.LoadStarting) -> None:
    """The questions that come with the bot, into the bureau's bank, each once."""
    if not may(context.me, Act.SET_EXAMS, Place()):
        raise Refusal(NOT_ALLOWED)
    async with context.write() as tx:
        number = await starting.add(tx, context.now)
    await context.toast(f"已载入 {number} 题，使用前请对照原文核对。", alert=True)
    await show(context, b.Bank(0))


async def topic(context: Context, button: b.OpenTopic) -> None:
    async with context.read() as session:
        found = await bank.browse(session, bank.home_of(context.me), topic=button.topic)
    await _list(context, f"📚 {button.topic}", found, button.page, lambda page: b.OpenTopic(page, button.topic))


async def found(context: Context, button: b.Found) -> None:
    async with context.read() as session:
        hits = await bank.browse(session, bank.home_of(context.me), words=button.words)
    await _list(context, f"🔍 {button.words}", hits, button.page, lambda page: b.Found(page, button.words))


async def _list(
    context: Context, title: str, questions: Sequence[Question], page: int, turn: Callable[[int], Button]
) -> None:
    shown, turning = paged(questions, page, turn)
    rows = [[b.OpenQuestion(each.number).labelled(cards.question_label(each))] for each in shown]
    count = f"{len(questions)} 题。⛔ 是已停用的。" if questions else "没有找到题目。"
    await context.show(Markup("<b>{}</b>\n{}").format(title, count), [*rows, *turning, back(b.Bank(0))])


async def question(context: Context, button: b.OpenQuestion) -> None:
    """One question with its answer: for those who set exams from it."""
    async with context.read() as session:
        each = await bank.find(session, button.question)
        names = await directory.branch_names(session)
        answering = await sitting.sits_on(session, context.me.person_id, button.question, context.now)
    own = bank.home_of(context.me)
    if own is not None and each.branch_id not in (None, own):
        raise Refusal(NOT_ALLOWED)
    if answering:
        raise Refusal(Refused.ANSWERING)
    rows = []
    if may(context.me, Act.SET_EXAMS, each.place):
        word = "▶ 恢复使用" if each.retired_at else "⛔ 停用"
        rows.append([b.Retire(each.number, int(each.retired_at is not None)).labelled(word)])
    text = cards.whole_question(each, names.get(each.branch_id or 0))
    await context.show(text, [*rows, back(b.OpenTopic(0, each.topic))])


async def retire(context: Context, button: b.Retire) -> None:
    """停用 or back."""
    async with context.write() as tx:
        await bank.retire(tx, context.me, button.question, context.now, back=button.back == 1)
    await context.toast("已恢复使用" if button.back == 1 else "已停用，以后不再抽到；已有的试卷不受影响")
    await question(context, b.OpenQuestion(button.question))
