"""What is filled in on exams: setting one (出卷), a make-up for named persons (补考), and a search in the bank."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from handlers.exams import bank as bank_screens
from handlers.exams import buttons as b
from handlers.exams import pushes
from handlers.kit.forms.choices import Choice, Option, Several, each
from handlers.kit.forms.dates import Moment
from handlers.kit.forms.form import NEXT, Draft, Form, Next, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line, Number
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines, names, when_text
from scoring.exams import Kind
from storage.engine.refusal import Refusal
from storage.exams import bank, exams
from storage.exams.exams import LONGEST_TITLE, MINUTES, MOST_QUESTIONS, PASS, POINTS, TRIES, Plan
from storage.exams.rows import Refused
from storage.people.access import Place, may
from storage.people.rights import Act

MORNING, EVENING = time(9), time(18)
WORDS = 12
"""What is searched for travels in the buttons that turn the pages."""
DEFAULTS = {
    "minutes": 30, "tries": 1, "pass": 60, Kind.SINGLE.value: 2, Kind.SEVERAL.value: 4, Kind.JUDGE.value: 1,
}  # fmt: skip
CHANGES = {
    "title": "名称", "audience": "参加人", "topic": "题目", "opens": "时间", "minutes": "限时", "tries": "次数", "pass": "合格线",
    Kind.SINGLE.value: "单选分", Kind.SEVERAL.value: "多选分", Kind.JUDGE.value: "判断分",
}  # fmt: skip


def window(heading: str) -> list[Moment]:
    """The start and the end. A new start asks for the end anew, as it may lie before it."""
    return [
        Moment(
            "opens",
            f"{heading}\n<b>什么时候开始？</b>",
            hint="点一个，或直接写，例如：下周一上午9点；也可以点日历选日期。",
            options=openings,
            check=with_the_end_anew,
        ),
        Moment(
            "closes",
            f"{heading}\n开始：{{opens_said}}\n<b>什么时候结束？</b>",
            hint="点一个，或直接写，例如：12月5日 18:00；也可以点日历选日期。",
            hour_asked="几点结束？",
            options=closings,
            check=after_the_start,
        ),
    ]


def openings(context: Context) -> Sequence[Option]:
    return [
        Option(None, "现在"),
        *(
            Option(_at(context, days, MORNING).isoformat(), f"{word} 9:00")
            for days, word in ((1, "明天"), (3, "3 天后"))
        ),
    ]


def closings(context: Context) -> Sequence[Option]:
    days = ((0, "今天"), (1, "明天"), (3, "3 天后"), (7, "7 天后"), (15, "15 天后"))
    ends = [(_at(context, each, EVENING), word) for each, word in days]
    opens = opens_at(context)
    return [Option(end.isoformat(), f"{word} 18:00") for end, word in ends if end > opens][:4]


def _at(context: Context, days: int, hour: time) -> datetime:
    return datetime.combine(context.now.date() + timedelta(days=days), hour, context.now.tzinfo)


def opens_at(context: Context) -> datetime:
    """The start; 现在 is the moment at which the form has its effect."""
    opens = draft(context)["opens"]
    return max(datetime.fromisoformat(opens), context.now) if opens else context.now


def closes_at(context: Context) -> datetime:
    return datetime.fromisoformat(draft(context)["closes"])


async def with_the_end_anew(context: Context, opens: datetime | None) -> datetime | None:
    draft(context).pop("closes", None)
    draft(context)["opens_said"] = when_text(opens or context.now, context.now)
    return opens


async def after_the_start(context: Context, closes: datetime) -> datetime:
    if closes <= opens_at(context):
        raise Refusal(Refused.WINDOW)
    return closes


async def begin_exam(context: Context, _button: b.StartExam) -> None:
    """Only with something in the bank."""
    async with context.read() as session:
        if not await bank.topics(session, bank.home_of(context.me)):
            raise Refusal(Refused.NO_TOPICS)
    draft(context).update(DEFAULTS, counts={}, review_early=False)


async def proposed_titles(context: Context) -> Sequence[Option]:
    return each(f"{context.now.month}月党建知识{'竞赛' if draft(context)['contest'] else '测试'}")


async def audiences(context: Context) -> Sequence[Option]:
    """The bureau or one's own branch, its members or everybody, where there is somebody."""
    me = context.me
    found = [
        Option([branch, members], await audience_text(context, branch, members=members))
        for branch in (None, me.branch_id)
        if may(me, Act.SET_EXAMS, Place(branch_id=branch))
        for members in (True, False)
    ]
    return [option for option in found if not option.label.endswith("（0 人）")]


async def audience_text(context: Context, branch: int | None, *, members: bool) -> str:
    async with context.read() as session:
        number = len(await exams.audience(session, branch, members_only=members))
    return f"{context.me.branch if branch else '全局'}{'党员' if members else '全体人员'}（{number} 人）"


