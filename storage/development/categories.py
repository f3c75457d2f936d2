"""The roster's category after a decision: staff confirm it with one press, and it follows on the trail; never by itself."""

from datetime import date, datetime

from sqlalchemy import exists
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development import Case, probation_ends
from scoring.development_steps import Step
from storage.development.dossiers import Dossier, load_all
from storage.development.lists import find
from storage.development.rows import DevelopmentCase, DevelopmentStep, Refused
from storage.engine.columns import table_of
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Person, Who
from storage.people.posts import Category
from storage.people.register import Stamp, Way, settle
from storage.people.rights import Act
from storage.people.stale import touch
from storage.sealed import audit

_GIVES = (
    (Step.CANCEL_APPROVED, Category.NON_MEMBER),
    (Step.FULL_APPROVED, Category.FULL_MEMBER),
    (Step.APPROVED, Category.PROBATIONARY),
    (Step.CANDIDATE, Category.PROSPECT),
    (Step.ACTIVIST, Category.ACTIVIST),
    (Step.APPLIED, Category.APPLICANT),
)


def category_of(facts: Case) -> Category | None:
    """What a person is to the Party by what has been decided."""
    return next((category for step, category in _GIVES if facts.has(step)), None)


def _follows(facts: Case, present: str) -> Category | None:
    """What the roster should have instead. A case whose past is still being entered makes nobody less than they are."""
    wanted = category_of(facts)
    order = list(Category)
    if wanted is None or wanted.value == present:
        return None
    higher = order.index(wanted) < order.index(Category(present))
    return wanted if higher or facts.is_cancelled else None


def _decided_on(facts: Case, category: Category) -> date | None:
    """The day of the step that gave it."""
    step = next(step for step, given in _GIVES if given is category)
    last = facts.last(step)
    return last.on if last else None


_CASE, _STEP, _PERSON = table_of(DevelopmentCase).c, table_of(DevelopmentStep).c, table_of(Person).c


def _lower(category: Category) -> list[str]:
    order = list(Category)
    return [each.value for each in order[order.index(category) + 1 :]]


_DECIDED = exists().where(
    _STEP.case_id == _CASE.id,
    _STEP.undone_at.is_(None),
    or_(
        and_(_STEP.step == Step.CANCEL_APPROVED.value, _PERSON.category != Category.NON_MEMBER.value),
        *(and_(_STEP.step == step.value, _PERSON.category.in_(_lower(category))) for step, category in _GIVES[1:]),
    ),
)
"""Something has been recorded that may give the person another category than the roster's."""
BEHIND = (
    select(func.count())
    .select_from(table_of(DevelopmentCase).join(table_of(Person), _PERSON.id == _CASE.person_id))
    .where(_CASE.ended_at.is_(None), _PERSON.left_at.is_(None), _DECIDED)
    .scalar_subquery()
)
"""How many cases to look at for `waiting`."""


async def waiting(session: AsyncSession) -> list[tuple[Dossier, Person, Category]]:
    """Every open case whose person the roster has as something else."""
    query = (
        select(DevelopmentCase, Person)
        .join(Person, col(Person.id) == col(DevelopmentCase.person_id))
        .where(col(DevelopmentCase.ended_at).is_(None), col(Person.left_at).is_(None), _DECIDED)
        .order_by(col(DevelopmentCase.id))
    )
    rows = (await session.exec(query)).all()
    files = await load_all(
        session, [case for case, _ in rows], {person.id or 0: person.branch_id for _, person in rows}
    )
    found = []
    for file, (_, person) in zip(files, rows, strict=True):
        wanted = _follows(file.facts, person.category)
        if wanted is not None:
            found.append((file, person, wanted))
    return found


async def confirm(tx: AsyncSession, me: Who, case_id: int, wanted: str, now: datetime) -> tuple[Person, Category]:
    """Let the roster follow the decision: category, and with membership its dates. `wanted` is what the presser saw.

    One joins on the day of the branch meeting's decision, and is a full member from the end of the probation.
    Raises Refusal.
    """
    if not may(me, Act.CONFIRM_CATEGORY):
        raise Refusal(Refused.NOT_ABOVE)
    each = await find(tx, case_id)
    file, person = each.file, each.person
    if person.id == me.person_id:
        raise Refusal(Refused.OWN)
    category = _follows(file.facts, person.category)
    if category is None or category.name != wanted:
        raise Refusal(Refused.NOTHING_TO_CONFIRM)
    before = person.category
    person.category = category.value
    if category in (Category.PROBATIONARY, Category.FULL_MEMBER) and (admitted := file.facts.last(Step.ADMITTED)):
        person.joined_on = admitted.on
    if category is Category.NON_MEMBER:
        person.joined_on = person.full_on = None
    if category is Category.FULL_MEMBER:
        person.full_on = probation_ends(file.facts, file.numbers)
    tx.add(person)
    await settle(tx, [person.id or 0], Stamp(_decided_on(file.facts, category), me.person_id, now, Way.DEVELOPMENT))
    await touch(tx, [person.id])
    await audit.record(
        tx,
        audit.Event.CATEGORY_CONFIRMED,
        by=me.person_id,
        now=now,
        over=person.id,
        subject=f"development:{case_id}",
        note=f"{before} → {category.value}",
    )
    return person, category
