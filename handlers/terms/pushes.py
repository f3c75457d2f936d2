"""What terms tell people unasked: what waits for an answer and what it is, and whose posts began or ended by an election."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.links import ToDos
from handlers.kit.screens.pushing import decision, keyboard
from handlers.kit.screens.text import Markup, clip, names
from handlers.terms.buttons import OpenElection, OpenTerm, StartRefuseChange, StartRefuseResult
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.confirming import trusted
from storage.people.directory import Who
from storage.people.posts import Post
from storage.people.roster_plan import Done
from storage.terms.rows import TermChange, TermElection

REMINDER, CHANGE, RESULT = "term", "term_change", "term_result"


async def change_asked(session: AsyncSession, row: TermChange, branch: int, by: Who, period: str) -> list[Push]:
    """To the staff, with the two buttons."""
    text = Markup("📅 <b>{}</b>申请届满日期改为 {:%Y-%m-%d}：{}").format(by.branch, row.until, clip(row.reason, 300))
    rows = [decision(CHANGE, (row.key, 0), StartRefuseChange(row.key)), [OpenTerm(branch).labelled("查看")]]
    return [
        Push(CHANGE, f"term:{branch}", str(text), person_id=each.person_id, period=period, keyboard=keyboard(*rows))
        for each in await trusted(session, Post.PARTY_STAFF)
        if each.person_id != by.person_id
    ]


def change_answered(row: TermChange, period: str) -> Push:
    said = "同意" if row.agreed else f"没有同意：{row.word}"
    text = Markup("📅 届满日期改为 {:%Y-%m-%d} 的申请，党务干部{}").format(row.until, said)
    return Push("term_change_answered", f"term_change:{row.key}", str(text), person_id=row.by, period=period)


async def reported(session: AsyncSession, row: TermElection, by: Who, period: str) -> list[Push]:
    text = Markup("🏛 <b>{}</b>报来换届选举结果，请答复").format(by.branch)
    rows = [[OpenElection(row.key).labelled("查看")], decision(RESULT, (row.key, 0), StartRefuseResult(row.key))]
    return [
        Push(RESULT, row.about, str(text), person_id=each.person_id, period=period, keyboard=keyboard(*rows))
        for each in await trusted(session, Post.PARTY_STAFF)
        if each.person_id != by.person_id
    ]


def result_refused(row: TermElection, period: str) -> Push:
    text = Markup("🏛 换届选举结果被退回：{}。改好后请重新上报").format(clip(row.word or "", 300))
    row_ = keyboard([OpenElection(row.key).labelled("查看")])
    return Push("term_result_answered", row.about, str(text), person_id=row.reported_by, period=period, keyboard=row_)


async def posts_given(session: AsyncSession, row: TermElection, done: Done, by: Who, period: str) -> list[Push]:
    """To those whose posts began or ended, the inspectors, and who may be the second person where posts wait for one."""
    branch = (await directory.branch_names(session, row.branch_id)).get(row.branch_id, "")
    posts: dict[int, list[str]] = {}
    for post, person in (row.posts or {}).items():
        posts.setdefault(person, []).append(post)
    ended = {person: lost for person, lost in done.ended.items()}
    known = await directory.names_of(session, {*posts, *ended})
    pushes = []
    for person, held in posts.items():
        text = Markup("🏛 {}换届选举结果已批准，您担任：{}").format(branch, "、".join(held))
        if waiting := done.waiting.get(person):
            text += Markup("。其中{}待第二人确认，确认前看不到保密内容").format("、".join(waiting))
        pushes.append(_to("term_post", row, person, text, period))
    for person, lost in ended.items():
        if person not in posts:
            pushes.append(
                _to(
                    "term_post",
                    row,
                    person,
                    Markup("🏛 {}换届后，您不再担任：{}").format(branch, "、".join(lost)),
                    period,
                )
            )
    told = Markup("🏛 {}换届（由{}批准）：{}；不再担任：{}").format(
        branch,
        by.name,
        names(f"{known.get(person, '')}（{'、'.join(held)}）" for person, held in posts.items()),
        names(f"{known.get(person, '')}（{'、'.join(lost)}）" for person, lost in ended.items()),
    )
    pushes += [_to("term_told", row, person, told, period) for person in sorted(done.watching)]
    if done.waiting:
        waits = names(f"{known.get(person, '')}（{'、'.join(held)}）" for person, held in done.waiting.items())
        asked = Markup("⏳ 换届的职务待第二人确认：{}。请核实后在待办里确认或不同意").format(waits)
        seconds = {
            each.person_id for post in (Post.PARTY_STAFF, Post.INSPECTOR) for each in await trusted(session, post)
        }
        row_ = keyboard([ToDos(0).labelled("📌 去确认")])
        pushes += [
            Push("term_confirm", row.about, str(asked), person_id=person, period=period, keyboard=row_)
            for person in sorted(seconds - {by.person_id})
        ]
    return pushes


def _to(kind: str, row: TermElection, person: int, text: Markup, period: str) -> Push:
    return Push(kind, row.about, str(text), person_id=person, period=period)
