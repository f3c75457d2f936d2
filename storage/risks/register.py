"""廉政风险点, kept per post: each post's points as they stand now, from the newest confirmed self-checks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import directory
from storage.people.directory import Person
from storage.risks.checks import points_of
from storage.risks.rows import CheckState, RiskCheck
from storage.rules.grades import Level


@dataclass(frozen=True)
class Kept:
    """One risk point of a post, as it stands now."""

    text: str
    level: Level
    measure: str
    checked_on: date
    by: str


@dataclass(frozen=True)
class PostRisks:
    """A post (岗位) of a branch with its points, the gravest first. `held` is false once nobody there checks that post."""

    branch_id: int
    branch: str
    position: str
    checked_on: date
    held: bool
    points: tuple[Kept, ...]


async def as_of_now(
    session: AsyncSession, branch_id: int | None = None, person_id: int | None = None
) -> list[PostRisks]:
    """The posts of the bureau, of a branch, or of one person's own newest check, by branch and name.

    What a post is known for comes from the newest confirmed check of each person who checks it; where nobody does any
    more, the last one that was confirmed for it stays.
    """
    query = (
        select(RiskCheck, Person)
        .join(Person, col(Person.id) == col(RiskCheck.person_id))
        .where(col(RiskCheck.state) == CheckState.CONFIRMED.value)
        .order_by(col(RiskCheck.first_on).desc(), col(RiskCheck.id).desc())
    )
    if person_id is not None:
        query = query.where(col(RiskCheck.person_id) == person_id)
    if branch_id is not None:
        # Of everybody who was ever confirmed there: their newest may be another branch's.
        there = aliased(RiskCheck)
        confirmed = (col(there.branch_id) == branch_id, col(there.state) == CheckState.CONFIRMED.value)
        query = query.where(col(RiskCheck.person_id).in_(select(there.person_id).where(*confirmed)))
    newest: set[int] = set()
    posts: dict[tuple[int, str], list[tuple[RiskCheck, str, bool]]] = {}
    for row, person in (await session.exec(query)).all():
        current = row.person_id not in newest and person.left_at is None and person.branch_id == row.branch_id
        newest.add(row.person_id)
        known = posts.setdefault((row.branch_id, row.position), [])
        if current or not known:
            known.append((row, person.name, current))
    shown = {key: _of_post(known) for key, known in posts.items() if branch_id in (None, key[0])}
    if person_id is not None:
        shown = {key: known for key, known in shown.items() if known[0][2]}
    points = await points_of(session, [row.key for known in shown.values() for row, _, _ in known])
    names = await directory.branch_names(session)
    found = []
    for (branch, position), known in shown.items():
        kept: dict[str, Kept] = {}
        for row, name, _ in known:
            for point in points.get(row.key, ()):
                found_here = Kept(
                    point.text, Level(point.level), point.measure, row.confirmed_on or row.submitted_on, name
                )
                # Where two people judge the same point differently, the graver word stands.
                if point.text not in kept or found_here.level.weight < kept[point.text].level.weight:
                    kept[point.text] = found_here
        ordered = tuple(sorted(kept.values(), key=lambda each: each.level.weight))
        checked = max(row.confirmed_on or row.submitted_on for row, _, _ in known)
        found.append(PostRisks(branch, names.get(branch, ""), position, checked, known[0][2], ordered))
    return sorted(found, key=lambda post: (post.branch_id, post.position))


def _of_post(known: list[tuple[RiskCheck, str, bool]]) -> list[tuple[RiskCheck, str, bool]]:
    """Those who check it now; with nobody, the last one who did."""
    return [each for each in known if each[2]] or known[:1]
