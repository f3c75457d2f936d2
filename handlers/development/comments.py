"""评议: left by name or confidentially, answered by those who run the case, its author seen by inspectors alone."""

from handlers.development import pushes, screens
from handlers.development.buttons import (
    Comments,
    ManageCase,
    OpenComment,
    OpenDevelopment,
    OwnComment,
    StartAnswer,
    StartComment,
    StartReveal,
)
from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, lines
from storage.development import comments, lists
from storage.development.rows import Refused
from storage.engine.refusal import Refusal, allowed
from storage.mail import outbox
from storage.people.access import may
from storage.people.directory import name_of
from storage.people.rights import Act
from storage.sealed.records import Unreadable

LONGEST_COMMENT, LONGEST_PURPOSE = 1000, 200
KEPT_SEALED = (
    "姓名已加密封存，办理的同志明天早上才会收到提醒，以免从时间上看出是谁。请保留这条消息，以后点下面的按钮查看答复。"
)
KINDS = {False: "💬 意见", True: "❗ 异议"}


async def open_own(context: Context, button: OwnComment) -> None:
    """A comment of mine with its answer: by name, or by the code that only I was given."""
    async with context.read() as session:
        found = await comments.own(session, context.me, button.comment, button.code)
        said = await comments.text_of(session, found)
    answer = Markup("\n<b>答复</b>（{}）\n{}").format(found.answered_on, found.answer) if found.answer else None
    text = lines(
        Markup("<b>我的评议</b>　{}").format(found.on), Markup("{}").format(said), answer or Markup("\n还没有答复。")
    )
    rows = [] if found.answer else [[button.labelled("🔄 刷新")]]
    await context.show(text, [*rows, back(OpenDevelopment(found.case_id))])


async def show_comments(context: Context, button: Comments) -> None:
    """What was said, for those who see the case from inside."""
    each = await screens.inside(context, button.case)
    async with context.read() as session:
        found = await comments.of_case(session, button.case)
        shown, turning = paged(found, button.page, lambda page: Comments(button.case, page))
        texts = [await comments.text_of(session, comment) for comment in shown]
    rows = [
        [
            OpenComment(comment.number).labelled(
                clip(f"{'✓' if comment.answer else KINDS[comment.objection][0]} {comment.on:%m-%d} {said}", 50)
            )
        ]
        for comment, said in zip(shown, texts, strict=True)
    ]
    text = Markup("<b>💬 对{}的评议</b>　{} 条").format(each.person.name, len(found))
    await context.show(text, [*rows, *turning, back(ManageCase(button.case))])


async def open_comment(context: Context, button: OpenComment) -> None:
    """One comment, to be answered; of a confidential one an inspector may ask for the author."""
    async with context.read() as session:
        found = await comments.find(session, button.comment)
    each = await screens.inside(context, found.case_id)
    async with context.read() as session:
        said = await comments.text_of(session, found)
        author = await name_of(session, found.person_id or 0)
        can_answer = await allowed(comments.answerable(session, context.me, button.comment))
    text = lines(
        Markup("<b>{}</b>　对{}　{}").format(KINDS[found.objection], each.person.name, found.on),
        Markup("{}").format("🔒 保密评议" if found.confidential else f"—— {author}"),
        Markup("\n{}").format(said),
        Markup("\n<b>答复</b>（{}）\n{}").format(found.answered_on, found.answer) if found.answer else None,
    )
    rows = [[StartAnswer(button.comment).labelled("✏️ 答复")]] if can_answer else []
    if found.confidential and may(context.me, Act.SEE_COMMENT_AUTHORS):
        rows.append([StartReveal(button.comment).labelled("🔓 查看评议人")])
    await context.show(text, [*rows, back(Comments(found.case_id, 0))])


async def _begin_comment(context: Context, button: StartComment) -> None:
    """On an open case that is not one's own."""
    each = await screens.seen(context, button.case)
    if each.person.id == context.me.person_id:
        raise Refusal(Refused.OWN)
    if not each.file.is_open:
        raise Refusal(Refused.ENDED)
    draft(context).update(case=button.case, name=each.person.name)


