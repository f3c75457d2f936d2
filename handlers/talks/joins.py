"""What talks give to other screens: what one lacks, at home; that they took place, and who lacks the year's, in the ledger; /mydata."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section, Subject, ToDo, Waiting
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.pushing import urge
from handlers.kit.screens.text import Markup
from handlers.talks.buttons import Duty, FromLedger, TalkHome
from storage.ledger import Entry
from storage.mail import outbox
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.rights import Act
from storage.rules.regulations import leads_of
from storage.talks import duty, lists
from storage.talks.rows import Pair


async def mine(session: AsyncSession, me: Who) -> Section | None:
    """Every talk on either side; what was said is opened elsewhere."""
    found = await lists.all_of(session, me.person_id)
    rows = [(each.talk.held_on, each.talk.kind, each.by, each.other, each.talk.logged_at) for each in found]
    return Section("talks", "谈心谈话和家访", ("日期", "类别", "谈话人", "对象", "记录时间"), rows)


async def _waiting(session: AsyncSession, me: Who, now: datetime, _found: Answers) -> list[ToDo]:
    """The talks that I lack as the year comes to its end."""
    first, last = duty.year(now.date())
    if not any(lead.before(last) <= now.date() for lead in leads_of(duty.cadence())):
        return []
    return [
        ToDo(f"🗣 {first.year}年谈心谈话（{each.pair.value}）", StartTalk(0, -1), last)
        for each in await duty.of_branch(session, me.branch_id, first)
        if each.done is None and each.who.person_id == me.person_id
    ]


WAITING = Waiting(_waiting)


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Each person who lacks a talk, once a day."""
    text = Markup("🔔 <b>{}</b>提醒：今年的谈心谈话还没有完成").format(context.me.name)
    start = StartTalk(0, -1).labelled("🗣 记录谈话")
    lacking = {entry.person_id for entry in entries if entry.person_id is not None}
    pushes = [urge("talk_duty_urge", f"person:{each}", text, each, start, context.now) for each in sorted(lacking)]
    return await outbox.put(tx, context.now, *pushes)


def _opens(entry: Entry) -> Button:
    if entry.person_id is None:
        return TalkHome()
    pair = next((number for number, pair in enumerate(Pair) if pair.value in entry.what), 0)
    return Duty(entry.on.year, entry.branch_id, pair, 0)


TALKS = Subject(
    "talks", "谈心谈话和家访", lists.ledger, lambda entry: FromLedger(entry.record), unit="次", bundled=Act.SEE_TALKS
)
DUTY = Subject("talk_duty", "谈心谈话任务", duty.ledger, _opens, _urge, bundled=Act.SEE_TALKS)
