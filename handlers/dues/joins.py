"""What dues give to other screens: what is owed, at home and in the ledger; one's own months, in /mydata."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.dues import pushes
from handlers.dues.buttons import DuesHome, DuesMonth, OpenDues, Rates
from handlers.kit.joins import Section, Subject, ToDo, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.spans import month_word
from handlers.kit.screens.text import month_text
from scoring.cadence import add_months
from scoring.dues import sum_text
from storage.dues import lists, waiting
from storage.dues.rows import check_keep, due_on, month_of
from storage.engine.refusal import passes
from storage.ledger import Entry
from storage.mail import outbox
from storage.people.access import reach
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.people.rights import Act, Reach


def _asks(me: Who, _now: datetime) -> list[Asked]:
    mine = [waiting.MINE] if me.category in MEMBERS else []
    return [*mine, *([waiting.HERE, waiting.UNRATED] if _keeps(me) else [])]


def _keeps(me: Who) -> bool:
    """Staff keep every branch's, and are asked about none."""
    return reach(me, Act.KEEP_DUES) is Reach.BRANCH and passes(check_keep, me, me.branch_id)


async def _waiting(_session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    last = add_months(month_of(now.date()), -1)
    todos = []
    if number := found.get(waiting.MINE):
        todos.append(ToDo(f"💰 党费有 {number} 个月没有登记已交", DuesHome(), due_on(last)))
    if number := found.get(waiting.HERE):
        todos.append(
            ToDo(f"💰 登记党费：还有 {number} 人次", DuesMonth(me.branch_id, month_word(last), 0), due_on(last))
        )
    if number := found.get(waiting.UNRATED):
        todos.append(ToDo(f"💰 核定今年的党费标准：{number} 人", Rates(me.branch_id, 0)))
    return todos


WAITING = Waiting(_waiting, _asks)


def _opens(entry: Entry) -> OpenDues:
    return OpenDues(entry.person_id or 0, month_word(_month(entry)))


def _month(entry: Entry) -> date:
    return date(entry.record // 100, entry.record % 100, 1)


async def _urge(tx: AsyncSession, context: Context, found: Sequence[Entry]) -> int:
    """Whoever has not paid; once a day."""
    told = [pushes.urged(entry.person_id, _month(entry), context.now) for entry in found if entry.person_id]
    return await outbox.put(tx, context.now, *told)


LEDGER = Subject("dues", "党费", lists.entries, _opens, _urge)


async def mine(session: AsyncSession, who: Who) -> Section | None:
    """Every month, with the sums."""
    rows = [
        (
            month_text(row.month),
            branch,
            None if row.due is None else sum_text(row.due),
            None if row.paid is None else sum_text(row.paid),
            row.paid_on,
        )
        for row, branch in await lists.of_person(session, who.person_id)
    ]
    return Section("dues", "党费", ("月份", "支部", "应交（元）", "实交（元）", "登记交纳日期"), rows) if rows else None
