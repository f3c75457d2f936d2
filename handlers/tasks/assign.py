"""/assign: giving a task one level down, in one line or step by step; shown, confirmed, and told to everyone.

What a line says for certain answers the questions; the others are asked.
"""

import re
from collections.abc import Sequence
from datetime import date

from telegram.ext import filters

from handlers.kit.forms.choices import Choice, Option, Pick, Several
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import ASKED_BELOW, NEXT, Answer, Chosen, Draft, Form, Next, Typed, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.links import OpenTask, StartAssign
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text, lines, names
from handlers.tasks import cards, pushes
from handlers.tasks.assign_line import (
    ALWAYS_LAST,
    LONGEST,
    Doubts,
    ask_meant,
    found_receivers,
    level_facts,
    meant_options,
    settle_month_day,
    take_line,
    take_meant,
    task_so_far,
)
from handlers.tasks.buttons import Tasks
from scoring.cadence import Cadence
from storage.engine.refusal import Refusal
from storage.meetings.minutes import line_of
from storage.tasks import assigning, parts, receivers
from storage.tasks.rows import Proof, Refused

LEADS = (3, 5, 7, 10, 15, 30)
COMMAND = re.compile(r"^/assign(?:@\w+)?(?:\s+|$)")


def fresh(line: str | None = None) -> Draft:
    """What a draft begins with. `picked`, `unclear` and `said` are what a line says of the receivers."""
    return {
        "line": line,
        "picked": [],
        "unclear": [],
        "said": None,
        "parent": None,
        "over": None,
        "until": None,
        "meeting": None,
    }


async def begin(context: Context, button: StartAssign) -> None:
    """Step by step; with a part to break down, for the people of one's own branch; or what a meeting's minutes ask for."""
    facts = draft(context)
    facts.update(fresh())
    if button.part:
        async with context.read() as session:
            part = await parts.owed(session, context.me, button.part)
        due = part.assignment.due_on.isoformat()
        facts.update(level_facts(context.me.branch_id), parent=button.part, over=part.task.what, until=due)
        return
    if button.meeting:
        async with context.read() as session:
            line = await line_of(session, context.me, button.meeting, button.line)
        facts.update(meeting=button.meeting, **({"what": line} if len(line) <= LONGEST else {"too_long": len(line)}))
    known_level(context)


async def begin_by_line(context: Context) -> Next:
    """`/assign 第三支部 提交半年总结 10月30日`, or bare /assign."""
    line = COMMAND.sub("", context.text).strip()
    draft(context).update(fresh(line or None))
    if line:
        await take_line(context, receivers.levels(context.me))
    else:
        known_level(context)
    return NEXT


def known_level(context: Context) -> None:
    """Whoever has one office is asked to whom at once."""
    found = receivers.levels(context.me)
    if len(found) == 1:
        draft(context).update(level_facts(found[0]))


async def level_options(context: Context) -> list[Option]:
    return [
        Option(level, "🏢 给各支部" if level is None else "👥 给本支部人员") for level in receivers.levels(context.me)
    ]


async def take_level(context: Context, level: int | None) -> int | None:
    draft(context).update(level_facts(level))
    if draft(context)["line"]:
        await take_line(context, [level])
    return level


class Receivers(Several):
    """One, several or all of those one level below."""

    async def rows(self, context: Context) -> Rows:
        return await super().rows(context) if await self.offered(context) else ()

    async def words(self, context: Context) -> Markup:
        if await self.offered(context):
            return await super().words(context)
        return Markup("<b>布置任务</b>\n名册里没有可以布置的人员。请先请党务干部核对名册和职务。")


async def ask_who(context: Context) -> Markup:
    """With what a line said, while nobody is chosen or somebody is left out."""
    facts, read = draft(context), None
    over = Markup("\n分解的是：{}").format(facts["over"]) if facts["over"] else Markup("")
    if facts["line"] and "who" not in facts and (facts["said"] or not facts["picked"]):
        asked = "❗ 您写了“{}”，请核对下面的名单。" if facts["said"] else "❗ 还没有定给谁，请点选。"
        read = lines(Markup(asked).format(facts["said"]), task_so_far(context))
    heading = Markup("<b>布置任务</b>　给谁？{}").format(over)
    return lines(heading, read, Markup("点名字选择，可以选几个，也可以全选。"))


