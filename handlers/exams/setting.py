"""出卷: what, for whom, from which topics, when; every other number has a default that one button changes."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.exams import publishing as last
from handlers.exams.buttons import StartExam
from handlers.exams.publishing import Change, Confirm, PickNumber, ToggleReview, written_number
from handlers.exams.windows import PickCloses, PickOpens
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, lines
from scoring.exams import Kind
from storage.exams import bank, setting
from storage.exams.rows import Refused
from storage.exams.setting import MOST_QUESTIONS
from storage.people.access import Act, Place, may


class PickSort(Button, prefix="exn_sort", act=Act.SET_EXAMS):
    """A contest (1) or an exam (0)."""

    contest: int


class PickTitle(Button, prefix="exn_title", act=Act.SET_EXAMS):
    """The title that was proposed."""


class PickAudience(Button, prefix="exn_to", act=Act.SET_EXAMS):
    """The bureau (0) or the branch, its members (1) or everyone (0)."""

    branch: int
    members: int


class PickTopic(Button, prefix="exn_t", act=Act.SET_EXAMS):
    """How many of that topic."""

    topic: str


class Onward(Button, prefix="exn_ok", act=Act.SET_EXAMS):
    """The topics are complete."""


async def begin(context: Context, _button: StartExam) -> Next:
    """Only with something in the bank."""
    async with context.read() as session:
        there = await bank.topics(session, bank.home_of(context.me))
    if not there:
        await context.tell(Refused.NO_TOPICS.value)
        return None
    points = {Kind.SINGLE.value: 2, Kind.SEVERAL.value: 4, Kind.JUDGE.value: 1}
    draft(context).update(counts={}, minutes=30, tries=1, review=False, opens=None, closes=None)
    draft(context).update({"pass": 60} | points)
    return "sort"


async def ask_sort(context: Context) -> None:
    rows = [[PickSort(0).labelled("📝 考试"), PickSort(1).labelled("🏁 竞赛")]]
    await ask(context, Markup("<b>➕ 出卷</b>\n这是考试还是竞赛？（规则一样，叫法不同）"), rows)


async def pick_sort(context: Context, button: PickSort) -> Next:
    draft(context)["contest"] = button.contest == 1
    return "title"


def _proposed(context: Context) -> str:
    return f"{context.now.month}月党建知识{'竞赛' if draft(context)['contest'] else '测试'}"


async def ask_title(context: Context) -> None:
    rows = [[PickTitle().labelled(_proposed(context))]]
    await ask(context, Markup("<b>叫什么名称？</b>\n点一个，或直接写。"), rows)


async def pick_title(context: Context, _button: PickTitle) -> Next:
    draft(context)["title"] = _proposed(context)
    return _following(context, "audience")


async def type_title(context: Context) -> Next:
    title = await reading.line(context, "名称", setting.LONGEST_TITLE)
    if title is None:
        return None
    draft(context)["title"] = title
    return _following(context, "audience")


def _following(context: Context, step: str) -> str:
    """The next question, or back to the plan when one thing of it was changed."""
    return "confirm" if draft(context).get("closes") and draft(context).get("counts") else step


async def _audiences(session: AsyncSession, context: Context) -> list[tuple[PickAudience, str]]:
    me, found = context.me, list[tuple[int, str]]()
    if may(me, Act.SET_EXAMS, Place()):
        found.append((0, "全局"))
    if may(me, Act.SET_EXAMS, Place(branch_id=me.branch_id)):
        found.append((me.branch_id, me.branch))
    offered = []
    for branch, name in found:
        for members, word in ((1, "党员"), (0, "全体人员")):
            number = len(await setting.audience(session, branch or None, members_only=members == 1))
            if number:
                offered.append((PickAudience(branch, members), f"{name}{word}（{number} 人）"))
    return offered


async def ask_audience(context: Context) -> None:
    async with context.read() as session:
        found = await _audiences(session, context)
    await ask(context, Markup("<b>谁来参加？</b>"), [[each.labelled(word)] for each, word in found])


async def pick_audience(context: Context, button: PickAudience) -> Next:
    """Only one of those that were offered."""
    async with context.read() as session:
        offered = dict(await _audiences(session, context))
    if button not in offered:
        await context.toast(OUTDATED, alert=True)
        return None
    facts = draft(context)
    branch = button.branch or None
    if branch != facts.get("branch", branch):
        facts["counts"] = {}
    facts.update(branch=branch, members=button.members == 1, where=offered[button])
    return _following(context, "topics")


async def ask_topics(context: Context) -> None:
    """How many of each topic so far."""
    counts = draft(context)["counts"]
    async with context.read() as session:
        there = await bank.topics(session, draft(context)["branch"])
    buttons = [
        PickTopic(topic).labelled(f"{topic} {f'{counts[topic]}/' if topic in counts else ''}{number}")
        for topic, number in there.items()
    ]
    total = sum(counts.values())
    text = lines(
        Markup("<b>从哪些主题出题？</b>"),
        Markup("点主题，定题数（后面的数字：已定 / 题库里有）。每人随机抽题，选项打乱。"),
        Markup("已定 {} 题。").format(total) if total else None,
    )
    rows = in_columns(buttons[:90])
    await ask(context, text, [*rows, [Onward().labelled(f"下一步（共 {total} 题）›")]] if total else rows)


async def pick_topic(context: Context, button: PickTopic) -> Next:
    async with context.read() as session:
        there = await bank.topics(session, draft(context)["branch"])
    if button.topic not in there:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["topic"] = button.topic
    return "count"


async def _most(context: Context) -> int:
    """How many of the topic there may be."""
    facts = draft(context)
    async with context.read() as session:
        there = (await bank.topics(session, facts["branch"])).get(facts["topic"], 0)
    others: int = sum(number for topic, number in facts["counts"].items() if topic != facts["topic"])
    return min(there, MOST_QUESTIONS - others)


async def ask_count(context: Context) -> None:
    most = await _most(context)
    offered = sorted({each for each in (1, 2, 3, 5, 8, 10, 15, 20, 30, 50) if each < most} | {max(most, 0)})
    buttons = [PickNumber(each).labelled(str(each)) for each in offered]
    buttons.append(PickNumber(0).labelled("不出题"))
    text = Markup("<b>“{}”出几题？</b>\n最多 {} 题（一份试卷不超过 {} 题）。点一个，或直接写数字。")
    await ask(context, text.format(draft(context)["topic"], most, MOST_QUESTIONS), in_columns(buttons, 5))


async def _take_count(context: Context, number: int) -> Next:
    facts, most = draft(context), await _most(context)
    if not 0 <= number <= most:
        await context.tell(f"题数请填 0 到 {most} 的数字。")
        return None
    facts["counts"].pop(facts["topic"], None)
    if number:
        facts["counts"][facts["topic"]] = number
    return "topics"


async def pick_count(context: Context, button: PickNumber) -> Next:
    return await _take_count(context, button.number)


async def type_count(context: Context) -> Next:
    return await _take_count(context, written_number(context))


async def onward(context: Context, _button: Onward) -> Next:
    if not draft(context)["counts"]:
        await context.toast("请先定题数。", alert=True)
        return None
    return _following(context, "opens")


FLOW = Form(
    name="exam",
    title="出卷",
    start=StartExam,
    begin=begin,
    steps={
        "sort": Step(ask_sort, [Chosen(PickSort, pick_sort)]),
        "title": Step(ask_title, [Typed(reading.TEXT, type_title), Chosen(PickTitle, pick_title)]),
        "audience": Step(ask_audience, [Chosen(PickAudience, pick_audience)]),
        "topics": Step(ask_topics, [Chosen(PickTopic, pick_topic), Chosen(Onward, onward)]),
        "count": Step(ask_count, [Typed(reading.TEXT, type_count), Chosen(PickNumber, pick_count)]),
        "opens": Step(last.ask_opens, [Typed(reading.TEXT, last.type_opens), Chosen(PickOpens, last.pick_opens)]),
        "closes": Step(last.ask_closes, [Typed(reading.TEXT, last.type_closes), Chosen(PickCloses, last.pick_closes)]),
        "number": Step(last.ask_number, [Typed(reading.TEXT, last.type_number), Chosen(PickNumber, last.pick_number)]),
        "confirm": Step(
            last.ask_confirm,
            [Chosen(Confirm, last.confirm), Chosen(Change, last.change), Chosen(ToggleReview, last.toggle_review)],
        ),
    },
)
