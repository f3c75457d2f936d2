"""One talk: its card, which shows that it took place; and its content, opened with the PIN and, by others, with a purpose."""

from handlers.kit.confidential.pin import is_open, unlocked
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.forms import reading
from handlers.kit.forms.confided import dropped, typed
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.talks import cards
from handlers.talks.buttons import FromLedger, OpenTalk, ReadOwn, StartAdding, StartReading, TalkHome
from storage.engine.database import AlreadyTaken
from storage.people.access import Act
from storage.talks import keeping, lists
from storage.talks.lists import Held
from storage.talks.rows import Refused, Talk, Way, may_see, way_to_read

ONCE_MORE = "刚才已经打开过一次。要再看，请从谈话卡片重新打开。"
COUNTED = "台账只计次数。谈话详情只对谈话双方、本支部书记和上级有权人员开放。"
PURPOSES = ("例行检查", "专项督导", "信访核实")


class PickPurpose(Button, prefix="talk_why", act=Act.SEE_TALKS):
    """One of the usual purposes."""

    number: int


async def card(context: Context, button: OpenTalk) -> None:
    """That it took place, and who has opened it."""
    held = await _seen(context, button.talk)
    if held is None or not await unlocked(context, button):
        return
    talk, me, now = held.talk, context.me, context.now
    async with context.read() as session:
        openings = await lists.openings(session, talk)
        added = await lists.added(session, talk.key)
    way = way_to_read(me, talk, context.bot_data.options)
    told = me.person_id in (talk.by, talk.with_id) or way is Way.PURPOSE
    text = lines(
        cards.facts(held, now.date()),
        Markup("补充 {} 条。").format(added) if added else None,
        Markup("内容已按保存期限清除。") if talk.cleared_at else None,
        Markup("\n{}").format(cards.opened_by(openings, now)) if told else None,
        Markup("\n{}").format(way.value) if isinstance(way, Refused) else None,
    )
    rows = []
    if talk.cleared_at is None and way is Way.OWN:
        rows.append([ReadOwn(talk.key).labelled("📖 打开内容"), StartAdding(talk.key).labelled("✏️ 补充")])
    elif talk.cleared_at is None and way is Way.PURPOSE:
        rows.append([StartReading(talk.key).labelled("📖 写明事由并打开")])
    await context.show(text, [*rows, back(TalkHome())])


async def from_ledger(context: Context, button: FromLedger) -> None:
    """The ledger counts talks for more people than may see them: no attempt to open one, hence no entry in the trail."""
    async with context.read() as session:
        held = await lists.find(session, button.talk)
    if held is None or not may_see(context.me, held.talk):
        return await context.tell(COUNTED)
    return await card(context, OpenTalk(button.talk))


async def _seen(context: Context, talk_id: int) -> Held | None:
    """A talk that the person may see; None after having said no, which the trail keeps."""
    async with context.read() as session:
        held = await lists.find(session, talk_id)
    if held is not None and may_see(context.me, held.talk):
        return held
    if held is not None:
        await _record_refusal(context, held.talk, Refused.GONE)
    await context.tell(Refused.GONE.value)
    return None


async def _record_refusal(context: Context, talk: Talk, why: Refused) -> None:
    async with context.bot_data.database.write() as tx:
        await keeping.refuse(tx, context.me, talk, why, context.now)


async def read_own(context: Context, button: ReadOwn) -> None:
    """Its holder needs no purpose."""
    held = await _seen(context, button.talk)
    if held is None:
        return
    way = way_to_read(context.me, held.talk, context.bot_data.options)
    if way is not Way.OWN:
        # Others have their own way in; this one is not theirs.
        why = way if isinstance(way, Refused) else Refused.NO_PURPOSE
        await _record_refusal(context, held.talk, why)
        return await context.tell(why.value)
    if await unlocked(context, button):
        await _open(context, held, "")
    return None


async def begin(context: Context, button: StartReading) -> Next:
    """Whoever may open it at all."""
    held = await _seen(context, button.talk)
    if held is None:
        return None
    way = way_to_read(context.me, held.talk, context.bot_data.options)
    if isinstance(way, Refused):
        await _record_refusal(context, held.talk, way)
        await context.tell(way.value)
        return None
    if not await unlocked(context, button):
        return None
    draft(context).update(talk=button.talk, sent=[])
    return "purpose"


async def ask_purpose(context: Context) -> None:
    async with context.read() as session:
        held = await lists.find(session, draft(context)["talk"])
    text = lines(
        cards.facts(held, context.now.date()) if held else None,
        Markup("\n请写明查阅事由（4 到 100 个字），将记入审计记录，谈话双方可以看到谁查阅过："),
    )
    await ask(context, text, [[PickPurpose(number).labelled(word) for number, word in enumerate(PURPOSES)]])


async def take_purpose(context: Context) -> Next:
    text = await reading.words(context, "事由", 100, 4)
    return None if text is None else await _opened(context, text)


async def pick_purpose(context: Context, button: PickPurpose) -> Next:
    if not 0 <= button.number < len(PURPOSES):
        return "purpose"
    return await _opened(context, PURPOSES[button.number])


async def _opened(context: Context, purpose: str) -> Next:
    facts = draft(context)
    if not is_open(context):
        await unlocked(context, StartReading(facts["talk"]))
        return DONE
    async with context.read() as session:
        held = await lists.find(session, facts["talk"])
    if held is None:
        await context.tell(Refused.GONE.value)
        return DONE
    await _open(context, held, purpose)
    await dropped(context, facts)
    return DONE


async def _open(context: Context, held: Held, purpose: str) -> None:
    """The trail first, then the content; asked again after a failure in between, it is not sent a second time unasked."""
    options, now = context.bot_data.options, context.now
    try:
        async with context.write() as tx:
            outcome = await keeping.open_content(
                tx, context.me, held.talk.key, purpose=purpose, options=options, now=now
            )
    except AlreadyTaken:
        return await context.tell(ONCE_MORE)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    async with context.read() as session:
        opened = await keeping.content(session, outcome)
    await context.toast()
    await show_for_a_while(context, cards.content(held, opened, now), opened.said.voices)
    return None


READING = Form(
    name="talk_read",
    title="查阅谈话",
    start=StartReading,
    begin=begin,
    dropped=dropped,
    steps={"purpose": Step(ask_purpose, [typed(reading.TEXT, take_purpose), Chosen(PickPurpose, pick_purpose)])},
)
