"""Steps of 发展党员 that fall due, become possible, or are late, and confidential objections: to those who run the case, or to the staff
for the committee's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.development import cards, pushes
from handlers.kit.screens.text import Markup
from scoring.cadence import Cadence, Stage, reminder_on
from scoring.development_dues import Due, dues
from scoring.development_steps import DECIDED_ABOVE
from storage.development import comments, lists
from storage.development.lists import Listed
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.posts import Post
from storage.rules.regulations import leads_of

LOOKS_BACK = timedelta(days=60)
CADENCES = {1: Cadence.MONTHLY, 3: Cadence.QUARTERLY, 6: Cadence.HALF_YEARLY, 12: Cadence.YEARLY}


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """What should have been said by today of every case under way."""
    staff = [who.person_id for who in await directory.holders(session, Post.PARTY_STAFF)]
    cases = await lists.everyone(session)
    found = await _objections(session, cases, local)
    runners = await pushes.all_runners(session)
    for each in cases:
        with apart(session):
            if each.file.is_moving:
                found += _about_the_move(each, runners, local)
                continue
            for due in dues(each.file.facts, each.file.numbers):
                to = staff if due.step in DECIDED_ABOVE else runners.get(each.file.case.branch_id, [])
                found += _about(each, due, [person for person in to if person != each.person.id], local)
    return found


async def _objections(session: AsyncSession, cases: Sequence[Listed], local: datetime) -> list[Push]:
    """Confidential ones: in the morning after, so that no push was made when one was left."""
    by_number = {each.file.case.number: each for each in cases}
    found: list[Push] = []
    for comment in await comments.untold(session, local.date()):
        with apart(session):
            if each := by_number.get(comment.case_id):
                found += await pushes.objected(session, each, comment)
    return found


def _about_the_move(each: Listed, runners: Mapping[int, Sequence[int]], local: datetime) -> list[Push]:
    """Until it is accepted, what is due waits too."""
    transfer = each.file.handed_over
    branch = transfer.to_branch if transfer else each.file.case.branch_id
    to = [person for person in runners.get(branch, ()) if person != each.person.id]
    if transfer:
        return [pushes.to_accept(each, transfer, person, local) for person in to]
    return [pushes.to_hand_over(each, person, local) for person in to]


def _about(each: Listed, due: Due, to: Sequence[int], local: datetime) -> list[Push]:
    today = local.date()
    # Old cases that are entered late are not scolded for what was due long before.
    if due.by.day < today - LOOKS_BACK:
        return []
    if due.months:
        leads = leads_of(CADENCES.get(due.months, Cadence.MONTHLY))
        reminder = reminder_on(today, each.file.case.opened_at.astimezone(local.tzinfo).date(), due.by.day, leads)
        if reminder is None:
            return []
        period, late = reminder.day.isoformat(), reminder.stage is Stage.OVERDUE
    elif due.by.day <= today:
        period, late = due.by.day.isoformat(), False
    else:
        return []
    usually = cards.usual(each.file, due.rule)
    text = Markup("{} <b>{}</b>的<b>{}</b>{}").format(
        "❗" if late else "🌱",
        each.person.name,
        due.step.words,
        f"已超期（{usually or '应'}在 {due.by.day:%Y-%m-%d} 前完成）"
        if late
        else f"请在 {due.by.day:%Y-%m-%d} 前完成{usually and '（一般期限）'}"
        if due.months
        else "现在可以办理了",
    )
    kind = f"dv_{due.step.value}"
    return [pushes.reminder(kind, each, text, person, period=period, local=local) for person in to]
