"""The result: who was elected to what, reported to the superior; and the superior's no."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.forms.choices import Choice, Option, Several
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Draft, Form, draft
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines, names
from handlers.terms import cards, pushes
from handlers.terms.buttons import OpenElection, OpenTerm, StartRefuseResult, StartResult, Terms
from storage.mail import outbox
from storage.people import directory
from storage.people.posts import Post
from storage.terms import elections
from storage.terms.rows import LONGEST_REASON, OFFICES, Refused

NOBODY = 0


async def begin(context: Context, button: StartResult) -> None:
    """What a ballot of the bot's has settled is not asked."""
    async with context.read() as session:
        row = await elections.mine(session, context.me, button.election)
        winners, on = await elections.elected(session, row, context.now.date())
    draft(context).update(election=row.key, branch=row.branch_id, seats=row.seats)
    if winners and on is not None:
        draft(context).update(winners=winners, held=on.isoformat())


async def able(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await elections.eligible(session, draft(context)["branch"], context.now.date())
    return [Option(person, name) for person, name in elections.names_in(found).items()]


async def elected(context: Context) -> Sequence[Option]:
    return [option for option in await able(context) if option.value in draft(context)["winners"]]


async def or_nobody(context: Context) -> Sequence[Option]:
    return [*await elected(context), Option(NOBODY, "空缺")]


def _question(post: Post) -> Choice:
    required = post is Post.SECRETARY
    return Choice(
        post.name.lower(),
        f"<b>{post.value}</b>由哪位当选的同志担任？" + ("" if required else "没有设的选“空缺”；可以由一位同志兼任。"),
        options=elected if required else or_nobody,
    )


def posts_in(facts: Draft) -> dict[str, int]:
    return {post.value: facts[post.name.lower()] for post in OFFICES if facts[post.name.lower()] != NOBODY}


async def review(context: Context) -> Markup:
    facts = draft(context)
    async with context.read() as session:
        known = await directory.names_of(session, facts["winners"])
    return lines(
        Markup("<b>请核对</b>"),
        Markup("选举日期：{}").format(facts["held"]),
        Markup("当选 {} 名：{}").format(len(facts["winners"]), names(known.get(each, "") for each in facts["winners"])),
        Markup("⚠️ 当选人数和应选 {} 名不一样。").format(facts["seats"])
        if len(facts["winners"]) != facts["seats"]
        else None,
        cards.posts_text(posts_in(facts), known),
        Markup(
            "\n报上级：书记、副书记须上级批准，委员备案。同意后，新的职务自选举之日起登记，原来的支委职务同时结束，新的一届开始。"
        ),
    )


async def save(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await elections.report(
            tx,
            context.me,
            facts["election"],
            date.fromisoformat(facts["held"]),
            facts["winners"],
            posts_in(facts),
            context.now,
        )
        await outbox.put(tx, context.now, *await pushes.reported(tx, row, context.me, context.occasion))
    await context.show(escape("✅ 已报上级，等待答复。"), [back(OpenElection(row.key))])


REPORTING = Form(
    name="term_result",
    title="登记换届选举结果",
    start=StartResult,
    begin=begin,
    questions=[
        Day("held", "<b>📤 登记换届选举结果</b>\n党员大会是哪一天选举的？", past=True),
        Several("winners", "哪几位当选？应选 {seats} 名。", unit="名", options=able, too_few=Refused.NO_WINNERS),
        *(_question(post) for post in OFFICES),
        Review("confirm", review, "📤 报上级", save),
    ],
)


async def begin_refuse(context: Context, button: StartRefuseResult) -> None:
    async with context.read() as session:
        await elections.answerable(session, context.me, button.election)
    draft(context)["election"] = button.election


async def refuse(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await elections.refuse(tx, context.me, facts["election"], facts["word"], context.now)
        await outbox.put(tx, context.now, pushes.result_refused(row, context.occasion))
    await context.show(
        escape("已退回，并告诉了支部书记。"), [[OpenTerm(row.branch_id).labelled("查看")], back(Terms(0))]
    )


REFUSING = Form(
    name="term_result_refuse",
    title="退回换届选举结果",
    start=StartRefuseResult,
    begin=begin_refuse,
    questions=[Text("word", "为什么退回？会告诉支部书记，改好后可以重新上报。", "理由", LONGEST_REASON, shortest=2)],
    save=refuse,
)
FORMS = (REPORTING, REFUSING)
