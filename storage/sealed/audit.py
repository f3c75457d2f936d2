"""The audit trail: what was done with rights and confidential records, in entries that nobody can change unnoticed.

Each entry has a running number and carries a keyed hash (HMAC) over itself and the entry before, under a key derived from the
vault's; it names that key by its fingerprint, so that older entries still verify after the keys were changed. A cut-off tail is
found by a head (number and hash) that left the machine earlier. An entry is written in the transaction of what it is
about: no entry, no effect.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlmodel import Field, SQLModel, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.sealed.head import Head
from storage.sealed.vault import VaultError, vault_of

PURPOSE = "trail"
AT_ONCE = 500
ONE_LOOK = timedelta(minutes=30)
"""Screens opened one after the other are one look."""
START = ""
"""What the first entry follows."""


class Event(StrEnum):
    """What was done; the value is the word shown."""

    ROSTER_IMPORTED = "导入花名册"
    IMPORT_UNDONE = "撤销导入"
    WORD_EXPLAINED = "说明名册用词"
    TAKEN_OVER = "接续录入"
    TAKEOVER_UNDONE = "撤销接续录入"
    GOING_LIVE = "设定启用日期"
    RIGHTS_CHANGED = "权限变更"
    PHONE_CHANGED = "更改手机号"
    NAME_CHANGED = "更改姓名"
    NUMBER_CHANGED = "更改警号"
    ROSTER_CHANGED = "登记人员变动"
    CHANGE_PLANNED = "登记待生效变动"
    CHANGE_DROPPED = "取消待生效变动"
    BRANCH_RENAMED = "支部更名"
    BRANCH_ENDED = "撤销支部"
    BRANCH_REOPENED = "恢复支部"
    TRANSFER_HANDED = "移交调动人员"
    TRANSFER_ACCEPTED = "接收调动人员"
    PAST_ENTERED = "补记任职"
    PAST_WITHDRAWN = "撤销补记"
    POST_WAITS = "职务待第二人确认"
    POST_CONFIRMED = "确认职务"
    POST_REFUSED = "不同意职务"
    LEADER_MARKED = "标注领导干部"
    LEFT_ROSTER = "移出名册"
    INVITED = "发出绑定链接"
    BOUND = "绑定账号"
    UNBOUND = "解除绑定"
    EXPORTED = "导出"
    MINUTES_RETURNED = "退回会议记录"
    TALK_LOGGED = "记录谈话"
    TALK_ADDED = "补充谈话"
    TALK_READ = "查阅谈话内容"
    TALK_REFUSED = "查阅谈话被拒"
    TALK_CLEARED = "谈话内容到期清除"
    ATTENDANCE_IMPORTED = "导入考勤"
    SHIFTS_IMPORTED = "导入班次表"
    RATED = "班子评分"
    HEALTH_SEEN = "查看健康指数"
    CASE_PROPOSED = "重点关注：规则提示"
    CASE_DECIDED = "重点关注：决定"
    CASE_REPLIED = "重点关注：本人说明"
    CASE_APPEALED = "重点关注：申诉"
    APPEAL_ANSWERED = "重点关注：申诉答复"
    CASE_REVIEWED = "重点关注：帮扶回访"
    CASE_ENDED = "重点关注：到期"
    CASE_READ = "重点关注：查看"
    SIGN_HANDLED = "办理苗头"
    SIGN_READ = "查看苗头内容"
    DATA_COPIED = "本人取走数据副本"
    TRAINING_ENTERED = "登记集中培训"
    TRAINING_WITHDRAWN = "撤销集中培训"
    PIN_SET = "设置PIN"
    PIN_CHANGED = "修改PIN"
    PIN_TRIES = "PIN尝试达到上限"
    PIN_RESET_OFFERED = "发起PIN重置"
    PIN_RESET_DECLINED = "拒绝PIN重置"
    PIN_RESET = "重置PIN"
    CATEGORY_CONFIRMED = "确认类别变更"
    DISCIPLINE_ENTERED = "登记处分或权利情况"
    DISCIPLINE_READ = "查看处分或权利情况"
    DISCIPLINE_ENDED = "解除处分或权利情况"
    AWARD_ENTERED = "登记荣誉奖励"
    AWARD_PROPOSED = "提出荣誉奖励"
    AWARD_REFUSED = "不同意荣誉奖励"
    AWARD_WITHDRAWN = "撤销荣誉奖励"
    DUES_RATED = "核定党费标准"
    DUES_NOTED = "登记已交党费"
    DUES_TAKEN_BACK = "撤销党费登记"
    DUES_IMPORTED = "导入党费"
    TERM_ENTERED = "登记任期"
    TERM_CHANGED = "延期或提前换届"
    ELECTION_REPORTED = "上报选举结果"
    ELECTION_ANSWERED = "答复选举结果"
    DEVELOPMENT_HANDED = "移交发展党员档案"
    DEVELOPMENT_ACCEPTED = "接收发展党员档案"
    RULE_CORRECTED = "档案适用更正后的规定"
    AUTHOR_READ = "查看保密评议人"
    FEEDBACK_READ = "查看意见建议"
    CORRECTION_ASKED = "请求更正名册信息"


class AuditEntry(SQLModel, table=True):
    """One entry: who (`by`, None for the operator or the bot itself) did what, over whom, to which `subject` (`talk:12`).

    `note` is sealed. No foreign keys: the trail stands by itself.
    """

    __tablename__ = "audit"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment(index=True)
    event: str = Field(index=True)
    by: int | None = Field(default=None, index=True)
    over: int | None = Field(default=None, index=True)
    subject: str = Field(default="", index=True)
    note: str = ""
    key: str
    digest: str

    def computed(self, previous: str, key: bytes) -> str:
        """The hash that belongs to this entry behind that one."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        facts = [previous, self.number, at, self.event, self.by, self.over, self.subject, self.note, self.key]
        return hmac.digest(key, json.dumps(facts, ensure_ascii=True).encode(), "sha256").hex()


