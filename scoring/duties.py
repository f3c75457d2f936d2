"""What a branch owes in a month: which meetings are done, planned, due or missing, each rule by itself.

Facts and rules in, verdict out. Periods come from the rules that are passed in; nothing here knows a frequency.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class MeetingKind(StrEnum):
    """A kind of meeting; one meeting may be several at once (党员大会暨主题党日)."""

    COMMITTEE = "支委会"
    GENERAL = "党支部党员大会"
    GROUP = "党小组会"
    LECTURE = "党课"
    THEME_DAY = "主题党日"
    LIFE = "组织生活会"
    APPRAISAL = "民主评议"


CALLED = (
    frozenset({MeetingKind.GENERAL, MeetingKind.THEME_DAY}),
    frozenset({MeetingKind.COMMITTEE}),
    frozenset({MeetingKind.GROUP}),
    frozenset({MeetingKind.LECTURE}),
    frozenset({MeetingKind.GENERAL}),
    frozenset({MeetingKind.THEME_DAY}),
    frozenset({MeetingKind.LIFE}),
    frozenset({MeetingKind.APPRAISAL}),
)
"""What can be called, the most frequent first; the bureau's monthly meeting is two kinds at once."""


def kinds_text(kinds: Iterable[MeetingKind]) -> str:
    """党支部党员大会暨主题党日."""
    wanted = set(kinds)
    return "暨".join(kind.value for kind in MeetingKind if kind in wanted)


SET_BY = {"中央": "中央规定", "本局": "本局规定", "支部": "支部自定", "本系统": "本系统的约定"}
"""Who set a rule, and what such a rule is called."""


class Period(StrEnum):
    """The stretch of the calendar in which a duty falls due."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


class MeetingState(StrEnum):
    """How far a meeting has come. Meetings that were called off are left out."""

    PLANNED = "planned"
    HELD = "held"
    PUBLISHED = "published"


class DutyState(StrEnum):
    """Where a duty stands; the value is the word shown."""

    DONE = "已完成"
    PLANNED = "已安排"
    DUE = "待安排"
    MISSING = "未完成"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of the branch; ``group`` is set when only that 党小组 met."""

    kinds: frozenset[MeetingKind]
    day: date
    state: MeetingState
    group: str | None = None


@dataclass(frozen=True, slots=True)
class DutyRule:
    """A recurring duty: ``count`` meetings that are all of ``kinds`` in each ``per``.

    ``set_by`` is a key of `SET_BY`. With ``each_group`` it is owed once for each group;
    with ``publish`` a meeting counts only once it is published.
    """

    key: str
    subject: str
    kinds: frozenset[MeetingKind]
    per: Period
    count: int
    set_by: str
    each_group: bool = False
    publish: bool = False
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Duty:
    """One rule (for one group) over its period ``first``…``last``, both included.

    ``done`` counts meetings that satisfy the rule, ``planned`` those still ahead, ``unpublished`` those held whose
    publication the rule still waits for; ``days`` are the days of the done ones.
    """

    rule: DutyRule
    group: str | None
    first: date
    last: date
    state: DutyState
    done: int
    planned: int
    unpublished: int
    days: tuple[date, ...]


def period_of(day: date, per: Period) -> tuple[date, date]:
    """First and last day of the calendar period that contains ``day``."""
    first_month = (day.month - 1) // per.months * per.months + 1
    next_year, next_month = divmod(day.year * 12 + first_month - 1 + per.months, 12)
    return date(day.year, first_month, 1), date(next_year, next_month + 1, 1) - timedelta(days=1)


def branch_duties(
    meetings: Iterable[Meeting],
    rules: Iterable[DutyRule],
    groups: Iterable[str],
    month: date,
    today: date,
    *,
    has_committee: bool = True,
) -> tuple[Duty, ...]:
    """Every duty whose period contains ``month`` (any day of it), in the order of the rules, then of the groups.

    Facts of the whole period count, whichever month of it is looked at. A branch without a committee owes no 支委会.
    """
    facts = tuple(meetings)
    names = tuple(groups)
    duties: list[Duty] = []
    for rule in rules:
        if MeetingKind.COMMITTEE in rule.kinds and not has_committee:
            continue
        owed: tuple[str | None, ...] = names if rule.each_group else (None,)
        duties.extend(_judge(facts, rule, group, month, today) for group in owed)
    return tuple(duties)


def _judge(meetings: tuple[Meeting, ...], rule: DutyRule, group: str | None, month: date, today: date) -> Duty:
    first, last = period_of(month, rule.per)
    # A meeting that only one group held is not the branch's, and the branch's is not a group's.
    fitting = [m for m in meetings if m.kinds >= rule.kinds and m.group == group and first <= m.day <= last]
    enough = {MeetingState.PUBLISHED} if rule.publish else {MeetingState.HELD, MeetingState.PUBLISHED}
    days = tuple(sorted(m.day for m in fitting if m.state in enough))
    unpublished = sum(rule.publish and m.state is MeetingState.HELD for m in fitting)
    # A plan whose day has gone by without the meeting being held promises nothing.
    planned = sum(m.state is MeetingState.PLANNED and m.day >= today for m in fitting)
    if len(days) >= rule.count:
        state = DutyState.DONE
    elif len(days) + planned >= rule.count:
        state = DutyState.PLANNED
    else:
        state = DutyState.DUE if today <= last else DutyState.MISSING
    return Duty(rule, group, first, last, state, len(days), planned, unpublished, days)
