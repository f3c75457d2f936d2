"""What a branch is called, whether it calls its auxiliaries (辅警) to theme days and lectures, and that it is no more."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.branch_ends import BranchEnd
from storage.people.directory import Branch, Person, Who
from storage.people.rights import Act
from storage.sealed import audit
from storage.sealed.audit import Event


class Refused(StrEnum):
    """Why nothing was changed; each value is what the person reads."""

    NO_RIGHT = "支部更名由党务干部办理。"
    NOT_YOURS = "由本支部书记决定。"
    GONE = "没有这个支部，请返回名册重新选择。"
    SAME = "与现在的名称一样，没有要改的。"
    TAKEN = "已有同名的支部，请换一个名称。"
    NOT_TO_END = "支部的撤销和恢复由党务干部办理。"
    PEOPLE = "支部里还有在册人员：请先把支部并入另一个，或把他们逐人调走，再来撤销。"
    ENDED = "这个支部已经撤销。"
    STANDS = "这个支部没有撤销，不用恢复。"


class BranchSetting(SQLModel, table=True):
    """What a branch has decided for itself."""

    __tablename__ = "branch_setting"

    branch_id: int = Field(foreign_key="branch.id", primary_key=True)
    auxiliaries: bool = False
    by: int | None = None
    at: datetime = moment()


async def rename(tx: AsyncSession, me: Who, branch_id: int, name: str, now: datetime) -> tuple[str, Branch]:
    """The branch has another name from now on, with all that is its own; gives the former one. Raises Refusal."""
    if not may(me, Act.IMPORT_ROSTER):
        raise Refusal(Refused.NO_RIGHT)
    branch = await tx.get(Branch, branch_id)
    if branch is None:
        raise Refusal(Refused.GONE)
    if branch.name == name:
        raise Refusal(Refused.SAME)
    if (await tx.exec(select(Branch.id).where(Branch.name == name))).first() is not None:
        raise Refusal(Refused.TAKEN)
    former, branch.name = branch.name, name
    tx.add(branch)
    await _on_trail(tx, Event.BRANCH_RENAMED, me, branch, now, f"{former} → {name}")
    return former, branch


async def closable(session: AsyncSession, me: Who, branch_id: int) -> Branch:
    """The branch, of which nobody is left. Raises Refusal."""
    if not may(me, Act.IMPORT_ROSTER):
        raise Refusal(Refused.NOT_TO_END)
    branch = await session.get(Branch, branch_id)
    if branch is None:
        raise Refusal(Refused.GONE)
    if await session.get(BranchEnd, branch_id) is not None:
        raise Refusal(Refused.ENDED)
    here = select(Person.id).where(Person.branch_id == branch_id, col(Person.left_at).is_(None))
    if (await session.exec(here.limit(1))).first() is not None:
        raise Refusal(Refused.PEOPLE)
    return branch


async def close(  # noqa: PLR0917 - which, why, by whom and when
    tx: AsyncSession, me: Who, branch_id: int, reason: str, now: datetime, into: Branch | None = None
) -> Branch:
    """From today on it is no more, as its people went `into` that one; its group is bound no longer. Raises Refusal."""
    branch = await closable(tx, me, branch_id)
    branch.chat_id = branch.thread_id = None
    tx.add(branch)
    tx.add(
        BranchEnd(
            branch_id=branch_id,
            on=now.date(),
            into_id=into.id if into else None,
            reason=reason,
            by=me.person_id,
            at=now,
        )
    )
    where = f"{branch.name} → {into.name}" if into else branch.name
    await _on_trail(tx, Event.BRANCH_ENDED, me, branch, now, f"{where}：{reason}")
    return branch


async def reopen(tx: AsyncSession, me: Who, branch_id: int, now: datetime) -> Branch:
    """It had not ended after all. Raises Refusal."""
    if not may(me, Act.IMPORT_ROSTER):
        raise Refusal(Refused.NOT_TO_END)
    branch, end = await tx.get(Branch, branch_id), await tx.get(BranchEnd, branch_id)
    if branch is None or end is None:
        raise Refusal(Refused.STANDS if branch else Refused.GONE)
    await tx.delete(end)
    await _on_trail(tx, Event.BRANCH_REOPENED, me, branch, now, branch.name)
    return branch


def _on_trail(  # noqa: PLR0917 - who did what with which branch, and when
    tx: AsyncSession, event: Event, me: Who, branch: Branch, now: datetime, note: str
) -> Awaitable[None]:
    return audit.record(tx, event, by=me.person_id, now=now, subject=f"branch:{branch.id}", note=note)


async def ended_ones(session: AsyncSession) -> Sequence[tuple[BranchEnd, str]]:
    """Those that are no more, each with its name, the last first."""
    query = select(BranchEnd, Branch.name).join(Branch, col(Branch.id) == col(BranchEnd.branch_id))
    return (await session.exec(query.order_by(col(BranchEnd.at).desc(), col(BranchEnd.branch_id)))).all()


async def calls_auxiliaries(session: AsyncSession, branch_id: int) -> bool:
    """Whether its auxiliaries are called to theme days and lectures; they never count for a quorum or a vote."""
    setting = await session.get(BranchSetting, branch_id)
    return setting is not None and setting.auxiliaries


async def call_auxiliaries(tx: AsyncSession, me: Who, branch_id: int, now: datetime, *, called: bool) -> None:
    """The secretary decides. Raises Refusal."""
    if not may(me, Act.CALL_MEETING, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_YOURS)
    setting = await tx.get(BranchSetting, branch_id) or BranchSetting(branch_id=branch_id, at=now)
    setting.auxiliaries, setting.by, setting.at = called, me.person_id, now
    tx.add(setting)
