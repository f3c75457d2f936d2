"""One's own birthday: the day, the list, the cards, the photo on them, who is told."""

from telegram import InlineKeyboardButton

from handlers.birthdays import cards, picture
from handlers.birthdays.buttons import (
    Basis,
    Birthday,
    Cards,
    Coming,
    Growth,
    Members,
    NoPortrait,
    Portrait,
    ShowCard,
    StartPortrait,
    Tell,
    Today,
    UseProfile,
)
from handlers.birthdays.forms import PORTRAIT_SAVED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.pictures import show_drawing
from handlers.kit.screens.text import Markup, lines
from scoring import birthdays
from storage.birthdays import celebrants, greeting, growth
from storage.birthdays.rows import GREETING_RULE, MESSAGE_RULE, STANDING_RULE, Refused, Telling
from storage.engine.refusal import Refusal
from storage.people import known_months
from storage.people.access import may
from storage.people.rights import Act
from storage.rules.regulations import basis

FIRST = 6
LINES = 15


async def command(context: Context) -> None:
    await show(context, Birthday())


async def show(context: Context, _button: Birthday) -> None:
    """Somebody who is not a member sees only what they keep for others."""
    me = context.me
    try:
        text, rows = await _own(context)
    except Refusal as refusal:
        text, rows = Markup("<b>🎂 政治生日</b>\n{}").format(str(refusal)), []
    keep = [Coming(0).labelled("📅 近期政治生日")] if may(me, Act.SEE_BIRTHDAYS) else []
    if keep and may(me, Act.KEEP_BIRTHDAYS):
        keep.append(Members(0, 0).labelled("🏅 成长历程维护"))
    await context.show(text, [*rows, *([keep] if keep else []), [Basis().labelled("📖 依据")], HOME])


async def _own(context: Context) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """Everything about it. Raises Refusal for somebody who has none."""
    person, today = context.me.person_id, context.now.date()
    async with context.read() as session:
        # Held, so that the session need not look for it again.
        member = await celebrants.member(session, person)
        joined, full = await celebrants.joined_on(session, person), celebrants.full_since(member)
        listed = await growth.of_person(session, person, today)
        given = await greeting.given_to(session, person)
        wish = await greeting.wish(session, person)
        vague = await known_months.of(session, member)
    more = f"（共 {len(listed)} 项，这里是 {FIRST} 项）" if len(listed) > FIRST else ""
    text = lines(
        Markup("<b>🎂 我的政治生日</b>"),
        Markup("入党日期：{}").format(cards.known_date(joined, "入党日期", vague)),
        cards.countdown(joined, full, today, vague),
        Markup("贺卡照片：{}").format("已设置" if wish.portrait else "没有，用姓氏代替"),
        Markup("支部祝贺：{}").format(cards.TELLINGS[Telling(wish.telling)]),
        Markup("\n<b>成长历程</b>{}").format(more),
        *[cards.milestone_line(each) for each in growth.chosen(listed, FIRST)],
        Markup("\n{}").format(cards.oath_text()) if birthdays.welcomed(joined, today) else None,
    )
    rows = [
        [Growth(0).labelled("📖 成长历程"), Cards(0).labelled(f"🎴 历年贺卡（{len(given)}）")],
        [Portrait().labelled("🖼 贺卡照片"), Tell("").labelled("📣 支部祝贺")],
    ]
    return text, [[Today().labelled(cards.TODAY)], *rows] if birthdays.on(joined, today) else rows


async def show_basis(context: Context, _button: Basis) -> None:
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
        if row is None:
            raise Refusal(Refused.NO_CARD)
        found = await picture.facts(session, person, button.year)
    caption = cards.caption(context.me.name, row, found[0].years, found[0].standing)
    await show_drawing(context, picture.drawing(context.bot, *found), caption, [back(Cards(0))])


async def show_today(context: Context, _button: Today) -> None:
    """The card with the portrait, and the oath."""
    person, today = context.me.person_id, context.now.date()
    async with context.read() as session:
        celebrant = await celebrants.find(session, person, today.year)
        found = await picture.facts(session, person, today.year)
    if celebrant.birthday.day != today:
        raise Refusal(OUTDATED)
    if celebrant.row is None or not celebrant.given:
        # The words are the writer's to change until the card is given; nobody sees them before.
        text = lines(Markup("贺卡今天上午就会送到，请稍候。\n"), cards.oath_text())
        await context.show(text, [back(Birthday())])
        return
    caption = lines(
        cards.caption(context.me.name, celebrant.row, celebrant.birthday.years, celebrant.standing),
        Markup("\n{}").format(cards.oath_text()),
    )
    await show_drawing(context, picture.drawing(context.bot, *found), caption, [back(Birthday())])


async def tell(context: Context, button: Tell) -> None:
    """Choose who is told; or store the choice."""
    if button.telling:
        if button.telling not in list(Telling):
            raise Refusal(OUTDATED)
        async with context.write() as tx:
            await greeting.tell(tx, context.me.person_id, Telling(button.telling))
        await context.toast("已保存")
        await show(context, Birthday())
        return
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


async def show_portrait(context: Context, _button: Portrait) -> None:
    """What there is, and the three ways."""
    async with context.read() as session:
        wish = await greeting.wish(session, context.me.person_id)
    text = lines(
        Markup("<b>🖼 贺卡照片</b>"),
        Markup("现在：{}").format("已设置照片" if wish.portrait else "没有照片，贺卡上用您的姓氏代替"),
        Markup("可以发送一张照片，也可以使用您的 Telegram 头像。照片只用于贺卡；点“使用头像”即表示同意读取头像。"),
    )
    rows = [[StartPortrait().labelled("📷 发送照片"), UseProfile().labelled("👤 使用头像")]]
    if wish.portrait:
        rows.append([NoPortrait().labelled("🚫 不用照片")])
    await context.show(text, [*rows, back(Birthday())])


async def use_profile(context: Context, _button: UseProfile) -> None:
    """The newest profile photo in its largest size."""
    async with context.read() as session:
        await celebrants.joined_on(session, context.me.person_id)
    account = context.me.telegram_id
    photos = (await context.bot.get_user_profile_photos(account, limit=1)).photos if account else ()
    if not photos:
        raise Refusal("读不到您的头像：可能没有设置，或者隐私设置不允许机器人查看。请改为发送一张照片。")
    async with context.write() as tx:
        await greeting.portray(tx, context.me.person_id, photos[0][-1].file_id)
    await context.show(PORTRAIT_SAVED, [back(Portrait())])


async def without_portrait(context: Context, _button: NoPortrait) -> None:
    async with context.write() as tx:
        await greeting.portray(tx, context.me.person_id, None)
    await context.toast("已取消照片")
    await show_portrait(context, Portrait())
