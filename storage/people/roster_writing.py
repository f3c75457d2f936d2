"""Writing what a plan of the roster says: people, posts, what was decided about accounts, and what the trail and the register tell of it."""

from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import accounts
from storage.people.access import opens_confidential
from storage.people.accounts import Decided
from storage.people.confirming import trusted
from storage.people.directory import Branch, Group, Person, PostHeld
from storage.people.posts import BRANCH_POSTS, MEMBERS, Post
from storage.people.register import Stamp, settle
from storage.people.roster_plan import Change, RosterPlan, posts_in
from storage.people.stale import touch
from storage.sealed import audit
from storage.sealed.audit import Event


async def write(
    session: AsyncSession,
    plan: RosterPlan,
    sure: dict[str, set[str]],
    stamp: Stamp,
    *,
    event: Event,
    counts: str,
) -> dict[str, Person]:
    """Write what the plan says, and in `plan.done` whom it is to be told; gives everybody by police number.

    `sure` are the posts, by police number, that need no second person's word.
    """
    changes, by, now = plan.new + plan.changed, stamp.by, stamp.now
    before = await _rights(session)
    plan.done.watching = {who.person_id for who in await trusted(session, Post.INSPECTOR)}
    branch_ids = await _branch_ids(session, changes)
    group_ids = await _group_ids(session, changes, branch_ids)
    people = {person.police_no: person for person in (await session.exec(select(Person))).all()}
    # Two people may have swapped numbers: a phone is unique, so all are freed before any is given.
    for change in plan.changed:
        if "手机号" in change.fields:
            people[change.police_no].phone = None
    await session.flush()
    for change in changes:
        person = people.get(change.police_no) or Person(police_no=change.police_no, name="", branch_id=0, category="")
        facts = change.after
        person.police_no = change.number
        person.name, person.category = facts["姓名"] or "", facts["类别"] or ""
        person.branch_id = branch_ids[facts["支部"] or ""]
        person.group_id = group_ids[facts["支部"] or "", facts["党小组"]] if facts["党小组"] else None
        person.phone, person.position = facts["手机号"], facts["岗位"]
        person.joined_on, person.full_on = _day(facts["入党日期"]), _day(facts["转正日期"])
        person.missing_since = person.left_at = None
        session.add(person)
        people[change.police_no] = person
    await session.flush()
    await _decide_accounts(session, plan, people, by=by, now=now)
    await _give_posts(session, plan, people, sure, by=by, now=now)
    ids = {each.police_no: people[each.police_no].id or 0 for each in changes}
    phones = {ids[each.police_no] for each in plan.changed if "手机号" in each.fields}
    await settle(session, ids.values(), stamp, phones=phones)
    await touch(session, ids.values())
    for person in plan.gone:
        person.missing_since = now
        session.add(person)
    await session.flush()
    await audit.record(session, event, by=by, now=now, note=counts)
    for person_id, (words, posts) in (await _rights(session)).items():
        former, _ = before.get(person_id, ("", False))
        # Of those who are new, only who has been given a post is worth an entry.
        if words != former and (former or posts):
            note = f"{former or '无'} → {words}"
            await audit.record(session, Event.RIGHTS_CHANGED, by=by, over=person_id, now=now, note=note)
    for person_id, given in plan.done.waiting.items():
        await audit.record(session, Event.POST_WAITS, by=by, over=person_id, now=now, note="、".join(given))
    plan.done.watching |= {who.person_id for who in await trusted(session, Post.INSPECTOR)}
    return people


def _day(word: str | None) -> date | None:
    return date.fromisoformat(word) if word else None


