"""What 发展党员 keeps about a person, for /mydata."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage.development import comments, dossiers
from storage.development.rows import DevelopmentCase
from storage.people.directory import Who


async def mine(session: AsyncSession, who: Who) -> Section | None:
    """What is kept about an applicant, for /mydata."""
    query = select(DevelopmentCase).where(col(DevelopmentCase.person_id) == who.person_id)
    found = await dossiers.load_all(session, list((await session.exec(query)).all()))
    if not found:
        return None
    rows = [
        (done.step.words, done.on, "通过" if done.passed else "未通过") for file in found for done in file.facts.done
    ]
    return Section("development", "发展党员", ("步骤", "日期", "结果"), rows)


async def said(session: AsyncSession, who: Who) -> Section | None:
    """What one has said by name, for /mydata; a confidential comment knows no name."""
    found = await comments.of_person(session, who.person_id)
    if not found:
        return None
    rows = [(str(await comments.text_of(session, each)), each.on, each.answer) for each in found]
    return Section("development_comments", "发展党员评议", ("内容", "日期", "答复"), rows)
