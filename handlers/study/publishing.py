"""Publishing a lesson: its content, what it is about, for whom, until when, and the check at its end."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.forms.choices import Choice, Option, each
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import NEXT, Draft, Form, Next, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line, Number, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text, lines
from handlers.study import cards, pushes
from handlers.study.buttons import ManageLesson, StartLesson, Study
from handlers.study.content import Content, parts_of
from scoring.study import MINUTES_AN_HOUR, by_minutes, hours_text, parse_hours
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.rights import Act
from storage.study import lessons
from storage.study.lessons import Plan
from storage.study.rows import (
    FEWEST_OPTIONS,
    MOST_MINUTES,
    MOST_OPTIONS,
    Check,
    Refused,
    most_tenths,
    needs_grounds,
    reading,
    shortest_note,
)
from storage.study.topics import LONGEST as LONGEST_TOPIC
from storage.study.topics import topics

TITLE = 60
QUESTION, OPTION, EXPLANATION = 200, 100, 500
MINUTES = (5, 10, 15, 30, 45, 60)
GROUNDS = 100
HOURS = (5, 10, 15, 20)
CHANGES = {
    "content": "内容", "title": "标题", "topic": "主题", "minutes": "时长", "hours": "学时", "audience": "范围",
    "until": "期限", "check": "检验",
}  # fmt: skip
OF_THE_QUESTION = ("question", "options", "right", "explanation")


def read_hours(text: str, most: int, example: str) -> int:
    """Tenths of an hour. Raises Refusal."""
    tenths = parse_hours(text)
    if tenths is None or not 0 < tenths <= most:
        raise Refusal(f"学时请写 0.1 到 {hours_text(most)} 之间的数，最多一位小数，例如：{example}。")
    return tenths


def by_length(facts: Draft) -> int:
    """The hours that a lesson's length comes to."""
    return by_minutes(facts["minutes"], most_tenths())


async def take_by_length(context: Context) -> Next:
    draft(context)["hours"] = by_length(draft(context))
    return NEXT


def reading_offered(facts: Draft) -> str | None:
    """What reading the content takes, where that is all there is to do."""
    minutes = reading(parts_of(facts))
    return f"按内容估算：{minutes} 分钟" if minutes else None


async def take_reading(context: Context) -> Next:
    facts = draft(context)
    facts["minutes"] = reading(parts_of(facts))
    return NEXT


def credits_more(facts: Draft) -> bool:
    return needs_grounds(parts_of(facts), facts["hours"])


async def ask_grounds(context: Context) -> Markup:
    facts = draft(context)
    minutes = reading(parts_of(facts)) or 0
    text = Markup(
        "<b>为什么计 {} 学时？</b>\n这些文字和图片读完约 {} 分钟，折合 {} 学时。多计的请写明理由，学员看得到，"
        "例如：另需自学条例全文约 40 分钟。"
    )
    fitting = hours_text(by_minutes(minutes, most_tenths()))
    return text.format(hours_text(facts["hours"]), minutes, fitting)


async def audiences(context: Context) -> Sequence[Option]:
    """The bureau or one's own branch, its members or everybody."""
    return [
        Option([branch, members], audience_text(context, branch, members=members))
        for branch in (None, context.me.branch_id)
        if may(context.me, Act.PUBLISH_LESSON, Place(branch_id=branch))
        for members in (True, False)
    ]


def audience_text(context: Context, branch: int | None, *, members: bool) -> str:
    return cards.audience_text(context.me.branch if branch else "全局", members_only=members)


async def with_its_question_anew(context: Context, check: str) -> str:
    for name in OF_THE_QUESTION:
        draft(context).pop(name, None)
    return check


def is_question(facts: Draft) -> bool:
    return bool(facts["check"] == Check.QUESTION)


def read_options(text: str) -> list[str]:
    """A line each, all different. Raises Refusal."""
    found = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not FEWEST_OPTIONS <= len(found) <= MOST_OPTIONS:
        raise Refusal(f"选项要 {FEWEST_OPTIONS} 到 {MOST_OPTIONS} 个，一行一个，现在是 {len(found)} 个，请重新发送。")
    if len(set(found)) < len(found):
        raise Refusal("有两个选项一样，请改成不同的，重新发送。")
    if any(len(option) > OPTION for option in found):
        raise Refusal(f"每个选项最多 {OPTION} 个字，请缩短后重新发送。")
    return found


async def written_options(context: Context) -> Sequence[Option]:
    options = enumerate(draft(context)["options"])
    return [Option(number, f"{cards.LETTERS[number]}. {clip(option, 50)}") for number, option in options]


async def ask_explanation(context: Context) -> Markup:
    facts = draft(context)
    text = Markup("<b>写解析</b>\n为什么是“{}”？答对后，或两次答错后显示给学员。")
    return text.format(facts["options"][facts["right"]])


def _plan(facts: Draft) -> Plan:
    branch, members = facts["audience"]
    return Plan(
        branch_id=branch,
        members_only=members,
        title=facts["title"],
        topic=facts["topic"],
        minutes=facts["minutes"],
        tenths=facts["hours"],
        grounds=facts.get("grounds"),
        until=date.fromisoformat(facts["until"]) if facts["until"] else None,
        parts=parts_of(facts),
        check=Check(facts["check"]),
        question=facts.get("question"),
        options=facts.get("options", ()),
        right=facts.get("right"),
        explanation=facts.get("explanation"),
    )


