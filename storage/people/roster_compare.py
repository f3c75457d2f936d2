"""What a roster file would change of what is kept, row by row."""

import difflib
from collections.abc import Collection, Mapping

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people.branch_ends import ended
from storage.people.directory import Branch, Group, Person, PostHeld
from storage.people.posts import BRANCH_POSTS, Post
from storage.people.roster_file import RosterFile, RosterRow
from storage.people.roster_plan import Change, Facts, RosterPlan, posts_fact, posts_in
from storage.people.roster_same import same_people
from storage.sheets.table import RefusedRow

NEAREST = 20
"""For this many new branches names like theirs are looked for: where columns are mixed up each row has one, and it would take long."""


async def kept_facts(session: AsyncSession) -> dict[str, tuple[Person, Facts]]:
    """Police number → the person and what is kept of them, also of those who left."""
    branch_names = {branch.id: branch.name for branch in (await session.exec(select(Branch))).all()}
    group_names = {group.id: group.name for group in (await session.exec(select(Group))).all()}
    posts: dict[int, list[str]] = {}
    for held in (await session.exec(select(PostHeld))).all():
        posts.setdefault(held.person_id, []).append(held.post)
    return {
        person.police_no: (
            person,
            {
                "警号": person.police_no,
                "姓名": person.name,
                "支部": branch_names[person.branch_id],
                "党小组": group_names[person.group_id] if person.group_id else None,
                "类别": person.category,
                "职务": posts_fact(posts.get(person.id or 0, ())),
                "手机号": person.phone,
                "岗位": person.position,
                "入党日期": person.joined_on.isoformat() if person.joined_on else None,
                "转正日期": person.full_on.isoformat() if person.full_on else None,
            },
        )
        for person in (await session.exec(select(Person))).all()
    }


async def compare(
    session: AsyncSession,
    file: RosterFile,
    *,
    whole: bool = True,
    apart: Collection[str] = (),
    known_as: Mapping[str, str] | None = None,
) -> RosterPlan:
    """Say what the file would change, changing nothing. Of a file that is not the `whole` roster nobody is missing.

    A number that nobody has may be a new one of somebody known (`roster_same.py`); those in `apart` are other people's, and
    those of `known_as` are theirs, as somebody has said. A row that contradicts what is kept and not said is refused, and so is one whose phone belongs to somebody whom the file
    does not move. People already proposed for removal are not proposed again; those named by a refused row are not gone.
    """
    kept = await kept_facts(session)
    named = {row.police_no for row in file.rows} | {word for refusal in file.refused for word in refusal.what.split()}
    plan = RosterPlan(refused=list(file.refused))
    over = set((await session.exec(select(Branch.name).where(ended(col(Branch.id))))).all())
    taken: list[Change] = []
    # A spreadsheet drops zeros in front of a number: that is not a newcomer, and the person with that number has not left.
    with_zeros = {number.lstrip("0"): number for number in kept if number.startswith("0")}
    new = [row for row in file.rows if row.police_no not in kept and row.police_no.lstrip("0") not in with_zeros]
    same = same_people(new, {number: known for number, known in kept.items() if number not in named}, apart) | dict(
        known_as or {}
    )
    named |= set(same.values())
    for row in file.rows:
        number = same.get(row.police_no, row.police_no)
        change = _change(row, file.said, number, kept.get(number))
        if number not in kept and (meant := with_zeros.get(row.police_no.lstrip("0"))):
            named.add(meant)
            plan.refused.append(
                _refusal(change, f"名册里是警号 {meant}，这里前面的 0 不一样，请设为文本格式后重新填写")
            )
        elif (name := change.after["支部"]) in over:
            plan.refused.append(_refusal(change, f"{name}已撤销，请填现在的支部"))
        elif problem := _contradiction(change, file.said):
            plan.refused.append(_refusal(change, problem))
        else:
            taken.append(change)
    for change in _with_free_phones(taken, kept, plan):
        person, _ = kept.get(change.police_no, (None, {}))
        if person is None:
            plan.new.append(change)
        elif change.fields or person.left_at or person.missing_since:
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    plan.gone = [
        person
        for number, (person, _) in sorted(kept.items())
        if whole and file.whole and number not in named and person.left_at is None and person.missing_since is None
    ]
    branches = [branch.name for branch in (await session.exec(select(Branch))).all() if branch.name not in over]
    wanted = dict.fromkeys(each.after["支部"] or "" for each in (*plan.new, *plan.changed))
    if branches:
        fresh = [name for name in wanted if name not in branches]
        plan.new_branches = dict.fromkeys(fresh)
        plan.new_branches |= {name: difflib.get_close_matches(name, branches, 3, 0.5) for name in fresh[:NEAREST]}
    return plan


def _change(row: RosterRow, said: frozenset[str], known_as: str, kept: tuple[Person, Facts] | None) -> Change:
    told: Facts = {
        "警号": row.police_no,
        "姓名": row.name,
        "支部": row.branch,
        "党小组": row.group,
        "类别": row.category.value,
        "职务": posts_fact(post.value for post in row.posts),
        "手机号": row.phone,
        "岗位": row.position,
        "入党日期": row.joined_on.isoformat() if row.joined_on else None,
        "转正日期": row.full_on.isoformat() if row.full_on else None,
    }
    if kept is None:
        return Change(row.police_no, None, {}, told, row.line)
    person, before = kept
    after = before | {word: value for word, value in told.items() if word in said or word == "警号"}
    if after["支部"] != before["支部"] and "党小组" not in said:
        # A group is a part of its branch: nobody takes it along.
        after["党小组"] = None
    return Change(known_as, person.id, before, after, row.line, returns=person.left_at is not None)


def _contradiction(change: Change, said: frozenset[str]) -> str | None:
    """What the row and what is kept cannot both be, as a clause that says what to write; None where they fit."""
    before, after, changes = change.before, change.after, {*change.fields}
    posts = posts_in(after["职务"])
    bound = [post for post in posts if Post(post) in BRANCH_POSTS]
    if "支部" in changes and bound and "职务" not in said:
        # Whether such a post ends or begins anew in the other branch is for the file to say.
        return f"要换支部，现在是{before['支部']}的{'、'.join(bound)}，请加上“职务”一列写明今后的职务"
    if Post.GROUP_LEADER.value in posts and not after["党小组"] and (not before or {"党小组", "职务"} & changes):
        return "是党小组长却没有党小组，请填党小组"
    joined, full = after["入党日期"], after["转正日期"]
    if joined and full and full < joined and {"入党日期", "转正日期"} & changes:
        return f"转正日期 {full} 早于入党日期 {joined}，请核对"
    return None


def _with_free_phones(changes: list[Change], kept: dict[str, tuple[Person, Facts]], plan: RosterPlan) -> list[Change]:
    """Those whose phone is free: whoever the file does not move keeps theirs; among those it moves it has the last word."""
    while True:
        moved = {change.police_no for change in changes}
        held = {person.phone: number for number, (person, _) in kept.items() if person.phone and number not in moved}
        refused = [change for change in changes if change.after["手机号"] in held]
        if not refused:
            return changes
        for change in refused:
            holder = held[change.after["手机号"] or ""]
            plan.refused.append(_refusal(change, f"手机号已属于警号 {holder} 的同志，请核对后重新导入这一行"))
        # One who is refused keeps their phone, which another row may have claimed.
        changes = [change for change in changes if change not in refused]


def _refusal(change: Change, problem: str) -> RefusedRow:
    return RefusedRow(change.line, f"{change.number} {change.name}", f"{problem}。")
