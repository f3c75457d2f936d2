"""One's own birthday: the day, the list, the cards, who is told; and what the home screen shows on the day."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.birthdays import cards, picture
from handlers.birthdays.buttons import Basis, Birthday, Cards, Coming, Growth, Members, Portrait, ShowCard, Tell, Today
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.pictures import show_drawing
from handlers.kit.screens.text import Markup, lines
from scoring import birthdays
from storage.birthdays import asking, greeting, growth
from storage.birthdays.rows import GREETING_RULE, MESSAGE_RULE, STANDING_RULE, Refused, Telling
from storage.people.access import Act, may
from storage.people.directory import Person, Who
from storage.rules.regulations import basis

LATEST = 5
LINES = 15


async def command(context: Context) -> None:
    await show(context, Birthday())


async def show(context: Context, _button: Birthday) -> None:
    """Everything about it; who is no member sees only what they keep for others."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        joined = await asking.joined_on(session, me.person_id)
        person = await session.get(Person, me.person_id)
        listed = await growth.of_person(session, me.person_id, today)
        given = await greeting.given_to(session, me.person_id)
        wish = await greeting.wish(session, me.person_id)
    rows: list[list[InlineKeyboardButton]] = []
    if isinstance(joined, Refused):
        text = Markup("<b>🎂 政治生日</b>\n{}").format(joined.value)
    else:
        more = f"（共 {len(listed)} 项，最近 {LATEST} 项）" if len(listed) > LATEST else ""
        text = lines(
            Markup("<b>🎂 我的政治生日</b>"),
            Markup("入党日期：{}").format(cards.long_date(joined)),
            cards.countdown(joined, asking.full_since(person) if person else None, today),
            Markup("贺卡照片：{}").format("已设置" if wish.portrait else "没有，用姓氏代替"),
            Markup("支部祝贺：{}").format(cards.TELLINGS[Telling(wish.telling)]),
            Markup("\n<b>成长历程</b>{}").format(more),
            *[cards.milestone_line(each) for each in listed[-LATEST:]],
            Markup("\n{}").format(cards.oath_text()) if birthdays.welcomed(joined, today) else None,
        )
        if birthdays.on(joined, today):
            rows.append([Today().labelled(cards.TODAY)])
        rows.append([Growth(0).labelled("📖 成长历程"), Cards(0).labelled(f"🎴 历年贺卡（{len(given)}）")])
        rows.append([Portrait().labelled("🖼 贺卡照片"), Tell("").labelled("📣 支部祝贺")])
    if may(me, Act.SEE_BIRTHDAYS):
        keep = [Coming(0).labelled("📅 近期政治生日")]
        if may(me, Act.KEEP_BIRTHDAYS):
            keep.append(Members(0, 0).labelled("🏅 成长历程维护"))
        rows.append(keep)
    await context.show(text, [*rows, [Basis().labelled("📖 依据")], HOME])


async def show_basis(context: Context, _button: Basis) -> None:
    """The rules behind asking and giving."""
    rules = (MESSAGE_RULE, GREETING_RULE, STANDING_RULE)
    text = Markup("<b>📖 依据</b>\n{}").format("\n\n".join(basis(rule) for rule in rules))
    await context.show(text, [back(Birthday())])


async def show_growth(context: Context, button: Growth) -> None:
    """The whole list, page by page."""
    async with context.read() as session:
        listed = await growth.of_person(session, context.me.person_id, context.now.date())
    shown, turning = paged(listed, button.page, Growth, LINES)
    text = lines(
        Markup("<b>📖 我的成长历程</b>"),
        *[cards.milestone_line(each) for each in shown],
        None if listed else Markup("还没有记录。"),
        Markup("\n荣誉和经历由党支部书记添加；有遗漏或错误，请告诉书记。"),
    )
    await context.show(text, [*turning, back(Birthday())])