async def review_lesson(context: Context) -> Markup:
    """Everything once more, with how many will get it."""
    plan, today = _plan(draft(context)), context.now.date()
    async with context.read() as session:
        to = await lessons.people_for(session, plan.branch_id, members_only=plan.members_only, by=context.me.person_id)
    where = audience_text(context, plan.branch_id, members=plan.members_only)
    return lines(
        Markup("<b>请核对课程</b>"),
        Markup("标题：<b>{}</b>").format(plan.title),
        Markup("主题：{}").format(plan.topic),
        Markup("时长：{} 分钟，计 {} 学时").format(plan.minutes, hours_text(plan.tenths)),
        Markup("多计学时的理由：{}").format(plan.grounds) if plan.grounds and credits_more(draft(context)) else None,
        Markup("面向：{}（{} 人）").format(where, len(to)),
        Markup("期限：{}").format(day_text(plan.until, today) if plan.until else "不设"),
        Markup("内容：{} 部分").format(len(plan.parts)),
        *(cards.part_summary(number, part) for number, part in enumerate(plan.parts, 1)),
        Markup("检验：{}").format(cards.check_text(plan.check)),
        *(_question(plan) if plan.check is Check.QUESTION else ()),
    )


def _question(plan: Plan) -> list[Markup]:
    options = (
        Markup("{} {}. {}").format("✓" if number == plan.right else "　", cards.LETTERS[number], clip(option, 100))
        for number, option in enumerate(plan.options)
    )
    return [Markup("❓ {}").format(plan.question or ""), *options, Markup("💡 {}").format(plan.explanation or "")]


async def publish(context: Context) -> None:
    """One transaction: the lesson, and a push to everyone for whom it is."""
    async with context.write() as tx:
        lesson, to = await lessons.publish(tx, context.me, _plan(draft(context)), context.now)
        await pushes.published(tx, lesson, to, context)
    text = Markup("<b>✅ 已发布：{}</b>\n正在通知 {} 人，谁学了、谁没学，可以随时查。").format(lesson.title, len(to))
    await context.show(text, [[ManageLesson(lesson.key).labelled("👀 学习情况")], back(Study())])


PUBLISHING = Form(
    name="lesson",
    title="发布课程",
    start=StartLesson,
    questions=[
        Content(
            "content",
            "请发送文字、链接、图片（可一次发一组）、视频、音频、语音或文件。每发一条就是课程的一部分，学员按顺序学。",
        ),
        Line("title", f"<b>课程叫什么？</b>\n请写标题，最多 {TITLE} 个字。", "标题", TITLE),
        Line(
            "topic",
            f"<b>属于哪个主题？</b>\n点一个，或直接写（最多 {LONGEST_TOPIC} 个字）。",
            "主题",
            LONGEST_TOPIC,
            options=each(*topics()),
            columns=3,
        ),
        Number(
            "minutes",
            "<b>学完大约要多少分钟？</b>\n点一个，或直接写数字。学员按空闲时间挑课。",
            range(1, MOST_MINUTES + 1),
            unit="分钟",
            wrong="请写 {} 到 {} 之间的分钟数，例如：20。",
            options=[Option(minutes, f"{minutes} 分钟") for minutes in MINUTES],
            columns=3,
            ways=[Way(reading_offered, does=take_reading)],
        ),
        Line(
            "hours",
            f"<b>学完计多少学时？</b>\n点一个，或直接写，可以有一位小数，最多 {hours_text(most_tenths())}。",
            "学时",
            20,
            read=lambda text: read_hours(text, most_tenths(), "0.5"),
            options=[Option(tenths, hours_text(tenths)) for tenths in HOURS if tenths <= most_tenths()],
            columns=4,
            ways=[
                Way(
                    lambda facts: f"按 {MINUTES_AN_HOUR} 分钟 1 学时折算：{hours_text(by_length(facts))}",
                    does=take_by_length,
                )
            ],
        ),
        Line(
            "grounds",
            ask_grounds,
            "理由",
            GROUNDS,
            ways=[Way("‹ 改学时", to="hours")],
            when=credits_more,
        ),
        Choice("audience", "<b>给谁学？</b>", options=audiences, columns=1),
        Day("until", "<b>请大家学到哪一天？</b>", ways=[Way("不设期限", value=None)]),
        Choice(
            "check",
            "<b>学完后怎么检验？</b>\n通过检验才计学时，每人只计一次。",
            options=[
                Option(Check.QUESTION.value, "❓ 答一道单选题"),
                Option(Check.NOTE.value, f"✍️ 写收获（不少于 {shortest_note()} 字）"),
            ],
            columns=1,
            check=with_its_question_anew,
        ),
        Text("question", "<b>写题目</b>\n例如：党员大会一般多久召开一次？", "题目", QUESTION, when=is_question),
        Text(
            "options",
            f"<b>写选项</b>\n一行一个，{FEWEST_OPTIONS} 到 {MOST_OPTIONS} 个，一条消息发完。例如：\n每月一次\n每季度一次\n每年一次",
            "选项",
            4000,
            read=read_options,
            when=is_question,
        ),
        Choice(
            "right",
            "<b>哪一个是正确答案？</b>\n学员看到的选项顺序是打乱的，每人不同。",
            options=written_options,
            columns=1,
            when=is_question,
        ),
        Text("explanation", ask_explanation, "解析", EXPLANATION, when=is_question),
        Review(
            "confirm",
            review_lesson,
            "✅ 确认发布",
            publish,
            ways=[Way(f"✏️ {word}", to=name) for name, word in CHANGES.items()],
            columns=4,
            leads={Refused.PAST: "until", Refused.NO_GROUNDS: "grounds"},
        ),
    ],
)
