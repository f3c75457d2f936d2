"""Noting a sign on somebody of the branch: on whom, what was noticed, since when, how grave; and the interview it leads to."""

from datetime import date

from handlers.kit.confidential.pin import unlocked
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import confided, reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.forms.picking import Finder
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import HOME, back, in_columns
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, day_text, escape, lines
from handlers.risks import sign_cards
from handlers.risks.cards import DOTS
from handlers.risks.sign_buttons import OpenSign, Signs, StartNote
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.access import Act
from storage.people.directory import Who
from storage.risks import signs
from storage.risks.signs import LONGEST, Refused
from storage.rules.grades import Level
from storage.talks.rows import TalkKind


class PickPerson(Button, prefix="sign_on", act=Act.NOTE_SIGN):
    """On that person."""

    person: int


class PickLevel(Button, prefix="sign_level", act=Act.NOTE_SIGN):
    """How grave."""

    level: str


class Save(Button, prefix="sign_yes", act=Act.NOTE_SIGN):
    """Keep it."""


async def begin(context: Context, button: StartNote) -> Next:
    """Behind the PIN, as everything about signs."""
    if not await unlocked(context, button):
        return None
    draft(context).update(sent=[], query="", page=0)
    return "person"


async def _candidates(context: Context) -> list[Who]:
    async with context.read() as session:
        everyone = await directory.people_of(session, branch_id=context.me.branch_id)
    return [who for who in everyone if signs.why_not_note(context.me, who) is None]


PEOPLE = Finder(_candidates)


async def ask_person(context: Context) -> None:
    """Everyone of the branch but oneself; a name narrows the list."""
    found = await PEOPLE.look(context)
    text = lines(
        Markup("{}\n{}\n").format(sign_cards.HEADING, sign_cards.CAREFUL),
        Markup("关于哪一位同志？点一位，或输入姓名查找。"),
        None if found.total else Markup("没有找到，请换个写法再试。"),
    )
    await ask(
        context,
        text,
        [*in_columns([PickPerson(who.person_id).labelled(who.name) for who in found.shown], 3), *found.turning],
    )


async def pick_person(context: Context, button: PickPerson) -> Next:
    """Of the own branch, and not oneself."""
    async with context.read() as session:
        who = await directory.who_has_id(session, button.person)
    refused = signs.why_not_note(context.me, who)
    if refused is not None or who is None:
        await context.tell((refused or Refused.NOT_HERE).value)
        return None
    draft(context).update(person=who.person_id, name=who.name)
    return "what"


async def ask_what(context: Context) -> None:
    """Facts, not judgements."""
    text = Markup(
        "关于<b>{}</b>，看到、听到了什么情况？\n请客观写事实，不写猜测和结论，最多 {} 个字。内容加密保存；保存后，您发的这段文字会从聊天里删除。"
    )
    await ask(context, text.format(draft(context)["name"], LONGEST))


async def take_what(context: Context) -> Next:
    """Sealed with the draft, then in its record."""
    what = await reading.words(context, "情况", LONGEST, 4)
    if what is None:
        return None
    draft(context)["what"] = what
    return "since"


async def ask_since(context: Context) -> None:
    """On a day that has been."""
    await SINCE.ask(context, Markup("从什么时候发现的？"))


async def take_since(context: Context, day: date) -> Next:
    draft(context)["since"] = day.isoformat()
    return "level"


SINCE = DayPicker(take_since, past=True, typed=confided.typed)


async def ask_level(context: Context) -> None:
    rows = [
        [PickLevel(level.value).labelled(f"{DOTS[level]} {level.value}　→ {signs.proposed(level).value}")]
        for level in reversed(Level)
    ]
    await ask(context, Markup("程度如何？后面是按规则建议的约谈方式，之后可以升级。"), rows)


async def pick_level(context: Context, button: PickLevel) -> Next:
    """Low, middle or high."""
    if button.level not in [level.value for level in Level]:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["level"] = button.level
    return "confirm"


async def ask_confirm(context: Context) -> None:
    facts = draft(context)
    level, today = Level(facts["level"]), context.now.date()
    text = lines(
        Markup("<b>请核对</b>"),
        Markup("同志：<b>{}</b>").format(facts["name"]),
        Markup("情况：已写 {} 个字（不在此重复显示）").format(len(facts["what"])),
        Markup("发现：{}").format(day_text(date.fromisoformat(facts["since"]), today)),
        Markup("程度：{} {}，建议<b>{}</b>").format(DOTS[level], level.value, signs.proposed(level).value),
    )
    await ask(context, text, [[Save().labelled("✅ 保存")]])


async def save(context: Context, _button: Save) -> Next:
    """One transaction: the record, the sign, its entry in the trail, and a push that says neither whom nor what."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await signs.note(
            tx,
            context.me,
            person_id=facts["person"],
            what=facts["what"],
            since=date.fromisoformat(facts["since"]),
            level=Level(facts["level"]),
            now=context.now,
        )
        if not isinstance(outcome, Refused):
            text = str(sign_cards.new_text(context.me.name, outcome.level, outcome.grade))
            row = keyboard([OpenSign(outcome.key).labelled("🔒 打开")])
            subject = f"sign:{outcome.key}"
            told = [who for who in await signs.responsible(tx, outcome) if who.person_id != context.me.person_id]
            pushes = [Push("sign", subject, text, person_id=who.person_id, keyboard=row) for who in told]
            await outbox.put(tx, context.now, *pushes)
        await confided.release(tx, context, facts["sent"])
    await confided.clean(context, facts["sent"])
    if isinstance(outcome, Refused):
        await context.show(escape(outcome.value), [HOME])
        return DONE
    kind = TalkKind(outcome.grade)
    text_ = Markup("<b>✅ 已登记</b>（第 {} 号）\n建议尽快安排<b>{}</b>，现在就可以开始。").format(
        outcome.key, outcome.grade
    )
    rows = [
        [StartTalk(outcome.person_id, kind.number).labelled(f"🗣 开始{outcome.grade}")],
        [OpenSign(outcome.key).labelled("查看"), Signs(0, 0, 0).labelled("🌱 苗头提示")],
    ]
    await context.show(text_, [*rows, back(Signs(0, 0, 0))])
    return DONE


BUTTONS_ONLY = confided.otherwise("请点上面的按钮；要补充的请取消后重新填写，已发的消息会一并删除。")

FLOW = Form(
    name="sign",
    title="苗头提示",
    start=StartNote,
    begin=begin,
    dropped=confided.dropped,
    steps={
        "person": Step(ask_person, [*PEOPLE.answers, Chosen(PickPerson, pick_person)]),
        "what": Step(ask_what, [confided.typed(reading.TEXT, take_what), confided.TEXT_ONLY]),
        "since": Step(ask_since, [*SINCE.answers, confided.TEXT_ONLY]),
        "level": Step(ask_level, [Chosen(PickLevel, pick_level), BUTTONS_ONLY]),
        "confirm": Step(ask_confirm, [Chosen(Save, save), BUTTONS_ONLY]),
    },
)