async def with_its_topics(context: Context, audience: list[object]) -> list[object]:
    """Another reach has another bank."""
    facts = draft(context)
    if facts.get("audience", audience)[0] != audience[0]:
        facts["counts"] = {}
        facts.pop("topic", None)
    return audience


async def topics_there(context: Context) -> dict[str, int]:
    async with context.read() as session:
        return await bank.topics(session, draft(context)["audience"][0])


async def ask_topic(context: Context) -> Markup:
    total = _total(draft(context))
    return lines(
        Markup("<b>从哪些主题出题？</b>"),
        Markup("点主题，定题数（后面的数字：已定 / 题库里有）。每人随机抽题，选项打乱。"),
        Markup("已定 {} 题。").format(total) if total else None,
    )


def _total(facts: Draft) -> int:
    return sum(facts["counts"].values())


async def offered_topics(context: Context) -> Sequence[Option]:
    counts = draft(context)["counts"]
    return [
        Option(topic, f"{topic} {f'{counts[topic]}/' if topic in counts else ''}{number}")
        for topic, number in (await topics_there(context)).items()
    ]


async def with_its_count_anew(context: Context, topic: str) -> str:
    draft(context).pop("count", None)
    return topic


async def counts_allowed(context: Context) -> range:
    """How many of the topic there may be."""
    facts = draft(context)
    there = (await topics_there(context)).get(facts["topic"], 0)
    others: int = sum(number for topic, number in facts["counts"].items() if topic != facts["topic"])
    return range(max(min(there, MOST_QUESTIONS - others), 0) + 1)


async def ask_count(context: Context) -> Markup:
    text = Markup("<b>“{}”出几题？</b>\n最多 {} 题（一份试卷不超过 {} 题）。点一个，或直接写数字。")
    return text.format(draft(context)["topic"], (await counts_allowed(context))[-1], MOST_QUESTIONS)


async def offered_counts(context: Context) -> Sequence[Option]:
    most = (await counts_allowed(context))[-1]
    offered = [number for number in (1, 2, 3, 5, 8, 10, 15, 20, 30, 50) if number < most] + [most]
    return [*(Option(number, str(number)) for number in offered if number), Option(0, "不出题")]


async def count(context: Context, number: int) -> int:
    """How many of the topic; then the topics are asked for again."""
    facts = draft(context)
    topic = facts.pop("topic")
    facts["counts"].pop(topic, None)
    if number:
        facts["counts"][topic] = number
    return number


def number(name: str, asked: str, allowed: range, offered: Sequence[int]) -> Number:
    """A number of the plan, which has its default until it is changed."""
    prompt = f"<b>{asked}</b>\n点一个，或直接写 {allowed[0]} 到 {allowed[-1]} 的数字。"
    return Number(name, prompt, allowed, options=[Option(each, str(each)) for each in offered], columns=4)


def _plan(context: Context) -> Plan:
    facts = draft(context)
    branch, members = facts["audience"]
    return Plan(
        title=facts["title"],
        contest=facts["contest"],
        branch_id=branch,
        members_only=members,
        counts=facts["counts"],
        points={kind.value: facts[kind.value] for kind in Kind},
        minutes=facts["minutes"],
        opens_at=opens_at(context),
        closes_at=closes_at(context),
        tries=facts["tries"],
        pass_percent=facts["pass"],
        review_early=facts["review_early"],
    )


async def review_exam(context: Context) -> Markup:
    plan, now = _plan(context), context.now
    topics = "、".join(f"{topic} {number} 题" for topic, number in plan.counts.items())
    opens = when_text(plan.opens_at, now) if draft(context)["opens"] else "发布后立即"
    return lines(
        Markup("<b>请核对{}</b>").format("竞赛" if plan.contest else "考试"),
        Markup("名称：{}").format(plan.title),
        Markup("参加：{}").format(await audience_text(context, plan.branch_id, members=plan.members_only)),
        Markup("题目：{}，共 {} 题").format(topics, sum(plan.counts.values())),
        Markup("分值：{}").format(" · ".join(f"{kind} {plan.points[kind]} 分" for kind in Kind)),
        Markup("开放：{} 至 {}").format(opens, when_text(plan.closes_at, now)),
        Markup("限时 {} 分钟，可答 {} 次，{}% 合格。").format(plan.minutes, plan.tries, plan.pass_percent),
        Markup("答案和解析：{}").format("本人最后一次交卷后可看" if plan.review_early else "全部人员考试结束后可看"),
    )


def other_review(facts: Draft) -> str:
    return "答案改为：全部结束后看" if facts["review_early"] else "答案改为：本人答完就能看"


async def switch_review(context: Context) -> Next:
    draft(context)["review_early"] = not draft(context)["review_early"]
    return NEXT


