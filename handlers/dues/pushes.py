"""What dues tell people unasked: never a sum, as a push may be read on a locked screen."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.dues.buttons import OpenDues
from handlers.kit.screens import pushing
from handlers.kit.screens.spans import month_word
from handlers.kit.screens.text import Markup
from storage.dues.rows import Dues
from storage.mail import outbox
from storage.mail.outbox import Push

REMINDER, URGED, KEEPER = "dues", "dues_urged", "dues_keeper"


def subject(person_id: int, month: date) -> str:
    return f"dues:{person_id}:{month_word(month)}"


def urged(person_id: int, month: date, now: datetime) -> Push:
    text = Markup("💰 <b>{}月党费</b>：支部提醒您交纳。已经交了的，请告诉组织委员登记").format(month.month)
    button = OpenDues(person_id, month_word(month)).labelled("查看")
    return pushing.urge(URGED, subject(person_id, month), text, person_id, button, now)


async def withdraw(tx: AsyncSession, row: Dues) -> None:
    """Nobody is reminded of what is paid."""
    for kind in (REMINDER, URGED):
        await outbox.withdraw(tx, kind, subject(row.person_id, row.month))
