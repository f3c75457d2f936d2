"""Entering a decision: about whom, which, from when to when, on which ground, by which document."""

from datetime import date

from handlers.discipline import screens
from handlers.discipline.buttons import OpenFact, Standings, StartEntering
from handlers.kit.confidential.pin import unlocked
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import confided, reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.forms.picking import Finder
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import person_label
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, escape, lines
from storage import discipline
from storage.discipline import Decided, Kind, Refused
from storage.mail import outbox
from storage.people import directory
from storage.people.access import Act
from storage.people.directory import Who
from storage.people.posts import MEMBERS

LONGEST_GROUND, LONGEST_DOCUMENT = 500, 60
KINDS = tuple(Kind)


class PickPerson(Button, prefix="dc_who", act=Act.KEEP_DISCIPLINE):
    """About that member."""

    person: int


class PickKind(Button, prefix="dc_kind", act=Act.KEEP_DISCIPLINE):
    """Which, by its place in KINDS."""

    kind: int


class OpenEnded(Button, prefix="dc_open", act=Act.KEEP_DISCIPLINE):
    """The document names no last day."""


class Enter(Button, prefix="dc_yes", act=Act.KEEP_DISCIPLINE):
    """Keep it."""


async def begin(context: Context, button: StartEntering) -> Next:
    if not await unlocked(context, button):
        return None
    draft(context).update(sent=[], query="", page=0, until=None)
    return "person"


async def _members(context: Context) -> list[Who]:
    async with context.read() as session:
        everyone = await directory.people_of(session)
    return [who for who in everyone if who.category in MEMBERS and who.person_id != context.me.person_id]


PEOPLE = Finder(_members)


async def ask_person(context: Context) -> None:
    """Any member of the bureau but oneself; a name narrows the list."""
    found = await PEOPLE.look(context)
    text = lines(
        Markup("<b>⚖️ 登记处分或党员权利情况</b>\n关于哪一位党员？请输入姓名或警号查找，或点一位。"),
        None if found.total else Markup("没有找到，请换个写法再试。"),
    )
    await ask(
        context,
        text,
        [
            *in_columns([PickPerson(who.person_id).labelled(person_label(who)) for who in found.shown], 1),
            *found.turning,
        ],
    )


async def pick_person(context: Context, button: PickPerson) -> Next:
    """As the last step will have it."""
    async with context.read() as session:
        refused = await discipline.why_not_enter(session, context.me, button.person)
        who = await directory.who_has_id(session, button.person)
    if refused is not None or who is None:
        await context.tell((refused or Refused.NOT_A_MEMBER).value)
        return None
    draft(context).update(person=who.person_id, name=who.name)
    return "kind"


async def ask_kind(context: Context) -> None:
    """Each with what follows for the vote."""
    rows = [
        [PickKind(place).labelled(f"{kind.value}{'（期间没有表决权）' if kind.ends_vote else ''}")]
        for place, kind in enumerate(KINDS)
    ]
    await ask(context, Markup("<b>{}</b>同志：是哪一种决定？").format(draft(context)["name"]), rows)


async def pick_kind(context: Context, button: PickKind) -> Next:
    if not 0 <= button.kind < len(KINDS):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["kind"] = KINDS[button.kind].value
    return "since"


async def ask_since(context: Context) -> None:
    await SINCE.ask(context, Markup("从哪一天起执行？以决定上的日期为准。"))


async def take_since(context: Context, day: date) -> Next:
    draft(context)["since"] = day.isoformat()
    return "until"


async def ask_until(context: Context) -> None:
    """The last day, if the document names one."""
    await UNTIL.ask(context, Markup("执行到哪一天（含当天）？"), [[OpenEnded().labelled("决定没有写明截止日期")]])


async def take_until(context: Context, day: date) -> Next:
    draft(context)["until"] = day.isoformat()
    return "ground"


async def open_ended(context: Context, _button: OpenEnded) -> Next:
    """It stands until it is ended."""
    draft(context)["until"] = None
    return "ground"


