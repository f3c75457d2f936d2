"""考试竞赛: the first screen, one's own exams, and one of them."""

from handlers.exams import buttons as b
from handlers.exams import cards
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenExam, Practise
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from storage.engine.refusal import Refusal
from storage.exams import exams, practice, sitting
from storage.exams.ranking import Span
from storage.people.access import may
from storage.people.directory import name_of
from storage.people.rights import Act
from storage.rules.switches import Switch, is_on

SHOWN = 5


async def quiz(context: Context, button: b.Quiz) -> None:
    """What can be taken now, practice, the ranking; and for setters their tools."""
    me, now = context.me, context.now
    async with context.read() as session:
        mine = await sitting.of_person(session, me.person_id)
        days = await practice.streak(session, me.person_id, now.date())
    open_ones = [each for each in mine if each.waits(now)]
    again = [each for each in mine if each.may_pass_yet(now)]
    ranking = "🏆 学习排名" if is_on(Switch.RANKING) else "📈 我的学习"
    rows = [
        *([OpenExam(each.exam.key).labelled(cards.label(each, now))] for each in [*open_ones, *again][:SHOWN]),
        [Practise().labelled(f"🌱 每日练习：混合 {context.bot_data.options.practice_a_day} 题")],
        [b.MyExams(0).labelled("📝 我的考试"), b.Rank(Span.MONTH, 0, 0).labelled(ranking)],
        [b.Daily().labelled("📣 群内今日一题")],
    ]
    if may(me, Act.SET_EXAMS):
        rows.append([b.StartExam().labelled("➕ 出卷"), b.Bank(0).labelled("📚 题库")])
    if may(me, Act.SEE_RESULTS):
        rows.append([b.Overseen(0).labelled("📊 考试成绩")])
    text = lines(
        Markup("<b>📝 考试竞赛</b>"),
        Markup("待参加 {} 场。").format(len(open_ones)) if open_ones else Markup("现在没有要参加的考试。"),
        Markup("没有合格、还能再答的 {} 场。").format(len(again)) if again else None,
        Markup("连续练习 {} 天。").format(days) if days else None,
    )
    await context.show(text, [*rows, HOME])


async def command(context: Context) -> None:
    await quiz(context, b.Quiz())


async def my_exams(context: Context, button: b.MyExams) -> None:
    async with context.read() as session:
        found = await sitting.of_person(session, context.me.person_id)
    shown, turning = paged(found, button.page, b.MyExams)
    rows = [[OpenExam(each.exam.key).labelled(cards.label(each, context.now))] for each in shown]
    legend = "🔵 可以作答　⏳ 正在作答　🕒 还没开始\n✅ 合格　✗ 未合格　⚪ 没有参加" if found else "还没有您的考试。"
    await context.show(Markup("<b>📝 我的考试</b>\n{}").format(legend), [*rows, *turning, back(b.Quiz())])


async def open_exam(context: Context, button: OpenExam) -> None:
    """One exam: when, how, what I have reached, and the way in; for those who only oversee it, its results."""
    me, now = context.me, context.now
    async with context.read() as session:
        exam = await exams.find(session, button.exam)
        by = await name_of(session, exam.by)
        try:
            mine = await sitting.one_of_person(session, me.person_id, button.exam)
        except Refusal:
            if not exams.sees(me, exam):
                raise
            mine = None
    results = [[b.Results(exam.key).labelled("📊 成绩")]] if exams.sees(me, exam) else []
    if mine is None:
        await context.show(cards.announced(exam, by, now), [*results, back(b.Quiz())])
        return
    rows = []
    if mine.under_way is not None:
        rows.append([b.Begin(exam.key).labelled("▶ 继续作答")])
        until = mine.under_way.deadline.astimezone(now.tzinfo)
        note = f"⏳ 您正在作答，时间仍在走：{until:%H:%M:%S} 截止。"
    else:
        try:
            mine.closes_at(now)
            rows.append([b.Begin(exam.key).labelled(f"▶ 开始作答（第 {len(mine.sittings) + 1} 次）")])
            note = "点“开始作答”就开始计时，中途退出也不暂停；到时自动交卷。"
        except Refusal as refusal:
            note = str(refusal)
    handed_in = (each for each in mine.sittings if each.handed_in_at is not None)
    rows += [[b.Result(each.key).labelled(f"第 {each.number} 次的成绩")] for each in handed_in]
    text = lines(cards.exam_card(mine, by, now), Markup("{}").format(note))
    await context.show(text, [*rows, *results, back(b.MyExams(0))])
