"""评议: left by name or confidentially, answered by those who run the case, its author seen by inspectors alone."""

from handlers.development import looking, pushes
from handlers.development.buttons import (
    Comments,
    ManageCase,
    OpenCase,
    OpenComment,
    OwnComment,
    StartAnswer,
    StartComment,
    StartReveal,
)
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, lines
from storage.development import comments, lists
from storage.development.rows import DevelopmentComment, Refused
from storage.mail import outbox
from storage.people.access import Act, may
from storage.people.directory import Person
from storage.sealed.records import Unreadable

LONGEST = 1000
LONGEST_PURPOSE = 200
KEPT_SEALED = (
    "姓名已加密封存，办理的同志明天早上才会收到提醒，以免从时间上看出是谁。请保留这条消息，以后点下面的按钮查看答复。"
)
KINDS = {0: "💬 意见", 1: "❗ 异议"}


class PickKind(Button, prefix="dv_kind", act=Act.COMMENT_DEVELOPMENT):
    """0 a comment, 1 an objection."""

    objection: int


class Send(Button, prefix="dv_send", act=Act.COMMENT_DEVELOPMENT):
    """Leave it: 0 by name, 1 confidentially."""

    confidential: int


async def begin(context: Context, button: StartComment) -> Next:
    """On an open case that is not one's own."""
    each = await looking.seen(context, button.case)
    if each is None:
        return None
    if each.person.id == context.me.person_id or not each.file.is_open:
        own = each.person.id == context.me.person_id
        await context.tell((Refused.OWN if own else Refused.ENDED).value)
        return None
    draft(context).update(case=button.case, name=each.person.name)
    return "kind"


async def ask_kind(context: Context) -> None:
    """A comment, or an objection."""
    text = lines(
        Markup("<b>💬 评议</b>：{}").format(draft(context)["name"]),
        Markup("意见供支部参考；异议须核实并答复，公示期间提出异议，计时暂停到答复为止。"),
    )
    await ask(context, text, [[PickKind(kind).labelled(label) for kind, label in KINDS.items()]])


async def pick_kind(context: Context, button: PickKind) -> Next:
    draft(context)["objection"] = button.objection == 1
    return "words"


async def ask_words(context: Context) -> None:
    await ask(context, Markup("请写下您的意见（{} 字以内）。不要写涉密内容。").format(LONGEST))


async def take_words(context: Context) -> Next:
    text = await reading.words(context, "评议", LONGEST)
    if text is None:
        return None
    draft(context)["text"] = text
    return "send"


async def ask_send(context: Context) -> None:
    """By name, or confidentially."""
    facts = draft(context)
    text = lines(
        Markup("<b>{}</b>：{}").format(KINDS[int(facts["objection"])], facts["name"]),
        Markup("{}\n").format(facts["text"]),
        Markup("署名：办理的同志看得到您的姓名，答复会发给您。"),
        Markup("保密：姓名加密封存，只有纪检监察说明用途后才能查看，并留下审计记录；凭查询按钮看答复。"),
    )
    rows = [[Send(0).labelled("✍️ 署名提交"), Send(1).labelled("🔒 保密提交")]]
    await ask(context, text, rows)


async def send(context: Context, button: Send) -> Next:
    """Leave it. An objection by name is told at once to those who must answer; of a confidential one a push at this moment would tell
    when it was left, and so by whom: it is told with the next morning's (`reminders/development.py`)."""
    facts = draft(context)
    confidential = button.confidential == 1
    async with context.write() as tx:
        outcome = await comments.comment(
            tx,
            context.me,
            facts["case"],
            facts["text"],
            objection=facts["objection"],
            confidential=confidential,
            now=context.now,
        )
        each = await lists.find(tx, facts["case"])
        if not isinstance(outcome, Refused) and facts["objection"] and not confidential and each is not None:
            await outbox.put(tx, context.now, *await pushes.objected(tx, each, outcome[0]))
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return DONE
    made, code = outcome
    note = KEPT_SEALED if confidential else "有了答复会发给您。"
    text = Markup("✅ 已提交。{}").format(note)
    await context.show(text, [[OwnComment(made.number, code).labelled("🔎 查看答复")], back(OpenCase(facts["case"]))])
    return DONE


FLOW = Form(
    name="development_comment",
    title="评议",
    start=StartComment,
    begin=begin,
    steps={
        "kind": Step(ask_kind, [Chosen(PickKind, pick_kind)]),
        "words": Step(ask_words, [Typed(reading.TEXT, take_words)]),
        "send": Step(ask_send, [Chosen(Send, send)]),
    },
)


async def own(context: Context, button: OwnComment) -> None:
    """A comment of mine with its answer: by name, or by the code that only I was given."""
    async with context.read() as session:
        if button.code:
            found: DevelopmentComment | Refused = await comments.by_code(session, button.comment, button.code)
        else:
            named = await session.get(DevelopmentComment, button.comment)
            mine = named is not None and named.person_id == context.me.person_id
            found = named if named is not None and mine else Refused.COMMENT_GONE
        said = await comments.text_of(session, found) if isinstance(found, DevelopmentComment) else ""
    if isinstance(found, Refused):
        return await context.tell(found.value)
    answer = Markup("\n<b>答复</b>（{}）\n{}").format(found.answered_on, found.answer) if found.answer else None
    text = lines(
        Markup("<b>我的评议</b>　{}").format(found.on),
        Markup("{}").format(said),
        answer or Markup("\n还没有答复。"),
    )
    rows = [] if found.answer else [[button.labelled("🔄 刷新")]]
    await context.show(text, [*rows, back(OpenCase(found.case_id))])
    return None


