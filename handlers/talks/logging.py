"""Recording a talk or a home visit: with whom, of which kind, when, where; what was said; what was agreed; saved, and the chat cleaned."""

from datetime import date, timedelta

from handlers.kit.confidential.pin import unlocked
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.confided import dropped, otherwise, typed
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import Chosen, Form, Next, Step, ask, draft
from handlers.kit.forms.picking import Finder
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import person_label
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.talks import finishing, recording
from scoring.chinese.times import Unclear, parse_when
from storage.people import directory
from storage.people.access import Act, Reach, reach
from storage.people.directory import Who
from storage.talks.rows import Refused, TalkKind, kinds_for, pair_of, why_not_talk

PLACES = ("办公室", "会议室", "对方家中", "电话")


class PickPerson(Button, prefix="talk_with", act=Act.LOG_TALK):
    """With that person."""

    person: int


class PickKind(Button, prefix="talk_kind", act=Act.LOG_TALK):
    """Of that kind."""

    kind: int


class PickPlace(Button, prefix="talk_place", act=Act.LOG_TALK):
    """One of the usual places."""

    number: int


async def begin(context: Context, button: StartTalk) -> Next:
    """With what is known already, as when a sign leads here."""
    if not await unlocked(context, button):
        return None
    facts = draft(context)
    facts.update(
        sent=[], texts=[], voices=[], query="", page=0, person=0, kind=None, agreed="", follow_up="", until=None
    )
    if not button.person:
        return "person"
    other = await _with(context, button.person)
    if isinstance(other, Refused):
        await context.tell(other.value)
        return None
    facts["person"] = other.person_id
    kinds = kinds_for(context.me, other)
    if 0 <= button.kind < len(TalkKind) and list(TalkKind)[button.kind] in kinds:
        facts["kind"] = button.kind
        return "when"
    return "kind"


async def _with(context: Context, person_id: int) -> Who | Refused:
    async with context.read() as session:
        other = await directory.who_has_id(session, person_id)
    return Refused.NOBODY if other is None else why_not_talk(context.me, other) or other


async def _candidates(context: Context) -> list[Who]:
    me = context.me
    wide = reach(me, Act.LOG_TALK) is Reach.BUREAU
    async with context.read() as session:
        everyone = await directory.people_of(session, branch_id=None if wide else me.branch_id)
    return [who for who in everyone if why_not_talk(me, who) is None]


PEOPLE = Finder(_candidates, "姓名或警号")


async def ask_person(context: Context) -> None:
    """Everyone within reach; a name narrows the list."""
    found, query = await PEOPLE.look(context), draft(context)["query"]
    wide = reach(context.me, Act.LOG_TALK) is Reach.BUREAU
    rows = [PickPerson(who.person_id).labelled(person_label(who) if wide else who.name) for who in found.shown]
    text = lines(
        Markup("<b>➕ 记录谈话或家访</b>\n同谁谈的？点一位，或输入姓名、警号来查找。"),
        Markup("“{}”找到 {} 位。").format(query, found.total) if query else None,
        None if found.total else Markup("没有找到，请换个写法再试。"),
    )
    await ask(context, text, [*in_columns(rows, 1 if wide else 3), *found.turning])


async def pick_person(context: Context, button: PickPerson) -> Next:
    """Only within reach."""
    other = await _with(context, button.person)
    if isinstance(other, Refused):
        await context.tell(other.value)
        return None
    draft(context)["person"] = other.person_id
    return "kind"


async def ask_kind(context: Context) -> None:
    other = await _with(context, draft(context)["person"])
    if isinstance(other, Refused):
        await ask(context, Markup("{}").format(other.value))
        return
    pair = pair_of(context.me, other)
    rows = []
    for kind in kinds_for(context.me, other):
        word = f"{kind.value}（{pair.value}）" if kind is TalkKind.HEART and pair else kind.value
        rows.append([PickKind(kind.number).labelled(word)])
    await ask(context, Markup("<b>同{}：</b>是哪一类？").format(other.name), rows)


