"""微课堂: the first screen, and the lessons by state, by spare time and by topic."""

from collections.abc import Callable, Sequence

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.text import Markup, lines
from handlers.study import cards
from handlers.study.buttons import (
    ALL,
    STATE,
    TIME,
    BranchPace,
    Hours,
    Lessons,
    OpenLesson,
    Paces,
    Published,
    StartLesson,
    StartTraining,
    Study,
    Topic,
    Trainings,
)
from storage.engine.refusal import Refusal
from storage.people.access import Act, Reach, may, reach
from storage.study import pace, progress
from storage.study.progress import Item, State

SPARE = (5, 15, 30)
STATES = tuple(State)


async def study(context: Context, button: Study) -> None:
    """How far the year's hours are; what there is to study, by state, spare time and topic."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        found = await progress.of_person(session, me)
        mine = await pace.years(session, today, person_id=me.person_id, zone=context.bot_data.clock.zone)
    open_ones = [item for item in found if item.state is not State.FINISHED]
    topics: dict[str, int] = {}
    for item in open_ones:
        topics[item.lesson.topic] = topics.get(item.lesson.topic, 0) + 1
    text = lines(
        Markup("<b>📚 微课堂</b>"),
        *(Markup("{}年　{}").format(today.year, cards.hours_line(year)) for year in mine),
        Markup("\n现在有多少时间？点分钟，按主题选，或接着学。") if open_ones else Markup("\n现在没有待学的课程。"),
    )
    rows: list[list[InlineKeyboardButton]] = []
    if open_ones:
        rows.append([Lessons(TIME, minutes, 0).labelled(f"⏱ {minutes} 分钟") for minutes in SPARE])
    counts = [sum(item.state is state for item in found) for state in STATES]
    rows.append(
        [
            Lessons(STATE, number, 0).labelled(f"{cards.SIGNS[state]} {state} {count}")
            for number, (state, count) in enumerate(zip(STATES, counts, strict=True))
            if count
        ]
    )
    rows += in_columns([Topic(0, topic).labelled(f"{topic} {count}") for topic, count in topics.items()], 3)
    await context.show(text, [*[row for row in rows if row], *_duties(context), HOME])


def _duties(context: Context) -> list[list[InlineKeyboardButton]]:
    """One's own hours, and what one's posts add."""
    me = context.me
    rows = [[Hours(me.person_id, context.now.year, 0).labelled("📈 我的学时")]]
    far = reach(me, Act.SEE_STUDY)
    if far is Reach.BUREAU:
        rows[0].append(Paces(0).labelled("📉 各支部学时"))
    elif far is Reach.BRANCH:
        rows[0].append(BranchPace(me.branch_id, context.now.year, 0).labelled("📉 支部学时"))
    if may(me, Act.PUBLISH_LESSON):
        rows.append([StartLesson().labelled("➕ 发布课程"), Published(0).labelled("🛠 课程管理")])
    if may(me, Act.ENTER_TRAINING):
        rows.append([StartTraining().labelled("🎓 登记集中培训"), Trainings(0).labelled("🗂 培训记录")])
    return rows


async def command(context: Context) -> None:
    await study(context, Study())


async def by_choice(context: Context, button: Lessons) -> None:
    """By state; by spare time only what is not finished, what is under way first."""
    async with context.read() as session:
        found = await progress.of_person(session, context.me)
    if button.by == STATE and 0 <= button.value < len(STATES):
        state = STATES[button.value]
        shown = [item for item in found if item.state is state]
        title = f"{cards.SIGNS[state]} {state}"
    elif button.by == TIME and button.value in SPARE:
        shown = [item for item in found if item.state is not State.FINISHED and item.lesson.minutes <= button.value]
        shown.sort(key=lambda item: item.state is State.NEW)
        title = f"⏱ {button.value} 分钟以内"
    elif button.by == ALL:
        shown, title = found, "全部课程"
    else:
        raise Refusal(OUTDATED)
    await _list(context, shown, title, button.page, lambda page: Lessons(button.by, button.value, page))


async def by_topic(context: Context, button: Topic) -> None:
    """What is on that topic, finished lessons last."""
    async with context.read() as session:
        found = await progress.of_person(session, context.me)
    shown = [item for item in found if item.lesson.topic == button.topic]
    shown.sort(key=lambda item: item.state is State.FINISHED)
    await _list(context, shown, button.topic, button.page, lambda page: Topic(page, button.topic))


async def _list(context: Context, found: Sequence[Item], title: str, page: int, turn: Callable[[int], Button]) -> None:
    shown, turning = paged(found, page, turn)
    rows = [[OpenLesson(item.lesson.key).labelled(cards.label(item))] for item in shown]
    some = Markup("共 {} 门。").format(len(found)) if found else Markup("没有这样的课程，换一个时间或主题看看。")
    everything = [Lessons(ALL, 0, 0).labelled("全部课程")]
    await context.show(lines(Markup("<b>{}</b>").format(title), some), [*rows, *turning, everything, back(Study())])
