"""Publishing a lesson: for whom, until when, everything once more, and out it goes."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, clip, day_text, lines
from handlers.study import cards, checking, filling, pushes
from handlers.study.buttons import ManageLesson, StartLesson, Study
from handlers.study.filling import answered, parts_of
from scoring.study import hours_text
from storage.people import directory
from storage.people.access import Act, Place, Reach, may, reach
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.study import lessons
from storage.study.lessons import Plan
from storage.study.rows import Check, Refused

CHANGES = {
    "content": "内容", "title": "标题", "topic": "主题", "minutes": "时长", "hours": "学时", "audience": "范围",
    "until": "期限", "check": "检验",
}  # fmt: skip


class PickAudience(Button, prefix="st_to", act=Act.PUBLISH_LESSON):
    """The bureau (0) or a branch; its members only (1), or everybody (0)."""

    branch: int
    members: int


class NoUntil(Button, prefix="st_always", act=Act.PUBLISH_LESSON):
    """No last day."""


class Change(Button, prefix="st_edit", act=Act.PUBLISH_LESSON):
    """Answer one of the questions anew."""

    step: str


class Confirm(Button, prefix="st_yes", act=Act.PUBLISH_LESSON):
    """Publish it."""


async def begin(context: Context, _button: StartLesson) -> Next:
    draft(context).update(parts=[], answered=[])
    return "content"


async def _audiences(context: Context) -> list[tuple[PickAudience, str]]:
    me = context.me
    places: list[tuple[int, str]] = []
    if reach(me, Act.PUBLISH_LESSON) is Reach.BUREAU:
        places.append((0, "全局"))
    if may(me, Act.PUBLISH_LESSON, Place(branch_id=me.branch_id)):
        places.append((me.branch_id, me.branch))
    return [
        (PickAudience(branch, members), cards.audience_text(where, members_only=bool(members)))
        for branch, where in places
        for members in (1, 0)
    ]


async def ask_audience(context: Context) -> None:
    found = await _audiences(context)
    await ask(context, Markup("<b>给谁学？</b>"), [[each.labelled(label)] for each, label in found])


async def pick_audience(context: Context, button: PickAudience) -> Next:
    """Only one of those that were offered."""
    offered = dict(await _audiences(context))
    if button not in offered:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context).update(branch=button.branch or None, members=bool(button.members), where=offered[button])
    return answered(context, "audience")


async def ask_until(context: Context) -> None:
    """The last day, if there is one."""
    await UNTIL.ask(context, Markup("<b>请大家学到哪一天？</b>"), [[NoUntil().labelled("不设期限")]])


async def take_until(context: Context, day: date) -> Next:
    draft(context)["until"] = day.isoformat()
    return answered(context, "until")


UNTIL = DayPicker(take_until)


async def no_until(context: Context, _button: NoUntil) -> Next:
    draft(context)["until"] = None
    return answered(context, "until")


def _plan(context: Context) -> Plan:
    facts = draft(context)
    return Plan(
        branch_id=facts["branch"],
        members_only=facts["members"],
        title=facts["title"],
        topic=facts["topic"],
        minutes=facts["minutes"],
        tenths=facts["tenths"],
        until=date.fromisoformat(facts["until"]) if facts["until"] else None,
        parts=parts_of(context),
        check=Check(facts["check"]),
        question=facts.get("question"),
        options=facts.get("options", ()),
        right=facts.get("right"),
        explanation=facts.get("explanation"),
    )


async def _to(session: AsyncSession, context: Context) -> list[Who]:
    facts = draft(context)
    everyone = await directory.people_of(session, branch_id=facts["branch"])
    return [
        who
        for who in everyone
        if who.person_id != context.me.person_id and (not facts["members"] or who.category in MEMBERS)
    ]


async def ask_confirm(context: Context) -> None:
    """Everything once more, with how many will get it."""
    plan, today = _plan(context), context.now.date()
    async with context.read() as session:
        count = len(await _to(session, context))
    text = lines(
        Markup("<b>请核对课程</b>"),
        Markup("标题：<b>{}</b>").format(plan.title),
        Markup("主题：{}").format(plan.topic),
        Markup("时长：{}，计 {} 学时").format(cards.minutes_text(plan.minutes), hours_text(plan.tenths)),
        Markup("面向：{}（{} 人）").format(draft(context)["where"], count),
        Markup("期限：{}").format(day_text(plan.until, today) if plan.until else "不设"),
        Markup("内容：{} 部分").format(len(plan.parts)),
        *(cards.part_summary(number, part) for number, part in enumerate(plan.parts, 1)),
        Markup("检验：{}").format(cards.check_text(plan.check)),
        *(_question(plan) if plan.check is Check.QUESTION else ()),
    )
    changes = in_columns([Change(step).labelled(f"✏️ {word}") for step, word in CHANGES.items()], 4)
    await ask(context, text, [[Confirm().labelled("✅ 确认发布")], *changes])


def _question(plan: Plan) -> list[Markup]:
    shown = [Markup("❓ {}").format(plan.question or "")]
    for number, option in enumerate(plan.options):
        shown.append(
            Markup("{} {}. {}").format("✓" if number == plan.right else "　", cards.LETTERS[number], clip(option, 100))
        )
    return [*shown, Markup("💡 {}").format(plan.explanation or "")]


async def change(context: Context, button: Change) -> Next:
    """One of the questions again; the others keep their answers."""
    if button.step not in CHANGES:
        await context.toast(OUTDATED, alert=True)
        return None
    return button.step


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the lesson, and a push to everyone for whom it is."""
    async with context.write() as tx:
        outcome = await lessons.publish(tx, context.me, _plan(context), context.now)
        if not isinstance(outcome, Refused):
            await pushes.published(tx, *outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return "until" if outcome is Refused.PAST else None
    lesson, to = outcome
    text = Markup("<b>✅ 已发布：{}</b>\n正在通知 {} 人，谁学了、谁没学，可以随时查。").format(lesson.title, len(to))
    await context.show(text, [[ManageLesson(lesson.key).labelled("👀 学习情况")], back(Study())])
    return DONE


FLOW = Form(
    name="lesson",
    title="发布课程",
    start=StartLesson,
    begin=begin,
    steps={
        **filling.STEPS,
        "audience": Step(ask_audience, [Chosen(PickAudience, pick_audience)]),
        "until": Step(ask_until, [*UNTIL.answers, Chosen(NoUntil, no_until)]),
        **checking.STEPS,
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), Chosen(Change, change)]),
    },
)
