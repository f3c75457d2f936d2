"""What an exam brought, for its setter and those who answer for the people in it."""

import asyncio
import re

from telegram import InputFile

from handlers.exams import cards, pushes, sheets
from handlers.exams.buttons import (
    CancelExam,
    Hardest,
    OpenQuestion,
    Overseen,
    Quiz,
    ResultList,
    Results,
    Sheet,
    StartMakeUp,
    UrgeTakers,
)
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, lines, names
from scoring.exams import percent, share
from scoring.ranking import average
from storage.exams import results, setting
from storage.exams.results import Row
from storage.exams.rows import Exam, Refused
from storage.mail import outbox
from storage.people.access import Act, may

A_PAGE = 20
KINDS = ("exam", "exam_more", "exam_urge", "exam_soon")


async def overseen(context: Context, button: Overseen) -> None:
    """The exams whose results I see, with how many have taken them."""
    async with context.read() as session:
        found = await setting.overseen(session, context.me)
        shown, turning = paged(found, button.page, Overseen)
        counted = [(exam, await results.counts(session, exam.key)) for exam in shown]
    rows = [
        [Results(exam.key).labelled(f"{taken}/{total}　{clip(exam.title, cards.SHORT)}")]
        for exam, (taken, total) in counted
    ]
    text = Markup("<b>📊 考试成绩</b>\n前面的数字：已参加 / 应参加。") if found else Markup("还没有考试。")
    await context.show(text, [*rows, *turning, back(Quiz())])


async def _seen(context: Context, exam_id: int) -> Exam | None:
    """An exam whose results I see; None after having said why not."""
    async with context.read() as session:
        exam = await setting.find(session, exam_id)
    if exam is None or not setting.sees(context.me, exam):
        await context.tell(Refused.GONE.value if exam is None else Refused.NOT_ABOVE.value)
        return None
    return exam


async def summary(context: Context, button: Results) -> None:
    """In numbers: who took it, who passed, and how hard it was."""
    exam = await _seen(context, button.exam)
    if exam is None:
        return
    branch = setting.branch_seen(context.me, exam)
    async with context.read() as session:
        found = await results.rows(session, exam, branch)
        hard = results.by_difficulty(await results.by_question(session, exam, branch))
    taken = [row for row in found if row.best is not None]
    missing = len(found) - len(taken)
    earned = [share(row.best.points or 0, row.best.full or 0) for row in taken if row.best]
    passed = sum(row.passed for row in taken)
    text = lines(
        Markup("<b>📊 {}</b>{}").format(exam.title, "（本支部）" if branch else ""),
        cards.exam_facts(exam, context.now),
        Markup("\n应参加 {} 人，已参加 {} 人，未参加 {} 人。").format(len(found), len(taken), missing),
        Markup("合格 {} 人（占已参加的 {}%），平均得分 {}%。").format(
            passed, percent(share(passed, len(taken))), percent(average(earned))
        )
        if earned
        else None,
        *(
            Markup("难度 {}：正确率 {}%（{} 人次）").format(
                each.difficulty, percent(share(each.right, each.answered)), each.answered
            )
            for each in hard
        ),
    )
    rows = [
        [
            ResultList(exam.key, 0, 0).labelled("📋 成绩单"),
            ResultList(exam.key, 1, 0).labelled(f"⚪ 未参加（{missing}）"),
        ],
        [Hardest(exam.key, 0).labelled("🧩 各题正确率"), Sheet(exam.key).labelled("📥 导出 XLSX")],
    ]
    if setting.answers_for(context.me, exam) and may(context.me, Act.SET_EXAMS):
        if missing:
            rows.append(
                [UrgeTakers(exam.key).labelled("🔔 提醒未参加的"), StartMakeUp(exam.key).labelled("🕒 安排补考")]
            )
        rows.append([CancelExam(exam.key, 0).labelled("↩ 取消这场考试")])
    await context.show(text, [*rows, back(Overseen(0))])


