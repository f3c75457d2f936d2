"""Writing a report, answering one, passing it up."""

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.pieces import Pieces
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.reports import cards, pushes, screens
from handlers.reports.buttons import OpenReport, Reports, StartAnswer, StartPass, StartReport
from storage.engine.refusal import Refusal
from storage.people.directory import name_of
from storage.reports import handling, ways
from storage.reports.rows import LONGEST, LONGEST_TITLE, LONGEST_WORD, MOST_FILES, Kind, Level, Refused


async def _begin(context: Context, _button: StartReport) -> None:
    """Where there is one way alone, it is not asked for."""
    async with context.read() as session:
        found = await ways.addressees(session, context.me)
    if not found:
        raise Refusal(Refused.NOBODY)
    if len(found) == 1:
        draft(context)["level"] = found[0][0].name


async def _levels(context: Context) -> list[Option]:
    async with context.read() as session:
        found = await ways.addressees(session, context.me)
    return [Option(level.name, f"{level.value}（{cards.readers(who)}）") for level, who in found]


async def _to(context: Context) -> Markup:
    """Who will read it, by name."""
    level = Level[draft(context)["level"]]
    async with context.read() as session:
        found = await ways.readers(session, level, context.me.branch_id, context.me.person_id)
    return Markup("{}（{}）").format(level, cards.readers(found))


async def _ask_content(context: Context) -> Markup:
    return lines(
        Markup("<b>📨 {}</b>").format(draft(context)["title"]),
        Markup("请发送报告的内容（{} 字以内），可以附照片和文件，可以分几次发，发完点“下一步”。").format(LONGEST),
        Markup(
            "{}会看到全文和附件，可以转报上级。请不要写涉密内容；涉及个人隐私的，请用“谈心谈话”或“意见建议”。"
        ).format(await _to(context)),
    )


async def _review(context: Context) -> Markup:
    facts = draft(context)
    content = facts["content"]
    return lines(
        Markup("<b>请核对</b>　{}").format(Kind[facts["kind"]]),
        Markup("交给：<b>{}</b>").format(await _to(context)),
        Markup("题目：{}").format(facts["title"]),
        Markup("附件 {} 个。").format(len(content["files"])) if content["files"] else None,
        Markup("\n{}").format(content["text"]),
    )


async def _write(context: Context) -> None:
    facts, me = draft(context), context.me
    content, level = facts["content"], Level[facts["level"]]
    files = [(kind, file) for kind, file in content["files"]]
    async with context.write() as tx:
        report, leg = await handling.write(
            tx, me, level, Kind[facts["kind"]], facts["title"], content["text"], files, context.now
        )
        to = await ways.readers_of(tx, leg, me.person_id)
        await pushes.come(tx, report, leg, me.name, to, context.now)
    text = Markup("<b>✅ 已提交</b>，交给{}（{}）。\n请在{}前{}，谁阅过您能看到。").format(
        level,
        cards.readers(to),
        day_text(leg.due, context.now.date()),
        "等候答复" if report.kind == Kind.REQUEST else "等候阅示",
    )
    await context.show(text, [[OpenReport(report.key).labelled("查看")], back(Reports(0))])


WRITING = Form(
    name="report",
    title="写报告",
    start=StartReport,
    begin=_begin,
    questions=[
        Choice(
            "kind",
            f"{cards.HEADING}\n报告什么？请示会一直等到答复。",
            options=[Option(kind.name, kind.value) for kind in Kind],
        ),
        Choice("level", "<b>📨 交给谁？</b>\n括号里是会看到报告的同志。", options=_levels, columns=1),
        Line("title", "题目是什么？", "题目", LONGEST_TITLE, shortest=2),
        Pieces("content", _ask_content, "报告", LONGEST, MOST_FILES, words_needed=True),
        Review("confirm", _review, "✅ 提交", _write, ways=[Way("‹ 再改改", to="content"), Way("改题目", to="title")]),
    ],
)


async def _begin_answer(context: Context, button: StartAnswer) -> None:
    async with context.read() as session:
        report, _ = await handling.handled(session, context.me, button.report)
    draft(context).update(report=report.key, title=report.title)


async def _answer(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        report = await handling.answer(tx, context.me, facts["report"], facts["words"], context.now)
        await pushes.told(tx, report, Markup("有了{}的批示，请打开查看。").format(context.me.name), "answered", context)
    await context.toast("已批示，并告诉了报告人")
    await screens.show_report(context, report.key)


ANSWERING = Form(
    name="report_answer",
    title="批示报告",
    start=StartAnswer,
    begin=_begin_answer,
    questions=[
        Text("words", "<b>💬 批示</b>：{title}\n请写明意见，报告人和以后转报到的上级都能看到。", "批示", LONGEST_WORD)
    ],
    save=_answer,
)


async def _begin_pass(context: Context, button: StartPass) -> None:
    async with context.read() as session:
        report, offered = await handling.passable(session, context.me, button.report)
    draft(context).update(report=report.key, title=report.title)
    if len(offered) == 1:
        draft(context)["level"] = offered[0][0].name


async def _higher(context: Context) -> list[Option]:
    async with context.read() as session:
        _, offered = await handling.passable(session, context.me, draft(context)["report"])
    return [Option(level.name, f"{level.value}（{cards.readers(who)}）") for level, who in offered]


async def _review_pass(context: Context) -> Markup:
    facts = draft(context)
    async with context.read() as session:
        _, offered = await handling.passable(session, context.me, facts["report"])
    to = dict(offered).get(Level[facts["level"]], [])
    return lines(
        Markup("把<b>{}</b>转报{}（{}）？").format(facts["title"], Level[facts["level"]], cards.readers(to)),
        Markup("对方会看到全文、附件和以前的批示，之后由对方办理；报告人会知道。"),
        Markup("附言：{}").format(facts["word"]) if facts["word"] else None,
    )


async def _pass(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        report, leg = await handling.pass_up(
            tx, context.me, facts["report"], Level[facts["level"]], facts["word"], context.now
        )
        await pushes.told(tx, report, Markup("已由{}转报{}。").format(context.me.name, leg.level), "passed", context)
        author = await name_of(tx, report.person_id)
        await pushes.come(tx, report, leg, author, await ways.readers_of(tx, leg, report.person_id), context.now)
    await context.toast("已转报")
    await screens.show_report(context, report.key)


PASSING = Form(
    name="report_pass",
    title="转报",
    start=StartPass,
    begin=_begin_pass,
    questions=[
        Choice("level", "<b>📤 转报</b>：{title}\n转给谁？括号里是会看到的同志。", options=_higher, columns=1),
        Line("word", "要不要写一句附言？", "附言", 200, ways=[Way("跳过", value="")]),
        Review("confirm", _review_pass, "✅ 确认转报", _pass),
    ],
)
FORMS = (WRITING, ANSWERING, PASSING)
