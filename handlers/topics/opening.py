"""Opening a topic: kind, title, text and files, until when; shown, confirmed, told to the branch."""

from datetime import date

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Flow, Next, Step, Typed, ask, draft
from handlers.kit.forms.gathering import Gathering, nothing
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, clip, day_text, escape, lines
from handlers.topics import pushes
from handlers.topics.buttons import OpenTopic, StartClose, StartTopic, Topics
from storage.people.access import Act
from storage.people.directory import Branch
from storage.topics import speaking
from storage.topics.rows import MOST_FILES, Kind, Refused, Topic

TITLE, TEXT, SUMMARY = 40, 2000, 2000
KINDS = tuple(Kind)


class PickKind(Button, prefix="tp_kind", act=Act.OPEN_TOPIC):
    """By its place among the kinds."""

    place: int


class Written(Button, prefix="tp_ok", act=Act.OPEN_TOPIC):
    """Text and files are complete."""


class SwitchGroup(Button, prefix="tp_group", act=Act.OPEN_TOPIC):
    """Show opinions in the branch's group as well, or not."""


class Confirm(Button, prefix="tp_yes", act=Act.OPEN_TOPIC):
    """Open it."""


async def begin(context: Context, _button: StartTopic) -> Next:
    draft(context).update(nothing(), in_group=False)
    return "kind"


CONTENT = Gathering("话题内容", TEXT, MOST_FILES)


async def ask_kind(context: Context) -> None:
    kinds = [PickKind(place).labelled(kind.value) for place, kind in enumerate(KINDS)]
    await ask(context, Markup("<b>➕ 发起话题</b>（{}）\n哪一类？").format(context.me.branch), in_columns(kinds))


async def pick_kind(context: Context, button: PickKind) -> Next:
    """One of those that were offered."""
    if not 0 <= button.place < len(KINDS):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["kind"] = KINDS[button.place].value
    return "title"


async def ask_title(context: Context) -> None:
    await ask(context, Markup("<b>{}</b>\n题目是什么？（{} 字以内）").format(draft(context)["kind"], TITLE))


async def take_title(context: Context) -> Next:
    title = await reading.line(context, "题目", TITLE)
    if title is None:
        return None
    draft(context)["title"] = title
    return "content"


async def ask_content(context: Context) -> None:
    facts = draft(context)
    text = lines(
        Markup("<b>{}：{}</b>").format(facts["kind"], facts["title"]),
        CONTENT.so_far(context),
        Markup("请写清楚要大家谈什么，可附图片或文件{}。").format("；发完点“下一步”" if facts["text"] else ""),
    )
    rows = [[Written().labelled("下一步 ›")]] if facts["text"] else []
    await ask(context, text, [*rows, *CONTENT.anew(context)])


async def written(_context: Context, _button: Written) -> Next:
    return "until"


async def ask_until(context: Context) -> None:
    await UNTIL.ask(context, Markup("发言到哪一天为止？"))


async def take_until(context: Context, day: date) -> Next:
    draft(context)["until"] = day.isoformat()
    return "confirm"


UNTIL = DayPicker(take_until)


async def ask_confirm(context: Context) -> None:
    """Everything once more."""
    facts = draft(context)
    async with context.read() as session:
        members = await speaking.comrades(session, context.me.branch_id)
        branch = await session.get(Branch, context.me.branch_id)
    text = lines(
        Markup("<b>请核对话题</b>"),
        Markup("{}：{}").format(facts["kind"], facts["title"]),
        Markup("{}").format(clip(facts["text"], 1500)),
        Markup("附件 {} 个").format(len(facts["files"])) if facts["files"] else None,
        Markup("发言截止：{}").format(day_text(date.fromisoformat(facts["until"]), context.now.date())),
        Markup("发给：{} {} 人").format(context.me.branch, len(members)),
        Markup("意见同步到支部群；批评与自我批评不进群。") if facts["in_group"] else None,
    )
    has_group = branch is not None and branch.chat_id is not None
    label = f"支部群同步：{'✓ 是' if facts['in_group'] else '否'}"
    switch = [[SwitchGroup().labelled(label)]] if has_group else []
    await ask(context, text, [*switch, [Confirm().labelled("✅ 确认发起")]])


async def switch_group(context: Context, _button: SwitchGroup) -> Next:
    facts = draft(context)
    facts["in_group"] = not facts["in_group"]
    return "confirm"


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the topic and a push to each member."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await speaking.open_topic(
            tx,
            context.me,
            kind=Kind(facts["kind"]),
            title=facts["title"],
            text=facts["text"],
            files=[(kind, content) for kind, content in facts["files"]],
            until=date.fromisoformat(facts["until"]),
            in_group=facts["in_group"],
            now=context.now,
        )
        told = 0 if isinstance(outcome, Refused) else await pushes.opened(tx, outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return "until" if outcome is Refused.PAST else None
    text = Markup("✅ 话题已发起：<b>{}</b>\n正在通知 {} 人。").format(outcome.title, told)
    await context.show(text, [[OpenTopic(outcome.key).labelled("查看话题")], back(Topics(outcome.branch_id, 0))])
    return DONE


OPENING = Flow(
    name="topic",
    title="发起话题",
    start=StartTopic,
    begin=begin,
    steps={
        "kind": Step(ask_kind, [Chosen(PickKind, pick_kind)]),
        "title": Step(ask_title, [Typed(reading.TEXT, take_title)]),
        "content": Step(
            ask_content,
            [*CONTENT.answers, Chosen(Written, written)],
            edited=CONTENT.edited,
        ),
        "until": Step(ask_until, UNTIL.answers),
        "confirm": Step(ask_confirm, [Chosen(SwitchGroup, switch_group), Chosen(Confirm, confirm)]),
    },
)


async def begin_close(context: Context, button: StartClose) -> Next:
    """Only when everything is answered."""
    async with context.read() as session:
        topic = await speaking.closable(session, context.me, button.topic)
    if isinstance(topic, Refused):
        await context.tell(topic.value)
        return None
    draft(context).update(topic=topic.key, title=topic.title)
    return "summary"


async def ask_summary(context: Context) -> None:
    text = Markup("<b>小结：{}</b>\n请写小结（大家的意见、怎么改、谁负责、什么时候），会发给全支部。")
    await ask(context, text.format(draft(context)["title"]))


async def take_summary(context: Context) -> Next:
    """One transaction: closed, and told."""
    summary = await reading.words(context, "小结", SUMMARY, 5)
    if summary is None:
        return None
    async with context.write() as tx:
        outcome = await speaking.close(tx, context.me, draft(context)["topic"], summary, context.now)
        told = await pushes.closed(tx, outcome, context) if isinstance(outcome, Topic) else 0
    said = outcome.value if isinstance(outcome, Refused) else f"📌 话题已结束，小结正在发给 {told} 人。"
    await context.show(escape(said), [back(OpenTopic(draft(context)["topic"]))])
    return DONE


CLOSING = Flow(
    name="topic_close",
    title="话题小结",
    start=StartClose,
    begin=begin_close,
    steps={"summary": Step(ask_summary, [Typed(reading.TEXT, take_summary)])},
)