async def listed(context: Context, button: ResultList) -> None:
    """Everyone by their best result, or the names of those who have not taken it."""
    exam = await _seen(context, button.exam)
    if exam is None:
        return
    async with context.read() as session:
        found = await results.rows(session, exam, setting.branch_seen(context.me, exam))
    if button.missing == 1:
        missing = [row for row in found if row.best is None]
        branches: dict[str, list[str]] = {}
        for row in missing:
            branches.setdefault(row.who.branch, []).append(row.who.name)
        shown, turning = paged(list(branches.items()), button.page, lambda page: ResultList(exam.key, 1, page), 6)
        text = lines(
            Markup("<b>⚪ 未参加 {} 人</b>　{}").format(len(missing), exam.title),
            *(Markup("{}（{}）：{}").format(branch, len(each), names(each)) for branch, each in shown),
        )
        await context.show(text, [*turning, back(Results(exam.key))])
        return
    taken = [row for row in found if row.best is not None]
    some, turning = paged(taken, button.page, lambda page: ResultList(exam.key, 0, page), A_PAGE)
    text = lines(
        Markup("<b>📋 成绩单</b>　{}").format(exam.title),
        *(_line(row) for row in some),
        None if taken else Markup("还没有人交卷。"),
    )
    await context.show(text, [*turning, back(Results(exam.key))])


def _line(row: Row) -> Markup:
    points, full = (row.best.points or 0, row.best.full or 0) if row.best else (0, 0)
    return Markup("{} {}　{}　{}/{}（{}%）").format(
        "✅" if row.passed else "✗", row.who.name, row.who.branch, points, full, percent(share(points, full))
    )


async def hardest(context: Context, button: Hardest) -> None:
    """Each question with the share of right answers, the hardest first."""
    exam = await _seen(context, button.exam)
    if exam is None:
        return
    async with context.read() as session:
        found = await results.by_question(session, exam, setting.branch_seen(context.me, exam))
    shown, turning = paged(found, button.page, lambda page: Hardest(exam.key, page))
    text = lines(
        Markup("<b>🧩 各题正确率</b>　{}").format(exam.title),
        *(
            Markup("{}%（{}/{}）难度 {}　{}").format(
                percent(share(each.right, each.asked)),
                each.right,
                each.asked,
                each.question.difficulty,
                clip(each.question.text, 120),
            )
            for each in shown
        ),
        None if found else Markup("还没有人交卷。"),
    )
    rows = []
    if may(context.me, Act.SET_EXAMS):
        rows = [
            [OpenQuestion(each.question.number).labelled(clip(each.question.text, 24))]
            for each in shown
            if may(context.me, Act.SET_EXAMS, each.question.place)
        ]
    await context.show(text, [*rows, *turning, back(Results(exam.key))])


async def sheet(context: Context, button: Sheet) -> None:
    exam = await _seen(context, button.exam)
    if exam is None:
        return
    await context.toast("正在生成……")
    branch = setting.branch_seen(context.me, exam)
    async with context.read() as session:
        found = await results.rows(session, exam, branch)
        hard = await results.by_question(session, exam, branch)
    content = await asyncio.to_thread(sheets.results_book, found, hard, context.bot_data.clock.zone)
    name = re.sub(r'[\\/:*?"<>|\s]', "_", exam.title)
    await context.bot.send_document(context.chat_id, InputFile(content, filename=f"{name}_成绩.xlsx"))


async def urge(context: Context, button: UrgeTakers) -> None:
    """提醒 those who have not taken it."""
    async with context.write() as tx:
        outcome = await setting.urge(tx, context.me, button.exam, context.now)
        told = 0 if isinstance(outcome, Refused) else await pushes.urged(tx, *outcome, context)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    return await summary(context, Results(button.exam))


async def cancel(context: Context, button: CancelExam) -> None:
    """取消, asked once more."""
    if button.sure == 1:
        async with context.write() as tx:
            outcome = await setting.cancel(tx, context.me, button.exam, context.now)
            if not isinstance(outcome, Refused):
                for kind in KINDS:
                    await outbox.withdraw(tx, kind, f"exam:{button.exam}")
        if isinstance(outcome, Refused):
            return await context.tell(outcome.value)
        await context.toast("已取消")
        return await overseen(context, Overseen(0))
    async with context.read() as session:
        exam = await setting.find(session, button.exam)
    if exam is None or not setting.answers_for(context.me, exam):
        return await context.tell(Refused.GONE.value if exam is None else Refused.NOT_ABOVE.value)
    text = Markup("取消<b>{}</b>？没考的不能再考，已有的成绩不再计入台账和排名。").format(exam.title)
    await context.show(text, [[CancelExam(button.exam, 1).labelled("确认取消")], back(Results(button.exam))])
    return None