async def pick_kind(context: Context, button: PickKind) -> Next:
    """Only one that was offered."""
    other = await _with(context, draft(context)["person"])
    if isinstance(other, Refused):
        await context.tell(other.value)
        return None
    if not 0 <= button.kind < len(TalkKind):
        await context.toast(OUTDATED, alert=True)
        return None
    if list(TalkKind)[button.kind] not in kinds_for(context.me, other):
        await context.tell(Refused.NOT_COMMITTEE.value)
        return None
    draft(context)["kind"] = button.kind
    return "when"


async def ask_when(context: Context) -> None:
    """A day that has been, on the calendar or in words."""
    await HELD.ask(context, Markup("<b>什么时候谈的？</b>"))


async def take_held(context: Context, day: date) -> Next:
    return _held(context, day, "")


HELD = DayPicker(take_held, past=True, hint="点日期，或直接写，例如：昨天下午3点。")


async def take_when(context: Context) -> Next:
    """In words, with or without the hour."""
    text = context.text
    try:
        when = parse_when(text, context.now, past=True)
    except Unclear as error:
        await context.tell(str(error))
        return None
    if when.at > context.now:
        await context.tell(Refused.AHEAD.value)
        return None
    return _held(context, when.at.date(), f"{when.at:%H:%M}" if when.has_time else "")


def _held(context: Context, day: date, hour: str) -> Next:
    draft(context).update(day=day.isoformat(), hour=hour)
    return "place"


async def ask_place(context: Context) -> None:
    """It is sealed with the rest."""
    rows = in_columns([PickPlace(number).labelled(word) for number, word in enumerate(PLACES)])
    await ask(context, Markup("<b>在哪里谈的？</b>\n点一个，或直接写。"), rows)


async def pick_place(context: Context, button: PickPlace) -> Next:
    if not 0 <= button.number < len(PLACES):
        return "place"
    draft(context)["place"] = PLACES[button.number]
    return "record"


async def take_place(context: Context) -> Next:
    place = await reading.line(context, "地点", 60)
    if place is None:
        return None
    draft(context)["place"] = place
    return "record"


async def ask_until(context: Context) -> None:
    """When the follow-up is to be done."""
    text = Markup("<b>后续安排什么时候落实？</b>\n到期前会提醒您。")
    await UNTIL.ask(context, text, [[finishing.Skip().labelled("不用提醒")]])


async def take_until(context: Context, day: date) -> Next:
    today = context.now.date()
    if day > today + timedelta(days=366):
        await context.tell(f"请选今天（{day_text(today, today)}）以后、一年以内的日期。")
        return None
    draft(context)["until"] = day.isoformat()
    return "confirm"


UNTIL = DayPicker(take_until, typed=typed)


async def skip_until(context: Context, _button: finishing.Skip) -> Next:
    """No reminder."""
    draft(context)["until"] = None
    return "confirm"


FLOW = Form(
    name="talk",
    title="记录谈话",
    start=StartTalk,
    begin=begin,
    dropped=dropped,
    steps={
        "person": Step(ask_person, [*PEOPLE.answers, Chosen(PickPerson, pick_person)]),
        "kind": Step(ask_kind, [Chosen(PickKind, pick_kind), otherwise("请点上面的按钮选类别。")]),
        "when": Step(
            ask_when,
            [
                typed(reading.TEXT, take_when),
                *HELD.taps,
                otherwise("请用文字写时间，或点日历。"),
            ],
        ),
        "place": Step(
            ask_place,
            [
                typed(reading.TEXT, take_place),
                Chosen(PickPlace, pick_place),
                otherwise("请用文字写地点，或点一个按钮。"),
            ],
        ),
        **recording.STEPS,
        **finishing.STEPS,
        "until": Step(
            ask_until,
            [
                *UNTIL.answers,
                Chosen(finishing.Skip, skip_until),
                otherwise("请用文字写日期，或点日历。"),
            ],
        ),
    },
)
