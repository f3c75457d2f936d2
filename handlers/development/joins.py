"""What 发展党员 gives to other screens: what waits, at home; the steps, in the ledger; what is kept about a person, for /mydata."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.development.buttons import OpenDevelopment
from handlers.kit.joins import Section, Subject
from handlers.kit.screens.text import Markup
from storage.development import categories, comments, dossiers, lists, transfers
from storage.development.dossiers import Dossier
from storage.development.rows import DevelopmentCase
from storage.engine.refusal import passes
from storage.people.access import Act, may
from storage.people.directory import Who


async def waiting(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """What is late in my cases, or waits for my confirmation."""
    if may(me, Act.CONFIRM_CATEGORY) and (found := await categories.waiting(session)):
        return Markup("🌱 {} 人的类别变更待确认").format(len(found))
    if not may(me, Act.RUN_DEVELOPMENT):
        return None
    if moves := sum(_waits(me, each.file) for each in await lists.everyone(session)):
        return Markup("🔄 有 {} 份发展党员档案等待移交或接收").format(moves)
    late = [each for each in await lists.everyone(session, me.branch_id) if lists.late_of(each.file, now.date())]
    return Markup("🌱 发展党员有 {} 人的步骤已超期").format(len(late)) if late else None


def _waits(me: Who, file: Dossier) -> bool:
    return passes(transfers.check_hand_over, me, file) or passes(transfers.acceptable, me, file)


LEDGER = Subject("development", "发展党员", lists.ledger, lambda entry: OpenDevelopment(entry.record))


async def mine(session: AsyncSession, who: Who) -> Section | None:
    """Of an applicant, every step."""
    query = select(DevelopmentCase).where(col(DevelopmentCase.person_id) == who.person_id)
    found = await dossiers.load_all(session, list((await session.exec(query)).all()))
    rows = [
        (done.step.words, done.on, "通过" if done.passed else "未通过") for file in found for done in file.facts.done
    ]
    return Section("development", "发展党员", ("步骤", "日期", "结果"), rows) if found else None


async def said(session: AsyncSession, who: Who) -> Section | None:
    """What one has said by name; a confidential comment knows no name."""
    found = await comments.of_person(session, who.person_id)
    rows = [(str(await comments.text_of(session, each)), each.on, each.answer) for each in found]
    return Section("development_comments", "发展党员评议", ("内容", "日期", "答复"), rows) if found else None