async def show_cards(context: Context, button: Cards) -> None:
    """The years that have a card."""
    async with context.read() as session:
        given = await greeting.given_to(session, context.me.person_id)
    shown, turning = paged(given, button.page, Cards)
    rows = [[ShowCard(row.year).labelled(f"🎴 {cards.long_date(row.day)}")] for row in shown]
    text = Markup("<b>🎴 历年贺卡</b>\n{}").format(
        "点年份再看一次。" if given else "还没有贺卡。政治生日当天，贺卡会自动送到这里。"
    )
    await context.show(text, [*rows, *turning, back(Birthday())])


async def show_card(context: Context, button: ShowCard) -> None:
    """One of them once more, as it was given."""
    person = context.me.person_id
    async with context.read() as session:
        row = next((row for row in await greeting.given_to(session, person) if row.year == button.year), None)
        found = await picture.facts(session, person, button.year)
    if isinstance(found, Refused) or row is None:
        return await context.tell(found.value if isinstance(found, Refused) else Refused.NO_CARD.value)
    caption = cards.caption(context.me.name, row, found[0].years, found[0].standing)
    await show_drawing(context, picture.drawing(context.bot, *found), caption, [back(Cards(0))])
    return None


async def show_today(context: Context, _button: Today) -> None:
    """The card with the portrait, and the oath."""
    person, today = context.me.person_id, context.now.date()
    async with context.read() as session:
        celebrant = await asking.find(session, person, today.year)
        found = await picture.facts(session, person, today.year)
    if isinstance(found, Refused) or isinstance(celebrant, Refused) or celebrant.birthday.day != today:
        return await context.tell(OUTDATED)
    row = celebrant.row or greeting.default_row(celebrant)
    if not celebrant.given:
        # The words are the writer's to change until the card is given; nobody sees them before.
        text = lines(Markup("贺卡今天上午就会送到，请稍候。\n"), cards.oath_text())
        await context.show(text, [back(Birthday())])
        return None
    caption = lines(
        cards.caption(context.me.name, row, celebrant.birthday.years, celebrant.standing),
        Markup("\n{}").format(cards.oath_text()),
    )
    await show_drawing(context, picture.drawing(context.bot, *found), caption, [back(Birthday())])
    return None


async def tell(context: Context, button: Tell) -> None:
    """Choose who is told; or store the choice."""
    if button.telling:
        if button.telling not in list(Telling):
            return await context.tell(OUTDATED)
        async with context.write() as tx:
            await greeting.tell(tx, context.me.person_id, Telling(button.telling))
        await context.toast("已保存")
        return await show(context, Birthday())
    async with context.read() as session:
        wish = await greeting.wish(session, context.me.person_id)
    rows = [
        [Tell(each.value).labelled(f"{'● ' if wish.telling == each else '○ '}{label}")]
        for each, label in cards.TELLINGS.items()
    ]
    text = Markup(
        "<b>📣 支部祝贺</b>\n您过政治生日那天，要不要告诉支部的同志？没有您的同意，机器人不会在支部群里说。"
        "贺卡上有您的照片、成长历程和寄语。"
    )
    await context.show(text, [*rows, back(Birthday())])
    return None


async def my_day(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """On the day, the home screen begins with it and the oath."""
    joined = await asking.joined_on(session, me.person_id)
    birthday = None if isinstance(joined, Refused) else birthdays.on(joined, now.date())
    if birthday is None:
        return None
    return lines(Markup("🎂 <b>今天是您的政治生日，入党 {} 周年！</b>").format(birthday.years), cards.oath_text())


async def my_button(session: AsyncSession, me: Who, now: datetime) -> InlineKeyboardButton | None:
    """The way to the card, on the day."""
    joined = await asking.joined_on(session, me.person_id)
    if isinstance(joined, Refused) or birthdays.on(joined, now.date()) is None:
        return None
    return Today().labelled(cards.TODAY)


async def branchs_day(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """Whose day it is in the branch."""
    found = await greeting.today_in(session, me.branch_id, now.date())
    others = [each for each in found if each.who.person_id != me.person_id]
    return Markup("🎂 今天是{}同志的政治生日").format(cards.names_of(others)) if others else None


async def to_write(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """How many texts are waited for."""
    awaited = await asking.awaited_from(session, me, now.date())
    return Markup("✍ {} 份政治生日寄语待写：{}").format(len(awaited), cards.names_of(awaited)) if awaited else None
