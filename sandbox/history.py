"""A year of party life in the invented bureau, up to the day it stands on, as plain JSON-able data."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

from sandbox.bureau import Branch, Bureau, Person
from sandbox.history_health import health
from sandbox.history_study import study
from sandbox.history_words import (
    ASSEMBLY,
    COMMITTEE,
    GROUP,
    LEAVE_REASONS,
    LECTURE,
    PLACES,
    TAKEAWAYS,
    YEARLY_LIFE,
    YEARLY_REVIEW,
    Theme,
)

KINDS = ("支委会", "党支部党员大会", "党小组会", "党课", "组织生活会", "民主评议")
MONTHS_BACK = 12
ZONE = timezone(timedelta(hours=8))

_COMMITTEE_POSTS = frozenset(("支部书记", "支部副书记", "组织委员", "宣传委员", "纪检委员"))
_ALSO_TAUGHT = frozenset(("入党积极分子", "发展对象"))
_LECTURE_MONTHS = (3, 6, 9, 12)
_LAGGING_BRANCHES = 4


def history(bureau: Bureau) -> dict[str, Any]:
    """The year up to (and without) ``bureau.today``: ``bindings``, ``groups``, ``meetings``, ``health`` (history_health.py), and
    ``study`` (history_study.py).

    A meeting has 支部, 党小组 (or None), kind (one of ``KINDS``), also (further kinds it counts as: a monthly
    whole-branch meeting is a 主题党日 too), title, at and published_at (ISO 8601, +08:00; published_at may be None),
    place, agenda, minutes, chair, and the numbers (警号) of those expected, present on the spot and following live,
    with leave as [{who, reason}] and made_up as [{who, text}]. Oldest first. Equal bureaus give equal histories.
    """
    return {
        "bindings": [{"警号": p.badge, "telegram_id": p.telegram_id} for p in bureau.people if p.bound],
        "groups": [{"支部": branch.name, "chat_id": branch.chat_id} for branch in bureau.branches],
        "meetings": _Year(bureau).meetings(),
        "health": health(bureau),
        "study": study(bureau),
    }


class _Year:
    """The year's meetings, branch by branch; each branch has its own fixed day and its own diligence."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.random = Random(f"history:{bureau.seed}:{bureau.today.isoformat()}")
        names = [branch.name for branch in bureau.branches]
        self.lagging = set(self.random.sample(names, _LAGGING_BRANCHES))

    def meetings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for branch in self.bureau.branches:
            found.extend(self._of_branch(branch, self.bureau.of_branch(branch.name)))
        found.sort(key=lambda meeting: (meeting["at"], meeting["支部"], meeting["党小组"] or "", meeting["kind"]))
        return found

    def _of_branch(self, branch: Branch, people: Sequence[Person]) -> list[dict[str, Any]]:
        """Everything one branch has held, month by month; meetings of today and later do not exist yet."""
        committee = [p for p in people if _COMMITTEE_POSTS & set(p.posts)]
        members = [p for p in people if p.is_member]
        taught = [p for p in people if p.is_member or p.category in _ALSO_TAUGHT]
        lecturers = [p for p in committee if {"支部书记", "纪检委员"} & set(p.posts)]
        secretary = committee[0]
        fixed_day = self.random.randint(3, 26)
        skips = 0.3 if branch.name in self.lagging else 0.03
        found: list[dict[str, Any] | None] = []
        for first in self._months():
            number = first.month
            day = first + timedelta(days=fixed_day - 1)
            if self.random.random() >= skips:
                found.append(
                    self._meeting(
                        branch,
                        "党支部党员大会",
                        self._pick(ASSEMBLY),
                        day,
                        chair=secretary,
                        expected=members,
                        also=["主题党日"],
                    )
                )
            if self.random.random() >= skips:
                earlier = first + timedelta(days=max(fixed_day - 2 - self.random.randrange(4), 0))
                found.append(
                    self._meeting(branch, "支委会", self._pick(COMMITTEE), earlier, chair=secretary, expected=committee)
                )
            for group in branch.groups:
                if self.random.random() >= skips:
                    mates = [p for p in members if p.group == group]
                    leader = next(p for p in mates if "党小组长" in p.posts)
                    any_day = first + timedelta(days=self.random.randrange(4, 27))
                    found.append(
                        self._meeting(
                            branch, "党小组会", self._pick(GROUP), any_day, chair=leader, expected=mates, group=group
                        )
                    )
            if number in _LECTURE_MONTHS and self.random.random() >= skips:
                lecture_day = first + timedelta(days=self.random.randrange(9, 27))
                lecturer = self.random.choice(lecturers)
                found.append(
                    self._meeting(branch, "党课", self._pick(LECTURE), lecture_day, chair=lecturer, expected=taught)
                )
            if number == 1:
                life_day = first + timedelta(days=self.random.randrange(7, 27))
                found.append(
                    self._meeting(branch, "组织生活会", YEARLY_LIFE, life_day, chair=secretary, expected=members)
                )
            if number == 12:
                review_day = first + timedelta(days=self.random.randrange(7, 27))
                found.append(
                    self._meeting(branch, "民主评议", YEARLY_REVIEW, review_day, chair=secretary, expected=members)
                )
        return [meeting for meeting in found if meeting is not None]

    def _months(self) -> list[date]:
        """The first days of the last twelve months and of the current one, oldest first."""
        today = self.bureau.today
        last = today.year * 12 + today.month - 1
        return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS_BACK, last + 1)]

    def _pick(self, themes: Sequence[Theme]) -> Theme:
        return self.random.choice(themes)

    def _meeting(
        self,
        branch: Branch,
        kind: str,
        theme: Theme,
        day: date,
        *,
        chair: Person,
        expected: Sequence[Person],
        also: Sequence[str] = (),
        group: str | None = None,
    ) -> dict[str, Any] | None:
        """One meeting held on ``day``; None if the day has not passed yet. Draws the same numbers either way."""
        start = time(*self.random.choice(((8, 30), (9, 0), (14, 30), (15, 0), (16, 0), (19, 0))))
        place = self.random.choice(PLACES)
        attendance = self._attendance([p for p in expected if p.joined is None or p.joined <= day], chair)
        publish_after = timedelta(hours=self.random.randint(2, 40), minutes=self.random.randrange(60))
        forgotten = self.random.random() < 0.02
        if day >= self.bureau.today:
            return None
        at = datetime.combine(day, start, ZONE)
        unpublished = forgotten or (at + publish_after).date() >= self.bureau.today
        return {
            "支部": branch.name,
            "党小组": group,
            "kind": kind,
            "also": list(also),
            "title": theme.title.format(n=day.month),
            "at": at.isoformat(),
            "place": place,
            "agenda": theme.agenda,
            "chair": chair.badge,
            **attendance,
            "minutes": theme.minutes,
            "published_at": None if unpublished else (at + publish_after).isoformat(),
        }

    def _attendance(self, expected: Sequence[Person], chair: Person) -> dict[str, list[Any]]:
        """Who came, followed live, asked for leave, stayed away, and who of the missing made it up later."""
        present: list[str] = []
        live: list[str] = []
        leave: list[dict[str, str]] = []
        missing: list[str] = []
        for person in expected:
            chance = self.random.random()
            if person is chair or chance < 0.84:
                present.append(person.badge)
            elif chance < 0.90:
                live.append(person.badge)
            else:
                missing.append(person.badge)
                if chance < 0.98:
                    leave.append({"who": person.badge, "reason": self.random.choice(LEAVE_REASONS)})
        made_up = [
            {"who": badge, "text": self.random.choice(TAKEAWAYS)} for badge in missing if self.random.random() < 0.6
        ]
        return {
            "expected": [person.badge for person in expected],
            "present": present,
            "live": live,
            "leave": leave,
            "made_up": made_up,
        }
