"""A branch goes into another one: who moves and what ends is shown by name before it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Prompt, Review, Way
from handlers.kit.forms.tables import listed
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import OpenBranch, StartMerge
from handlers.people.by_hand import waiting_posts
from handlers.people.pushes import imported
from handlers.people.telling import sections
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory, merging
from storage.people.merging import Refused


async def _begin(context: Context, button: StartMerge) -> None:
    async with context.read() as session:
        names = await directory.present_names(session)
    if button.branch not in names:
        raise Refusal(Refused.NO_SUCH)
    draft(context).update(branch=button.branch, name=names[button.branch])


async def _others(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        names = await directory.present_names(session)
    return [Option(number, name) for number, name in names.items() if number != draft(context)["branch"]]


async def _chosen(context: Context, into: int) -> int:
    facts = draft(context)
    async with context.read() as session:
        await merging.propose(session, context.me, facts["branch"], into)
        facts["into_name"] = (await directory.branch_names(session, into))[into]
    return into


@dataclass(frozen=True)
class MergeReview(Review):
    prompt: Prompt = field(default="", init=False)

    async def words(self, context: Context) -> Markup:
        facts = draft(context)
        async with context.read() as session:
            plan = await merging.propose(session, context.me, facts["branch"], facts["into"])
        facts["shown"] = plan.mark
        found, _ = listed(sections(plan))
        waits = waiting_posts(plan)
        return lines(
            Markup("<b>请核对</b>（还没有写入）"),
            Markup("{name}并入<b>{into_name}</b>，自今天起；{name}撤销。").format_map(facts),
            Markup("依据：{reason}").format_map(facts),
            Markup("{} 人转入，原支部的职务和党小组一并免去。").format(len(plan.changed)),
            found,
            Markup("\n⏳ 待第二人确认后才能看保密内容：{}").format("、".join(waits)) if waits else None,
            Markup("\n还要办的：新职务、党小组；发展党员、未办完的任务、苗头和重点关注，在调动里移交、接收。"),
        )


async def _merge(context: Context) -> None:
    facts, me, now = draft(context), context.me, context.now
    async with context.write() as tx:
        plan = await merging.merge(tx, me, facts["branch"], facts["into"], facts["reason"], facts["shown"], now)
        await outbox.put(tx, now, *await imported(tx, plan.done, me, context.occasion))
    text = Markup("✅ {} 人已转入<b>{}</b>，{}已撤销。").format(len(plan.changed), facts["into_name"], facts["name"])
    await context.show(
        text,
        [[OpenBranch(facts["into"], 0).labelled("👥 看现在的支部")], back(OpenBranch(facts["branch"], 0))],
    )


FORM = Form(
    name="branch_merge",
    title="支部合并",
    start=StartMerge,
    begin=_begin,
    questions=[
        Choice("into", "<b>{name}</b>并入哪个支部？", options=_others, columns=1, check=_chosen),
        Line("reason", "依据什么？写批复文件和文号，或原因。", "依据", 60, shortest=2),
        MergeReview(
            "review",
            label="✅ 确认合并",
            save=_merge,
            leads={Refused.CHANGED: "review"},
            ways=[Way("改支部", to="into"), Way("改依据", to="reason")],
        ),
    ],
)
