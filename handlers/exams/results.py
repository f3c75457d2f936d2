"""What an exam brought, for its setter and those who answer for the people in it."""

import re

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.exams import buttons as b
from handlers.exams import cards, pushes, sheets
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.links import narrowing
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.sheets import in_turn, made_by
from handlers.kit.screens.text import Markup, clip, lines, names
from scoring.exams import percent, share
from scoring.ranking import average
from storage.exams import exams, results
from storage.exams.results import Row
from storage.exams.rows import Exam
from storage.mail import outbox
from storage.people.access import may
from storage.people.rights import Act

A_PAGE = 20
KINDS = ("exam", "exam_more", "exam_urge", "exam_soon")


async def overseen(context: Context, button: b.Overseen) -> None:
    """The exams whose results I see, with how many have taken them."""
    async with context.read() as session:
        found = await exams.overseen(session, context.me)
        shown, turning = paged(found, button.page, b.Overseen)
        counted = [(exam, await results.counts(session, exam.key)) for exam in shown]
    rows = [
        [b.Results(exam.key).labelled(f"{taken}/{total}　{clip(exam.title, cards.SHORT)}")]
        for exam, (taken, total) in counted
    ]
    text = Markup("<b>📊 考试成绩</b>\n前面的数字：已参加 / 应参加。") if found else Markup("还没有考试。")
    await context.show(text, [*rows, *turning, back(b.Quiz())])


async def summary(context: Context, button: b.Results) -> None:
    """In numbers: who took it, who passed, and how hard it was."""
    async with context.read() as session:
        exam = await exams.seen(session, context.me, button.exam)
        branch = exams.branch_seen(context.me, exam)
        found = await results.rows(session, exam, branch)
        hard = results.by_difficulty(await results.by_question(session, exam, branch))
    taken = [row for row in found if row.best is not None]
    missing = len(found) - len(taken)
    earned = [row.best.share for row in taken if row.best]
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
        b.ResultList(exam.key, 0, 0).labelled("📋 成绩单"),
        b.ResultList(exam.key, 1, 0).labelled(f"⚪ 未参加（{missing}）"),
        b.Hardest(exam.key, 0).labelled("🧩 各题正确率"),
        b.Sheet(exam.key).labelled("📥 导出 XLSX"),
    ]
    if exams.answers_for(context.me, exam):
        if missing:
            rows.append(b.UrgeTakers(exam.key).labelled("🔔 提醒未参加的"))
            rows.append(b.StartMakeUp(exam.key).labelled("🕒 安排补考"))
        rows.append(b.CancelExam(exam.key, 0).labelled("↩ 取消这场考试"))
    await context.show(text, [*in_columns(rows), back(b.Overseen(0))])


async def listed(context: Context, button: b.ResultList) -> None:
    """Everyone by their best result, or the names of those who have not taken it."""
    async with context.read() as session:
        exam = await exams.seen(session, context.me, button.exam)
        found = await results.rows(session, exam, exams.branch_seen(context.me, exam))
    if button.missing == 1:
        missing = [row for row in found if row.best is None]
        branches: dict[str, list[str]] = {}
        for row in missing:
            branches.setdefault(row.who.branch, []).append(row.who.name)
        shown, turning = paged(list(branches.items()), button.page, lambda page: b.ResultList(exam.key, 1, page), 6)
        text = lines(
            Markup("<b>⚪ 未参加 {} 人</b>　{}").format(len(missing), exam.title),
            *(Markup("{}（{}）：{}").format(branch, len(each), names(each)) for branch, each in shown),
        )
        await context.show(text, [*turning, *narrowing(button, len(missing)), back(b.Results(exam.key))])
        return
    taken = [row for row in found if row.best is not None]
    some, turning = paged(taken, button.page, lambda page: b.ResultList(exam.key, 0, page), A_PAGE)
    text = lines(
        Markup("<b>📋 成绩单</b>　{}").format(exam.title),
        *(_line(row) for row in some),
        None if taken else Markup("还没有人交卷。"),
    )
    await context.show(text, [*turning, *narrowing(button, len(taken)), back(b.Results(exam.key))])


async def _on_list(context: Context, button: b.ResultList) -> list[OnList]:
    async with context.read() as session:
        exam = await exams.seen(session, context.me, button.exam)
        found = await results.rows(session, exam, exams.branch_seen(context.me, exam))
    return [
        OnList(row.who.name, row.who.police_no, _plain(row))
        for row in found
        if (row.best is None) == (button.missing == 1)
    ]


PEOPLE = PeopleList(b.ResultList, _on_list)


def _plain(row: Row) -> str:
    if row.best is None:
        return f"⚪ {row.who.name}　{row.who.branch}　未参加"
    sign = "✅" if row.passed else "✗"
    return f"{sign} {row.who.name}　{row.who.branch}　{row.best.points}/{row.best.full}（{percent(row.best.share)}%）"


def _line(row: Row) -> Markup:
    return Markup("{}").format(_plain(row))


async def hardest(context: Context, button: b.Hardest) -> None:
    """Each question with the share of right answers, the hardest first."""
    async with context.read() as session:
        exam = await exams.seen(session, context.me, button.exam)
        found = await results.by_question(session, exam, exams.branch_seen(context.me, exam))
    shown, turning = paged(found, button.page, lambda page: b.Hardest(exam.key, page))
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
    rows = [
        [b.OpenQuestion(each.question.number).labelled(clip(each.question.text, 24))]
        for each in shown
        if may(context.me, Act.SET_EXAMS, each.question.place)
    ]
    await context.show(text, [*rows, *turning, back(b.Results(exam.key))])


async def sheet(context: Context, button: b.Sheet) -> None:
    async def load(session: AsyncSession) -> tuple[Exam, int | None, list[results.Row], list[results.Hard]]:
        exam = await exams.seen(session, context.me, button.exam)
        branch = exams.branch_seen(context.me, exam)
        rows, hard = await results.rows(session, exam, branch), await results.by_question(session, exam, branch)
        return exam, branch, rows, hard

    exam, branch, found, hard = await context.look(load, much=True)
    await context.toast("正在生成……")
    content = await in_turn(
        sheets.results_book, made_by(context, f"{exam.title}　成绩"), found, hard, context.bot_data.clock.zone
    )
    name = re.sub(r'[\\/:*?"<>|\s]', "_", exam.title)
    taken = Export(f"exam:{exam.key}", f"成绩　{exam.title}{'（本支部）' if branch else ''}")
    await context.send_file(f"{name}_成绩.xlsx", content, taken)


async def urge(context: Context, button: b.UrgeTakers) -> None:
    """提醒 those who have not taken it."""
    async with context.write() as tx:
        exam, to = await exams.urge(tx, context.me, button.exam, context.now)
        told = await pushes.urged(tx, exam, to, context)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    await summary(context, b.Results(button.exam))


async def cancel(context: Context, button: b.CancelExam) -> None:
    """取消, asked once more."""
    if button.sure == 1:
        async with context.write() as tx:
            await exams.cancel(tx, context.me, button.exam, context.now)
            for kind in KINDS:
                await outbox.withdraw(tx, kind, f"exam:{button.exam}")
        await context.toast("已取消")
        await overseen(context, b.Overseen(0))
        return
    async with context.read() as session:
        exam = await exams.managed(session, context.me, button.exam)
    text = Markup("取消<b>{}</b>？没考的不能再考，已有的成绩不再计入台账和排名。").format(exam.title)
    await context.show(text, [[b.CancelExam(button.exam, 1).labelled("确认取消")], back(b.Results(button.exam))])
