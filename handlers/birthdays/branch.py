"""What those see who answer for a branch's birthdays: which come, whether the words are written, and the growth lists."""

from datetime import timedelta

from handlers.birthdays import cards, picture
from handlers.birthdays.buttons import (
    AddEntry,
    Birthday,
    Branches,
    Coming,
    MemberGrowth,
    Members,
    OpenBirthday,
    Preview,
    RemoveEntry,
    WriteMessage,
)
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.pictures import show_drawing
from handlers.kit.screens.text import Markup, clip, day_text, lines
from storage.birthdays import celebrants, growth, messages
from storage.birthdays.rows import Refused
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.posts import MEMBERS
from storage.people.rights import Act, Reach

AHEAD = timedelta(days=30)
PAGE = 12
ENTRIES = 6


async def coming(context: Context, button: Coming) -> None:
    """The next 30 days, today included, with how the words stand."""
    today = context.now.date()
    branch = None if reach(context.me, Act.SEE_BIRTHDAYS) is Reach.BUREAU else context.me.branch_id
    async with context.read() as session:
        found = await celebrants.within(session, today, today + AHEAD, branch)
    shown, turning = paged(found, button.page, Coming, PAGE)
    rows = [
        [
            OpenBirthday(each.who.person_id, each.birthday.day.year).labelled(
                f"{cards.state(each)} {each.birthday.day:%m-%d} {each.who.name} {each.birthday.years} 周年"
                + (f"（{clip(each.who.branch, 14)}）" if branch is None else "")
            )
        ]
        for each in shown
    ]
    text = lines(
        Markup("<b>📅 近 30 天的政治生日</b>"),
        Markup("共 {} 位。✅ 寄语已写　✍ 还没写　🎁 贺卡已送").format(len(found))
        if found
        else Markup("近 30 天没有党员过政治生日。"),
    )
    await context.show(text, [*rows, *turning, back(Birthday())])


async def open_birthday(context: Context, button: OpenBirthday) -> None:
    """One of them. The words are shown to those who may write them."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        celebrant = await celebrants.find(session, button.person, button.year)
        if not may(me, Act.SEE_BIRTHDAYS, celebrant.place):
            raise Refusal(NOT_ALLOWED)
        writers = await messages.writers(session, celebrant)
        mine = await messages.may_write(session, me, celebrant)
        listed = await growth.of_person(session, button.person, celebrant.birthday.day)
    row = celebrant.row
    if celebrant.given:
        state = "贺卡已送出" + ("" if celebrant.written else "，没有人写寄语，用了默认祝词")
    else:
        state = "寄语已写" if celebrant.written else "寄语还没写"
    asked = "、".join(who.name for who in writers) or "没有可以撰写的人，请联系党务干部"
    text = lines(
        Markup("<b>🎂 {}</b>　{}").format(celebrant.who.name, celebrant.who.branch),
        Markup("政治生日：{}，入党 {} 周年").format(day_text(celebrant.birthday.day, today), celebrant.birthday.years),
        Markup("状态：{}").format(state),
        Markup("寄语撰写：{}").format(asked),
        Markup("<blockquote>{}</blockquote>—— {}").format(row.words, row.signed) if row is not None and mine else None,
        Markup("成长历程 {} 项").format(len(listed)),
    )
    rows = []
    if mine:
        label = "✍ 修改寄语" if celebrant.written else "✍ 写寄语"
        write = [] if celebrant.given else [WriteMessage(button.person, button.year).labelled(label)]
        rows.append([*write, Preview(button.person, button.year).labelled("🎴 看贺卡")])
    if may(me, Act.KEEP_BIRTHDAYS, celebrant.place):
        rows.append([MemberGrowth(button.person, 0).labelled("🏅 成长历程")])
    await context.show(text, [*rows, back(Coming(0))])


async def preview(context: Context, button: Preview) -> None:
    """The card as it is or will be."""
    async with context.read() as session:
        celebrant = await celebrants.find(session, button.person, button.year)
        if not await messages.may_write(session, context.me, celebrant):
            raise Refusal(Refused.NOT_WRITER)
        card, portrait = await picture.facts(session, button.person, button.year)
    caption = Markup("🎴 {}同志的政治生日贺卡（{}）\n{}\n—— {}").format(
        card.name, cards.long_date(card.day), card.words, card.signed
    )
    drawing = picture.drawing(context.bot, card, portrait)
    await show_drawing(context, drawing, caption, [back(OpenBirthday(button.person, button.year))])


async def branches(context: Context, button: Branches) -> None:
    """The bureau's staff choose a branch first."""
    if not may(context.me, Act.KEEP_BIRTHDAYS, Place()):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        named = list((await directory.present_names(session)).items())
    shown, turning = paged(named, button.page, Branches, PAGE)
    rows = [[Members(number, 0).labelled(name)] for number, name in shown]
    await context.show(Markup("<b>🏅 成长历程维护</b>\n哪个党支部？"), [*rows, *turning, back(Birthday())])