class Damage(StrEnum):
    """What is wrong with an entry; the value says it."""

    MISSING = "缺失"
    CHANGED = "被改动、插入或调换"
    KEY_GONE = "所用的密钥不在 SECRET_KEY 中，无法核验"
    CUT_OFF = "之后的记录被截去"
    NOT_THE_HEAD = "与给出的校验码不符"
    NOT_THE_TRAIL = "与取走的文件不符，或已不在审计记录里"


@dataclass(frozen=True)
class Found:
    """The first damaged entry."""

    number: int
    damage: Damage

    def __str__(self) -> str:
        return f"审计记录第 {self.number} 条{self.damage.value}"


async def record(
    tx: AsyncSession,
    event: Event,
    *,
    by: int | None,
    now: datetime,
    over: int | None = None,
    subject: str = "",
    note: str = "",
) -> None:
    """Write an entry in the transaction of what it is about. `note` is sealed; it never holds content."""
    vault = vault_of(tx)
    fingerprint, key = next(iter(vault.derived(PURPOSE).items()))
    last = await head(tx)
    entry = AuditEntry(
        number=last.number + 1,
        at=now,
        event=event.value,
        by=by,
        over=over,
        subject=subject,
        note=vault.seal(note) if note else "",
        key=fingerprint,
        digest="",
    )
    entry.digest = entry.computed(last.digest, key)
    tx.add(entry)
    await tx.flush()


async def lately(
    session: AsyncSession, event: Event, by: int, subject: str, now: datetime, *, over: int | None = None
) -> bool:
    """Whether that person's last such entry is so new that this is the same look."""
    query = select(AuditEntry.number).where(
        AuditEntry.by == by,
        AuditEntry.subject == subject,
        AuditEntry.event == event.value,
        col(AuditEntry.at) > now - ONE_LOOK,
    )
    if over is not None:
        query = query.where(AuditEntry.over == over)
    return (await session.exec(query.limit(1))).first() is not None


async def head(session: AsyncSession) -> Head:
    """The newest entry; number 0 for an empty trail."""
    query = select(AuditEntry.number, AuditEntry.digest).order_by(col(AuditEntry.number).desc()).limit(1)
    newest = (await session.exec(query)).first()
    return Head(*newest) if newest else Head(0, START)


async def verify(session: AsyncSession, known: Head | None = None) -> Found | int:
    """The first entry that was changed, removed, inserted or reordered; else how many there are.

    With a `known` head, also whether the trail still reaches it.
    """
    keys = vault_of(session).derived(PURPOSE)
    last = Head(0, START)
    while True:
        query = select(AuditEntry).where(col(AuditEntry.number) > last.number).order_by(col(AuditEntry.number))
        entries = (await session.exec(query.limit(AT_ONCE))).all()
        if not entries:
            break
        for entry in entries:
            if entry.number != last.number + 1:
                return Found(last.number + 1, Damage.MISSING)
            if entry.key not in keys:
                return Found(entry.number, Damage.KEY_GONE)
            if not hmac.compare_digest(entry.computed(last.digest, keys[entry.key]), entry.digest):
                return Found(entry.number, Damage.CHANGED)
            session.expunge(entry)
            last = Head(entry.number, entry.digest)
            if known and known.number == last.number and known.digest != last.digest:
                return Found(last.number, Damage.NOT_THE_HEAD)
    return Found(last.number, Damage.CUT_OFF) if known and known.number > last.number else last.number


@dataclass(frozen=True)
class Filter:
    """Which entries: of an event, by or over a person, about a subject, from a moment on and before another; none about those
    of `hidden`."""

    event: Event | None = None
    person_id: int | None = None
    subject: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    hidden: Sequence[str] = ()


async def trail(
    session: AsyncSession, which: Filter, page: int = 0, size: int = 10
) -> tuple[Sequence[AuditEntry], int]:
    """A page of entries (from 0), newest first, and how many fit in all."""
    conditions = []
    if which.event is not None:
        conditions.append(col(AuditEntry.event) == which.event.value)
    if which.person_id is not None:
        conditions.append(or_(col(AuditEntry.by) == which.person_id, col(AuditEntry.over) == which.person_id))
    if which.subject is not None:
        conditions.append(col(AuditEntry.subject) == which.subject)
    if which.start is not None:
        conditions.append(col(AuditEntry.at) >= which.start)
    if which.end is not None:
        conditions.append(col(AuditEntry.at) < which.end)
    if which.hidden:
        conditions.append(col(AuditEntry.subject).not_in(which.hidden))
    total = (await session.exec(select(func.count()).select_from(AuditEntry).where(*conditions))).one()
    query = select(AuditEntry).where(*conditions).order_by(col(AuditEntry.number).desc())
    return (await session.exec(query.offset(page * size).limit(size))).all(), total


async def over(session: AsyncSession, person_id: int) -> Sequence[AuditEntry]:
    """What others did over a person, newest first: rights, and records that were opened."""
    query = (
        select(AuditEntry)
        .where(col(AuditEntry.over) == person_id, or_(col(AuditEntry.by) != person_id, col(AuditEntry.by).is_(None)))
        .order_by(col(AuditEntry.number).desc())
    )
    return (await session.exec(query)).all()


def note_of(session: AsyncSession, entry: AuditEntry) -> str:
    """What an entry says beside its facts; a word on it when its key is gone."""
    if not entry.note:
        return ""
    try:
        return vault_of(session).open(entry.note)
    except VaultError:
        return "（密钥已不在，无法显示）"
