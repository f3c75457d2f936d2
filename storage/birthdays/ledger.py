"""The words for birthdays in the ledger: who was to write them, and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.birthdays import celebrants, messages
from storage.birthdays.celebrants import Celebrant
from storage.birthdays.rows import message_days
from storage.ledger import Entry, Scope, Standing, standing
from storage.people import directory
from storage.people.directory import Who


async def entries(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each birthday whose words were asked for: written in time, or not. A person's: those that are theirs to write."""
    ahead, _ = message_days()
    last = min(scope.last, scope.today + timedelta(days=ahead))
    if last < scope.first:
        return []
    # Days before the bot was there have no row: nobody was asked.
    shown = [
        each
        for each in await celebrants.within(session, scope.first, last, scope.branch_id)
        if each.row is not None or each.birthday.day >= scope.today
    ]
    authors = {each.row.by for each in shown if each.row is not None and each.row.by is not None}
    known = {who.person_id: who for who in await directory.people_of(session, ids=authors)} if authors else {}
    asked = await messages.writers_of(session, shown)
    found = [_entry(each, scope, known, writers) for each, writers in zip(shown, asked, strict=True)]
    return [entry for entry in found if scope.person_id in (None, entry.person_id)]


def _entry(each: Celebrant, scope: Scope, authors: Mapping[int, Who], asked: Sequence[Who]) -> Entry:
    """It belongs to whoever has written, as long as they are on the roster, else to whoever is asked."""
    row, day = each.row, each.birthday.day
    done = scope.day(row.written_at) if row is not None and row.written_at is not None else None
    writer = authors.get(row.by) if row is not None and row.by is not None else None
    writer = writer or next(iter(asked), None)
    return Entry(
        record=each.who.person_id,
        branch_id=each.who.branch_id,
        branch=each.who.branch,
        what=f"{each.who.name}同志入党{each.birthday.years}周年寄语",
        on=day,
        done=done,
        standing=_standing(each, done, scope.today),
        person_id=writer.person_id if writer else None,
        person=writer.name if writer else "",
        police_no=writer.police_no if writer else "",
        note=row.signed if row is not None and each.written else "没有写，用了默认寄语" if each.given else "还没有写",
    )


def _standing(each: Celebrant, done: date | None, today: date) -> Standing:
    if done is None and each.given:
        return Standing.LATE
    return standing(each.birthday.day, done, today)
