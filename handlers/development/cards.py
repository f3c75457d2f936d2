"""A case of 发展党员 in words: for everybody, for the applicant, and from inside."""

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.kit.screens.text import Markup, clip, lines
from scoring.development import Done
from scoring.development_dues import dues, late_days
from scoring.development_materials import Owed, missing
from scoring.development_order import RULES
from scoring.development_rules import ahead, warnings
from scoring.development_steps import DECIDED_ABOVE, JUDGED, STAGES, Stage, Step
from storage.development.dossiers import Dossier
from storage.development.lists import Listed, notice_ends
from storage.development.rows import DevelopmentStep

SHOWN_STEPS = 14


def label(each: Listed) -> str:
    if not each.file.is_open:
        return clip(f"📁 {each.person.name} · {each.branch} · {state(each.file)}", 60)
    mark = "📣" if each.file.in_notice else "🌱"
    return clip(f"{mark} {each.person.name} · {each.branch} · {each.file.facts.stage.value}", 60)


def state(file: Dossier) -> str:
    """How far it has come, in a word."""
    # That a membership was cancelled is for those inside to read, in the steps.
    if file.case.ended_at is not None or file.facts.is_cancelled:
        return "已终止"
    return "已转为正式党员" if file.facts.is_complete else f"{file.facts.stage.value}阶段"


def public(each: Listed) -> Markup:
    """The public stages: passed with their day, the present one, what is ahead."""
    facts = each.file.facts
    rows = []
    for stage in Stage:
        passed = facts.passed_on(stage)
        if passed is not None:
            rows.append(Markup("✅ {}　{:%Y-%m-%d}").format(stage.value, passed))
        elif stage is facts.stage and each.file.is_open:
            begun = [done.on for done in facts.standing if done.step in STAGES[stage]]
            rows.append(Markup("▶️ <b>{}</b>{}").format(stage.value, f"　{min(begun):%Y-%m-%d} 起" if begun else ""))
        else:
            rows.append(Markup("▫️ {}").format(stage.value))
    return lines(
        Markup("<b>🌱 {}</b>　{}").format(each.person.name, each.branch),
        Markup("{}").format(state(each.file)),
        Markup(""),
        *rows,
        notice_line(each),
    )


def notice_line(each: Listed) -> Markup | None:
    """Until when 公示 lasts."""
    if not each.file.in_notice:
        return None
    ends = notice_ends(each.file)
    if ends is None:
        return Markup("\n📣 公示中，有异议正在核实，计时暂停。")
    day, provisional = ends
    guessed = "（暂算，节假日安排未公布）" if provisional else ""
    return Markup("\n📣 公示中，到 {:%Y-%m-%d} 止{}。欢迎评议。").format(day, guessed)


def coming(file: Dossier, today: date) -> Markup:
    """What comes next, for the applicant and those who run it: possible, blocked, due, late."""
    if not file.is_open:
        return Markup("")
    rows = []
    owed = {due.step: due for due in dues(file.facts, file.numbers)}
    for step, found in ahead(file.facts, file.numbers, today):
        due = owed.get(step)
        when = ""
        if due is not None and due.months:
            late, usually = (today - due.by.day).days, usual(file, due.rule)
            over = "已超过一般期限" if usually else "已超期"
            when = f"，{over} {late} 天" if late > 0 else f"，{usually}{due.by.day:%Y-%m-%d} 前"
        if step is Step.CANCEL_PROPOSED:
            continue
        if found:
            rows.append(Markup("🔒 {}：{}").format(step.words, "".join(block.why for block in found)))
        else:
            rows.append(Markup("{} {}{}").format("❗" if "，已超" in when else "▫️", step.words, when))
            against = warnings(file.facts, Done(step, today), file.numbers)
            rows += [Markup("⚠️ {}").format(warned.why) for warned in against]
    return lines(Markup("<b>接下来</b>"), *rows)


def usual(file: Dossier, rule: str) -> str:
    """The word for a term that holds as a rule (一般)."""
    return "一般" if file.rules[rule].flag("usual") else ""


def training(days: int, hours: int, *, special: bool) -> str:
    return "个别特殊情况" if special else f"{days} 天 {hours} 学时"


def step_line(row: DevelopmentStep, by: str, people: Mapping[int, str]) -> Markup:
    """One recorded step, with who wrote it down and when."""
    step = Step(row.step)
    parts = [f"{row.on:%Y-%m-%d} {step.words}"]
    if step in JUDGED:
        parts.append("通过" if row.passed else "未通过")
    if row.people:
        parts.append("、".join(people.get(person, "?") for person in row.people))
    if step is Step.TRAINED:
        parts.append(training(row.days, row.hours, special=row.special))
    if row.months:
        parts.append(f"{row.months} 个月")
    if row.leaves:
        parts.append(f"预计 {row.leaves:%Y-%m-%d} 离开")
    if row.late:
        parts.append(f"超期 {row.late} 天")
    if row.note:
        parts.append(clip(row.note, 40))
    return Markup("{} <i>（{} {:%m-%d} 登记）</i>").format("　".join(parts), by, row.at)


def summary(file: Dossier, done: Done) -> Markup:
    """What stands before the confirmation of a step: its day, whether it is late, and what speaks against it."""
    late = late_days(file.facts, done, file.numbers)
    usually = usual(file, RULES[done.step])
    where = "局党委" if done.step in DECIDED_ABOVE else "党支部"
    return lines(
        Markup("<b>{}</b>　{:%Y-%m-%d}（{}）").format(done.step.words, done.on, where),
        Markup("❗ 比{}的期限晚了 {} 天，会照实记录。").format(usually or "规定", late) if late else None,
        *(Markup("⚠️ {}").format(warned.why) for warned in warnings(file.facts, done, file.numbers)),
    )


def lacking(found: Sequence[Owed]) -> Markup | None:
    """What the file lacks, in a line."""
    gaps = missing(found)
    if not gaps:
        return None
    names = "、".join(each.material.name for each in gaps)
    return Markup("📂 卷宗缺 {} 份：{}").format(sum(each.missing for each in gaps), clip(names, 300))
