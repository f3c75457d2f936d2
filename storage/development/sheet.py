"""The cases of a time as a table: how far each is, on which days it got there, who stands by, and what is missing."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_dues import dues
from scoring.development_materials import missing
from scoring.development_rules import ahead
from scoring.development_steps import Step
from storage.development import materials
from storage.development.dossiers import Dossier, sees_inside
from storage.development.lists import Listed, everyone
from storage.development.materials import There
from storage.ledger import Entry, Scope
from storage.ledger_file import RED, sheet_of
from storage.people.directory import Who, names_of
from storage.sheets.writing import Coloured, Sheet, Value

DATED = (
    (Step.APPLIED, "递交申请"),
    (Step.TALKED, "派人谈话"),
    (Step.ACTIVIST, "确定积极分子"),
    (Step.INSPECTED, "最近考察"),
    (Step.CANDIDATE, "列为发展对象"),
    (Step.REVIEWED, "政治审查"),
    (Step.TRAINED, "集中培训"),
    (Step.ADMITTED, "大会接收"),
    (Step.APPROVED, "党委审批"),
    (Step.SWORN, "入党宣誓"),
    (Step.FULL_APPROVED, "审批转正"),
)
HEADINGS = (
    "支部", "姓名", "警号", "阶段", "培养联系人", "入党介绍人", *(word for _, word in DATED), "考察（次）", "材料（份）", "缺少的材料", "逾期（天）", "下一步",
)  # fmt: skip
EXCEPTIONAL = frozenset({Step.LONGER, Step.DEFERRED, Step.EXTENDED, Step.CANCEL_PROPOSED})
"""Steps that nobody misses."""
OPEN_TO_ALL = "（本人的档案不在这里查看）", "（由支部书记、组织委员和局党委查看）"


async def tables(session: AsyncSession, scope: Scope, me: Who, entries: Sequence[Entry]) -> list[Sheet]:
    """The cases under way and those in which something was recorded in the time, of what is not theirs to see the stage alone; then
    the steps."""
    found = [
        each
        for each in await everyone(session, scope.branch_id, ended=True)
        if each.file.is_open or any(scope.first <= done.on <= scope.last for done in each.file.facts.done)
    ]
    found.sort(key=lambda each: (each.file.case.branch_id, each.person.police_no))
    named = {person for each in found for step in each.file.steps for person in step.people or ()}
    names, kept = await names_of(session, named), await materials.kept(session)
    rows = [_row(each, names, kept.get(each.file.case.number, {}), scope, me) for each in found]
    cases = Sheet("发展党员档案", HEADINGS, rows, names=2, note="在办的档案，和这段时间内有登记的档案。")
    return [cases, sheet_of("发展党员步骤", entries)]


def _row(each: Listed, names: Mapping[int, str], there: There, scope: Scope, me: Who) -> Sequence[Value]:
    file, person = each.file, each.person
    who = each.branch, person.name, person.police_no, _stage(file)
    if not sees_inside(me, file):
        return (*who, *(None,) * (len(HEADINGS) - len(who) - 1), OPEN_TO_ALL[me.person_id != person.id])
    facts = file.facts
    on = [facts.last(step) for step, _ in DATED]
    late = max(_late(file, scope.today), default=0)
    return (
        *who,
        _people(file, Step.CONTACTS, names),
        _people(file, Step.INTRODUCERS, names),
        *(done.on if done else None for done in on),
        len(facts.all_of(Step.INSPECTED)),
        sum(there.values()) if file.is_open else None,
        _lacking(file, there, scope) if file.is_open else "",
        Coloured(str(late), RED) if late else None,
        _next(file, scope.today),
    )


def _stage(file: Dossier) -> str:
    if file.case.ended_at is not None or file.facts.is_cancelled:
        return "已终止"
    return "已转为正式党员" if file.facts.is_complete else file.facts.stage.value


def _people(file: Dossier, step: Step, names: Mapping[int, str]) -> str:
    """Of the step as it was recorded last."""
    if not file.facts.has(step):
        return ""
    last = next((each for each in reversed(file.steps) if each.step == step.value and each.passed), None)
    return "、".join(names.get(number, "") for number in (last.people if last else None) or ())


def _late(file: Dossier, today: date) -> list[int]:
    """By how many days each step is late whose term is over."""
    owed = dues(file.facts, file.numbers) if file.is_open else ()
    return [(today - due.by.day).days for due in owed if due.months and due.by.day < today]


def _lacking(file: Dossier, there: There, scope: Scope) -> str:
    """The documents that the steps so far ask for and that are not in the file."""
    owed = missing(materials.owed_in(file.facts, there, scope.zone))
    return "、".join(f"{each.material.name}{f'（{each.missing} 份）' if each.missing > 1 else ''}" for each in owed)


def _next(file: Dossier, today: date) -> str:
    """The steps that come next, each by when or why not yet."""
    if not file.is_open:
        return ""
    owed = {due.step: due.by.day for due in dues(file.facts, file.numbers) if due.months}
    said = []
    for step, blocks in ahead(file.facts, file.numbers, today):
        if step in EXCEPTIONAL or (file.facts.has(step) and step not in owed):
            continue
        by = f"（{owed[step]:%Y-%m-%d} 前）" if step in owed else ""
        said.append(f"{step.words}{by}" + (f"：{''.join(block.why for block in blocks)}" if blocks else ""))
    return "；".join(each.rstrip("。") for each in said)
