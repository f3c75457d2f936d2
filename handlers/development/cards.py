"""A case of 发展党员 in words: for everybody, for the applicant, and from inside."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from handlers.kit.text import clip, lines
from scoring.development import DECIDED_ABOVE, JUDGED, STAGES, Done, Stage, Step
from scoring.development_rules import Block, ahead, dues, late_days
from storage.development.cases import Dossier
from storage.development.lists import Listed, notice_ends
from storage.development.rows import DevelopmentStep

SHOWN_STEPS = 14


def label(each: Listed) -> str:
    """A line of a list."""
    if not each.file.is_open:
        return clip(f"📁 {each.person.name} · {each.branch} · {state(each.file)}", 60)
    mark = "📣" if each.in_notice else "🌱"
    return clip(f"{mark} {each.person.name} · {each.branch} · {each.file.facts.stage.value}", 60)


def state(file: Dossier) -> str:
    """How far it has come, in a word."""
    if file.case.ended_at is not None:
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
    if not each.in_notice:
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
            late = (today - due.by.day).days
            when = f"，已超期 {late} 天" if late > 0 else f"，{due.by.day:%Y-%m-%d} 前"
        if found:
            rows.append(Markup("🔒 {}：{}").format(step.words, blocks_text(found)))
        else:
            rows.append(Markup("{} {}{}").format("❗" if "超期" in when else "▫️", step.words, when))
    return lines(Markup("<b>接下来</b>"), *rows)


def blocks_text(found: tuple[Block, ...]) -> str:
    """Why not, in a line."""
    return "".join(block.why for block in found)


def why_not(found: tuple[Block, ...], file: Dossier) -> str:
    """Why not, with the rule behind it."""
    rule = file.rules[found[0].rule]
    return f"{blocks_text(found)}\n依据：{rule.document}{rule.article or ''}（{rule.status.value}）"


def step_line(row: DevelopmentStep, by: str, people: Mapping[int, str]) -> Markup:
    """One recorded step, with who wrote it down and when."""
    step = Step(row.step)
    parts = [f"{row.on:%Y-%m-%d} {step.words}"]
    if step in JUDGED:
        parts.append("通过" if row.passed else "未通过")
    if row.people:
        parts.append("、".join(people.get(person, "?") for person in row.people))
    if row.days or row.hours:
        parts.append(f"{row.days} 天 {row.hours} 学时")
    if row.months:
        parts.append(f"{row.months} 个月")
    if row.late:
        parts.append(f"超期 {row.late} 天")
    if row.note:
        parts.append(clip(row.note, 40))
    return Markup("{} <i>（{} {:%m-%d} 登记）</i>").format("　".join(parts), by, row.at)


def summary(file: Dossier, step: Step, on: date) -> Markup:
    """What stands before the confirmation of a step: its rule, and whether it is late."""
    late = late_days(file.facts, Done(step, on), file.numbers)
    where = "局党委" if step in DECIDED_ABOVE else "党支部"
    return lines(
        Markup("<b>{}</b>　{:%Y-%m-%d}（{}）").format(step.words, on, where),
        Markup("❗ 比规定的期限晚了 {} 天，会照实记录。").format(late) if late else None,
    )
