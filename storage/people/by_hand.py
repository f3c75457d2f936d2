"""One person's entry as somebody writes it by hand: a roster file of one row, so that all rules of a file hold."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.people.directory import Person
from storage.people.posts import Category, Post
from storage.people.roster_compare import compare, kept_facts
from storage.people.roster_file import COLUMNS, RosterFile, RosterRow
from storage.people.roster_plan import Facts, RosterPlan, posts_in


class Refused(StrEnum):
    """Why it cannot be written; each value is what the person reads."""

    NOT_HERE = "名册里已没有这位同志，可能刚办理了离开，请返回名册重新选择。"
    STILL_HERE = "这位同志在册，不用恢复。"
    NOTHING = "与名册里的一样，没有要改的。"
    NUMBER_TAKEN = "这个警号已有人在用，请核对；已离开的同志请在“已离开”里办理恢复。"


async def facts_of(session: AsyncSession, person_id: int, *, left: bool = False) -> Facts:
    """What is kept of somebody who is on the roster, or who has `left`. Raises Refusal."""
    person = await session.get(Person, person_id)
    if person is None or (person.left_at is not None) is not left:
        raise Refusal(Refused.STILL_HERE if left else Refused.NOT_HERE)
    _, facts = (await kept_facts(session))[person.police_no]
    return facts


async def propose(
    session: AsyncSession,
    person_id: int | None,
    told: Mapping[str, str | None],
    *,
    left: bool = False,
    apart: bool = False,
) -> RosterPlan:
    """What it would change of that person (None: of somebody new), changing nothing. Raises Refusal.

    Somebody new may be somebody known with another number, unless it was said that they are two people (`apart`).
    """
    kept = await facts_of(session, person_id, left=left) if person_id else None
    was = kept["警号"] if kept else None
    number = told.get("警号") or was or ""
    if number != was and (await session.exec(select(Person.id).where(Person.police_no == number))).first():
        raise Refusal(Refused.NUMBER_TAKEN)
    known_as = {number: was} if was and number != was else {}
    plan = await compare(session, file_of(told, kept), whole=False, apart={number} if apart else (), known_as=known_as)
    if plan.refused:
        raise Refusal(plan.refused[0].reason)
    if plan.is_empty:
        raise Refusal(Refused.NOTHING)
    return plan


async def known_already(session: AsyncSession, told: Mapping[str, str | None]) -> Person | None:
    """Whom that new entry may be, with another number."""
    plan = await propose(session, None, told)
    return await session.get(Person, plan.renumbered[0].person_id) if plan.renumbered else None


def file_of(told: Mapping[str, str | None], kept: Facts | None) -> RosterFile:
    """What was entered of one person, as a file says it."""
    facts = {**dict.fromkeys(COLUMNS), **(kept or {}), **told}
    row = RosterRow(
        line=0,
        police_no=facts["警号"] or "",
        name=facts["姓名"] or "",
        branch=facts["支部"] or "",
        group=facts["党小组"],
        category=Category(facts["类别"] or ""),
        posts=tuple(Post(word) for word in posts_in(facts["职务"])),
        phone=facts["手机号"],
        position=facts["岗位"],
        joined_on=_day(facts["入党日期"]),
        full_on=_day(facts["转正日期"]),
    )
    return RosterFile(frozenset(COLUMNS if kept is None else {*told, "姓名"}), [row])


def _day(word: str | None) -> date | None:
    return date.fromisoformat(word) if word else None
