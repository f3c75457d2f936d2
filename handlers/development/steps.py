"""Recording a step: when it was, what belongs to it, shown with its rule, confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from telegram import InlineKeyboardButton

from handlers.development import cards, pushes, screens
from handlers.development.buttons import ManageCase, StartStep
from handlers.kit.forms.choices import Choice, Option, Person, Several
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Draft, Form, Next, draft, scratch
from handlers.kit.forms.question import Check, Review, Way
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.finding import matching, person_label
from handlers.kit.screens.text import Markup, escape, lines
from scoring.development_order import RULES
from scoring.development_steps import JUDGED, NOTED, VOTED, Step
from storage.development import cases, dossiers, lists, materials
from storage.development.cases import Entry
from storage.development.dossiers import Dossier
from storage.development.rows import Origin, Refused
from storage.engine.refusal import Refusal
from storage.people.directory import Who, names_of
from storage.rules.regulations import basis

LONGEST_NOTE = 200
OUTCOMES = {Step.NOTICE_ENDED: ("没有影响，可以继续", "有影响，须重新公示"), Step.CONSENTED: ("同意拟列", "不同意拟列")}


def entry_of(facts: Draft) -> Entry:
    """The step as it is filled in so far."""
    holder, leaves = facts.get("holder"), facts.get("leaves")
    return Entry(
        step=Step(facts["step"]),
        on=date.fromisoformat(facts["on"]),
        passed=facts.get("passed", True),
        people=[holder] if holder else facts.get("people", ()),
        months=facts.get("months", 0),
        note=facts.get("note", ""),
        leaves=date.fromisoformat(leaves) if leaves else None,
        **facts.get("training", {}),
    )


async def _file(context: Context) -> Dossier:
    async with context.read() as session:
        return await dossiers.load(session, draft(context)["case"])


def of_steps(*steps: Step) -> Callable[[Draft], bool]:
    """Whether it is one of those steps that is recorded."""
    return lambda facts: facts["step"] in steps


def if_passed(step: Step) -> Callable[[Draft], bool]:
    return lambda facts: facts["step"] == step and facts["passed"]


def by_the_rules(name: str) -> Check:
    """That the rules are not against what was answered; a note that is owed comes later."""

    async def check(context: Context, value: Any) -> Any:
        file = await _file(context)
        done = cases.done_of(file, entry_of({**draft(context), name: value}), context.now)
        cases.check_rules(file, replace(done, noted=True), context.now)
        return value

    return check


async def begin(context: Context, button: StartStep) -> None:
    """Refuses at once what the last question would refuse. What a meeting has decided has its day and its outcome."""
    facts, step = draft(context), button.step
    async with context.read() as session:
        file = await dossiers.load(session, button.case)
        cases.check_record(context.me, file, step)
        ballot = await cases.ballot_for(session, file, step) if step in VOTED else None
    on = cases.day_of(ballot, context.now) if ballot else None
    cases.check_possible(file, step, on or context.now.date())
    facts.update(case=button.case, step=step.value, words=step.words, elsewhere=False)
    if ballot is not None and on is not None:
        facts.update(on=on.isoformat(), passed=bool(ballot.passed))
    elif step in VOTED and file.case.origin == Origin.NEW:
        raise Refusal(Refused.NO_BALLOT)


async def check_day(context: Context, day: date) -> date:
    file, step = await _file(context), Step(draft(context)["step"])
    cases.check_possible(file, step, day)
    cases.check_day(file, step, day, context.now)
    draft(context)["elsewhere"] = cases.by_papers(file, day, context.now)
    return day


async def able(context: Context) -> Sequence[Who]:
    """Who can be contact or introducer, or hold the interview."""
    facts = draft(context)
    async with context.read() as session:
        file = await dossiers.load(session, facts["case"])
        return await cases.choosable(session, file, Step(facts["step"]), date.fromisoformat(facts["on"]))


async def members(context: Context) -> list[Option]:
    return [Option(who.person_id, who.name) for who in await able(context)]


async def ask_people(context: Context) -> Markup:
    facts = draft(context)
    barred = "处分的影响期没有过、党员权利没有恢复的同志不能作入党介绍人，没有列出。"
    return lines(
        Markup("<b>{}</b>：请勾选正式党员").format(facts["words"]),
        barred if facts["step"] == Step.INTRODUCERS else None,
        "在原单位确定的可以不勾选，姓名写在后面的说明里。" if facts["elsewhere"] else None,
    )


class Holder(Person):
    """Nobody is listed before something is typed; whoever is the only one found by it is meant."""

    async def words(self, context: Context) -> Markup:
        asked = (
            "请选择是哪一位：" if scratch(context).get("query") else "由哪位党委委员或者组织员谈话？请写姓名或警号。"
        )
        return lines(await super().words(context), asked)

    async def rows(self, context: Context) -> Rows:
        return await super().rows(context) if scratch(context).get("query") else ()

    async def narrow(self, context: Context) -> Next:
        found = matching(await self.everyone(context), context.text)
        if not found:
            raise Refusal("没有找到这位正式党员，请写完整的姓名或警号。")
        return await self.keep(context, found[0]) if len(found) == 1 else await super().narrow(context)


def read_training(text: str) -> dict[str, int]:
    """Days and hours. Raises Refusal."""
    for word in ("，", ",", "天", "学时"):
        text = text.replace(word, " ")
    parts = text.split()
    if len(parts) != 2 or not all(part.isdecimal() and int(part) <= 400 for part in parts):
        raise Refusal("请写两个数：天数和学时，如 3 24。")
    return {"days": int(parts[0]), "hours": int(parts[1])}


async def outcomes(context: Context) -> list[Option]:
    """Passed or not: said by a person, never inferred."""
    yes, no = OUTCOMES.get(Step(draft(context)["step"]), ("通过（合格）", "未通过（不合格）"))
    return [Option(True, f"✅ {yes}"), Option(False, f"❌ {no}")]


async def months(context: Context) -> list[Option]:
    numbers = (await _file(context)).numbers
    return [Option(each, f"{each} 个月") for each in range(numbers.extension_min, numbers.extension_max + 1)]


def owed(facts: Draft) -> str | None:
    """What the note has to say, where the step is not recorded without one."""
    return "为什么没有达到规定的培训时间" if "special" in facts.get("training", {}) else NOTED.get(facts["step"])


async def ask_note(context: Context) -> Markup:
    words = owed(draft(context))
    asked = f"请写明{words}，" if words else "要不要写个说明（会议名称、文号、谈话人等）？"
    return Markup("{}{} 字以内，不要写涉密内容。").format(asked, LONGEST_NOTE)


async def skip(context: Context) -> Next:
    """Raises Refusal where a note is owed."""
    if owed(draft(context)):
        raise Refusal("这一步要写明情况，不能跳过。")
    return NOTE.kept(context, "")


class Note(Line):
    """The button to go on without one is there where none is owed."""

    def ways_shown(self, context: Context) -> list[list[InlineKeyboardButton]]:
        return [] if owed(draft(context)) else super().ways_shown(context)


async def review(context: Context) -> Markup:
    """Everything, with the rule behind the step and what speaks against it."""
    entry = entry_of(draft(context))
    async with context.read() as session:
        each = await lists.find(session, draft(context)["case"])
        named = await names_of(session, entry.people)
        held = await materials.owed_of(session, each.file, context.bot_data.clock.zone)
    return lines(
        Markup("<b>请核对</b>：{}（{}）").format(each.person.name, each.branch),
        cards.summary(each.file, cases.done_of(each.file, entry, context.now)),
        f"结果：{'通过' if entry.passed else '未通过'}" if entry.step in JUDGED else None,
        Markup("{}").format("、".join(named.values())) if named else None,
        cards.training(entry.days, entry.hours, special=entry.special) if entry.step is Step.TRAINED else None,
        f"延长 {entry.months} 个月" if entry.months else None,
        Markup("{}").format(entry.note) if entry.note else None,
        cards.lacking(held),
        Markup("\n📜 {}").format(escape(basis(RULES[entry.step], each.file.rules))),
    )


async def record(context: Context) -> None:
    """Record it, and tell those whom it concerns."""
    case = draft(context)["case"]
    async with context.write() as tx:
        row = await cases.record(tx, context.me, case, entry_of(draft(context)), context.now)
        await pushes.recorded(tx, await lists.find(tx, case), row, context)
    await context.toast("已登记")
    await screens.manage(context, ManageCase(case))


NOTE = Note("note", ask_note, "说明", LONGEST_NOTE, ways=[Way("跳过", does=skip)])
STEP = Form(
    name="development_step",
    title="登记发展党员步骤",
    start=StartStep,
    begin=begin,
    questions=[
        Day("on", "<b>✏️ {words}</b>\n是哪一天？", past=True, check=check_day),
        Several(
            "people",
            ask_people,
            "人",
            options=members,
            check=by_the_rules("people"),
            when=of_steps(Step.CONTACTS, Step.INTRODUCERS),
        ),
        Holder(
            "holder",
            "<b>✏️ {words}</b>",
            able,
            label=person_label,
            columns=1,
            when=of_steps(Step.INTERVIEWED),
            ways=[Way(lambda facts: "在原单位进行，写在说明里" if facts["elsewhere"] else None)],
        ),
        Line(
            "training",
            "培训了几天、多少学时？请写两个数，如 <b>3 24</b>；没有的写 0。\n"
            "个别特殊情况没有达到规定时间的，请点下面的按钮并写明理由。",
            "天数和学时",
            20,
            read=read_training,
            check=by_the_rules("training"),
            when=of_steps(Step.TRAINED),
            ways=[Way("个别特殊情况", value={"special": True})],
        ),
        Choice("passed", "结果是什么？", options=outcomes, columns=1, when=of_steps(*JUDGED)),
        Choice(
            "months",
            "延长多久？",
            options=months,
            columns=4,
            check=by_the_rules("months"),
            when=if_passed(Step.EXTENDED),
        ),
        Day(
            "leaves",
            "这位同志预计什么时候离开本单位（调动、退休等）？没有计划的点“没有”。",
            when=if_passed(Step.PRE_REVIEWED),
            ways=[Way("没有")],
        ),
        NOTE,
        Review("confirm", review, "✅ 确认登记", record),
    ],
)
