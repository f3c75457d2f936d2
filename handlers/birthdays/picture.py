"""The card as a picture: what it shows, read from the database, and its portrait fetched from Telegram."""

from dataclasses import replace
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot

from handlers.kit.screens.media import fetched
from handlers.kit.screens.pictures import Drawing, drawn, key_of
from scoring.birthday_card import LOOK, MOST_GROWTH, Card, draw
from storage.birthdays import celebrants, greeting, growth
from storage.engine.database import Database
from storage.engine.refusal import Refusal
from storage.people import known_months


async def facts(
    session: AsyncSession, person_id: int, year: int, draft: tuple[str, str] | None = None
) -> tuple[Card, str | None]:
    """What the card of that year shows, and the portrait's `file_id`; `draft` are words and signature not yet stored. Raises Refusal."""
    celebrant = await celebrants.find(session, person_id, year)
    row = celebrant.row or greeting.default_row(celebrant)
    words, signed = draft or (row.words, row.signed)
    birthday = celebrant.birthday
    listed = await growth.of_person(session, person_id, birthday.day)
    shown = growth.chosen(listed, MOST_GROWTH if len(listed) <= MOST_GROWTH else MOST_GROWTH - 1)
    more = [("", f"另有 {len(listed) - len(shown)} 项")] if len(shown) < len(listed) else []
    card = Card(
        name=celebrant.who.name,
        branch=celebrant.who.branch,
        joined=celebrant.joined,
        month_alone="入党日期" in await known_months.of(session, await celebrants.member(session, person_id)),
        day=birthday.day,
        years=birthday.years,
        words=words,
        signed=signed,
        standing=celebrant.standing,
        growth=(*((each.when, each.text) for each in shown), *more),
    )
    return card, (await greeting.wish(session, person_id)).portrait


def drawing(bot: Bot, card: Card, portrait: str | None) -> Drawing:
    """The picture, drawn once for the same facts."""
    return Drawing(key_of("birthday", LOOK, card, portrait), partial(_make, bot, card, portrait))


async def make(database: Database, bot: Bot, subject: str) -> Drawing | None:
    """For a push: `<person>:<year>`."""
    person, _, year = subject.partition(":")
    try:
        async with database.read() as session:
            return drawing(bot, *await facts(session, int(person), int(year)))
    except Refusal:
        return None


async def _make(bot: Bot, card: Card, portrait: str | None) -> bytes:
    # Where it is gone the card has the surname in its place.
    photo = await fetched(bot, portrait) if portrait else None
    return await drawn(partial(draw, replace(card, portrait=photo)))
