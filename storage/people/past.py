"""Posts held before the bot was used, entered by the party-affairs staff from papers; and since when a post has been held that is held now."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Person, Who
from storage.people.posts import BRANCH_POSTS, Post
from storage.people.register import Entry, Fact, Stamp, Tenure, Way, tenures
from storage.people.rights import Act
from storage.sealed import audit
from storage.sealed.audit import Event


class Refused(StrEnum):
    """Why it is not entered; each value is what the person reads."""

    NO_RIGHT = "任职由党务干部补记。"
    NOBODY = "没有这位同志。"
    ORDER = "免职日期要晚于任职日期，请核对。"
    AHEAD = "补记的是以前的任职，日期不能晚于今天。"
    NOT_HELD = "这位同志现在不担任这个职务，请填免职日期。"
    KNOWN = "这个职务的起始日期已有记录；有误请先撤回原来的补记。"
    OVERLAPS = "这段时间与已有的记录重叠，请核对。"
    NOT_PAST = "只能撤回补记的任职；其他变动请用“变更”或“撤销”。"
    GONE = "这条补记已经撤回。"


@dataclass(frozen=True)
class Held:
    """A post (of a branch) from a day until another; `since` None: unknown, `until` None: held still."""

    post: Post
    branch_id: int | None
    since: date | None
    until: date | None


async def enter(tx: AsyncSession, me: Who, person_id: int, held: Held, now: datetime) -> None:
    """Enter it. Raises Refusal."""
    if not may(me, Act.IMPORT_ROSTER):
        raise Refusal(Refused.NO_RIGHT)
    person = await tx.get(Person, person_id)
    if person is None:
        raise Refusal(Refused.NOBODY)
    _check_days(held, now.date())
    of_branch = held.branch_id if held.post in BRANCH_POSTS else None
    known = [each for each in await tenures(tx, person_id=person_id, posts=[held.post]) if each.branch_id == of_branch]
    _check_free(held, known)
    if held.until is None:
        await _begin(tx, held, known)
    else:
        row = Entry(
            person_id=person_id,
            fact=Fact.POST.value,
            value=held.post.value,
            branch_id=of_branch,
            since=held.since,
            by=me.person_id,
            at=now,
            way=Way.PAST.value,
        )
        row.end(Stamp(held.until, me.person_id, now, Way.PAST))
        tx.add(row)
    note = f"{held.post.value} {held.since or '不详'} — {held.until or '至今'}"
    await audit.record(tx, Event.PAST_ENTERED, by=me.person_id, over=person_id, now=now, note=note)


def _check_days(held: Held, today: date) -> None:
    if any(day and day > today for day in (held.since, held.until)):
        raise Refusal(Refused.AHEAD)
    if held.since and held.until and held.until <= held.since:
        raise Refusal(Refused.ORDER)


def _check_free(held: Held, known: list[Tenure]) -> None:
    """One post is not held twice at a time. Of a tenure whose beginning is unknown only its days from then on are sure."""
    for each in known:
        if held.until is None and not each.over:
            continue
        begins, ends = each.since or each.known_on, each.until or date.max
        if (held.since or date.min) < ends and begins < (held.until or date.max):
            raise Refusal(Refused.OVERLAPS)


async def _begin(tx: AsyncSession, held: Held, known: list[Tenure]) -> None:
    """Since when it has been held that is held now."""
    now_held = next((each for each in known if not each.over), None)
    if now_held is None:
        raise Refusal(Refused.NOT_HELD)
    if now_held.since is not None:
        raise Refusal(Refused.KNOWN)
    row = await tx.get(Entry, now_held.entry)
    if row is not None:
        row.since = held.since
        tx.add(row)


async def withdraw(tx: AsyncSession, me: Who, number: int, now: datetime) -> int:
    """What was entered so was wrong; gives whose it was. Raises Refusal."""
    if not may(me, Act.IMPORT_ROSTER):
        raise Refusal(Refused.NO_RIGHT)
    row = await tx.get(Entry, number)
    if row is None:
        raise Refusal(Refused.GONE)
    if row.way != Way.PAST.value or row.fact != Fact.POST.value:
        raise Refusal(Refused.NOT_PAST)
    await tx.delete(row)
    note = f"{row.value} {row.since or '不详'} — {row.until or '不详'}"
    await audit.record(tx, Event.PAST_WITHDRAWN, by=me.person_id, over=row.person_id, now=now, note=note)
    return row.person_id
