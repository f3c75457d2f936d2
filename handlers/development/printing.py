"""发展党员 on paper: the file of a case, the analysis of a time, a sample text."""

from collections.abc import Sequence
from datetime import date, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.development.analysis import UNKNOWN, title_of
from handlers.development.buttons import PrintAnalysis, PrintCase, PrintSample
from handlers.development.cards import state
from handlers.development.screens import inside
from handlers.kit.joins import Papers
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, Unrecorded, of_branch
from handlers.kit.screens.papers import send_paper
from scoring.development_analysis import REACHED, Figures
from scoring.papers import development as papers
from scoring.papers.paper import Paper, day_of, file_name
from storage.development import analysis, lists, samples
from storage.development import papers as stored
from storage.development.dossiers import sees_inside
from storage.development.lists import Listed
from storage.engine.refusal import Refusal
from storage.ledger import Scope
from storage.people.directory import Who, branch_names, name_of
from storage.people.rights import Act

NO_SAMPLE = "没有这篇范文，请返回列表重新选择。"


async def print_case(context: Context, button: PrintCase) -> None:
    each = await inside(context, button.case)
    async with context.read() as session:
        paper = await _case(session, each, context.now.date(), context.bot_data.clock.zone)
    taken = Export(f"development:{button.case}", paper.name, over=each.file.case.person_id)
    await send_paper(context, paper, button.form, taken)


async def _case(session: AsyncSession, each: Listed, today: date, zone: tzinfo) -> Paper:
    facts = await stored.case_file(session, each, state(each.file), today, zone)
    return Paper(papers.CASE.name, facts, file_name(each.branch, each.person.name, papers.CASE.title))


async def _cases(session: AsyncSession, me: Who, scope: Scope) -> Sequence[Paper]:
    """Of each case in which something took place in the time; one's own is never among them."""
    return [
        await _case(session, each, scope.today, scope.zone)
        for each in await lists.everyone(session, scope.branch_id, ended=True)
        if sees_inside(me, each.file) and any(scope.first <= row.on <= scope.last for row in each.file.steps)
    ]


async def print_analysis(context: Context, button: PrintAnalysis) -> None:
    analysis.span(button.year, button.half)
    branch, today = button.branch or None, context.now.date()
    analysis.check_sees(context.me, branch)
    unit, heading = await title_of(context, branch, button.year, button.half)
    async with context.read() as session:
        found = await analysis.of(session, branch, button.year, button.half, today)
        said = (await analysis.confirmed(session, button.year, button.half)).get(branch)
        names = await branch_names(session)
        by = await name_of(session, said.by) if said else ""
    confirmed = f"{by}，{day_of(said.at.astimezone(context.now.tzinfo).date())}确认" if said else "　"
    facts = papers.AnalysisPaper(
        unit=unit,
        heading=heading,
        counts=counts(found),
        slow=tuple(
            papers.Slow(
                names.get(each.way.branch_id, ""),
                each.way.person,
                each.stage.value,
                f"{each.since:%Y-%m-%d}",
                each.stuck,
            )
            for each in found.stuck
        ),
        unknown=UNKNOWN,
        words=tuple(line.strip() for line in said.words.splitlines() if line.strip()) if said else (),
        confirmed=confirmed,
        made_on=day_of(today),
    )
    name = file_name(unit, heading)
    taken = Export(of_branch("development_analysis", branch), name)
    await send_paper(context, Paper(papers.ANALYSIS.name, facts, name), button.form, taken)


def counts(found: Figures) -> tuple[papers.Counted, ...]:
    stages = (
        papers.Counted(
            f"{stage.value}阶段",
            str(count),
            f"停留天数中位 {found.days[stage]}" if stage in found.days else "",
        )
        for stage, count in found.by_stage.items()
    )
    reached = (papers.Counted(step.words, str(found.reached[step]), "这段时间里") for step in REACHED)
    plan = (
        papers.Counted("列入年度计划", str(found.planned), "已审定的"),
        papers.Counted("计划内接收", str(found.planned_done), ""),
        papers.Counted("计划外接收", str(found.unplanned), ""),
    )
    return (*stages, *reached, *plan)


async def print_sample(context: Context, button: PrintSample) -> None:
    found = samples.named(button.sample)
    if found is None:
        raise Refusal(NO_SAMPLE)
    # The first line is the title once more.
    written = [line.strip() for line in found.text.splitlines() if line.strip()]
    facts = papers.SampleText(written[0], found.about, tuple(written[1:]))
    await send_paper(
        context,
        Paper(papers.SAMPLE.name, facts, file_name(found.title, papers.SAMPLE.title)),
        button.form,
        Unrecorded.BLANK,
    )


PAPERS = Papers(papers.CASE.name, papers.CASE.title, Act.SEE_DEVELOPMENT, _cases)
