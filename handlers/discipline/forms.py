"""Entering a decision (about whom, which, from when to when, on which ground, by which document), and ending one before its time."""

from datetime import date

from handlers.discipline import pushes
from handlers.discipline.buttons import OpenFact, Standings, StartEnding, StartEntering
from handlers.kit.confidential.pin import unlock
from handlers.kit.forms import confided
from handlers.kit.forms.choices import Choice, Option, Person
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import NEXT, Form, Next, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import person_label
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from storage import discipline
from storage.discipline import Decided, Kind, Refused
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import MEMBERS

LONGEST_GROUND, LONGEST_DOCUMENT = 500, 60


async def begin(context: Context, button: StartEntering) -> None:
    await unlock(context, button)


async def members(context: Context) -> list[Who]:
    """Any member of the bureau but oneself."""
    async with context.read() as session:
        everyone = await directory.people_of(session)
    return [who for who in everyone if who.category in MEMBERS and who.person_id != context.me.person_id]


async def check_person(context: Context, person: int) -> None:
    async with context.read() as session:
        await discipline.check_enter(session, context.me, person)


def decided(context: Context) -> Decided:
    facts = draft(context)
    until = date.fromisoformat(facts["until"]) if facts["until"] else None
    return Decided(Kind(facts["kind"]), date.fromisoformat(facts["since"]), until, facts["ground"], facts["document"])


async def review(context: Context) -> Markup:
    found = decided(context)
    until = f"{found.until:%Y-%m-%d}" if found.until else "没有写明"
    vote = "期间没有表决权、选举权和被选举权" if found.kind.ends_vote else "表决权不受影响"
    return lines(
        Markup("<b>请核对</b>"),
        Markup("同志：<b>{}</b>").format(draft(context)["person_name"]),
        Markup("决定：{}（{}）").format(found.kind.value, vote),
        Markup("开始：{:%Y-%m-%d}　截止：{}").format(found.since, until),
        Markup("文号：{}").format(found.document),
        Markup("理由：已写 {} 个字（不在此重复显示）").format(len(found.ground)),
        Markup("\n登记后本人会收到通知，可以看到全部内容；登记写入审计记录。"),
    )


async def enter(context: Context) -> None:
    """With a push that does not say what it is."""
    async with confided.keeping(context) as tx:
        fact = await discipline.enter(tx, context.me, draft(context)["person"], decided(context), context.now)
        await outbox.put(tx, context.now, pushes.told(fact, context.occasion))
    see = [OpenFact(fact.number).labelled("查看")]
    await context.show(Markup("<b>✅ 已登记</b>，并通知了本人。"), [see, back(Standings(0))])


ENTERING = Form(
    name="discipline",
    title="登记处分或党员权利情况",
    start=StartEntering,
    begin=begin,
    confidential=True,
    questions=[
        Person(
            "person",
            "<b>⚖️ 登记处分或党员权利情况</b>\n关于哪一位党员？请输入姓名或警号查找，或点一位。",
            members,
            label=person_label,
            columns=1,
            may_be=check_person,
        ),
        Choice(
            "kind",
            "<b>{person_name}</b>同志：是哪一种决定？",
            options=[
                Option(kind.value, f"{kind.value}{'（期间没有表决权）' if kind.ends_vote else ''}") for kind in Kind
            ],
            columns=1,
        ),
        Day("since", "从哪一天起执行？以决定上的日期为准。", past=True),
        Day("until", "执行到哪一天（含当天）？", ways=[Way("决定没有写明截止日期")]),
        Text(
            "ground",
            f"理由是什么？最多 {LONGEST_GROUND} 个字。内容加密保存；保存后，您发的这段文字会从聊天里删除。",
            "理由",
            LONGEST_GROUND,
            shortest=2,
        ),
        Line("document", "决定的文号是什么？例如：×纪〔2026〕3号。", "文号", LONGEST_DOCUMENT),
        Review("confirm", review, "✅ 登记", enter),
    ],
)


async def begin_ending(context: Context, button: StartEnding) -> None:
    await unlock(context, button)
    async with context.read() as session:
        fact = await discipline.endable(session, context.me, button.fact)
    draft(context).update(fact=button.fact, since=fact.since.isoformat())


async def not_before_it_began(context: Context, day: date) -> date:
    if day.isoformat() < draft(context)["since"]:
        raise Refusal(Refused.DATES)
    return day


async def mistaken(context: Context) -> Next:
    """It never was in force."""
    draft(context)["on"] = draft(context)["since"]
    return NEXT


async def end(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        fact = await discipline.end(tx, context.me, facts["fact"], date.fromisoformat(facts["on"]), context.now)
        await outbox.put(tx, context.now, pushes.told(fact, context.occasion))
    see = [OpenFact(fact.number).labelled("查看")]
    await context.show(Markup("✅ 已解除，并通知了本人。"), [see, back(Standings(0))])


ENDING = Form(
    name="discipline_end",
    title="解除处分或党员权利情况",
    start=StartEnding,
    begin=begin_ending,
    questions=[
        Day(
            "on",
            "从哪一天起解除（当天起恢复）？",
            past=True,
            check=not_before_it_began,
            ways=[Way("是误登，从一开始就不算", does=mistaken)],
        ),
        Review("confirm", "从 <b>{on}</b> 起解除？原来的登记仍然保留，本人会收到通知。", "✅ 确认解除", end),
    ],
)
FORMS = (ENTERING, ENDING)
