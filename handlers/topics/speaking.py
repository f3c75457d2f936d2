"""Speaking on a topic, in a guided way; replying, and changing what one said."""

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Flow, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.topics import pushes
from handlers.topics.buttons import OpenOpinion, OpenTopic, StartEdit, StartReply, StartSpeak
from storage.people.access import Act
from storage.people.directory import who_has_id
from storage.topics import speaking
from storage.topics.rows import LONGEST, SHORTEST, Refused, Sort

OFFERED = (Sort.OPINION, Sort.SELF, Sort.CRITICISM)
HINTS = {
    Sort.OPINION: "谈看法、提建议：先说情况，再说想法，最后说可以怎么做。",
    Sort.SELF: "对照检查自己：存在什么问题，原因在哪里，准备怎么改、什么时候改好。",
    Sort.CRITICISM: "对事不对人：说具体的事，说清影响，提出改进的建议，辣味有、善意也要有。",
    Sort.REPLY: "请写回应。听到批评的，可以说明情况、表明态度和改法。",
}
PAGE = 12


class PickSort(Button, prefix="tp_sort", act=Act.SPEAK_ON_TOPIC):
    """By its place among those offered."""

    place: int


class PickComrade(Button, prefix="tp_whom", act=Act.SPEAK_ON_TOPIC):
    """About whom."""

    person: int


class TurnComrades(Button, prefix="tp_turn", act=Act.SPEAK_ON_TOPIC):
    """Turn the list."""

    page: int


class Say(Button, prefix="tp_send", act=Act.SPEAK_ON_TOPIC):
    """Say it."""


async def begin(context: Context, button: StartSpeak) -> Next:
    """Only where the last step would not refuse."""
    async with context.read() as session:
        topic = await speaking.spoken_on(session, context.me, button.topic, context.now.date())
    if isinstance(topic, Refused):
        await context.tell(topic.value)
        return None
    draft(context).update(topic=topic.key, title=topic.title, in_group=topic.in_group, about=None, reply_to=None)
    return "sort"


async def begin_reply(context: Context, button: StartReply) -> Next:
    async with context.read() as session:
        word = await speaking.find(session, button.opinion)
        topic = (
            word
            if isinstance(word, Refused)
            else await speaking.spoken_on(session, context.me, word.topic.key, context.now.date())
        )
    if not isinstance(word, Refused) and word.opinion.withdrawn_at is not None:
        topic = Refused.NO_OPINION
    if isinstance(topic, Refused):
        await context.tell(topic.value)
        return None
    draft(context).update(
        topic=topic.key, title=topic.title, in_group=False, about=None, reply_to=button.opinion, sort=Sort.REPLY.value
    )
    return "words"


async def ask_sort(context: Context) -> None:
    """What one is going to say."""
    rows = [[PickSort(place).labelled(sort.value)] for place, sort in enumerate(OFFERED)]
    await ask(context, Markup("<b>💬 {}</b>\n您要说哪一类？").format(draft(context)["title"]), rows)


async def pick_sort(context: Context, button: PickSort) -> Next:
    """One of those that were offered."""
    if not 0 <= button.place < len(OFFERED):
        await context.toast(OUTDATED, alert=True)
        return None
    sort = OFFERED[button.place]
    draft(context).update(sort=sort.value, about=None, page=0)
    return "about" if sort is Sort.CRITICISM else "words"


async def ask_about(context: Context) -> None:
    facts = draft(context)
    async with context.read() as session:
        comrades = await speaking.comrades(session, context.me.branch_id)
    others = [who for who in comrades if who.person_id != context.me.person_id]
    shown, turning = paged(others, facts.get("page", 0), TurnComrades, PAGE)
    rows = in_columns([PickComrade(who.person_id).labelled(who.name) for who in shown], 3)
    text = "向哪位同志提？" if others else "本支部没有别的党员。"
    await ask(context, Markup("<b>🤝 批评建议</b>\n{}").format(text), [*rows, *turning])


async def turn(context: Context, button: TurnComrades) -> Next:
    draft(context)["page"] = button.page
    return "about"


async def pick_about(context: Context, button: PickComrade) -> Next:
    """Only of the own branch, and not oneself."""
    async with context.read() as session:
        who = await who_has_id(session, button.person)
    if who is None or who.branch_id != context.me.branch_id:
        await context.tell(Refused.NOBODY.value)
        return None
    if who.person_id == context.me.person_id:
        await context.tell(Refused.ABOUT_SELF.value)
        return None
    draft(context).update(about=who.person_id, about_name=who.name)
    return "words"


