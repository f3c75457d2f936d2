"""What birthdays give to other screens: the day and the words to write, at home; the words, in the ledger; one's own, for /mydata."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.birthdays import cards, pushes
from handlers.birthdays.buttons import OpenBirthday, Today
from handlers.kit.joins import Section, Subject, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, lines
from scoring import birthdays
from scoring.birthdays import Birthday
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
    return [JOINED] if me.category in MEMBERS else []


def _today(me: Who, now: datetime, found: Answers) -> Birthday | None:
    joined = found[JOINED] if me.category in MEMBERS else None
    return birthdays.on(joined, now.date()) if joined else None


async def _my_day(_session: AsyncSession, me: Who, now: datetime, found: Answers) -> Markup | None:
    """On the day, the home screen begins with it and the oath."""
    if (birthday := _today(me, now, found)) is None:
        return None
    return lines(Markup("🎂 <b>今天是您的政治生日，入党 {} 周年！</b>").format(birthday.years), cards.oath_text())


async def _my_button(_session: AsyncSession, me: Who, now: datetime, found: Answers) -> InlineKeyboardButton | None:
    return Today().labelled(cards.TODAY) if _today(me, now, found) else None


async def _branchs_day(session: AsyncSession, me: Who, now: datetime, answers: Answers) -> Markup | None:
    """Those in the branch whose day it is."""
    if not answers[waiting.TODAY]:
        return None
    found = await greeting.today_in(session, me.branch_id, now.date())
    others = [each for each in found if each.who.person_id != me.person_id]
    return Markup("🎂 今天是{}同志的政治生日").format(cards.names_of(others)) if others else None


async def _to_write(session: AsyncSession, me: Who, now: datetime, answers: Answers) -> Markup | None:
    if not all(answers[each] for each in waiting.to_write(me)):
        return None
    awaited = await messages.awaited_from(session, me, now.date())
    return Markup("✍ {} 份政治生日寄语待写：{}").format(len(awaited), cards.names_of(awaited)) if awaited else None


WAITING = [
    Waiting(_my_day, _asks),
    Waiting(_branchs_day, lambda _me, _now: [waiting.TODAY]),
    Waiting(_to_write, lambda me, _now: waiting.to_write(me)),
]
OFFERING = Waiting(_my_button, _asks)


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
