"""What a month's index means for those who answer for a member: yellow prompts them to look in, gray to decide.

It rests on the newest closed month, which stays as it is. The rule only proposes: nothing follows from it by itself.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.care import pushes as case_pushes
from handlers.kit.screens.links import Health, StartTalk
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from scoring.index.model import Colour
from scoring.index.rules import FULL
from storage.care import cases, lists
from storage.engine.sweeps import apart, apart_in
from storage.index import index
from storage.index.index import HealthIndex
from storage.mail.outbox import Push

STAYS = timedelta(days=20)
NAMED = 3
"""How many lines are named as the reason."""


async def propose(tx: AsyncSession, local: datetime) -> int:
    """Open a case for everyone whom the rule calls gray; the branch's managers and the member hear of it."""
    month = index.closed_month(local.date())
    known, opened = await cases.dealt_with(tx, month), 0
    for member in await index.listed(tx, month, colour=Colour.GRAY):
        if member.person_id in known:
            continue
        async with apart_in(tx):
            case = await cases.propose(tx, member.person_id, member.branch_id, month, local)
            if case is not None:
                await case_pushes.proposed(tx, case, local)
                opened += 1
    return opened


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To each branch's managers, whom the rule calls yellow this month, and why: the lines' names, nothing of their content."""
    month = index.closed_month(local.date())
    yellow = await index.listed(session, month, colour=Colour.YELLOW)
    if not yellow:
        return []
    before = await index.month_before(session, month, Colour.YELLOW)
    rows = await index.of_colour(session, month, Colour.YELLOW)
    gray = await lists.standing_gray(session, local.date())
    managers = (await case_pushes.all_managers(session)).of_branch
    pushes: list[Push] = []
    for member in yellow:
        # Under key attention they are looked after already.
        if member.person_id in gray:
            continue
        with apart(session):
            was = before.get(member.person_id)
            text = _text(member.name, rows[member.person_id], was)
            to = [who.person_id for who in managers.get(member.branch_id, []) if who.person_id != member.person_id]
            pushes += [_prompt(member.person_id, text, person, month, local) for person in to]
    return pushes


def _text(name: str, row: HealthIndex, was: Colour | None) -> Markup:
    news = "" if was is Colour.YELLOW else "（新出现）" if was in (Colour.GREEN, None) else "（由灰转黄）"
    return Markup("🔺 <b>{}</b>{}月健康指数：一般关注{}。{}请找本人聊聊，了解情况").format(
        name, row.month.month, news, _why(row)
    )


def _prompt(member: int, text: Markup, to: int, month: date, local: datetime) -> Push:
    look, talk = Health(member).labelled("💚 查看指数"), StartTalk(member, -1).labelled("💬 记录谈话")
    return nudge(
        "health_yellow",
        f"person:{member}",
        text,
        local,
        person_id=to,
        period=month.isoformat(),
        keyboard=keyboard([look, talk]),
    )


def _why(row: HealthIndex) -> str:
    """The titles of the lines that would raise it most."""
    known = index.rules_in_force()
    weak = sorted(
        (line for line in row.explained if line.points is not None),
        key=lambda line: line.share * ((line.points or 0) - FULL),
    )
    titles = [found.title for line in weak[:NAMED] if (found := known.indicator(line.key)) is not None]
    return f"主要是：{'、'.join(titles)}。" if titles else ""
