"""Which documents of the list are in the file of a case: attached, or as paper in the office; who entered it and when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development import Case
from scoring.development_materials import Material, Owed, owed
from storage.development import materials_list
from storage.development.dossiers import Dossier, check_acts, load
from storage.development.rows import DevelopmentCase, DevelopmentDocument, DevelopmentMaterial, Refused
from storage.engine.columns import table_of
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.rules.regulations import own

RULE = "development_materials"
There = Mapping[str, int]
"""Document → how many of it are in the file."""
_CASE, _KEPT = table_of(DevelopmentCase).c, table_of(DevelopmentMaterial).c


def on_the_list(key: str) -> Material:
    """Raises Refusal for what is not on it."""
    found = materials_list.named(key)
    if found is None:
        raise Refusal(Refused.NO_MATERIAL)
    return found


async def keep_file(  # noqa: PLR0917 - an entry's parts
    tx: AsyncSession, me: Who, case_id: int, material: str, document_id: int, now: datetime
) -> None:
    """That attached file is that document; said once more it changes nothing. Raises Refusal."""
    on_the_list(material)
    if any(each.document_id == document_id and each.material == material for each in await of_case(tx, case_id)):
        return
    tx.add(
        DevelopmentMaterial(case_id=case_id, material=material, document_id=document_id, by=me.person_id, at=now),
    )


async def keep_paper(  # noqa: PLR0917 - an entry's parts
    tx: AsyncSession, me: Who, case_id: int, material: str, on: date, place: str, now: datetime
) -> None:
    """The office has held it since that day (纸质在档). Raises Refusal."""
    on_the_list(material)
    check_acts(me, await load(tx, case_id))
    if on > now.date():
        raise Refusal(Refused.PAPER_AHEAD)
    tx.add(
        DevelopmentMaterial(case_id=case_id, material=material, paper_on=on, place=place, by=me.person_id, at=now),
    )


async def take_back(tx: AsyncSession, me: Who, case_id: int, material: str, now: datetime) -> None:
    """The newest entry of that document was a mistake: by whoever entered it, or by staff. The attached file stays. Raises Refusal."""
    check_acts(me, await load(tx, case_id))
    last = droppable(me, [each for each in await of_case(tx, case_id) if each.material == material])
    if last is None:
        raise Refusal(Refused.NOTHING_TO_TAKE_BACK)
    last.dropped_at, last.dropped_by = now, me.person_id
    tx.add(last)


def droppable(me: Who, entries: Sequence[DevelopmentMaterial]) -> DevelopmentMaterial | None:
    """The newest of one document's entries, where that person may take it back."""
    if not entries or (entries[-1].by != me.person_id and not may(me, Act.CONFIRM_CATEGORY)):
        return None
    return entries[-1]


async def of_case(session: AsyncSession, case_id: int) -> list[DevelopmentMaterial]:
    """Every entry that counts, in order."""
    query = select(DevelopmentMaterial).where(
        col(DevelopmentMaterial.case_id) == case_id, col(DevelopmentMaterial.dropped_at).is_(None)
    )
    return list((await session.exec(query.order_by(col(DevelopmentMaterial.id)))).all())


async def of_person(session: AsyncSession, person_id: int) -> list[DevelopmentMaterial]:
    """What is in a person's files."""
    query = (
        select(DevelopmentMaterial)
        .join(DevelopmentCase, col(DevelopmentCase.id) == col(DevelopmentMaterial.case_id))
        .where(col(DevelopmentCase.person_id) == person_id, col(DevelopmentMaterial.dropped_at).is_(None))
        .order_by(col(DevelopmentMaterial.id))
    )
    return list((await session.exec(query)).all())


async def files_of(session: AsyncSession, case_id: int, material: str) -> list[DevelopmentDocument]:
    """The attached files that are that document."""
    query = (
        select(DevelopmentDocument)
        .join(DevelopmentMaterial, col(DevelopmentMaterial.document_id) == col(DevelopmentDocument.id))
        .where(
            col(DevelopmentMaterial.case_id) == case_id,
            col(DevelopmentMaterial.material) == material,
            col(DevelopmentMaterial.dropped_at).is_(None),
        )
        .order_by(col(DevelopmentMaterial.id))
    )
    return list((await session.exec(query)).all())


async def kept(session: AsyncSession, *wanted: ColumnElement[bool]) -> dict[int, Counter[str]]:
    """Case → what is there, of the cases of which that holds."""
    query = (
        select(_KEPT.case_id, _KEPT.material, func.count())
        .join_from(table_of(DevelopmentMaterial), table_of(DevelopmentCase), _CASE.id == _KEPT.case_id)
        .where(_KEPT.dropped_at.is_(None), _CASE.ended_at.is_(None), *wanted)
        .group_by(_KEPT.case_id, _KEPT.material)
    )
    found: dict[int, Counter[str]] = {}
    for case, material, count in (await session.exec(query)).all():
        found.setdefault(case, Counter())[material] = count
    return found


def owed_in(facts: Case, there: There, zone: tzinfo) -> tuple[Owed, ...]:
    """What the file must hold by now, by the list and the term that hold today."""
    return owed(facts, materials_list.own(), there, own()[RULE].integer("days"), zone)


async def owed_of(session: AsyncSession, file: Dossier, zone: tzinfo) -> tuple[Owed, ...]:
    """As `owed_in`, of one case."""
    there = Counter(each.material for each in await of_case(session, file.case.number))
    return owed_in(file.facts, there, zone)
