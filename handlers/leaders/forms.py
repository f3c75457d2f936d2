"""Marking a leading cadre, and entering the committee's 民主生活会."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.forms.choices import Choice, Option, Person, Several
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup
from handlers.leaders.buttons import Leaders, StartLife, StartMark
from storage.engine.refusal import Refusal
from storage.leaders import duties, marks
from storage.leaders.rows import Refused
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import MEMBERS, Post


async def members(context: Context) -> Sequence[Who]:
    async with context.read() as session:
        found = await directory.people_of(session)
    return [who for who in found if who.category in MEMBERS and Post.COMMITTEE_SECRETARY not in who.posts]


async def mark(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await marks.mark(tx, context.me, facts["person"], in_committee=facts["level"], now=context.now)
    await context.show(Markup("<b>✅ 已标注：{}</b>").format(facts["person_name"]), [back(Leaders(0, 0))])


MARKING = Form(
    name="leader_mark",
    title="标注领导干部",
    start=StartMark,
    questions=[
        Person("person", "<b>标注领导干部</b>\n是哪位同志？点姓名，或输入姓名、拼音查找。", members),
        Choice(
            "level",
            "<b>{person_name}</b>\n党委班子成员还要参加党委的民主生活会。",
            options=[Option(True, "党委班子成员"), Option(False, "其他领导干部")],
            columns=1,
        ),
    ],
    save=mark,
)


async def begin_life(context: Context, _button: StartLife) -> None:
    """Raises Refusal where there is nobody who could have taken part."""
    if not await sitting(context):
        raise Refusal("还没有党委班子成员，请先标注领导干部。")


async def sitting(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await duties.leaders(session)
    return [Option(each.who.person_id, each.who.name) for each in found if each.in_committee]


async def all_sitting(context: Context) -> Sequence[int]:
    return [option.value for option in await sitting(context)]


async def enter_life(context: Context) -> None:
    facts = draft(context)
    day = date.fromisoformat(facts["day"])
    async with context.write() as tx:
        await marks.enter_life(tx, context.me, day, facts["people"], context.now)
    text = Markup("<b>✅ 已登记 {}年{}月{}日的党委民主生活会</b>，参加 {} 人。").format(
        day.year, day.month, day.day, len(facts["people"])
    )
    await context.show(text, [back(Leaders(day.year, 0))])


LIFE = Form(
    name="committee_life",
    title="登记民主生活会",
    start=StartLife,
    begin=begin_life,
    questions=[
        Day("day", "<b>党委民主生活会</b>\n是哪一天召开的？同一天再次登记，以后一次的名单为准。", past=True),
        Several(
            "people",
            "<b>参加人员</b>\n没有参加的，请点姓名去掉。",
            "人",
            options=sitting,
            proposed=all_sitting,
            too_few=Refused.NOBODY,
            onward="✅ 登记",
        ),
    ],
    save=enter_life,
)
FORMS = (MARKING, LIFE)
