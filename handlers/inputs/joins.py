"""What ratings and duty attendance give to other screens: what is owed, at home and in the ledger; what is kept, in /mydata."""

from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.inputs.buttons import Ratings, StartRating
from handlers.kit.joins import Section, Subject, ToDo, Value, Waiting
from scoring.rating import Dimension
from storage.inputs import attendance, rating
from storage.people.access import may
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.rights import Act

RATINGS = Subject("ratings", "班子评分", rating.ledger, lambda _entry: Ratings(), bundled=None)


def _asks(me: Who, now: datetime) -> list[Asked]:
    return [rating.OTHERS, rating.GIVEN] if rating.window(now.date()) is not None and may(me, Act.RATE) else []


async def _waiting(_session: AsyncSession, _me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """The month that one has not rated."""
    window = rating.window(now.date())
    if window is None or not found.get(rating.OTHERS) or found[rating.GIVEN]:
        return []
    return [ToDo(f"🗳 {window.month.month}月的班子评分", StartRating(), window.closes)]


WAITING = Waiting(_waiting, _asks)


FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


async def duty(session: AsyncSession, me: Who) -> Section | None:
    """Every month of the personnel system's attendance."""
    found = await attendance.of_months(session, FIRST, LAST, person_id=me.person_id)
    rows: list[list[Value]] = [
        [f"{month:%Y-%m}", *(f"{value:g}" for value in (fact.due, fact.present, fact.absent)), fact.late,
         *(f"{value:g}" for value in (fact.leave, fact.travel, fact.sick))]
        for (_, month), fact in sorted(found.items())
    ]  # fmt: skip
    heads = ["月份", "应出勤天数", "出勤天数", "旷工天数", "迟到早退次数", "请假天数", "公差天数", "病假天数"]
    return Section("duty", "考勤", heads, rows) if rows else None


async def ratings(session: AsyncSession, me: Who) -> Section | None:
    """The medians by month but the newest, which may still be open; it and the reasons stand on the rating's own screen."""
    newest = await rating.newest_month(session)
    if newest is None:
        return None
    last = newest - timedelta(days=1)
    found = await rating.of_months(session, FIRST, last, person_id=me.person_id)
    rows: list[list[Value]] = [
        [f"{month:%Y-%m}", *(f"{value:g}" for value in fact.medians), fact.raters]
        for (_, month), fact in sorted(found.items())
    ]
    return Section("ratings", "班子评分", ["月份", *Dimension, "评分人数"], rows) if rows else None