async def who_options(context: Context) -> list[Option]:
    short = "党支部" if draft(context)["level"] is None else ""
    return [Option(each.number, each.name.removesuffix(short)) for each in await found_receivers(context)]


async def picked(context: Context) -> Sequence[int]:
    found: Sequence[int] = draft(context)["picked"]
    return found


async def ask_what(context: Context) -> Markup:
    too_long = draft(context).pop("too_long", None)
    long = Markup("❗ 任务内容最多 {} 个字，您写了 {} 个字，没有保存。请复制上面的原文，改短后重新发送。").format(
        LONGEST, too_long
    )
    return lines(long if too_long else None, Markup("<b>要做什么？</b>\n请写任务内容，例如：提交半年工作总结。"))


async def what_options(context: Context) -> list[Option]:
    """The words of the task that is broken down."""
    over = draft(context)["over"]
    return [Option(over, clip(over, 60))] if over and len(over) <= LONGEST else []


def read_so_far(facts: Draft) -> Markup | None:
    """Of a task in one line, what was read of it so far."""
    return Markup("📌 {}").format(facts["what"]) if facts["line"] and facts.get("what") else None


async def ask_cadence(context: Context) -> Markup:
    facts = draft(context)
    often = facts.get("often")
    question = Markup("<b>多久做一次？</b>\n重复的任务到期后，会自动开始下一期。")
    return lines(Markup("❗ {}").format(often) if often else None, read_so_far(facts), question)


async def take_cadence(context: Context, cadence: str) -> str:
    """Another cadence asks for the day of the month, and for an earlier reminder, anew."""
    facts = draft(context)
    facts.update(cadence=cadence, often=None)
    facts.pop("lead", None)
    if "due" in facts:
        settle_month_day(facts)
    return cadence


class Due(Day):
    """The day; of a line that holds several, those to tap too. Only with the day that was taken do its words leave the task."""

    async def rows(self, context: Context) -> Rows:
        today = context.now.date()
        said = [
            [Pick(str(place)).labelled(f"{day_text(date.fromisoformat(day), today)}　“{clip(written, 30)}”")]
            for place, (day, written, _) in enumerate(draft(context).get("days") or [])
        ]
        return [*said, *await super().rows(context)]

    def answers(self) -> Sequence[Answer]:
        return (Chosen(Pick, self.said), *super().answers())

    async def said(self, context: Context, button: Pick) -> Next:
        facts = draft(context)
        found = {str(place): each for place, each in enumerate(facts.get("days") or [])}
        if button.key not in found:
            raise Refusal(ASKED_BELOW)
        day, _, what = found[button.key]
        following = await self.take_day(context, date.fromisoformat(day))
        if facts.get("what"):
            facts["what"] = what or facts["what"]
        return following


async def ask_due(context: Context) -> Markup:
    facts = draft(context)
    which = "截止到哪一天？" if facts["cadence"] == Cadence.ONCE else "第一次截止到哪一天？"
    note = facts.pop("note", None)
    return lines(
        Markup("❗ {}").format(note) if note else None,
        read_so_far(facts),
        Markup("<b>{}</b>").format(which),
        Markup("您写的这些日期里，哪一个是截止日期？都不是就另选一天。") if facts.get("days") else None,
        Markup("不能晚于上级的截止日期 {}。").format(facts["until"]) if facts["until"] else None,
    )


async def take_due(context: Context, day: date) -> date:
    """Not later than the task above it."""
    facts = draft(context)
    if facts["until"] and day > date.fromisoformat(facts["until"]):
        raise Refusal(Refused.BEYOND_PARENT)
    facts.update(due=day.isoformat(), days=[])
    settle_month_day(facts)
    return day


async def ask_month_day(context: Context) -> Markup:
    """30 November, monthly: the 30th, or the last day?"""
    day = date.fromisoformat(draft(context)["due"])
    return Markup("{}是当月最后一天。以后各期截止到哪一天？").format(day_text(day, context.now.date()))


