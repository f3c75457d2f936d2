"""A roster's plan in words: who and what, old → new; in a message as far as it goes, whole as a spreadsheet."""

from handlers.kit.forms.tables import Sections, refused_rows
from handlers.kit.screens.exports import Export
from handlers.kit.screens.sheets import in_turn, workbook
from handlers.kit.screens.text import clip
from storage.people.phones import masked
from storage.people.roster_file import RosterFile
from storage.people.roster_plan import FACTS, Change, RosterPlan, Stop
from storage.sheets.writing import Made, Sheet

TRIED = Export("roster", "试运行的变更表")
"""A trial tells what is kept beside what would be."""


def counts(plan: RosterPlan) -> str:
    numbers = (len(plan.new), len(plan.changed), plan.unchanged, len(plan.gone), len(plan.refused))
    return "新增 {} · 变更 {} · 未变 {} · 拟移出 {} · 未采纳 {}".format(*numbers)


def understanding(file: RosterFile) -> list[str]:
    """What a file was taken to mean that it does not say in our words."""
    found = []
    if file.likened:
        likened = "、".join(f"{word} → {ours}" for word, ours in file.likened.items())
        found.append(f"按本局支部理解：{clip(likened, 300)}")
    if months := sum(len(row.months) for row in file.rows):
        found.append(f"只写到月的日期 {months} 处：按当月 1 日排先后，显示时只写到月")
    return [*found, *(clip(note, 200) for note in file.notes)]


def old_and_new(change: Change, word: str) -> tuple[str, str]:
    """A fact before and after, phones masked."""
    before, after = change.before[word], change.after[word]
    if word == "手机号":
        before, after = (masked(each) if each else None for each in (before, after))
        if before and before == after:
            after = f"{after}（中间几位不同）"
    return before or "无", after or "无"


def stopping(plan: RosterPlan) -> Sections:
    """What needs a word of its own, each with whom or what it is about."""
    told = {
        Stop.LOST_RIGHTS: (
            f"{len(plan.losing)} 人将失去权限",
            [f"{each.police_no} {each.name}：不再是{'、'.join(each.lost)}" for each in plan.losing],
        ),
        Stop.NEW_BRANCHES: (
            f"将新建 {len(plan.new_branches)} 个支部，请核对是不是写错了名称",
            [_new_branch(name, near) for name, near in plan.new_branches.items()],
        ),
        Stop.REMOVALS: (
            f"将有 {len(plan.gone)} 人被列为待确认移出",
            [f"{person.police_no} {person.name}" for person in plan.gone],
        ),
        Stop.NEW_NUMBERS: (
            f"{len(plan.renumbered)} 人按换了警号处理，请核对是不是同一个人",
            [f"{each.name}：{each.police_no} → {each.number}" for each in plan.renumbered],
        ),
    }
    return [told[stop] for stop in plan.stops]


def _new_branch(name: str, near: list[str] | None) -> str:
    if near is None:
        return name
    return f"{name}（现有名称相近的：{'、'.join(near)}）" if near else f"{name}（现有的支部里没有名称相近的）"


def sections(plan: RosterPlan) -> Sections:
    """Everything, the weightiest first."""
    found: Sections = []
    for word in FACTS:
        items = [
            "{} {}：{} → {}".format(each.police_no, each.name, *old_and_new(each, word))
            for each in plan.changed
            if word in each.fields
        ]
        found.append((f"{word}变更（{len(items)} 人）", items))
    again = [f"{each.police_no} {each.name}" for each in plan.changed if each.returns or not each.fields]
    found.append((f"恢复在册（{len(again)} 人）", again))
    found.append((f"新增（{len(plan.new)} 人）", [_newcomer(each) for each in plan.new]))
    gone = [f"{person.police_no} {person.name}" for person in plan.gone]
    found.append((f"拟移出（{len(gone)} 人，写入后待确认，不会删除）", gone))
    return [(heading, items) for heading, items in found if items] + refused_rows(plan.refused)


def _newcomer(change: Change) -> str:
    facts = change.after
    return f"{change.police_no} {change.name}（{facts['支部']}、{facts['职务'] or facts['类别']}）"


async def spreadsheet(above: Made, plan: RosterPlan) -> bytes:
    """All of it as an XLSX file, phones masked."""
    return await in_turn(_spreadsheet, above, plan)


def _spreadsheet(above: Made, plan: RosterPlan) -> bytes:
    changed = [
        (each.police_no, each.name, word, *old_and_new(each, word)) for each in plan.changed for word in each.fields
    ]
    people = ("警号", "姓名")
    sheets = [
        Sheet("变更", (*people, "项目", "原来", "改为"), changed, names=2),
        Sheet("新增", ("警号", "姓名和职务"), [(each.police_no, _newcomer(each)) for each in plan.new]),
        Sheet("拟移出", people, [(person.police_no, person.name) for person in plan.gone]),
        Sheet("未采纳", ("行", "警号和姓名", "原因"), [(r.line, r.what, r.reason) for r in plan.refused]),
    ]
    return workbook(above, [sheet for sheet in sheets if sheet.rows])
