"""Steps of 发展党员 that fall due, become possible, or are late, and confidential objections: to those who run the case, or to the staff
for the committee's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.development import cards, pushes
from handlers.kit.screens.text import Markup
from scoring.cadence import Cadence, Stage, reminder_on
from scoring.development_dues import Due
from scoring.development_steps import DECIDED_ABOVE
from storage.development import comments, lists
from storage.development.lists import Listed, Outline
from storage.engine.sweeps import apart
from storage.mail import outbox
from storage.mail.outbox import Key, Push, person_key, person_of
from storage.people import directory
from storage.people.posts import Post
from storage.rules.regulations import leads_of

LOOKS_BACK = timedelta(days=60)
CADENCES = {1: Cadence.MONTHLY, 3: Cadence.QUARTERLY, 6: Cadence.HALF_YEARLY, 12: Cadence.YEARLY}


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """What should have been said by today of every case under way."""
    staff = [who.person_id for who in await directory.holders(session, Post.PARTY_STAFF)]
    runners = await pushes.all_runners(session)
    cases = await lists.owing(session, lists.HERE)
    told: dict[Key, tuple[int, Due, bool]] = {}
    for each, owed in ((owing.case, owing.dues) for owing in cases):
        with apart(session):
            # Until a move is accepted, what is due waits too.
            for due in () if each.is_moving else owed:
                if told_by := _reminder(each, due, local):
                    period, late = told_by
                    for person in staff if due.step in DECIDED_ABOVE else runners.get(each.branch_id, ()):
                        if person != each.person_id:
                            key = person_key(_kind(due), f"development:{each.case}", period, person)
                            told[key] = (each.case, due, late)
    fresh = await outbox.untold(session, told)
    moving = [each.case.case for each in cases if each.case.is_moving]
    objected = await comments.untold(session, local.date())
    wanted = {number for number, _, _ in fresh.values()} | {*moving} | {comment.case_id for comment in objected}
    named = {each.file.case.number: each for each in await lists.chosen(session, sorted(wanted))}
    found: list[Push] = []
    for comment in objected:
        with apart(session):
            if (listed := named.get(comment.case_id)) and listed.file.is_open:
                found += await pushes.objected(session, listed, comment)
    for number in moving:
        with apart(session):
            found += _about_the_move(named[number], runners, local)
    for key, (number, due, late) in fresh.items():
        with apart(session):
            text, (kind, _, period, _) = _text(named[number], due, late=late), key
            found.append(pushes.reminder(kind, named[number], text, person_of(key), period=period, local=local))
    return found


def _about_the_move(each: Listed, runners: Mapping[int, Sequence[int]], local: datetime) -> list[Push]:
    """Until it is accepted, what is due waits too."""
    transfer = each.file.handed_over
    branch = transfer.to_branch if transfer else each.file.case.branch_id
    to = [person for person in runners.get(branch, ()) if person != each.person.id]
    if transfer:
        return [pushes.to_accept(each, transfer, person, local) for person in to]
    return [pushes.to_hand_over(each, person, local) for person in to]


def _kind(due: Due) -> str:
    return f"dv_{due.step.value}"


def _reminder(each: Outline, due: Due, local: datetime) -> tuple[str, bool] | None:
    """The period of what should have been said by today, and whether the step is late by then."""
    today = local.date()
    # Old cases that are entered late are not scolded for what was due long before.
    if due.by.day < today - LOOKS_BACK:
        return None
    if due.months:
        leads = leads_of(CADENCES.get(due.months, Cadence.MONTHLY))
        reminder = reminder_on(today, each.opened_at.astimezone(local.tzinfo).date(), due.by.day, leads)
        return (reminder.day.isoformat(), reminder.stage is Stage.OVERDUE) if reminder else None
    return (due.by.day.isoformat(), False) if due.by.day <= today else None


def _text(each: Listed, due: Due, *, late: bool) -> Markup:
    usually = cards.usual(each.file, due.rule)
    return Markup("{} <b>{}</b>的<b>{}</b>{}").format(
        "❗" if late else "🌱",
        each.person.name,
        due.step.words,
        f"已超期（{usually or '应'}在 {due.by.day:%Y-%m-%d} 前完成）"
        if late
        else f"请在 {due.by.day:%Y-%m-%d} 前完成{usually and '（一般期限）'}"
        if due.months
        else "现在可以办理了",
    )