async def month_day_options(context: Context) -> list[Option]:
    day = date.fromisoformat(draft(context)["due"]).day
    return [Option(ALWAYS_LAST, "当月最后一天"), Option(day, f"{day}日（没有这一天的月份为最后一天）")]


async def lead_options(context: Context) -> list[Option]:
    left = (date.fromisoformat(draft(context)["due"]) - context.now.date()).days
    return [Option(days, f"提前 {days} 天") for days in LEADS if days < left]


async def review(context: Context) -> Markup:
    """Everything once more."""
    facts, today = draft(context), context.now.date()
    chosen = [each.name for each in await found_receivers(context) if each.number in facts["who"]]
    cadence, due = Cadence(facts["cadence"]), date.fromisoformat(facts["due"])
    return lines(
        Markup("<b>请核对任务</b>"),
        Markup("📌 {}").format(facts["what"]),
        Markup("👥 给 {} {}：{}").format(len(chosen), facts["unit"], names(chosen, 40)),
        Markup("📅 截止：{}").format(day_text(due, today)),
        Markup("🔁 {}").format(cards.cadence_text(cadence, due, facts["month_day"])),
        Markup("⏰ 提醒：{}").format(cards.reminders_text(cadence, due, facts.get("lead"), today)),
        Markup("📎 {}").format(cards.PROOFS[Proof(facts["proof"])]),
        Markup("\n确认后会通知他们。"),
    )


async def give(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        task = await assigning.give(
            tx,
            context.me,
            level=facts["level"],
            what=facts["what"],
            to=facts["who"],
            cadence=Cadence(facts["cadence"]),
            due_on=date.fromisoformat(facts["due"]),
            of_month=facts["month_day"],
            lead_days=facts.get("lead"),
            proof=Proof(facts["proof"]),
            parent_id=facts["parent"],
            meeting_id=facts["meeting"],
            now=context.now,
        )
        told = await pushes.given(tx, task, context)
    text = Markup("<b>✅ 已布置：{}</b>\n正在通知 {} 人。").format(task.what, told)
    await context.show(text, [[OpenTask(task.key, 0).labelled("查看进度")], back(Tasks())])


def change_lead(facts: Draft) -> str | None:
    return "改提醒" if facts["cadence"] == Cadence.ONCE else None


ASSIGNING = Form(
    name="assign",
    title="布置任务",
    start=StartAssign,
    begin=begin,
    also=[Typed(filters.Regex(COMMAND), begin_by_line)],
    questions=[
        Choice("level", "<b>布置任务</b>\n布置给谁？", options=level_options, columns=1, check=take_level),
        Doubts(
            "which",
            ask_meant,
            options=meant_options,
            columns=1,
            check=take_meant,
            when=lambda facts: bool(facts["unclear"]),
        ),
        Receivers("who", ask_who, "{unit}", options=who_options, proposed=picked, too_few="请至少选一个。"),
        Line("what", ask_what, "任务内容", LONGEST, options=what_options),
        Choice(
            "cadence",
            ask_cadence,
            options=[Option(each.value, word) for each, word in cards.CADENCES.items()],
            columns=3,
            check=take_cadence,
        ),
        Due("due", ask_due, check=take_due),
        Choice("month_day", ask_month_day, options=month_day_options, columns=1),
        Choice(
            "lead",
            "<b>要不要再早一点提醒？</b>\n到期前 1 天、到期当天、逾期后总会提醒。",
            options=lead_options,
            columns=3,
            ways=[Way("不用", value=0)],
            when=lambda facts: facts["cadence"] == Cadence.ONCE and not facts["line"],
        ),
        Choice(
            "proof",
            "<b>完成后要交什么？</b>",
            options=[Option(each.value, word) for each, word in cards.PROOFS.items()],
        ),
        Review(
            "confirm",
            review,
            "✅ 确认布置",
            give,
            ways=[
                Way("改内容", to="what"),
                Way("改对象", to="who"),
                Way("改截止", to="due"),
                Way("改周期", to="cadence"),
                Way("改材料", to="proof"),
                Way(change_lead, to="lead"),
            ],
            columns=3,
            leads={Refused.PAST: "due", Refused.BEYOND_PARENT: "due", Refused.NOBODY: "who"},
        ),
    ],
)