async def publish(context: Context) -> None:
    """One transaction: the exam, for whom it is, and a push to each."""
    async with context.write() as tx:
        exam, to = await exams.publish(tx, context.me, _plan(context), context.now)
        await pushes.published(tx, exam, to, context)
    text = Markup("<b>✅ 已发布：{}</b>\n正在通知 {} 人，谁考了、谁没考，可以随时查。").format(exam.title, len(to))
    more = [b.Quiz().labelled("📝 考试竞赛")]
    await context.show(text, [[b.Results(exam.key).labelled("📊 成绩")], back(b.Overseen(0)), more])


SETTING = Form(
    name="exam",
    title="出卷",
    start=b.StartExam,
    begin=begin_exam,
    questions=[
        Choice(
            "contest",
            "<b>➕ 出卷</b>\n这是考试还是竞赛？（规则一样，叫法不同）",
            options=(Option(False, "📝 考试"), Option(True, "🏁 竞赛")),
        ),
        Line("title", "<b>叫什么名称？</b>\n点一个，或直接写。", "名称", LONGEST_TITLE, options=proposed_titles),
        Choice("audience", "<b>谁来参加？</b>", options=audiences, columns=1, check=with_its_topics),
        Choice(
            "topic",
            ask_topic,
            options=offered_topics,
            check=with_its_count_anew,
            ways=[Way(lambda facts: f"下一步（共 {_total(facts)} 题）›" if facts["counts"] else None, value=None)],
        ),
        Number(
            "count",
            ask_count,
            counts_allowed,
            wrong="题数请填 {} 到 {} 的数字。",
            options=offered_counts,
            columns=5,
            check=count,
            when=lambda facts: facts["topic"] is not None,
        ),
        *window("<b>{title}</b>"),
        number("minutes", "限时多少分钟？", MINUTES, (10, 15, 20, 30, 45, 60, 90, 120)),
        number("tries", "每人可以作答几次？", TRIES, (1, 2, 3)),
        number("pass", "得分达到百分之几算合格？", PASS, (60, 70, 80, 90)),
        number(Kind.SINGLE.value, "单选题每题几分？", POINTS, (1, 2, 3, 4, 5)),
        number(Kind.SEVERAL.value, "多选题每题几分？", POINTS, (2, 3, 4, 5, 6)),
        number(Kind.JUDGE.value, "判断题每题几分？", POINTS, (1, 2, 3, 4, 5)),
        Review(
            "confirm",
            review_exam,
            "✅ 确认发布",
            publish,
            ways=[
                *(Way(f"✏ {word}", to=name) for name, word in CHANGES.items()),
                Way(other_review, does=switch_review),
            ],
            columns=3,
        ),
    ],
)


async def begin_make_up(context: Context, button: b.StartMakeUp) -> None:
    """For one's own exam, while somebody has not taken it."""
    async with context.read() as session:
        exam = await exams.managed(session, context.me, button.exam)
        if not await exams.missing(session, button.exam):
            raise Refusal(Refused.ALL_TAKEN)
    draft(context).update(exam=button.exam, title=exam.title)


async def missing(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await exams.missing(session, draft(context)["exam"])
    return [Option(who.person_id, who.name) for _, who in found]


async def review_make_up(context: Context) -> Markup:
    facts, now = draft(context), context.now
    chosen = names(option.label for option in await missing(context) if option.value in facts["who"])
    return lines(
        Markup("<b>🕒 补考：{}</b>").format(facts["title"]),
        Markup("补考人员：{}").format(chosen),
        Markup("时间：{} 至 {}").format(when_text(opens_at(context), now), when_text(closes_at(context), now)),
        Markup("答案和解析要等补考结束后才公开。"),
    )


async def grant(context: Context) -> None:
    """One transaction: the windows, and a push to each."""
    facts, between = draft(context), (opens_at(context), closes_at(context))
    async with context.write() as tx:
        exam, to = await exams.make_up(tx, context.me, facts["exam"], facts["who"], *between, context.now)
        await pushes.granted(tx, exam, to, between, context)
    text = Markup("<b>✅ 已安排补考</b>\n正在通知 {} 人。").format(len(to))
    await context.show(text, [[b.ResultList(exam.key, 1, 0).labelled("⚪ 未参加")], back(b.Results(exam.key))])


MAKING_UP = Form(
    name="exam_more",
    title="安排补考",
    start=b.StartMakeUp,
    begin=begin_make_up,
    questions=[
        Several(
            "who",
            "<b>🕒 补考：{title}</b>\n谁可以补考？下面是还没参加的人。",
            "人",
            options=missing,
            too_few="请先选人。",
        ),
        *window("<b>🕒 补考：{title}</b>"),
        Review("confirm", review_make_up, "✅ 确认安排", grant),
    ],
)


async def search(context: Context) -> None:
    await bank_screens.found(context, b.Found(0, draft(context)["words"]))


SEARCHING = Form(
    name="bank_search",
    title="搜索题库",
    start=b.StartSearch,
    questions=[Line("words", "<b>🔍 搜索题库</b>\n请写要找的字，在题干、主题、解析和出处里找。", "要找的字", WORDS)],
    save=search,
)
FORMS = (SETTING, MAKING_UP, SEARCHING)
