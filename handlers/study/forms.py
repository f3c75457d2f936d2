"""What is filled in on lessons and training: a lesson's title and last day anew, a note at its end, training outside."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers.kit.forms.choices import Choice, Option, Several
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.pieces import Pieces
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, escape, lines, names
from handlers.study import buttons as b
from handlers.study import pushes
from handlers.study.lesson import show_finished
from handlers.study.publishing import PUBLISHING, TITLE, read_hours
from scoring.study import hours_text
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.study import lessons, progress, training
from storage.study.rows import Refused, shortest_note

NOTE = 2000
TRAINING_NAME, PROOF, MOST_FILES, MOST_TENTHS = 60, 500, 5, 2000


async def begin_change(context: Context, button: b.StartTitle | b.StartUntil) -> None:
    """Of a lesson that is in the list."""
    async with context.read() as session:
        lesson = await lessons.managed(session, context.me, button.lesson)
    draft(context).update(lesson=lesson.key, former=lesson.title)


async def retitle(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await lessons.retitle(tx, context.me, facts["lesson"], facts["title"])
    await context.show(escape(f"✅ 标题已改为：{facts['title']}"), [back(b.ManageLesson(facts["lesson"]))])


RETITLING = Form(
    name="lesson_title",
    title="改课程标题",
    start=b.StartTitle,
    begin=begin_change,
    questions=[Line("title", f"<b>改标题</b>\n现在是：{{former}}\n请写新的标题，最多 {TITLE} 个字。", "标题", TITLE)],
    save=retitle,
)


async def move(context: Context) -> None:
    facts, today = draft(context), context.now.date()
    day = date.fromisoformat(facts["until"]) if facts["until"] else None
    async with context.write() as tx:
        await lessons.move_until(tx, context.me, facts["lesson"], day, today)
    said = f"✅ 期限已改为：{day_text(day, today)}" if day else "✅ 不再设期限。"
    await context.show(escape(said), [back(b.ManageLesson(facts["lesson"]))])


MOVING = Form(
    name="lesson_until",
    title="改课程期限",
    start=b.StartUntil,
    begin=begin_change,
    questions=[Day("until", "<b>改期限：{former}</b>", ways=[Way("不设期限", value=None)])],
    save=move,
)


async def begin_note(context: Context, button: b.StartNote) -> None:
    """Only who has come to its end."""
    async with context.read() as session:
        found = await progress.noted(session, context.me, button.lesson)
    draft(context).update(lesson=button.lesson, title=found.lesson.title)


async def write_note(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        found = await progress.write_note(tx, context.me, facts["lesson"], facts["words"], context.now.date())
    await show_finished(context, found.lesson)


NOTING = Form(
    name="study_note",
    title="学习收获",
    start=b.StartNote,
    begin=begin_note,
    questions=[
        Text(
            "words",
            f"<b>✍️ {{title}}</b>\n请写下您的收获（{shortest_note()} 到 {NOTE} 字）。",
            "收获",
            NOTE,
            shortest=shortest_note(),
        )
    ],
    save=write_note,
)


async def begin_training(context: Context, _button: b.StartTraining) -> None:
    draft(context)["people"] = []


async def ask_branch(context: Context) -> Markup:
    async with context.read() as session:
        chosen = await directory.people_of(session, ids=set(draft(context)["people"]))
    return lines(
        Markup("<b>哪些人参加了？</b>\n先点支部，再点人；可以选几个支部。"),
        Markup("已选 {} 人：{}").format(len(chosen), names((who.name for who in chosen), 40)),
    )


async def branches(context: Context) -> Sequence[Option]:
    """Each with how many of it are chosen."""
    async with context.read() as session:
        everyone = await directory.branches(session)
        chosen = await directory.people_of(session, ids=set(draft(context)["people"]))
    counts = [who.branch_id for who in chosen]
    return [
        Option(branch.id, f"{branch.name}（{counts.count(branch.id)}）" if branch.id in counts else branch.name)
        for branch in everyone
    ]


async def open_branch(context: Context, branch: int) -> int:
    """Its people are ticked anew. Raises Refusal where there are none."""
    async with context.read() as session:
        if not await directory.people_of(session, branch_id=branch):
            raise Refusal(Refused.NOBODY)
    draft(context).pop("ticked", None)
    return branch


async def people_there(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=draft(context)["branch"])
    return [Option(who.person_id, who.name) for who in found]


async def chosen_there(context: Context) -> Sequence[Any]:
    chosen: list[int] = draft(context)["people"]
    return [option.value for option in await people_there(context) if option.value in chosen]


async def choose(context: Context, ticked: list[int]) -> list[int]:
    """Those of the branch; then the branches are asked for again."""
    facts, there = draft(context), {option.value for option in await people_there(context)}
    facts["people"] = [person for person in facts["people"] if person not in there] + ticked
    facts.pop("branch")
    return ticked


async def review_training(context: Context) -> Markup:
    """Everything once more; who has it already is named."""
    facts = draft(context)
    day, proof = date.fromisoformat(facts["day"]), facts["proof"]
    async with context.read() as session:
        chosen = await directory.people_of(session, ids=set(facts["people"]))
        known = await training.known(session, facts["name"], day)
    twice = [who.name for who in chosen if who.person_id in known]
    return lines(
        Markup("<b>请核对集中培训</b>"),
        Markup("名称：<b>{}</b>").format(facts["name"]),
        Markup("日期：{}").format(day_text(day, context.now.date())),
        Markup("每人 {} 学时").format(hours_text(facts["hours"])),
        Markup("人员 {} 人：{}").format(len(chosen), names(who.name for who in chosen)),
        Markup("已登记过、不再重复计的：{}").format(names(twice)) if twice else None,
        Markup("证明：{}").format(proof["text"]) if proof["text"] else None,
        Markup("附件 {} 个").format(len(proof["files"])) if proof["files"] else None,
    )


async def enter(context: Context) -> None:
    """One transaction: the training, its people, and a push to each."""
    facts = draft(context)
    async with context.write() as tx:
        entered, to = await training.enter(
            tx,
            context.me,
            name=facts["name"],
            held_on=date.fromisoformat(facts["day"]),
            tenths=facts["hours"],
            proof=facts["proof"]["text"],
            files=[(kind, content) for kind, content in facts["proof"]["files"]],
            to=facts["people"],
            now=context.now,
        )
        await pushes.trained(tx, entered, to, context)
    text = Markup("<b>✅ 已登记：{}</b>\n{} 人，每人 {} 学时，已通知本人。")
    await context.show(
        text.format(entered.name, len(to), hours_text(entered.tenths)),
        [[b.OpenTraining(entered.key).labelled("🗂 查看")], back(b.Study())],
    )


ENTERING = Form(
    name="training",
    title="登记集中培训",
    start=b.StartTraining,
    begin=begin_training,
    questions=[
        Line("name", "<b>🎓 登记集中培训</b>\n培训叫什么？例如：党支部书记集中轮训。", "培训名称", TRAINING_NAME),
        Day("day", "<b>哪一天结束的？</b>", past=True),
        Line(
            "hours",
            "<b>每人计多少学时？</b>\n请写数字，可以有一位小数，例如：24 或 7.5。",
            "学时",
            20,
            read=lambda text: read_hours(text, MOST_TENTHS, "24"),
        ),
        Choice(
            "branch",
            ask_branch,
            options=branches,
            check=open_branch,
            ways=[Way(lambda facts: "下一步 ›" if facts["people"] else None, value=None)],
        ),
        Several(
            "ticked",
            "<b>谁参加了？</b>",
            "人",
            options=people_there,
            proposed=chosen_there,
            onward="选好了 ›",
            check=choose,
            when=lambda facts: facts["branch"] is not None,
        ),
        Pieces(
            "proof",
            "<b>证明材料</b>\n请写通知文号、证书编号等，或发送通知、证书的照片或文件。",
            "证明材料",
            PROOF,
            MOST_FILES,
        ),
        Review("confirm", review_training, "✅ 确认登记", enter, ways=[Way("‹ 改人员", to="branch")]),
    ],
)
FORMS = (PUBLISHING, RETITLING, MOVING, NOTING, ENTERING)
