"""The last steps of 出卷: when, every other number with its default, the whole plan once more, and publishing it."""

from datetime import datetime

from handlers.exams import pushes, windows
from handlers.exams.buttons import Overseen, Quiz, Results
from handlers.exams.windows import PickCloses, PickOpens
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.form import DONE, Next, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, lines, when_text
from scoring.exams import Kind
from storage.exams import setting
from storage.exams.rows import Refused
from storage.exams.setting import MINUTES, PASS, POINTS, TRIES, Plan
from storage.people.access import Act


class PickNumber(Button, prefix="exn_n", act=Act.SET_EXAMS):
    """That number, for what is being asked."""

    number: int


class Change(Button, prefix="exn_set", act=Act.SET_EXAMS):
    """Change one thing of the plan."""

    what: str


class ToggleReview(Button, prefix="exn_rev", act=Act.SET_EXAMS):
    """Answers after everybody's end (0), or after one's own last try (1)."""

    early: int


class Confirm(Button, prefix="exn_yes", act=Act.SET_EXAMS):
    """Publish it."""


NUMBERS: dict[str, tuple[str, range, tuple[int, ...]]] = {
    "minutes": ("限时多少分钟？", MINUTES, (10, 15, 20, 30, 45, 60, 90, 120)),
    "tries": ("每人可以作答几次？", TRIES, (1, 2, 3)),
    "pass": ("得分达到百分之几算合格？", PASS, (60, 70, 80, 90)),
    Kind.SINGLE.value: ("单选题每题几分？", POINTS, (1, 2, 3, 4, 5)),
    Kind.SEVERAL.value: ("多选题每题几分？", POINTS, (2, 3, 4, 5, 6)),
    Kind.JUDGE.value: ("判断题每题几分？", POINTS, (1, 2, 3, 4, 5)),
}
"""What can be changed → its question, what is allowed, and what is offered."""
STEPS = ("title", "audience", "topics", "opens", "closes")


def written_number(context: Context) -> int:
    """The number that was written; -1 for anything else."""
    text = "".join(context.text.split())
    return int(text) if text.isdecimal() and len(text) < 6 else -1


async def ask_opens(context: Context) -> None:
    await windows.ask_opens(context, Markup("<b>{}</b>").format(draft(context)["title"]))


async def ask_closes(context: Context) -> None:
    await windows.ask_closes(context, Markup("<b>{}</b>").format(draft(context)["title"]))


async def pick_opens(context: Context, button: PickOpens) -> Next:
    """Tapped; the end is asked for again, as it may lie before the new start."""
    return "closes" if await windows.pick_opens(context, button) else None


async def type_opens(context: Context) -> Next:
    return "closes" if await windows.type_opens(context) else None


async def pick_closes(context: Context, button: PickCloses) -> Next:
    return "confirm" if await windows.pick_closes(context, button) else None


async def type_closes(context: Context) -> Next:
    return "confirm" if await windows.type_closes(context) else None


def _plan(context: Context) -> Plan:
    facts = draft(context)
    opens, closes = windows.window(context)
    return Plan(
        title=facts["title"],
        contest=facts["contest"],
        branch_id=facts["branch"],
        members_only=facts["members"],
        counts=facts["counts"],
        points={kind.value: facts[kind.value] for kind in Kind},
        minutes=facts["minutes"],
        opens_at=opens,
        closes_at=closes or opens,
        tries=facts["tries"],
        pass_percent=facts["pass"],
        review_early=facts["review"],
    )


async def ask_confirm(context: Context) -> None:
    """The whole plan, each part with its button."""
    facts, plan, now = draft(context), _plan(context), context.now
    topics = "、".join(f"{topic} {number} 题" for topic, number in plan.counts.items())
    text = lines(
        Markup("<b>请核对{}</b>").format("竞赛" if plan.contest else "考试"),
        Markup("名称：{}").format(plan.title),
        Markup("参加：{}").format(facts["where"]),
        Markup("题目：{}，共 {} 题").format(topics, sum(plan.counts.values())),
        Markup("分值：{}").format(" · ".join(f"{kind} {plan.points[kind]} 分" for kind in Kind)),
        Markup("开放：{} 至 {}").format(
            when_text(datetime.fromisoformat(facts["opens"]), now) if facts["opens"] else "发布后立即",
            when_text(plan.closes_at, now),
        ),
        Markup("限时 {} 分钟，可答 {} 次，{}% 合格。").format(plan.minutes, plan.tries, plan.pass_percent),
        Markup("答案和解析：{}").format("本人最后一次交卷后可看" if plan.review_early else "全部人员考试结束后可看"),
    )
    changes = {
        "title": "✏ 名称", "audience": "✏ 参加人", "topics": "✏ 题目", "opens": "✏ 时间", "minutes": "✏ 限时", "tries": "✏ 次数",
        "pass": "✏ 合格线", Kind.SINGLE.value: "✏ 单选分", Kind.SEVERAL.value: "✏ 多选分", Kind.JUDGE.value: "✏ 判断分",
    }  # fmt: skip
    rows = in_columns([Change(what).labelled(word) for what, word in changes.items()], 3)
    review = ToggleReview(int(not plan.review_early)).labelled(
        "答案改为：全部结束后看" if plan.review_early else "答案改为：本人答完就能看"
    )
    await ask(context, text, [[Confirm().labelled("✅ 确认发布")], *rows, [review]])


async def change(context: Context, button: Change) -> Next:
    """To the question of one part."""
    if button.what in STEPS:
        return button.what
    if button.what not in NUMBERS:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["asked"] = button.what
    return "number"


async def ask_number(context: Context) -> None:
    question, allowed, offered = NUMBERS[draft(context)["asked"]]
    text = Markup("<b>{}</b>\n点一个，或直接写 {} 到 {} 的数字。").format(question, allowed[0], allowed[-1])
    await ask(context, text, in_columns([PickNumber(each).labelled(str(each)) for each in offered], 4))


async def _take_number(context: Context, number: int) -> Next:
    what = draft(context)["asked"]
    _, allowed, _ = NUMBERS[what]
    if number not in allowed:
        await context.tell(f"请填 {allowed[0]} 到 {allowed[-1]} 的数字。")
        return None
    draft(context)[what] = number
    return "confirm"


async def pick_number(context: Context, button: PickNumber) -> Next:
    return await _take_number(context, button.number)


async def type_number(context: Context) -> Next:
    return await _take_number(context, written_number(context))


async def toggle_review(context: Context, button: ToggleReview) -> Next:
    draft(context)["review"] = button.early == 1
    return "confirm"


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the exam, for whom it is, and a push to each."""
    async with context.write() as tx:
        outcome = await setting.publish(tx, context.me, _plan(context), context.now)
        if not isinstance(outcome, Refused):
            await pushes.published(tx, *outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    exam, to = outcome
    text = Markup("<b>✅ 已发布：{}</b>\n正在通知 {} 人，谁考了、谁没考，可以随时查。").format(exam.title, len(to))
    await context.show(
        text, [[Results(exam.key).labelled("📊 成绩")], back(Overseen(0)), [Quiz().labelled("📝 考试竞赛")]]
    )
    return DONE