def _heading(context: Context) -> Markup:
    facts = draft(context)
    whom = Markup("（对{}）").format(facts["about_name"]) if facts.get("about") else Markup("")
    return Markup("<b>{}{}</b>：{}").format(facts["sort"], whom, facts["title"])


async def ask_words(context: Context) -> None:
    """The words themselves, with a hint how."""
    hint = Markup("{}\n（{} 到 {} 字）").format(HINTS[Sort(draft(context)["sort"])], SHORTEST, LONGEST)
    await ask(context, lines(_heading(context), hint))


async def take_words(context: Context) -> Next:
    text = await reading.words(context, "发言", LONGEST, SHORTEST)
    if text is None:
        return None
    draft(context)["text"] = text
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """Who will read it, before it is said."""
    facts = draft(context)
    personal = Sort(facts["sort"]).personal
    seen = "本支部党员能看到" if personal else "本支部党员能看到，督导的同志也能看到"
    group = "，并发到支部群" if facts["in_group"] and not personal else ""
    text = lines(_heading(context), Markup("\n{}").format(facts["text"]), Markup("\n{}{}。").format(seen, group))
    await ask(context, text, [[Say().labelled("✅ 发言")]])


async def say(context: Context, _button: Say) -> Next:
    """One transaction: the opinion, and who is to hear of it."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await speaking.speak(
            tx,
            context.me,
            facts["topic"],
            sort=Sort(facts["sort"]),
            text=facts["text"],
            about=facts["about"],
            reply_to=facts["reply_to"],
            now=context.now,
        )
        if not isinstance(outcome, Refused):
            await pushes.said(tx, outcome, context)
    said = outcome.value if isinstance(outcome, Refused) else "💬 已发言，谢谢您！书记会逐条答复。"
    more = [] if isinstance(outcome, Refused) else [[StartSpeak(facts["topic"]).labelled("💬 再发言")]]
    await context.show(escape(said), [*more, back(OpenTopic(facts["topic"]))])
    return DONE


_WORDS = Step(ask_words, [Typed(reading.TEXT, take_words)])
_CONFIRM = Step(ask_confirm, [Chosen(Say, say), Typed(reading.TEXT, take_words)])

SPEAKING = Flow(
    name="opinion",
    title="话题发言",
    start=StartSpeak,
    begin=begin,
    steps={
        "sort": Step(ask_sort, [Chosen(PickSort, pick_sort)]),
        "about": Step(ask_about, [Chosen(PickComrade, pick_about), Chosen(TurnComrades, turn)]),
        "words": _WORDS,
        "confirm": _CONFIRM,
    },
)
REPLYING = Flow(
    name="opinion_reply",
    title="回应发言",
    start=StartReply,
    begin=begin_reply,
    steps={"words": _WORDS, "confirm": _CONFIRM},
)


async def begin_edit(context: Context, button: StartEdit) -> Next:
    """One's own, while the topic is open."""
    async with context.read() as session:
        word = await speaking.changeable(session, context.me, button.opinion)
    if isinstance(word, Refused):
        await context.tell(word.value)
        return None
    draft(context).update(opinion=button.opinion, former=word.opinion.text)
    return "words"


async def ask_edit(context: Context) -> None:
    text = Markup("<b>✏️ 修改发言</b>\n原文：{}\n\n请发送修改后的全文。修改前的内容会保留，大家能看到改过。")
    await ask(context, text.format(clip(draft(context)["former"], LONGEST)))


async def take_edit(context: Context) -> Next:
    """Changed; what it said before is kept."""
    text = await reading.words(context, "发言", LONGEST, SHORTEST)
    if text is None:
        return None
    number = draft(context)["opinion"]
    async with context.write() as tx:
        outcome = await speaking.change(tx, context.me, number, text, context.now)
    said = outcome.value if isinstance(outcome, Refused) else "✏️ 已修改。"
    await context.show(escape(said), [back(OpenOpinion(number))])
    return DONE


EDITING = Flow(
    name="opinion_edit",
    title="修改发言",
    start=StartEdit,
    begin=begin_edit,
    steps={"words": Step(ask_edit, [Typed(reading.TEXT, take_edit)])},
)