async def ask_how(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>{}</b>：{}").format(KINDS[facts["objection"]], facts["name"]),
        Markup("{}\n").format(facts["text"]),
        Markup("署名：办理的同志看得到您的姓名，答复会发给您。"),
        Markup("保密：姓名加密封存，只有纪检监察说明用途后才能查看，并留下审计记录；凭查询按钮看答复。"),
    )


async def comment(context: Context) -> None:
    """An objection by name is told at once to those who must answer; of a confidential one a push at this moment would tell when it was
    left, and so by whom: it is told with the next morning's (`reminders/development.py`)."""
    facts = draft(context)
    case, objection, confidential = facts["case"], facts["objection"], facts["confidential"]
    async with context.write() as tx:
        made, code = await comments.comment(
            tx, context.me, case, facts["text"], objection=objection, confidential=confidential, now=context.now
        )
        if objection and not confidential:
            await outbox.put(tx, context.now, *await pushes.objected(tx, await lists.find(tx, case), made))
    text = Markup("✅ 已提交。{}").format(KEPT_SEALED if confidential else "有了答复会发给您。")
    await context.show(text, [[OwnComment(made.number, code).labelled("🔎 查看答复")], back(OpenDevelopment(case))])


COMMENTING = Form(
    name="development_comment",
    title="评议",
    start=StartComment,
    begin=_begin_comment,
    questions=[
        Choice(
            "objection",
            "<b>💬 评议</b>：{name}\n意见供支部参考；异议须核实并答复，公示期间提出异议，计时暂停到答复为止。",
            options=[Option(objection, label) for objection, label in KINDS.items()],
        ),
        Text("text", f"请写下您的意见（{LONGEST_COMMENT} 字以内）。不要写涉密内容。", "评议", LONGEST_COMMENT),
        Choice("confidential", ask_how, options=[Option(False, "✍️ 署名提交"), Option(True, "🔒 保密提交")]),
    ],
    save=comment,
)


async def _begin_answer(context: Context, button: StartAnswer) -> None:
    async with context.read() as session:
        await comments.answerable(session, context.me, button.comment)
    draft(context).update(comment=button.comment)


async def answer(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        found = await comments.answer(tx, context.me, facts["comment"], facts["words"], context.now)
        await pushes.answered(tx, found, context)
    await open_comment(context, OpenComment(facts["comment"]))


ANSWERING = Form(
    name="development_answer",
    title="答复评议",
    start=StartAnswer,
    begin=_begin_answer,
    questions=[
        Text(
            "words",
            f"<b>✏️ 答复</b>\n请写明核实和处理的情况（{LONGEST_COMMENT} 字以内）。提出的人会看到。",
            "答复",
            LONGEST_COMMENT,
        )
    ],
    save=answer,
)


async def _begin_reveal(context: Context, button: StartReveal) -> None:
    async with context.read() as session:
        await comments.sealed(session, button.comment)
    draft(context).update(comment=button.comment)


async def reveal(context: Context) -> None:
    """The name, with its entry on the trail in the same transaction."""
    facts = draft(context)
    async with context.write() as tx:
        author = await comments.author(tx, context.me, facts["comment"], facts["purpose"], context.now)
    text = author.value if isinstance(author, Unreadable) else f"评议人：{author}"
    await context.show(Markup("{}").format(text), [back(OpenComment(facts["comment"]))])


REVEALING = Form(
    name="development_reveal",
    title="查看评议人",
    start=StartReveal,
    begin=_begin_reveal,
    questions=[
        Line("purpose", "<b>🔓 查看评议人</b>\n请写明用途。查看会记入审计记录，不能删除。", "用途", LONGEST_PURPOSE)
    ],
    save=reveal,
)
FORMS = (COMMENTING, ANSWERING, REVEALING)
