"""What awards tell people unasked: that one was entered, that one waits for the staff, that one was refused."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.awards.buttons import OpenAward, StartRefuseAward
from handlers.kit.screens.pushing import decision, keyboard
from handlers.kit.screens.text import Markup, clip
from storage.awards.rows import Award
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import Post

PROPOSED = "award"


def _subject(row: Award) -> str:
    return f"award:{row.number}"


def entered(row: Award, period: str) -> list[Push]:
    """To whose it is; of a branch's own nobody is told apart."""
    if row.person_id is None:
        return []
    text = Markup("🏅 您的荣誉已登记：<b>{}</b>（{}，{:%Y-%m-%d}）。如有不符，请告诉党务干部").format(
        row.title, row.giver, row.on
    )
    row_ = keyboard([OpenAward(row.number).labelled("查看")])
    return [Push("award_entered", _subject(row), str(text), person_id=row.person_id, period=period, keyboard=row_)]


async def proposed(session: AsyncSession, row: Award, by: Who, period: str) -> list[Push]:
    """To the staff, with the two buttons."""
    name = await directory.name_of(session, row.person_id) if row.person_id else by.branch
    text = Markup("🏅 {}提出登记荣誉：{}　<b>{}</b>（{}，{:%Y-%m-%d}）").format(
        by.name, name, clip(row.title, 60), row.giver, row.on
    )
    rows = [decision(PROPOSED, (row.number, 0), StartRefuseAward(row.number)), [OpenAward(row.number).labelled("查看")]]
    return [
        Push(PROPOSED, _subject(row), str(text), person_id=who.person_id, period=period, keyboard=keyboard(*rows))
        for who in await directory.holders(session, Post.PARTY_STAFF)
        if who.person_id not in (by.person_id, row.person_id)
    ]


def refused(row: Award, period: str) -> Push:
    text = Markup("🏅 <b>{}</b>没有登记：{}").format(row.title, clip(row.word or "", 300))
    row_ = keyboard([OpenAward(row.number).labelled("查看")])
    return Push("award_refused", _subject(row), str(text), person_id=row.entered_by, period=period, keyboard=row_)
