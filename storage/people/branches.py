"""What a branch is called, and whether it calls its auxiliaries (辅警) to theme days and lectures."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Branch, Who
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
    note = f"{former} → {name}"
    await audit.record(tx, Event.BRANCH_RENAMED, by=me.person_id, now=now, subject=f"branch:{branch_id}", note=note)
    return former, branch


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
