"""What awards give to other screens: proposals that wait, at home; the year's, in the ledger; one's own, in /mydata; /find."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.awards import cards, pushes
from handlers.awards.buttons import OpenAward
from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Waiting
from handlers.kit.screens.links import Requests
from storage.awards import lists
from storage.people.access import may
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act


async def _waiting(_session: AsyncSession, _me: Who, _now: datetime, found: Answers) -> list[ToDo]:
    number = found.get(lists.WAITING)
    return [ToDo(f"🏅 荣誉奖励待确认（{number}）", Requests(pushes.PROPOSED))] if number else []


WAITING = Waiting(_waiting, lambda me, _now: [lists.WAITING] if may(me, Act.KEEP_AWARDS) else [])
LEDGER = Subject("awards", "荣誉奖励", lists.entries, lambda entry: OpenAward(entry.record))


async def mine(session: AsyncSession, who: Who) -> Section | None:
    rows = [
        (row.title, row.on, row.level, row.giver, row.document) for row in await lists.of_person(session, who.person_id)
    ]
    return Section("awards", "荣誉奖励", ("荣誉名称", "日期", "级别", "授予单位", "文号"), rows) if rows else None


async def _find(session: AsyncSession, me: Who, words: Words, _now: datetime) -> list[Found]:
    return [Found(cards.label(line), OpenAward(line.row.number)) for line in await lists.bearing(session, me, words)]


FINDING = Finding("award", "🏅 荣誉奖励", Act.SEE_AWARDS, _find)
