"""What feedback gives to other screens: the answers that one owes, at home and in the ledger; what one gave, for /mydata."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.feedback.buttons import OpenFeedback
from handlers.kit.joins import Section, Subject, ToDo, Waiting
from storage import feedback
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.rights import Act


async def _waiting(session: AsyncSession, me: Who, _now: datetime, found: Answers) -> list[ToDo]:
    """The answers that one owes."""
    owed = await feedback.listed(session, me) if any(found[each] for each in feedback.owed(me)) else []
    return [ToDo(f"💡 第 {row.key} 号意见建议待答复", OpenFeedback(row.key), feedback.due(row).day) for row in owed]


WAITING = Waiting(_waiting, lambda me, _now: feedback.owed(me))


async def given(session: AsyncSession, who: Who) -> Section | None:
    """That there is some; what was said is opened elsewhere."""
    rows = [
        (row.key, row.made_on, row.addressee, row.state, row.answered_on)
        for row in await feedback.of_person(session, who.person_id)
    ]
    return Section("feedback", "意见建议", ("编号", "提出日期", "交给", "状态", "答复日期"), rows) if rows else None


FEEDBACK = Subject(
    "feedback",
    "意见建议",
    feedback.ledger,
    lambda entry: OpenFeedback(entry.record),
    act=Act.ANSWER_FEEDBACK,
    bundled=None,
)