async def _decide_accounts(
    session: AsyncSession, plan: RosterPlan, people: dict[str, Person], *, by: int | None, now: datetime
) -> None:
    """A phone is what an account is bound by, and a name what others know it by: who sets one decides whose the account is, as does
    who brings somebody back."""
    ids = {change.police_no: people[change.police_no].id or 0 for change in (*plan.new, *plan.changed)}
    phones = [each for each in plan.changed if "手机号" in each.fields and not each.returns]
    named = [each for each in plan.changed if "姓名" in each.fields]
    decided = {
        Decided.ADDED: [each for each in plan.new if each.after["手机号"]],
        Decided.RETURNED: [each for each in plan.changed if each.returns],
        Decided.PHONE: phones,
        Decided.NAME: named,
    }
    for what, changes in decided.items():
        await accounts.decide(session, what, [ids[each.police_no] for each in changes], by=by, now=now)
    for each in phones:
        note = "手机号（号码不记入）"
        await audit.record(session, Event.PHONE_CHANGED, by=by, over=ids[each.police_no], now=now, note=note)
    for each in named:
        note = f"{each.before['姓名']} → {each.after['姓名']}"
        await audit.record(session, Event.NAME_CHANGED, by=by, over=ids[each.police_no], now=now, note=note)
    for each in plan.renumbered:
        note = f"{each.police_no} → {each.number}"
        await audit.record(session, Event.NUMBER_CHANGED, by=by, over=ids[each.police_no], now=now, note=note)
    plan.done.numbers = {ids[each.police_no]: each.police_no for each in plan.renumbered}
    plan.done.names = {ids[each.police_no]: each.before["姓名"] or "" for each in named}
    plan.done.phones = [ids[each.police_no] for each in phones if people[each.police_no].telegram_id is not None]


async def _give_posts(
    session: AsyncSession,
    plan: RosterPlan,
    people: dict[str, Person],
    sure: dict[str, set[str]],
    *,
    by: int | None,
    now: datetime,
) -> None:
    """A post is given anew also to somebody who comes back, and a branch's post to somebody who now holds it in another one."""
    held = {(row.person_id, row.post): row for row in (await session.exec(select(PostHeld))).all()}
    for change in (*plan.new, *plan.changed):
        person_id = people[change.police_no].id or 0
        had, has = posts_in(change.before.get("职务")), posts_in(change.after["职务"])
        moved = BRANCH_POSTS if "支部" in change.fields else frozenset()
        given = [post for post in has if post not in had or change.returns or Post(post) in moved]
        ended = [post for post in had if post not in has]
        for post in ended:
            await session.delete(held[person_id, post])
        for post in given:
            waits = opens_confidential(Post(post)) and post not in sure.get(change.police_no, ())
            row = held.get((person_id, post)) or PostHeld(person_id=person_id, post=post)
            row.given_by, row.waiting_since, row.for_account = by, now if waits else None, False
            row.confirmed_by = row.confirmed_at = None
            session.add(row)
            if waits:
                plan.done.waiting.setdefault(person_id, []).append(post)
        if ended and not change.returns:
            plan.done.ended[person_id] = ended
    await session.flush()


async def _rights(session: AsyncSession) -> dict[int, tuple[str, bool]]:
    """What each person's rights follow from, in words (branch, whether a member, posts), and whether there is a post."""
    query = (
        select(Person, Branch.name, PostHeld.post)
        .join(Branch, col(Branch.id) == col(Person.branch_id))
        .join(PostHeld, col(PostHeld.person_id) == col(Person.id), isouter=True)
        .where(col(Person.left_at).is_(None))
        .order_by(col(Person.id), col(PostHeld.post))
    )
    held: dict[int, tuple[str, bool]] = {}
    for person, branch, post in (await session.exec(query)).all():
        start = f"{branch}、党员" if person.category in MEMBERS else branch
        words, _ = held.get(person.id or 0, (start, False))
        held[person.id or 0] = (f"{words}、{post}", True) if post else (words, False)
    return held


async def _branch_ids(session: AsyncSession, changes: list[Change]) -> dict[str, int]:
    known = {branch.name for branch in (await session.exec(select(Branch))).all()}
    wanted = dict.fromkeys(each.after["支部"] or "" for each in changes)
    session.add_all(Branch(name=name) for name in wanted if name not in known)
    await session.flush()
    return {branch.name: branch.id or 0 for branch in (await session.exec(select(Branch))).all()}


async def _group_ids(
    session: AsyncSession, changes: list[Change], branch_ids: dict[str, int]
) -> dict[tuple[str, str], int]:
    branch_names = {number: name for name, number in branch_ids.items()}
    known = {(branch_names[group.branch_id], group.name) for group in (await session.exec(select(Group))).all()}
    wanted = dict.fromkeys((each.after["支部"] or "", group) for each in changes if (group := each.after["党小组"]))
    session.add_all(
        Group(branch_id=branch_ids[branch], name=name) for branch, name in wanted if (branch, name) not in known
    )
    await session.flush()
    return {
        (branch_names[group.branch_id], group.name): group.id or 0
        for group in (await session.exec(select(Group))).all()
    }
