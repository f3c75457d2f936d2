"""The module's first screen, my exams, and one of them."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.exams import cards
from handlers.exams.buttons import (
    Bank,
    Begin,
    Daily,
    MyExams,
    OpenExam,
    Overseen,
    Practise,
    Quiz,
    Rank,
    Result,
    Results,
    StartExam,
)
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from storage.exams import practice, setting, sitting
from storage.exams.ranking import Span
from storage.exams.rows import Refused
from storage.exams.sitting import Mine
from storage.people.access import Act, may
from storage.people.directory import Who, name_of
from storage.rules.switches import Switch, is_on

SHOWN = 5


async def quiz(context: Context, _button: Quiz) -> None:
    """What can be taken now, practice, the ranking; and for setters their tools."""
    me = context.me
    async with context.read() as session:
        open_ones = _to_take(await sitting.of_person(session, me.person_id), context.now)
        days = await practice.streak(session, me.person_id, context.now.date())
    rows = [[OpenExam(each.exam.key).labelled(cards.label(each, context.now))] for each in open_ones[:SHOWN]]
    rows.append([MyExams(0).labelled("📝 我的考试"), Practise().labelled("🌱 每日练习")])
    rows.append(
        [
            Rank(Span.MONTH.value, 0, 0).labelled("🏆 学习排名" if is_on(Switch.RANKING) else "📈 我的学习"),
            Daily().labelled("📣 群内今日一题"),
        ]
    )
    if may(me, Act.SET_EXAMS):
        rows.append([StartExam().labelled("➕ 出卷"), Bank(0).labelled("📚 题库")])
    if may(me, Act.SEE_RESULTS):
        rows.append([Overseen(0).labelled("📊 考试成绩")])
    text = lines(
        Markup("<b>📝 考试竞赛</b>"),
        Markup("待参加 {} 场。").format(len(open_ones)) if open_ones else Markup("现在没有要参加的考试。"),
        Markup("连续练习 {} 天。").format(days) if days else None,
    )
    await context.show(text, [*rows, HOME])


async def command(context: Context) -> None:
    await quiz(context, Quiz())


def _to_take(found: list[Mine], now: datetime) -> list[Mine]:
    """Those that are open and not handed in yet."""
    return [each for each in found if each.can_start(now) and (each.best is None or each.under_way is not None)]


async def waiting(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """A line for the home screen."""
    found = _to_take(await sitting.of_person(session, me.person_id), now)
    if not found:
        return None
    running = any(each.under_way is not None for each in found)
    return Markup("📝 {} 场考试待参加{}").format(len(found), "（有一场正在计时）" if running else "")


async def my_exams(context: Context, button: MyExams) -> None:
    """Every exam that was for me."""
    async with context.read() as session:
        found = await sitting.of_person(session, context.me.person_id)
    shown, turning = paged(found, button.page, MyExams)
    rows = [[OpenExam(each.exam.key).labelled(cards.label(each, context.now))] for each in shown]
    text = lines(
        Markup("<b>📝 我的考试</b>"),
        Markup("🔵 可以作答　⏳ 正在作答　🕒 还没开始\n✅ 合格　✗ 未合格　⚪ 没有参加")
        if found
        else Markup("还没有您的考试。"),
    )
    await context.show(text, [*rows, *turning, back(Quiz())])


async def open_exam(context: Context, button: OpenExam) -> None:
    """One exam: when, how, what I have reached, and the way in."""
    me, now = context.me, context.now
    async with context.read() as session:
        mine = await sitting.one_of_person(session, me.person_id, button.exam)
        exam = await setting.find(session, button.exam)
        by = await name_of(session, exam.by) if exam else ""
    if isinstance(mine, Refused):
        if exam is not None and setting.sees(me, exam):
            text = lines(
                Markup("📝 <b>{}：{}</b>（{} 发布）").format(exam.word, exam.title, by), cards.exam_facts(exam, now)
            )
            await context.show(text, [[Results(exam.key).labelled("📊 成绩")], back(Quiz())])
            return None
        return await context.tell(mine.value)
    rows = []
    note = None
    if mine.under_way is not None:
        rows.append([Begin(button.exam).labelled("▶ 继续作答")])
        note = Markup("⏳ 您正在作答，时间仍在走：{} 截止。").format(
            f"{mine.under_way.deadline.astimezone(now.tzinfo):%H:%M:%S}"
        )
    elif mine.can_start(now):
        rows.append([Begin(button.exam).labelled(f"▶ 开始作答（第 {len(mine.sittings) + 1} 次）")])
        note = Markup("点“开始作答”就开始计时，中途退出也不暂停；到时自动交卷。")
    else:
        refused = sitting.window(mine.exam, mine.taker, now)
        note = Markup("{}").format(refused.value if isinstance(refused, Refused) else Refused.NO_TRIES.value)
    rows += [
        [Result(each.key).labelled(f"第 {each.number} 次的成绩")]
        for each in mine.sittings
        if each.handed_in_at is not None
    ]
    if setting.sees(me, mine.exam):
        rows.append([Results(button.exam).labelled("📊 成绩")])
    await context.show(lines(cards.exam_card(mine, by, now), note), [*rows, back(MyExams(0))])
    return None
