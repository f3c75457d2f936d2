"""Giving the card on the day: for whom it is due, as what it is given; what the member wishes; the cards of earlier years."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import birthday_words
from storage.birthdays import celebrants
from storage.birthdays.celebrants import Celebrant
from storage.birthdays.rows import BirthdayWish, PoliticalBirthday, Telling, greeting_hour, late_days
from storage.people.directory import Person


async def due(session: AsyncSession, local: datetime) -> list[Celebrant]:
    """Those whose card should have been given by now and was not, at most `late_days` late.

    Late ones only to those who had bound their account by that day: what fell before they came is no omission.
    """
    today = local.date()
    reached = local.time() >= time(greeting_hour())
    last = today if reached else today - timedelta(days=1)
    found = await celebrants.within(session, today - timedelta(days=late_days()), last, given=False)
    return [each for each in found if not each.given and await _meant(session, each, local)]


async def _meant(session: AsyncSession, celebrant: Celebrant, local: datetime) -> bool:
    day = celebrant.birthday.day
    if day == local.date():
        return True
    person = await session.get(Person, celebrant.who.person_id)
    over = datetime.combine(day + timedelta(days=1), time(), local.tzinfo)
    return person is not None and person.bound_at is not None and person.bound_at < over


async def give(tx: AsyncSession, celebrant: Celebrant, today: date) -> PoliticalBirthday:
    """Keep what is given: the words written, or the bot's own where nobody wrote."""
    row = celebrant.row or default_row(celebrant)
    row.given_on, row.day = today, celebrant.birthday.day
    tx.add(row)
    await tx.flush()
    return row


def default_row(celebrant: Celebrant) -> PoliticalBirthday:
    """The words that are used where nobody wrote any, signed by the branch."""
    return PoliticalBirthday(
        person_id=celebrant.who.person_id,
        year=celebrant.birthday.day.year,
        day=celebrant.birthday.day,
        words=birthday_words.default(celebrant.who.name, celebrant.birthday.years),
        signed=celebrant.who.branch,
    )


async def given_to(session: AsyncSession, person_id: int) -> list[PoliticalBirthday]:
    """The cards that a member has been given, newest first."""
    query = (
        select(PoliticalBirthday)
        .where(col(PoliticalBirthday.person_id) == person_id, col(PoliticalBirthday.given_on).is_not(None))
        .order_by(col(PoliticalBirthday.year).desc())
    )
    return list((await session.exec(query)).all())


@dataclass(frozen=True)
class Feted:
    """Somebody whose birthday is today, with their photo where the branch may see it."""

    celebrant: Celebrant
    portrait: str | None


async def today_in(session: AsyncSession, branch_id: int, today: date) -> list[Feted]:
    """Those in a branch whose birthday is today and may be told there."""
    found = await celebrants.within(session, today, today, branch_id)
    people = [each.who.person_id for each in found]
    query = select(BirthdayWish).where(col(BirthdayWish.person_id).in_(people))
    wishes = {row.person_id: row for row in (await session.exec(query)).all()} if found else {}
    feted = []
    for each in found:
        chosen = wishes.get(each.who.person_id) or BirthdayWish(person_id=each.who.person_id)
        if chosen.telling != Telling.NOBODY:
            feted.append(Feted(each, chosen.portrait if Telling(chosen.telling).with_portrait else None))
    return feted


async def wish(session: AsyncSession, person_id: int) -> BirthdayWish:
    """What the member wishes; what holds where nothing was chosen."""
    return await session.get(BirthdayWish, person_id) or BirthdayWish(person_id=person_id)


async def tell(tx: AsyncSession, person_id: int, telling: Telling) -> None:
    """Who of the branch is told."""
    chosen = await wish(tx, person_id)
    chosen.telling = telling.value
    tx.add(chosen)


async def portray(tx: AsyncSession, person_id: int, file_id: str | None) -> None:
    """Take a photo for the card, or none."""
    chosen = await wish(tx, person_id)
    chosen.portrait = file_id
    tx.add(chosen)
