"""What stands in a case's file on paper."""

from datetime import date, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_materials import missing
from scoring.development_steps import JUDGED, Step
from scoring.papers.development import CaseFile, Filed, Recorded
from scoring.papers.paper import day_of
from storage.development import materials
from storage.development.lists import Listed
from storage.development.rows import DevelopmentMaterial, DevelopmentStep
from storage.people.directory import names_of


async def case_file(session: AsyncSession, each: Listed, state: str, today: date, zone: tzinfo) -> CaseFile:
    """Every step, and where each document is. What was said in comments is on no paper."""
    file = each.file
    named = {row.by for row in file.steps} | {person for row in file.steps for person in row.people or ()}
    people = await names_of(session, named)
    entries = await materials.of_case(session, file.case.number)
    owed = await materials.owed_of(session, file, zone)
    gaps = sum(one.missing for one in missing(owed))
    first = file.steps[0]
    filed = []
    for one in owed:
        kept = [entry for entry in entries if entry.material == one.material.key]
        filed += [_filed(one.material.step.words, one.material.name, entry) for entry in kept]
        filed += [
            Filed(one.material.step.words, one.material.name, "缺", f"应于{day_of(one.by)}前归档")
            for _ in range(one.missing)
        ]
    return CaseFile(
        branch=each.branch,
        name=each.person.name,
        police_no=each.person.police_no,
        category=each.person.category,
        state=f"{state}（{file.case.ended_reason}）" if file.case.ended_reason else state,
        began=f"{day_of(first.on)}{Step(first.step).words}，{file.case.origin}",
        rules=f"按{day_of(file.case.opened_at.astimezone(zone).date())}立案时的规定办理，版本 {file.case.edition[:8]}",
        steps=tuple(_step(row, people, zone) for row in file.steps),
        materials=tuple(filed),
        lacking=f"应有 {sum(one.wanted for one in owed)} 份，{f'缺 {gaps} 份' if gaps else '齐全'}。",
        made_on=day_of(today),
    )


def _step(row: DevelopmentStep, people: dict[int, str], zone: tzinfo) -> Recorded:
    step = Step(row.step)
    said = ["、".join(people.get(person, "?") for person in row.people or ())]
    if step is Step.TRAINED:
        said.append("个别特殊情况" if row.special else f"{row.days} 天 {row.hours} 学时")
    said += [f"{row.months} 个月" if row.months else "", f"超期 {row.late} 天" if row.late else "", row.note]
    outcome = ("通过" if row.passed else "未通过") if step in JUDGED else ""
    entered = f"{people.get(row.by, '?')} {row.at.astimezone(zone):%Y-%m-%d}"
    return Recorded(f"{row.on:%Y-%m-%d}", step.words, outcome, "，".join(word for word in said if word), entered)


def _filed(step: str, name: str, entry: DevelopmentMaterial) -> Filed:
    if entry.paper_on is None:
        return Filed(step, name, "扫描件", "")
    return Filed(
        step, name, "纸质在档", "，".join(word for word in (f"{entry.paper_on:%Y-%m-%d}", entry.place) if word)
    )
