"""The last import, kept so that it can be taken back: each person's entry before and after, sealed.

Of an import before the last nothing is kept but that it took place, which the audit trail knows too.
"""

import json
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.people.accounts import AccountDecision, Decided
from storage.people.branch_ends import ended
from storage.people.directory import Branch, Group, Person
from storage.people.register import Stamp, Way
from storage.people.roster_compare import kept_facts
from storage.people.roster_plan import Change, Facts, RosterPlan
from storage.sealed.vault import VaultError, vault_of


class RosterImport(SQLModel, table=True):
    """An import by somebody (None: the operator): of a file, or of one person's change by hand."""

    __tablename__ = "roster_import"

    id: int | None = Field(default=None, primary_key=True)
    by: int | None = None
    at: datetime = moment()
    new_branches: str = ""
    undone_at: datetime | None = moment(default=None)
    undone_by: int | None = None
    way: str = Field(default=Way.FILE.value, sa_column_kwargs={"server_default": Way.FILE.value})


class ImportedChange(SQLModel, table=True):
    """What an import did to one person: `sealed` holds [before, after, confirmed posts] as JSON; empty for one whose removal it proposed.

    `new` are those who came or came back by it.
    """

    __tablename__ = "imported_change"

    import_id: int = Field(foreign_key="roster_import.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    new: bool = False
    sealed: str | None = None


async def last(session: AsyncSession, way: Way = Way.FILE) -> RosterImport | None:
    """The last import of that way, unless it was taken back."""
    return next((each for each in await to_undo(session) if each.way == way.value), None)


async def to_undo(session: AsyncSession) -> list[RosterImport]:
    """The last import of each way, unless it was taken back."""
    newest = select(func.max(RosterImport.id)).group_by(RosterImport.way)
    query = select(RosterImport).where(col(RosterImport.id).in_(newest), col(RosterImport.undone_at).is_(None))
    return list((await session.exec(query)).all())


async def begin(tx: AsyncSession, plan: RosterPlan, stamp: Stamp) -> RosterImport:
    """An import, with its number."""
    branches = "\n".join(plan.new_branches)
    made = RosterImport(by=stamp.by, at=stamp.now, new_branches=branches, way=stamp.way.value)
    tx.add(made)
    await tx.flush()
    return made


async def keep(
    tx: AsyncSession,
    made: RosterImport,
    plan: RosterPlan,
    people: dict[str, Person],
    *,
    confirmed: dict[int, list[str]],
) -> None:
    """Remember what this import does, in place of the one before of its way; `confirmed` are the posts that waited for nobody."""
    of_its_way = select(RosterImport.id).where(RosterImport.way == made.way)
    await tx.exec(delete(ImportedChange).where(col(ImportedChange.import_id).in_(of_its_way)))
    vault, number = vault_of(tx), made.id or 0
    for change in (*plan.new, *plan.changed):
        person_id = people[change.police_no].id or 0
        facts = [change.before, change.after, confirmed.get(person_id, [])]
        sealed = vault.seal(json.dumps(facts, ensure_ascii=False))
        came = change.person_id is None or change.returns
        tx.add(ImportedChange(import_id=number, person_id=person_id, new=came, sealed=sealed))
    tx.add_all(ImportedChange(import_id=number, person_id=person.id or 0) for person in plan.gone)
    await tx.flush()


async def undoing(session: AsyncSession, made: RosterImport) -> tuple[RosterPlan, dict[str, set[str]]]:
    """What taking that import back would do, and by police number which posts waited for nobody before it.

    Of somebody whose account was decided about or bound since, none: it need not be the same account that gets them back. A fact that has changed since stays as it is now.

    Those whom it has added are proposed for removal, as nobody is deleted; those whose removal it proposed no longer are.
    Raises VaultError when its key is no longer among ours.
    """
    vault, plan = vault_of(session), RosterPlan()
    sure: dict[str, set[str]] = {}
    query = select(AccountDecision.person_id).where(
        col(AccountDecision.by).is_not(None),
        AccountDecision.at >= made.at,
        col(AccountDecision.what).not_in([Decided.PHONE.value, Decided.NAME.value]),
    )
    handed = set((await session.exec(query)).all())
    kept = {person.id: (person, facts) for person, facts in (await kept_facts(session)).values()}
    phones = {facts["手机号"]: number for number, (_, facts) in kept.items() if facts["手机号"]}
    numbers = {facts["警号"]: number for number, (_, facts) in kept.items()}
    over = set((await session.exec(select(Branch.name).where(ended(col(Branch.id))))).all())
    freed: set[str] = set()
    rows = (await session.exec(select(ImportedChange).where(ImportedChange.import_id == made.id))).all()
    opened = {row.person_id: json.loads(vault.open(row.sealed)) for row in rows if row.sealed}
    staying = {row.person_id for row in rows if not row.new}
    for number, (before, after, _) in opened.items():
        if number in staying and kept[number][1]["手机号"] == after["手机号"] != before["手机号"] and after["手机号"]:
            freed.add(after["手机号"])
    for row in rows:
        person, now_is = kept[row.person_id]
        if person.left_at is not None:
            continue
        if row.new:
            if person.missing_since is None:
                plan.gone.append(person)
            continue
        before, after, confirmed = opened.get(row.person_id, (now_is, now_is, []))
        if person.id not in handed and (person.bound_at is None or person.bound_at <= made.at):
            sure[person.police_no] = set(confirmed)
        restored = _restored(before, after, now_is)
        if restored["支部"] in over:
            # There is no way back into a branch that is no more; the posts of then were those of that branch.
            restored |= {word: now_is[word] for word in ("支部", "党小组", "职务")}
        phone = restored["手机号"]
        if phone and phone not in freed and phones.get(phone, row.person_id) != row.person_id:
            restored["手机号"] = now_is["手机号"]
        if numbers.get(restored["警号"], row.person_id) != row.person_id:
            restored["警号"] = now_is["警号"]
        change = Change(person.police_no, person.id, now_is, restored)
        if change.fields or (row.sealed is None and person.missing_since):
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    return plan, sure


def _restored(before: Facts, after: Facts, now_is: Facts) -> Facts:
    # What was kept before numbers changed knows none.
    facts = {word: before[word] if word in before and value == after[word] else value for word, value in now_is.items()}
    if facts["支部"] != before["支部"]:
        # Moved on since: the former group is a part of another branch.
        facts["党小组"] = now_is["党小组"]
    return facts


async def mark_undone(tx: AsyncSession, made: RosterImport, *, by: int | None, now: datetime) -> None:
    """It is taken back: nothing of it is kept, and the branches that it made go, where nothing has begun in them."""
    made.undone_at, made.undone_by = now, by
    tx.add(made)
    await tx.exec(delete(ImportedChange).where(col(ImportedChange.import_id) == made.id))
    await tx.flush()
    for name in filter(None, made.new_branches.split("\n")):
        branch = (await tx.exec(select(Branch).where(Branch.name == name))).first()
        if (
            branch is not None
            and (await tx.exec(select(Person.id).where(Person.branch_id == branch.id))).first() is None
        ):
            await _drop(tx, branch.id or 0)


async def _drop(tx: AsyncSession, branch_id: int) -> None:
    try:
        async with tx.begin_nested():
            await tx.exec(delete(Group).where(col(Group.branch_id) == branch_id))
            await tx.exec(delete(Branch).where(col(Branch.id) == branch_id))
    except IntegrityError:
        # Something belongs to it already: it stays, empty.
        return


async def forget(tx: AsyncSession, person_id: int) -> None:
    """Nothing is kept of somebody who leaves: their phone ends with the binding."""
    await tx.exec(delete(ImportedChange).where(col(ImportedChange.person_id) == person_id))


async def renew(tx: AsyncSession) -> None:
    """Seal with the newest key; what no key opens stays as it is."""
    for row in (await tx.exec(select(ImportedChange).where(col(ImportedChange.sealed).is_not(None)))).all():
        try:
            row.sealed = vault_of(tx).renewed(row.sealed or "") or row.sealed
        except VaultError:
            continue
        tx.add(row)
