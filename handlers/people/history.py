"""Who held which post when (职务沿革): a branch's, a month's, a person's; and as a table."""

from collections.abc import Iterable
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.navigation import back, other_months, paged
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import (
    History,
    OpenBranch,
    OpenDeparted,
    OpenPerson,
    Posts,
    PostsIn,
    PostsSheet,
    StartPast,
    WithdrawPast,
)
from handlers.people.screens import GONE
from scoring.cadence import last_of_month
from storage.engine.refusal import Refusal
from storage.people import past, register
from storage.people.access import Place, may
from storage.people.directory import Branch, Person
from storage.people.posts import Post
from storage.people.register import Entry, Fact, Tenure, Way
from storage.people.rights import Act
from storage.sheets.writing import Made, Sheet

PAGE = 12
UNKNOWN = "不详"
LATER = "登记起始日期不详的，只知道登记之后的情况；党务干部可以在本人的“任职和变动”里补记。"
_RANK = {post: number for number, post in enumerate(Post)}


def span(since: date | None, until: date | None, *, over: bool) -> str:
    """From when until when."""
    return f"{since.isoformat() if since else UNKNOWN} — {until.isoformat() if until else UNKNOWN if over else '至今'}"


async def _branch(session: AsyncSession, context: Context, number: int) -> Branch:
    branch = await session.get(Branch, number)
    if branch is None or not may(context.me, Act.SEE_ROSTER, Place(branch_id=number)):
        raise Refusal(NOT_ALLOWED)
    return branch


def _by_post(found: Iterable[Tenure]) -> list[Tenure]:
    """Post by post, the newest first; who holds it now before all."""
    newest = sorted(found, key=lambda each: (not each.over, each.since or date.min), reverse=True)
    return sorted(newest, key=lambda each: _RANK[each.post])


async def posts(context: Context, button: Posts) -> None:
    async with context.read() as session:
        branch = await _branch(session, context, button.branch)
        found = _by_post(await register.tenures(session, branch_id=button.branch))
    shown, turning = paged(found, button.page, lambda page: Posts(button.branch, page), size=PAGE)
    text = lines(
        Markup("<b>{}　职务沿革</b>").format(branch.name),
        *_told(shown),
        None if found else Markup("还没有任职记录。"),
        Markup("\n{}").format(LATER) if any(each.since is None for each in found) else None,
    )
    month = context.now.date().replace(day=1)
    rows = [
        [PostsIn(button.branch, month.isoformat()).labelled("📅 按月看"), PostsSheet(button.branch).labelled("📊 XLSX")]
    ]
    await context.show(text, [*turning, *rows, back(OpenBranch(button.branch, 0))])


def _told(found: Iterable[Tenure]) -> list[Markup]:
    told, post = [], None
    for each in found:
        if each.post is not post:
            post = each.post
            told.append(Markup("\n<b>{}</b>").format(post.value))
        told.append(Markup("{}　{}").format(each.name, span(each.since, each.until, over=each.over)))
    return told


async def posts_in(context: Context, button: PostsIn) -> None:
    """Of one month: who held it on its first day or came later in it."""
    try:
        first = date.fromisoformat(button.month).replace(day=1)
    except ValueError:
        raise Refusal(NOT_ALLOWED) from None
    today = context.now.date()
    last = min(last_of_month(first), today)
    async with context.read() as session:
        branch = await _branch(session, context, button.branch)
        found = _by_post(await register.tenures(session, branch_id=button.branch))
    sure = [each for each in found if _covers(each, first, last)]
    maybe = [each for each in found if each not in sure and _covers(each, first, last) is None]
    text = lines(
        Markup("<b>{}　{}年{}月的任职</b>").format(branch.name, first.year, first.month),
        *_told(sure),
        None if sure else Markup("这个月没有已知的任职。"),
        Markup("\n<b>起止不详，可能在任</b>") if maybe else None,
        *(Markup("{}　{}").format(each.post.value, each.name) for each in maybe),
    )
    turn = other_months(first, lambda month: PostsIn(button.branch, month.isoformat()), today)
    await context.show(text, [turn, back(Posts(button.branch, 0))])


def _covers(each: Tenure, first: date, last: date) -> bool | None:
    """Whether it was held on some day of that span; None where nobody knows."""
    if (each.until and each.until <= first) or (each.since and each.since > last):
        return False
    return each.covers(max(first, each.since or first)) or each.covers(last) or None


async def posts_sheet(context: Context, button: PostsSheet) -> None:
    async with context.read() as session:
        branch = await _branch(session, context, button.branch)
        found = _by_post(await register.tenures(session, branch_id=button.branch))
    content = await in_turn(_sheet, made_by(context, "职务沿革", f"　{branch.name}"), found)
    await context.send_file(
        f"职务沿革_{branch.name}.xlsx", content, Export(of_branch("roster", button.branch), "职务沿革")
    )
    await context.toast("表格已发出")


def _sheet(above: Made, found: list[Tenure]) -> bytes:
    rows = [
        (
            each.post.value,
            each.name,
            each.since or UNKNOWN,
            each.until or (UNKNOWN if each.over else "至今"),
            each.way.value,
        )
        for each in found
    ]
    return workbook(above, [Sheet("职务沿革", ("职务", "姓名", "任职", "免职", "登记方式"), rows, names=2, note=LATER)])


SHOWN = tuple(each for each in Fact if each not in (Fact.HERE, Fact.JOINED, Fact.FULL, Fact.PHONE))


async def history(context: Context, button: History) -> None:
    """One person's, fact by fact."""
    async with context.read() as session:
        person = await session.get(Person, button.person)
        if person is None or not may(context.me, Act.SEE_ROSTER, Place(branch_id=person.branch_id)):
            raise Refusal(GONE)
        found = await register.of_person(session, button.person)
    ordered = [each for fact in (Fact.HERE, *SHOWN) for each in found if each[0].fact == fact.value]
    shown, turning = paged(ordered, button.page, lambda page: History(button.person, page), size=PAGE)
    told, fact = [], None
    for row, branch in shown:
        if row.fact != fact:
            fact = row.fact
            told.append(Markup("\n<b>{}</b>").format(fact))
        told.append(_line(row, branch))
    staff = may(context.me, Act.IMPORT_ROSTER)
    rows = [[StartPast(button.person).labelled("📝 补记任职")]] if staff else []
    rows += [
        [WithdrawPast(row.id or 0).labelled(f"✖ 撤回补记：{row.value} {row.since or ''}")]
        for row, _ in shown
        if staff and row.way == Way.PAST.value
    ]
    to = OpenDeparted(button.person) if person.left_at else OpenPerson(button.person)
    text = lines(Markup("<b>{}　任职和变动</b>").format(person.name), *told)
    await context.show(text, [*turning, *rows, back(to)])


def _line(row: Entry, branch: str) -> Markup:
    word = {Fact.BRANCH.value: branch, Fact.HERE.value: "在册"}.get(row.fact, row.value)
    where = f"（{branch}）" if row.fact in (Fact.POST.value, Fact.GROUP.value) and branch else ""
    reason = f"　{row.reason}" if row.reason else ""
    days = span(row.since, row.until, over=row.ended_at is not None)
    return Markup("{}{}　{}{}　<i>{}</i>").format(word, where, days, reason, row.way)


async def withdraw(context: Context, button: WithdrawPast) -> None:
    async with context.write() as tx:
        person = await past.withdraw(tx, context.me, button.entry, context.now)
    await context.toast("已撤回")
    await history(context, History(person, 0))
