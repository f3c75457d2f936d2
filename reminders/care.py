"""Cases: proposals nobody has decided about, appeals nobody has answered, look-ins that are due, ends that come near.

The helper is reminded, never the helped.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.care import pushes
from handlers.kit.screens.text import Markup, day_text
from storage.care import cases, lists
from storage.engine.sweeps import apart, apart_in
from storage.mail.outbox import Push
from storage.people.confirming import trusted
from storage.people.posts import Post

AGAIN_AFTER = 7
"""What is overdue is said on the day after, and then once a week."""
APPEAL_LEAD = timedelta(days=3)
END_LEAD = timedelta(days=5)


async def end(tx: AsyncSession, local: datetime) -> int:
    """Key attention whose last day has passed is over; the member and the helper hear of it."""
    ended = await cases.end_due(tx, local)
    for case in ended:
        async with apart_in(tx):
            await pushes.lifted(tx, case, local, "end")
    return len(ended)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Everything that should have been said by now."""
    return [
        *await _undecided(session, local),
        *await _appeals(session, local),
        *await _reviews(session, local),
        *await _ending(session, local),
    ]


def stage(due: date, today: date) -> str | None:
    """Which reminder of a due day that is: on the day, the day after, and each week from then; None before it."""
    over = (today - due).days
    if over < 0:
        return None
    return f"{due.isoformat()}:{0 if over == 0 else 1 + (over - 1) // AGAIN_AFTER}"


async def _undecided(session: AsyncSession, local: datetime) -> list[Push]:
    today, found = local.date(), []
    proposals = await lists.proposals(session)
    managers = await pushes.all_managers(session) if proposals else pushes.NOBODY
    for case, name in proposals:
        with apart(session):
            due = lists.decide_by(case.opened_at.astimezone(local.tzinfo))
            period = stage(due, today)
            if period is None:
                continue
            to = {who.person_id for who in managers.of(case)}
            # Whom it is about never hears of it by this way.
            to |= {who.person_id for who in managers.staff if today > due and who.person_id != case.person_id}
            text = Markup("❔ 对<b>{}</b>的重点关注提示应在{}前决定列入或不列入，都要写明理由").format(
                name, day_text(due, today)
            )
            found += [pushes.push("case_undecided", case, person, text, local, period) for person in sorted(to)]
    return found


async def _appeals(session: AsyncSession, local: datetime) -> list[Push]:
    found, appeals = [], await lists.open_appeals(session)
    inspectors = await trusted(session, Post.INSPECTOR) if appeals else []
    for case, appeal in appeals:
        with apart(session):
            period = stage(appeal.due_on, local.date())
            if period is None and local.date() >= appeal.due_on - APPEAL_LEAD:
                period = f"{appeal.due_on.isoformat()}:lead"
            if period is not None:
                text = Markup("⚖️ {}").format(pushes.appeal_text(appeal, local))
                found += [
                    pushes.push("case_appeal_due", case, who.person_id, text, local, period)
                    for who in inspectors
                    if who.person_id not in (case.person_id, case.decided_by)
                ]
    return found


async def _reviews(session: AsyncSession, local: datetime) -> list[Push]:
    found, today = [], local.date()
    for case, review, name in await lists.reviews_until(session, today):
        with apart(session):
            period = stage(review.due_on, today)
            if case.helper_id is not None and period is not None:
                text = Markup("📝 对<b>{}</b>同志的帮扶回访{}到期，请填写").format(name, day_text(review.due_on, today))
                found.append(pushes.push("case_review", case, case.helper_id, text, local, period))
    return found


async def _ending(session: AsyncSession, local: datetime) -> list[Push]:
    found, today = [], local.date()
    ending = await lists.ending(session, today, today + END_LEAD)
    managers = await pushes.all_managers(session) if ending else pushes.NOBODY
    for case, name in ending:
        with apart(session):
            if case.ends_on is None:
                continue
            text = Markup("对<b>{}</b>的重点关注{}到期自动结束；确需延长的，要重新作出决定").format(
                name, day_text(case.ends_on, today)
            )
            found += [
                pushes.push("case_ending", case, who.person_id, text, local, case.ends_on.isoformat())
                for who in managers.of(case)
            ]
    return found
