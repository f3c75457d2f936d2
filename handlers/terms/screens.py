"""Terms as screens: all committees, one with its term and what can be done about it, who held which post when."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.terms import cards
from handlers.terms.buttons import (
    OpenElection,
    OpenTerm,
    Prepare,
    StartTermChange,
    StartTerms,
    TermBasis,
    TermPosts,
    Terms,
)
from storage.engine.refusal import Refusal, allowed, passes
from storage.people import directory, register
from storage.people.access import may, reach
from storage.people.rights import Act, Reach
from storage.rules.regulations import basis
from storage.terms import elections, keeping, lists
from storage.terms.rows import (
    AGAIN_RULE,
    BRANCH_RULE,
    BUREAU,
    CHANGE_RULE,
    COMMITTEE_RULE,
    ELECTION_RULE,
    NOTICE_RULE,
    OFFICES,
    check_run,
    check_see,
)

PAGE, POSTS = 12, 20


async def command(context: Context) -> None:
    """/terms."""
    await show_all(context, Terms(0))


async def show_all(context: Context, button: Terms) -> None:
    """What is overdue or without a term first."""
    me, today = context.me, context.now.date()
    if reach(me, Act.SEE_TERMS) is not Reach.BUREAU:
        await open_term(context, OpenTerm(me.branch_id))
        return
    async with context.read() as session:
        known = {BUREAU: cards.COMMITTEE, **await directory.present_names(session)}
        found = await lists.by_branch(session)
    order = sorted(
        known, key=lambda number: (number in found, found[number].ends_on if number in found else today, number)
    )
    shown, turning = paged(order, button.page, Terms, PAGE)
    rows = [[OpenTerm(number).labelled(cards.label(found.get(number), known[number], today))] for number in shown]
    late = sum(term.ends_on < today for term in found.values())
    text = lines(
        Markup("<b>🏛 任期与换届</b>"),
        Markup("任期届满未换届 {} 个，未登记任期 {} 个。按届满日期排列。").format(late, len(known) - len(found)),
    )
    enter = [[StartTerms().labelled("✏️ 登记任期")]] if may(me, Act.KEEP_TERMS) else []
    await context.show(text, [*enter, *rows, *turning, [TermBasis().labelled("📖 依据"), *HOME]])


async def open_term(context: Context, button: OpenTerm) -> None:
    me, today, branch = context.me, context.now.date(), button.branch
    check_see(me, branch)
    async with context.read() as session:
        known = {BUREAU: cards.COMMITTEE, **await directory.branch_names(session)}
        if branch not in known:
            raise Refusal(OUTDATED)
        term = await keeping.current(session, branch)
        changes = await lists.changes_of(session, term.key) if term else []
        election = await elections.latest(session, term.key) if term and branch else None
        changeable = term is not None and await allowed(keeping.check_ask(session, me, branch))
        held = [each for each in await _tenures(session, branch) if not each.over]
    said = {None: "等待答复", True: "已同意", False: "没有同意"}
    text = lines(
        Markup("<b>🏛 {}　任期与换届</b>").format(known[branch]),
        cards.term_text(term, today)
        if term
        else Markup("还没有登记这一届的任期。党务干部登记后，到期前 6 个月、3 个月、1 个月提醒。"),
        *(
            Markup("• 改为 {:%Y-%m-%d} 届满：{}（{}{}）").format(
                each.until, each.reason, said[each.agreed], f"，{each.word}" if each.word else ""
            )
            for each in changes
        ),
        Markup("\n<b>现任</b>") if held else None,
        *(cards.tenure_text(each) for each in held),
    )
    rows = []
    runs = passes(check_run, me, branch)
    if election is not None:
        rows.append([OpenElection(election.key).labelled("🗳 换届选举")])
    elif term is not None and runs:
        rows.append([Prepare(branch).labelled("🗳 准备换届选举")])
    if changeable:
        rows.append([StartTermChange(branch).labelled("📅 延期或提前换届")])
    if branch:
        rows.append([TermPosts(branch, 0).labelled("🗂 历任")])
    wide = reach(me, Act.SEE_TERMS) is Reach.BUREAU
    last = back(Terms(0)) if wide else [TermBasis().labelled("📖 依据"), *HOME]
    await context.show(text, [*rows, last])


async def _tenures(session: AsyncSession, branch: int) -> list[register.Tenure]:
    return await register.tenures(session, branch_id=branch, posts=OFFICES) if branch else []


async def show_posts(context: Context, button: TermPosts) -> None:
    """The newest first, under the terms in which they began."""
    check_see(context.me, button.branch)
    async with context.read() as session:
        known = await directory.branch_names(session, button.branch)
        if button.branch not in known:
            raise Refusal(OUTDATED)
        found = list(reversed(await _tenures(session, button.branch)))
        terms = await lists.past(session, button.branch)
    shown, turning = paged(found, button.page, lambda page: TermPosts(button.branch, page), POSTS)
    text = lines(
        Markup("<b>🗂 {}　历任</b>　{} 条").format(known[button.branch], len(found)),
        *(cards.tenure_text(each) for each in shown),
        None if found else Markup("名册里还没有这个支部的任职记录。"),
        Markup("\n<b>历届</b>") if terms else None,
        *(
            Markup("• {:%Y-%m-%d} 至 {}").format(each.begun_on, f"{each.ended_on:%Y-%m-%d}" if each.ended_on else "今")
            for each in terms[:POSTS]
        ),
        Markup("\n以前的任职由党务干部在名册里补记。"),
    )
    await context.show(text, [*turning, back(OpenTerm(button.branch))])


async def show_basis(context: Context, _button: TermBasis) -> None:
    rules = (BRANCH_RULE, COMMITTEE_RULE, CHANGE_RULE, NOTICE_RULE, AGAIN_RULE, ELECTION_RULE)
    await context.show(Markup("{}").format("\n\n".join(basis(key) for key in rules)), [back(Terms(0))])
