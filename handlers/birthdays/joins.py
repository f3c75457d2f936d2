"""What birthdays give to other screens: the day and the words to write, at home; the words, in the ledger; one's own, for /mydata."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.birthdays import cards, picture, pushes
from handlers.birthdays.buttons import OpenBirthday, WriteMessage
from handlers.kit.joins import Greeting, Saying, Section, Subject, ToDo, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, lines
from scoring import birthdays
from storage.birthdays import celebrants, greeting, growth, messages, waiting
from storage.birthdays.ledger import entries
from storage.birthdays.rows import Telling
from storage.engine.refusal import Refusal
from storage.ledger import Entry
from storage.mail import outbox
from storage.people.asking import JOINED, Answers, Asked
from storage.people.directory import Who
from storage.people.posts import MEMBERS


def _asks(me: Who, _now: datetime) -> list[Asked]:
    return [waiting.TODAY, *([JOINED] if me.category in MEMBERS else [])]


async def _of_the_day(session: AsyncSession, context: Context, found: Answers) -> Greeting | None:
    """On one's own day the oath and the card, or before it is given the photo; on that of others of the branch who they are, with a
    photo where one of them agrees."""
    if not found[waiting.TODAY]:
        return None
    me, today = context.me, context.now.date()
    joined = found.get(JOINED)
    mine = birthdays.on(joined, today) if joined else None
    others = [
        each
        for each in await greeting.today_in(session, me.branch_id, today)
        if each.celebrant.who.person_id != me.person_id
    ]
    if mine is None and not others:
        return None
    text = lines(
        Markup("🎂 <b>今天是您的政治生日，入党 {} 周年！</b>").format(mine.years) if mine else None,
        cards.oath_text() if mine else None,
        Markup("🎂 今天是{}同志的政治生日").format(cards.names_of([each.celebrant for each in others]))
        if others
        else None,
    )
    if mine is None:
        return Greeting(text, next((each.portrait for each in others if each.portrait), None))
    celebrant = await celebrants.find(session, me.person_id, today.year)
    if celebrant.given:
        card = await picture.facts(session, me.person_id, today.year)
        return Greeting(text, picture.drawing(context.bot, *card))
    # The words are the writer's to change until the card is given; nobody sees them before.
    return Greeting(text, (await greeting.wish(session, me.person_id)).portrait)


SAYING = Saying(_of_the_day, _asks)


async def _to_write(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    if not all(found[each] for each in waiting.to_write(me)):
        return []
    return [
        ToDo(
            f"✍ 给{each.who.name}写政治生日寄语",
            WriteMessage(each.who.person_id, each.birthday.day.year),
            each.birthday.day,
        )
        for each in await messages.awaited_from(session, me, now.date())
    ]


WAITING = Waiting(_to_write, lambda me, _now: waiting.to_write(me))


async def _urge(tx: AsyncSession, context: Context, found: Sequence[Entry]) -> int:
    """Those who write, for what can still be written; once a day."""
    told = []
    for entry in found:
        with suppress(Refusal):
            celebrant = await celebrants.find(tx, entry.record, entry.on.year)
            if not celebrant.written and not celebrant.given:
                told += [
                    pushes.urging(celebrant, writer, context.now)
                    for writer in await messages.writers(tx, celebrant)
                    if writer.person_id != context.me.person_id
                ]
    return await outbox.put(tx, context.now, *told)


MESSAGES = Subject("messages", "生日寄语", entries, lambda entry: OpenBirthday(entry.record, entry.on.year), _urge)


async def given(session: AsyncSession, me: Who) -> Section | None:
    """The cards given, with their words."""
    rows = await greeting.given_to(session, me.person_id)
    headings = ("政治生日", "送出", "寄语", "落款")
    listed = [(row.day, row.given_on, row.words, row.signed) for row in rows]
    return Section("birthdays", "政治生日贺卡", headings, listed) if listed else None


async def added(session: AsyncSession, me: Who) -> Section | None:
    """What the branch has added to the growth list."""
    rows = [(entry.text, entry.on, entry.at) for entry in await growth.added_to(session, me.person_id)]
    return Section("growth", "成长历程", ("内容", "时间", "添加于"), rows) if rows else None


async def wishes(session: AsyncSession, me: Who) -> Section | None:
    """What they have chosen for their own birthday."""
    wish = await greeting.wish(session, me.person_id)
    if wish.portrait is None and wish.telling == Telling.HOME:
        return None
    rows = [("支部祝贺", cards.TELLINGS[Telling(wish.telling)]), ("贺卡照片", "已设置" if wish.portrait else "没有")]
    return Section("birthday_wish", "政治生日设置", ("设置", "选择"), rows)
