"""A branch goes into another one (并入): all of its people move as one by hand does, then it is no more."""

from datetime import datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.people import branches, roster
from storage.people.access import may
from storage.people.branch_ends import BranchEnd
from storage.people.by_hand import file_of
from storage.people.directory import Branch, Who
from storage.people.posts import BRANCH_POSTS, Post
from storage.people.register import Stamp, Way
from storage.people.rights import Act
from storage.people.roster_compare import compare, kept_facts
from storage.people.roster_file import RosterFile, RosterRow
from storage.people.roster_plan import RosterPlan, posts_fact, posts_in


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NO_RIGHT = "支部合并由党务干部办理。"
    NO_SUCH = "没有这个支部，或已经撤销，请重新选择。"
    ITSELF = "不能并入自己，请选另一个支部。"
    NOBODY = "支部里没有在册人员，请直接撤销。"
    CHANGED = "名册刚才又有变化，请重新核对。"


async def propose(session: AsyncSession, me: Who, branch_id: int, into_id: int) -> RosterPlan:
    """What it would do, changing nothing: each takes along what is not a branch's to give. Raises Refusal."""
    if not may(me, Act.IMPORT_ROSTER):
        raise Refusal(Refused.NO_RIGHT)
    if branch_id == into_id:
        raise Refusal(Refused.ITSELF)
    former, new = await _there(session, branch_id), await _there(session, into_id)
    rows: list[RosterRow] = []
    said = frozenset[str]()
    for person, facts in (await kept_facts(session)).values():
        if person.branch_id == branch_id and person.left_at is None:
            kept = [word for word in posts_in(facts["职务"]) if Post(word) not in BRANCH_POSTS]
            file = file_of({"支部": new.name, "党小组": None, "职务": posts_fact(kept)}, facts)
            rows, said = [*rows, *file.rows], file.said
    if not rows:
        raise Refusal(Refused.NOBODY)
    plan = await compare(session, RosterFile(said, rows), whole=False)
    if plan.refused:
        raise Refusal(f"{former.name}：{plan.refused[0].what} {plan.refused[0].reason}")
    return plan


async def _there(session: AsyncSession, number: int) -> Branch:
    branch = await session.get(Branch, number)
    if branch is None or await session.get(BranchEnd, number) is not None:
        raise Refusal(Refused.NO_SUCH)
    return branch


async def merge(  # noqa: PLR0917 - which into which, why, and what was agreed to
    tx: AsyncSession, me: Who, branch_id: int, into_id: int, reason: str, mark: str, now: datetime
) -> RosterPlan:
    """Do what was shown, and nothing else: `mark` is of the plan that was agreed to. Raises Refusal."""
    plan = await propose(tx, me, branch_id, into_id)
    if plan.mark != mark:
        raise Refusal(Refused.CHANGED)
    await roster.change(tx, plan, Stamp(now.date(), me.person_id, now, Way.CHAT))
    await branches.close(tx, me, branch_id, reason, now, await _there(tx, into_id))
    return plan