SINCE = DayPicker(take_since, past=True, typed=confided.typed)
UNTIL = DayPicker(take_until, typed=confided.typed)


async def ask_ground(context: Context) -> None:
    text = Markup("理由是什么？最多 {} 个字。内容加密保存；保存后，您发的这段文字会从聊天里删除。")
    await ask(context, text.format(LONGEST_GROUND))


async def take_ground(context: Context) -> Next:
    """Sealed with the draft, then in its record."""
    ground = await reading.words(context, "理由", LONGEST_GROUND, 2)
    if ground is None:
        return None
    draft(context)["ground"] = ground
    return "document"


async def ask_document(context: Context) -> None:
    await ask(context, Markup("决定的文号是什么？例如：×纪〔2026〕3号。"))


async def take_document(context: Context) -> Next:
    document = await reading.line(context, "文号", LONGEST_DOCUMENT)
    if document is None:
        return None
    draft(context)["document"] = document
    return "confirm"


def _decided(context: Context) -> Decided:
    facts = draft(context)
    until = date.fromisoformat(facts["until"]) if facts["until"] else None
    kind = Kind(facts["kind"])
    return Decided(kind, date.fromisoformat(facts["since"]), until, facts["ground"], facts["document"])


async def ask_confirm(context: Context) -> None:
    decided = _decided(context)
    until = f"{decided.until:%Y-%m-%d}" if decided.until else "没有写明"
    vote = "期间没有表决权、选举权和被选举权" if decided.kind.ends_vote else "表决权不受影响"
    text = lines(
        Markup("<b>请核对</b>"),
        Markup("同志：<b>{}</b>").format(draft(context)["name"]),
        Markup("决定：{}（{}）").format(decided.kind.value, vote),
        Markup("开始：{:%Y-%m-%d}　截止：{}").format(decided.since, until),
        Markup("文号：{}").format(decided.document),
        Markup("理由：已写 {} 个字（不在此重复显示）").format(len(decided.ground)),
        Markup("\n登记后本人会收到通知，可以看到全部内容；登记写入审计记录。"),
    )
    await ask(context, text, [[Enter().labelled("✅ 登记")]])


async def enter(context: Context, _button: Enter) -> Next:
    """One transaction: the fact with its record, its entry on the trail, and a push that does not say what it is."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await discipline.enter(tx, context.me, facts["person"], _decided(context), context.now)
        if not isinstance(outcome, Refused):
            await outbox.put(tx, context.now, screens.told(outcome, context.occasion))
        await confided.release(tx, context, facts["sent"])
    await confided.clean(context, facts["sent"])
    if isinstance(outcome, Refused):
        await context.show(escape(outcome.value), [back(Standings(0))])
        return DONE
    await context.show(
        Markup("<b>✅ 已登记</b>，并通知了本人。"),
        [[OpenFact(outcome.number).labelled("查看")], back(Standings(0))],
    )
    return DONE


BUTTONS_ONLY = confided.otherwise("请点上面的按钮；要改的请取消后重新登记，已发的消息会一并删除。")

FLOW = Form(
    name="discipline",
    title="登记处分或党员权利情况",
    start=StartEntering,
    begin=begin,
    dropped=confided.dropped,
    steps={
        "person": Step(ask_person, [*PEOPLE.answers, Chosen(PickPerson, pick_person)]),
        "kind": Step(ask_kind, [Chosen(PickKind, pick_kind), BUTTONS_ONLY]),
        "since": Step(ask_since, [*SINCE.answers, confided.TEXT_ONLY]),
        "until": Step(ask_until, [*UNTIL.answers, Chosen(OpenEnded, open_ended), confided.TEXT_ONLY]),
        "ground": Step(ask_ground, [confided.typed(reading.TEXT, take_ground), confided.TEXT_ONLY]),
        "document": Step(ask_document, [confided.typed(reading.TEXT, take_document), confided.TEXT_ONLY]),
        "confirm": Step(ask_confirm, [Chosen(Enter, enter), BUTTONS_ONLY]),
    },
)
