"""Terms that end: six, three and one month ahead, on the day, and once overdue; to the branch's secretary and the party-affairs staff."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late
from handlers.terms import cards, pushes
from handlers.terms.buttons import OpenTerm
from reminders.wording import nudge_of, worded
from scoring.cadence import Reminder, Stage, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, person_key
from storage.people import directory
from storage.people.posts import Post
from storage.terms import lists
from storage.terms.rows import BUREAU, CommitteeTerm, leads, soon


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """A term that is entered late is told of at once."""
    today = local.date()
    found = await lists.open_terms(session, soon(today))
    if not found:
        return []
    branches = {BUREAU: cards.COMMITTEE, **await directory.branch_names(session)}
    heads = await directory.heads(session)
    staff = [who.person_id for who in await directory.holders(session, Post.PARTY_STAFF)]
    told: dict[Key, tuple[CommitteeTerm, Reminder]] = {}
    for term in found:
        with apart(session):
            reminder = reminder_on(today, term.begun_on, term.ends_on, leads())
            if reminder is None:
                continue
            branch = term.branch_id or BUREAU
            to = {*staff, *([heads[branch]] if branch in heads else [])}
            for person in sorted(to):
                key = person_key(pushes.REMINDER, f"term:{branch}", f"{term.ends_on}:{reminder.day}", person)
                told[key] = (term, reminder)
    return await worded(session, told, lambda key, about: _worded(key, *about, branches, local))


def _worded(key: Key, term: CommitteeTerm, reminder: Reminder, branches: dict[int, str], local: datetime) -> Push:
    branch = term.branch_id or BUREAU
    what = "任期已届满，还没有换届；要延期的，请报批" if reminder.stage is Stage.OVERDUE else "任期届满，请准备换届"
    text = Markup("🏛 <b>{}</b>　{:%Y-%m-%d} {}{}").format(
        branches.get(branch, ""), term.ends_on, what, late(reminder.day)
    )
    return nudge_of(key, text, local, keyboard([OpenTerm(branch).labelled("查看")]))
