"""微课堂: the first screen, and the lessons by state, by spare time and by topic."""

from collections import Counter
from collections.abc import Callable

from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import NextLesson, Practise
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.text import Markup, lines
from handlers.study import buttons as b
from handlers.study import cards
from storage.people.access import may, reach
from storage.people.rights import Act, Reach
from storage.study import pace, progress
from storage.study.progress import Item, State

SPARE = (5, 15, 30)


async def study(context: Context, button: b.Study) -> None:
    """How far the year's hours are; what there is to study, by state, spare time and topic."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        found = await progress.of_person(session, me)
        following = progress.first(found, context.now)
        mine = await pace.years(session, today, person_id=me.person_id, zone=context.bot_data.clock.zone)
    topics = Counter(item.lesson.topic for item in found if item.state is not State.FINISHED)
    states = Counter(item.state for item in found)
    text = lines(
        Markup("<b>📚 微课堂</b>"),
        *(Markup("{}年　{}").format(today.year, cards.hours_line(year)) for year in mine),
        Markup("\n现在有多少时间？点最上面的一门就开始，或按时间、主题选。")
        if topics
        else Markup("\n现在没有待学的课程。"),
    )
    rows = [
        [NextLesson().labelled(cards.next_label(following))] if following else [],
        [b.InTime(minutes, 0).labelled(f"⏱ {minutes} 分钟") for minutes in SPARE if topics],
        [
            b.InState(state, 0).labelled(f"{cards.SIGNS[state]} {state} {states[state]}")
            for state in State
            if states[state]
        ],
        *in_columns([b.Topic(0, topic).labelled(f"{topic} {count}") for topic, count in topics.items()], 3),
    ]
    await context.show(text, [*[row for row in rows if row], *_duties(context), HOME])


def _duties(context: Context) -> list[list[InlineKeyboardButton]]:
    """One's own hours, and what one's posts add."""
    me = context.me
    hours = b.Hours(me.person_id, context.now.year, 0).labelled("📈 我的学时")
    rows = [[hours, Practise().labelled("🌱 每日练习")]]
    far = reach(me, Act.SEE_STUDY)
    if far is Reach.BUREAU:
        rows.append([b.Paces(0).labelled("📉 各支部学时")])
    elif far is Reach.BRANCH:
        rows.append([b.BranchPace(me.branch_id, context.now.year, 0).labelled("📉 支部学时")])
    if may(me, Act.PUBLISH_LESSON):
        rows.append([b.StartLesson().labelled("➕ 发布课程"), b.Published(0).labelled("🛠 课程管理")])
    if may(me, Act.ENTER_TRAINING):
        rows.append([b.StartTraining().labelled("🎓 登记集中培训"), b.Trainings(0).labelled("🗂 培训记录")])
    return rows


async def command(context: Context) -> None:
    await study(context, b.Study())


async def all_lessons(context: Context, button: b.Lessons) -> None:
    await _list(context, "全部课程", button.page, b.Lessons, lambda item: True)


async def in_state(context: Context, button: b.InState) -> None:
    state = button.state
    title = f"{cards.SIGNS[state]} {state}"
    await _list(context, title, button.page, lambda page: b.InState(state, page), lambda item: item.state is state)


async def in_time(context: Context, button: b.InTime) -> None:
    """What is not finished, what is under way first."""
    minutes = button.minutes
    await _list(
        context,
        f"⏱ {minutes} 分钟以内",
        button.page,
        lambda page: b.InTime(minutes, page),
        lambda item: item.state is not State.FINISHED and item.lesson.minutes <= minutes,
        last=State.NEW,
    )


async def on_topic(context: Context, button: b.Topic) -> None:
    topic = button.topic
    turn, fits = lambda page: b.Topic(page, topic), lambda item: item.lesson.topic == topic
    await _list(context, topic, button.page, turn, fits, last=State.FINISHED)


async def _list(
    context: Context,
    title: str,
    page: int,
    turn: Callable[[int], Button],
    fits: Callable[[Item], bool],
    *,
    last: State | None = None,
) -> None:
    async with context.read() as session:
        found = [item for item in await progress.of_person(session, context.me) if fits(item)]
    shown, turning = paged(sorted(found, key=lambda item: item.state is last), page, turn)
    rows = [[b.OpenLesson(item.lesson.key).labelled(cards.label(item))] for item in shown]
    some = f"共 {len(found)} 门。" if found else "没有这样的课程，换一个时间或主题看看。"
    everything = [b.Lessons(0).labelled("全部课程")]
    text = Markup("<b>{}</b>\n{}").format(title, some)
    await context.show(text, [*rows, *turning, everything, back(b.Study())])
