"""What feedback gives to other screens: the answers that one owes, at home and in the ledger; what one gave, for /mydata."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.feedback.buttons import OpenFeedback
from handlers.kit.joins import Section, Subject, Waiting
from handlers.kit.screens.text import Markup, day_text
from storage import feedback
from storage.people.access import Act
from storage.people.asking import Answers
from storage.people.directory import Who


async def _waiting(_session: AsyncSession, me: Who, now: datetime, found: Answers) -> Markup | None:
    """How many answers one owes, and by when the first."""
    asked = feedback.owed(me)
    if not asked or not (count := found[asked[0]]):
        return None
    first = feedback.due_of(found[asked[1]]).day
    return Markup("💡 {} 条意见建议待答复，最早的期限是{}").format(count, day_text(first, now.date()))


WAITING = Waiting(_waiting, lambda me, _now: feedback.owed(me) or ())


async def given(session: AsyncSession, who: Who) -> Section | None:
    """That there is some; what was said is opened elsewhere."""
    rows = [
        (row.key, row.made_on, row.addressee, row.state, row.answered_on)
        for row in await feedback.of_person(session, who.person_id)
    ]
    return Section("feedback", "意见建议", ("编号", "提出日期", "交给", "状态", "答复日期"), rows) if rows else None


FEEDBACK = Subject(
    "feedback", "意见建议", feedback.ledger, lambda entry: OpenFeedback(entry.record), act=Act.ANSWER_FEEDBACK
)