async def show_comments(context: Context, button: Comments) -> None:
    """What was said, for who sees the case from inside."""
    each = await looking.inside(context, button.case)
    if each is None:
        return
    async with context.read() as session:
        found = await comments.of_case(session, button.case)
        shown, turning = paged(found, button.page, lambda page: Comments(button.case, page))
        texts = [await comments.text_of(session, comment) for comment in shown]
    rows = [
        [
            OpenComment(comment.number).labelled(
                clip(f"{'✓' if comment.answer else KINDS[int(comment.objection)][0]} {comment.on:%m-%d} {said}", 50)
            )
        ]
        for comment, said in zip(shown, texts, strict=True)
    ]
    text = Markup("<b>💬 对{}的评议</b>　{} 条").format(each.person.name, len(found))
    await context.show(text, [*rows, *turning, back(ManageCase(button.case))])


async def open_comment(context: Context, button: OpenComment) -> None:
    """One comment, to be answered; of a confidential one an inspector may ask for the author."""
    async with context.read() as session:
        found = await session.get(DevelopmentComment, button.comment)
    if found is None:
        return await context.tell(Refused.COMMENT_GONE.value)
    each = await looking.inside(context, found.case_id)
    if each is None:
        return None
    async with context.read() as session:
        said = await comments.text_of(session, found)
        author = await session.get(Person, found.person_id) if found.person_id else None
        can_answer = await comments.why_not_answer(session, context.me, button.comment) is None
    text = lines(
        Markup("<b>{}</b>　对{}　{}").format(KINDS[int(found.objection)], each.person.name, found.on),
        Markup("{}").format("🔒 保密评议" if found.confidential else f"—— {author.name if author else ''}"),
        Markup("\n{}").format(said),
        Markup("\n<b>答复</b>（{}）\n{}").format(found.answered_on, found.answer) if found.answer else None,
    )
    rows = [[StartAnswer(button.comment).labelled("✏️ 答复")]] if can_answer else []
    if found.confidential and may(context.me, Act.SEE_COMMENT_AUTHORS):
        rows.append([StartReveal(button.comment).labelled("🔓 查看评议人")])
    await context.show(text, [*rows, back(Comments(found.case_id, 0))])
    return None


async def begin_answer(context: Context, button: StartAnswer) -> Next:
    """Said at once what would stand in the way."""
    async with context.read() as session:
        refused = await comments.why_not_answer(session, context.me, button.comment)
    if refused:
        await context.tell(refused.value)
        return None
    draft(context).update(comment=button.comment)
    return "words"


async def ask_answer(context: Context) -> None:
    await ask(context, Markup("<b>✏️ 答复</b>\n请写明核实和处理的情况（{} 字以内）。提出的人会看到。").format(LONGEST))


async def take_answer(context: Context) -> Next:
    text = await reading.words(context, "答复", LONGEST)
    if text is None:
        return None
    number = draft(context)["comment"]
    async with context.write() as tx:
        outcome = await comments.answer(tx, context.me, number, text, context.now)
        if isinstance(outcome, DevelopmentComment):
            await pushes.answered(tx, outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return DONE
    await open_comment(context, OpenComment(number))
    return DONE


ANSWER = Form(
    name="development_answer",
    title="答复评议",
    start=StartAnswer,
    begin=begin_answer,
    steps={"words": Step(ask_answer, [Typed(reading.TEXT, take_answer)])},
)


async def begin_reveal(context: Context, button: StartReveal) -> Next:
    async with context.read() as session:
        found = await session.get(DevelopmentComment, button.comment)
    if found is None or not found.confidential:
        await context.tell(Refused.COMMENT_GONE.value)
        return None
    draft(context).update(comment=button.comment)
    return "purpose"


async def ask_purpose(context: Context) -> None:
    await ask(context, Markup("<b>🔓 查看评议人</b>\n请写明用途。查看会记入审计记录，不能删除。"))


async def take_purpose(context: Context) -> Next:
    """The name, with its entry on the trail in the same transaction."""
    purpose = await reading.line(context, "用途", LONGEST_PURPOSE)
    if purpose is None:
        return None
    number = draft(context)["comment"]
    async with context.write() as tx:
        outcome = await comments.author(tx, context.me, number, purpose, context.now)
    said = outcome.value if isinstance(outcome, Refused | Unreadable) else f"评议人：{outcome}"
    await context.show(Markup("{}").format(said), [back(OpenComment(number))])
    return DONE


REVEAL = Form(
    name="development_reveal",
    title="查看评议人",
    start=StartReveal,
    begin=begin_reveal,
    steps={"purpose": Step(ask_purpose, [Typed(reading.TEXT, take_purpose)])},
)