async def members(context: Context, button: Members) -> None:
    """The members of a branch; without one, one's own or the choice of a branch."""
    everywhere = may(context.me, Act.KEEP_BIRTHDAYS, Place())
    if button.branch == 0 and everywhere:
        await branches(context, Branches(0))
        return
    branch = button.branch or context.me.branch_id
    if not may(context.me, Act.KEEP_BIRTHDAYS, Place(branch_id=branch)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        found = [who for who in await directory.people_of(session, branch_id=branch) if who.category in MEMBERS]
    shown, turning = paged(found, button.page, lambda page: Members(branch, page), 24)
    rows = in_columns([MemberGrowth(who.person_id, 0).labelled(who.name) for who in shown], 3)
    text = Markup("<b>🏅 成长历程维护</b>\n{}").format("选择一位党员。" if found else "这个支部还没有党员。")
    await context.show(text, [*rows, *turning, back(Branches(0) if everywhere else Birthday())])


async def member_growth(context: Context, button: MemberGrowth) -> None:
    """A member's list; what the branch has added can be taken away again."""
    async with context.read() as session:
        person = await growth.kept_by(session, context.me, button.person)
        listed = await growth.of_person(session, button.person, context.now.date())
    # Newest first: what was just added is what one wants to see, or to take away.
    shown, turning = paged(listed[::-1], button.page, lambda page: MemberGrowth(button.person, page), ENTRIES)
    drop = [
        [RemoveEntry(each.entry.key, 0).labelled(f"🗑 {each.when} {clip(each.text, 24)}")]
        for each in shown
        if each.entry and growth.may_remove(context.me, each.entry)
    ]
    text = lines(
        Markup("<b>🏅 {}的成长历程</b>（{} 项）").format(person.name, len(listed)),
        *[cards.milestone_line(each) for each in shown],
        None if listed else Markup("还没有记录。"),
        Markup("\n入党、转正日期和现任职务来自名册，荣誉来自“荣誉奖励”；经历在这里添加。"),
    )
    add = [AddEntry(button.person).labelled("➕ 添加一条")]
    await context.show(text, [add, *drop, *turning, back(Members(person.branch_id, 0))])


async def remove(context: Context, button: RemoveEntry) -> None:
    """Asked once more, then taken away."""
    if not button.sure:
        async with context.read() as session:
            entry = await growth.removable(session, context.me, button.entry)
        text = Markup("删除这一条？\n{:%Y.%m}　{}").format(entry.on, entry.text)
        rows = [[RemoveEntry(button.entry, 1).labelled("🗑 确认删除")], back(MemberGrowth(entry.person_id, 0))]
        await context.show(text, rows)
        return
    async with context.write() as tx:
        entry = await growth.remove(tx, context.me, button.entry)
    await context.toast("已删除")
    await member_growth(context, MemberGrowth(entry.person_id, 0))
