"""Recurring meetings that a branch has not planned yet, by the same lead times as tasks; and those that it has missed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.links import StartCall
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, clip
from handlers.kit.screens.when_sent import late
from handlers.meetings.buttons import AllDuties, Duties
from scoring.cadence import Cadence, Reminder, Stage, reminder_on
from scoring.duties import Duty, DutyState, Period, period_of
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.meetings import lists
from storage.people import going_live
from storage.people.directory import branches, heads, holders
from storage.people.posts import Post
from storage.rules.regulations import leads_of

LOOKS_BACK = timedelta(days=14)
AT_ONCE = 300
"""Branches whose meetings are read together."""
SPANS = {Period.MONTH: "本月", Period.QUARTER: "本季度", Period.HALF_YEAR: "本半年", Period.YEAR: "本年"}


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To each branch's secretary what is not planned at its lead time or on the last day, and what was missed.

    The party-affairs staff hear once which branches missed a duty.
    """
    today = local.date()
    looked_at = [first for first in _months(today) if any(_reminder(first, per, today) for per in Period)]
    if not looked_at:
        return []
    to_heads, staff = await heads(session), await holders(session, Post.PARTY_STAFF)
    pushes: list[Push] = []
    missed: dict[tuple[str, date], tuple[Duty, list[str]]] = {}
    known, began = await branches(session), await going_live.began(session)
    for start in range(0, len(known), AT_ONCE):
        some = {branch.id or 0: branch for branch in known[start : start + AT_ONCE]}
        for first in looked_at:
            owed = await lists.duties_by_branch(session, list(some), [first], today, local.tzinfo, began=began)
            for (number, branch), duty in ((each, duty) for each in some.items() for duty in owed[each[0]]):
                with apart(session):
                    reminder = _reminder(first, duty.rule.per, today)
                    if reminder is None or duty.state not in (DutyState.DUE, DutyState.MISSING):
                        continue
                    if reminder.stage is Stage.OVERDUE:
                        missed.setdefault((duty.rule.key, duty.last), (duty, []))[1].append(branch.name)
                    if head := to_heads.get(number):
                        pushes.append(_to_head(number, duty, reminder, head, local))
    return [*pushes, *(_summary(key, found, who.person_id, local) for key, found in missed.items() for who in staff)]


def _to_head(branch: int, duty: Duty, reminder: Reminder, to: int, local: datetime) -> Push:
    held = reminder.stage is Stage.OVERDUE or duty.unpublished
    look = Duties(branch, f"{duty.last:%Y-%m}").labelled("📊 查看")
    return nudge(
        "duty",
        f"branch:{branch}:{duty.rule.key}:{duty.group or ''}",
        _text(duty, reminder, local.date()),
        local,
        person_id=to,
        period=reminder.day.isoformat(),
        keyboard=keyboard([look if held else StartCall(0).labelled("➕ 召集会议")]),
    )


def _months(today: date) -> list[date]:
    """A day in the periods that run, and one in those that have just ended."""
    before = today.replace(day=1) - timedelta(days=1)
    return [today, before] if today - before <= LOOKS_BACK else [today]


def _reminder(within: date, per: Period, today: date) -> Reminder | None:
    """What should have been said by today of the period of that kind around that day."""
    first, last = period_of(within, per)
    if within != today and last >= today:
        return None  # it runs on, and is looked at with today
    return reminder_on(today, first - timedelta(days=1), last, leads_of(Cadence(per.value)))


def _text(duty: Duty, reminder: Reminder, today: date) -> Markup:
    subject = f"{duty.rule.subject}（{duty.group}）" if duty.group else duty.rule.subject
    span = SPANS[duty.rule.per]
    late_note = late(reminder.day)
    if reminder.stage is Stage.OVERDUE:
        return Markup("❗ {}到{}月{}日没有完成<b>{}</b>{}").format(
            span.replace("本", "上"), duty.last.month, duty.last.day, subject, late_note
        )
    if duty.unpublished:
        return Markup("⏰ {}的<b>{}</b>开了还没有公布，请在{}月{}日前公布{}").format(
            span, subject, duty.last.month, duty.last.day, late_note
        )
    return Markup("⏰ {}还没有安排<b>{}</b>，请在{}月{}日前完成{}").format(
        span, subject, duty.last.month, duty.last.day, late_note
    )


def _summary(key: tuple[str, date], found: tuple[Duty, list[str]], to: int, local: datetime) -> Push:
    rule, last = key
    duty, names = found
    listed = sorted(set(names))
    text = Markup("❗ 到{}月{}日没有完成<b>{}</b>的支部 {} 个：{}").format(
        last.month, last.day, duty.rule.subject, len(listed), clip("、".join(listed), 80)
    )
    return nudge(
        "duty_missed",
        rule,
        text,
        local,
        person_id=to,
        period=last.isoformat(),
        keyboard=keyboard([AllDuties(f"{last:%Y-%m}", 0).labelled("📈 各支部")]),
    )
