"""Meetings that were held before the bot came, with who was there as far as the papers tell it."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, time

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind, kinds_text
from storage.meetings.roll import settle
from storage.meetings.rows import Attendance, How, Leave, Meeting, MeetingState, kinds_word
from storage.people import directory
from storage.people.directory import Person, Who
from storage.people.posts import MEMBERS
from storage.people.stale import touch
from storage.takeover.book import Book, Unclear
from storage.takeover.columns import BRANCH, GROUP, ON_PAPER
from storage.takeover.files import Column, PaperRow, clock, day, number, several, text

KIND = "meeting"
_KINDS = {kind.value: kind for kind in MeetingKind} | {
    word: kind
    for kind, words in {
        MeetingKind.COMMITTEE: "支部委员会 支部委员会会议 支委会议 支部委员会议",
        MeetingKind.GENERAL: "党员大会 支部党员大会 支部大会 全体党员大会",
        MeetingKind.GROUP: "党小组会议 小组会",
        MeetingKind.LECTURE: "上党课 专题党课 党课学习",
        MeetingKind.THEME_DAY: "主题党日活动 党日活动 党员活动日",
        MeetingKind.LIFE: "专题组织生活会 组织生活会议",
        MeetingKind.APPRAISAL: "民主评议党员 民主评议会",
    }.items()
    for word in words.split()
}
COLUMNS = (
    BRANCH,
    GROUP,
    Column("会议类型", text, f"{'、'.join(MeetingKind)}；几种一起开的用“暨”连接。", required=True, called="类型 会议类别 类别 会议种类 组织生活类型 活动类型"),
    Column("日期", day, "开会的那一天，如 2026-03-05。", required=True, called="时间 会议日期 会议时间 召开时间 召开日期 活动时间 开会时间 开会日期"),
    Column("开始时间", clock, "如 15:00；不记得的空着。", called="几点 开始"),
    Column("名称", text, "会议名称；空着的用类型和月份。", called="会议名称 主题 会议主题 议题 活动主题 内容"),
    Column("地点", text, "开会的地点。", called="会议地点 召开地点 活动地点"),
    Column("主持人", text, "姓名；空着的记支部书记。", called="会议主持人 主持"),
    Column("应到", number, "应到人数；写了人员姓名的可以不填。", called="应到人数 应参加人数 应到会人数"),
    Column("实到", number, "实到人数。", called="实到人数 参加人数 到会人数 实到会人数"),
    Column("参加人员", several, "到会的姓名，用、隔开；或者只写请假和缺席的。", called="到会人员 参会人员 出席人员 实到人员 到会党员"),
    Column("请假人员", several, "请假的姓名，用、隔开。", called="请假 请假名单"),
    Column("缺席人员", several, "没有到会也没有请假的姓名。", called="缺席 未到人员 未参加人员 缺席名单"),
)  # fmt: skip


async def take(tx: AsyncSession, rows: Sequence[PaperRow], book: Book, now: datetime) -> list[tuple[str, int]]:
    """One meeting. Raises Refusal."""
    (row,) = rows
    branch, kinds = book.branch(row), _kinds(row["会议类型"])
    group = book.group(row, branch)
    if (MeetingKind.GROUP in kinds) != (group is not None):
        raise Unclear("党小组会要写是哪个党小组。" if group is None else "写了党小组的，会议类型要是党小组会。")
    if row["日期"] >= now.date():
        raise Unclear("今天和以后的会议请在机器人里召集；这里只录入已经开过的。")
    starts = datetime.combine(row["日期"], row["开始时间"] or time(), now.tzinfo)
    await _check_new(tx, branch, group, kinds, starts)
    since = select(Person.id).where(Person.branch_id == branch, col(Person.joined_on) > row["日期"])
    later = {number for number in await tx.exec(since) if number is not None}
    came, on_leave, missing, strange = _people(
        book,
        row,
        [
            who
            for who in book.everyone.values()
            if who.branch_id == branch
            and group in (None, who.group_id)
            and who.category in MEMBERS
            and who.person_id not in later
        ],
        branch,
    )
    title = row["名称"] or f"{starts.month}月{kinds_text(kinds)}"
    head = (await directory.secretaries(tx, branch)).get(branch)
    chair = book.named(row["主持人"], branch) if row["主持人"] else head or book.me
    meeting = Meeting(
        branch_id=branch, group_id=group, kinds=kinds_word(kinds), title=title, starts_at=starts, place=row["地点"] or "未记",
        chair_id=chair.person_id, called_by=book.me.person_id, called_at=now, state=MeetingState.OPEN.value,
        secret=secrets.token_hex(16), closed_at=starts, minutes=_minutes(row, strange), composed=True,
    )  # fmt: skip
    tx.add(meeting)
    await tx.flush()
    for who, how, leave in [
        *((who, How.ON_SPOT.value, None) for who in came),
        *((who, None, Leave.GRANTED.value) for who in on_leave),
        *((who, None, None) for who in missing),
    ]:
        row_of = Attendance(meeting_id=meeting.number, person_id=who.person_id, entitled=False, how=how, leave=leave)
        if how:
            row_of.at, row_of.entered_by, row_of.entered_reason = starts, book.me.person_id, ON_PAPER
        tx.add(row_of)
    await touch(tx, [who.person_id for who in (*came, *on_leave, *missing)])
    await tx.flush()
    # Who had a vote is looked up for a meeting that is not over.
    await settle(tx, meeting)
    meeting.state = MeetingState.PUBLISHED.value
    tx.add(meeting)
    return [(KIND, meeting.number)]


def _kinds(word: str) -> frozenset[MeetingKind]:
    found = set()
    for part in filter(None, re.split(r"[暨、,，/+和及与\s]+", word)):
        kind = _KINDS.get(part.strip("“”\"'（）()"))
        if kind is None:
            raise Unclear(f"会议类型“{part}”不认识，请填：{'、'.join(MeetingKind)}。")
        found.add(kind)
    return frozenset(found)


async def _check_new(
    tx: AsyncSession, branch: int, group: int | None, kinds: frozenset[MeetingKind], at: datetime
) -> None:
    first = datetime.combine(at.date(), time(), at.tzinfo)
    last = datetime.combine(at.date(), time.max, at.tzinfo)
    query = select(Meeting).where(
        Meeting.branch_id == branch, col(Meeting.group_id).is_(None) if group is None else Meeting.group_id == group,
        col(Meeting.starts_at).between(first, last), Meeting.state != MeetingState.CANCELLED.value,
    )  # fmt: skip
    if any(each.kind_set & kinds for each in (await tx.exec(query)).all()):
        raise Unclear("这一天已经有同类的会议，没有重复录入。")


def _people(
    book: Book, row: PaperRow, members: Sequence[Who], branch: int
) -> tuple[list[Who], list[Who], list[Who], list[str]]:
    """Who came, was on leave, was missing; and names of whom nobody is in the branch now. Nobody where no names were written."""
    if not any(row[each] for each in ("参加人员", "请假人员", "缺席人员")):
        return [], [], [], []
    (came, one), (on_leave, two), (missing, three) = (
        book.sorted_out(row[each] or (), branch) for each in ("参加人员", "请假人员", "缺席人员")
    )
    if not row["参加人员"]:
        came = [who for who in members if who not in on_leave and who not in missing]
    if twice := [who.name for who in came if who in on_leave or who in missing]:
        raise Unclear(f"{'、'.join(twice)}既写了到会，又写了请假或缺席，请核对。")
    return came, on_leave, [who for who in missing if who not in on_leave], [*one, *two, *three]


def _minutes(row: PaperRow, strange: Sequence[str]) -> str:
    said = [f"{ON_PAPER}。"]
    if row["应到"] or row["实到"]:
        said.append(f"应到 {row['应到'] or '未记'} 人，实到 {row['实到'] or '未记'} 人。")
    if not row["开始时间"]:
        said.append("开始时间未记。")
    if strange:
        said.append(f"现在不在本支部名册的人员：{'、'.join(strange)}。")
    return "".join(said)


async def undo(tx: AsyncSession, records: Sequence[tuple[str, int]], _me: Who, _now: datetime) -> None:
    """Gone, as far as nothing has come to belong to them."""
    ids = [record for _, record in records]
    people = (await tx.exec(select(Attendance.person_id).where(col(Attendance.meeting_id).in_(ids)))).all()
    await touch(tx, set(people))
    await tx.exec(delete(Attendance).where(col(Attendance.meeting_id).in_(ids)))
    await tx.exec(delete(Meeting).where(col(Meeting.id).in_(ids)))
