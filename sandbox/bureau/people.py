"""The invented bureau 海滨县公安局: 33 branches, 474 party members and the staff around them, made from one seed.

Nobody here exists. Phone numbers begin with 160, a range that no operator has been given.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from random import Random

from sandbox.bureau.people_words import (
    BRANCHES,
    COMMITTEE_BRANCH,
    EQUAL_NAMES,
    GIVEN_MEN,
    GIVEN_WOMEN,
    INSPECTION_BRANCH,
    KNOWN_BRANCH,
    PARTY_AFFAIRS_BRANCH,
    REMARKABLE_NAMES,
    STAFF_JOBS,
    SURNAMES,
    BranchPlan,
)

BUREAU_NAME = "海滨县公安局"
ZONE = timezone(timedelta(hours=8))
OPENS = datetime(2026, 11, 24, 9, tzinfo=ZONE)
"""When the demo begins, by its own clock: on a working day at the hour at which people come to work, so that it is the same each time."""
COLUMNS = ("警号", "姓名", "支部", "党小组", "类别", "职务", "手机号", "岗位", "入党日期", "转正日期")
FULL_MEMBER, PROBATIONARY = "正式党员", "预备党员"
STAFF_CATEGORIES = ("群众",) * 30 + ("入党申请人",) * 18 + ("入党积极分子",) * 16 + ("发展对象",) * 10
COMMITTEE_POSTS = ("支部书记", "支部副书记", "组织委员", "宣传委员", "纪检委员")
GROUP_NAMES = ("第一党小组", "第二党小组", "第三党小组")
UNBOUND_PEOPLE = 10
PROBATIONARY_MEMBERS = 14

# A committee of five in a branch of ordinary size, of three in a small one, where posts are joined.
_POSTS_OF_FIVE = tuple((post,) for post in COMMITTEE_POSTS)
_POSTS_OF_THREE = (("支部书记",), ("支部副书记", "纪检委员"), ("组织委员", "宣传委员"))
_SMALL_BRANCH = 10
_LARGE_BRANCH = 18

# Beyond 32 bits, as the ids of young Telegram accounts are.
_USER_ID_BASE = 7_200_000_000
_GROUP_CHAT_BASE = -1_002_600_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the roster and the Telegram account that belongs to it.

    ``posts`` is empty for most; ``group`` is empty for who is not a member; dates are None where they do not apply.
    ``bound`` says whether the account is bound in the history that goes with the bureau.
    """

    badge: str
    name: str
    branch: str
    group: str
    category: str
    posts: tuple[str, ...]
    phone: str
    duty: str
    joined: date | None
    confirmed: date | None
    telegram_id: int
    bound: bool

    @property
    def is_member(self) -> bool:
        """Whether the person is a party member, full or probationary."""
        return self.category in (FULL_MEMBER, PROBATIONARY)

    @property
    def username(self) -> str:
        """The Telegram @name, without the @."""
        return f"hb_{self.badge.lower()}"

    def roster_row(self) -> dict[str, str]:
        """The person as one roster row, keyed by ``COLUMNS``; dates as YYYY-MM-DD, empty where there is none."""
        values = (
            self.badge,
            self.name,
            self.branch,
            self.group,
            self.category,
            "、".join(self.posts),
            self.phone,
            self.duty,
            self.joined.isoformat() if self.joined else "",
            self.confirmed.isoformat() if self.confirmed else "",
        )
        return dict(zip(COLUMNS, values, strict=True))


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch: its name, its party groups in order, and the chat id of its Telegram group (a supergroup)."""

    name: str
    groups: tuple[str, ...]
    chat_id: int


@dataclass(frozen=True, slots=True)
class Bureau:
    """The whole bureau, equal for equal ``seed`` and ``today``."""

    seed: int
    today: date
    branches: tuple[Branch, ...]
    people: tuple[Person, ...]
    name: str = BUREAU_NAME

    @classmethod
    def generate(cls, seed: int = 2026, *, today: date) -> "Bureau":
        """Make the bureau as it stands on ``today``: dates of joining lie before it, some anniversaries on and near it."""
        return _Maker(Random(f"bureau:{seed}"), today).make(seed)

    def branch(self, name: str) -> Branch:
        """The branch called ``name``; KeyError where there is none."""
        for branch in self.branches:
            if branch.name == name:
                return branch
        raise KeyError(name)

    def of_branch(self, name: str) -> list[Person]:
        """Everybody of one branch, members first, in roster order."""
        return [person for person in self.people if person.branch == name]

    def holding(self, post: str, branch: str | None = None) -> list[Person]:
        """Everybody who holds ``post``, in the whole bureau or in one branch."""
        return [p for p in self.people if post in p.posts and branch in (None, p.branch)]

    def unbound(self) -> list[Person]:
        """Those whose Telegram account is not bound yet."""
        return [person for person in self.people if not person.bound]

    def roster_rows(self) -> list[dict[str, str]]:
        """The personnel department's roster, one dict a person, keyed by ``COLUMNS``."""
        return [person.roster_row() for person in self.people]

    def roster_csv(self) -> str:
        """The roster as CSV text with a header line and \\r\\n line ends, not yet encoded."""
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(self.roster_rows())
        return out.getvalue()


@dataclass(slots=True)
class _Draft:
    """A person while the bureau is being made."""

    branch: str
    category: str
    duty: str
    group: str = ""
    posts: tuple[str, ...] = ()
    name: str = ""
    joined: date | None = None
    confirmed: date | None = None
    bound: bool = True


class _Maker:
    """One run of the generator; each step draws from the same seeded source in a fixed order."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today

    def make(self, seed: int) -> Bureau:
        branches: list[Branch] = []
        drafts: list[_Draft] = []
        for number, plan in enumerate(BRANCHES, start=1):
            branch = Branch(
                name=f"{plan.unit}党支部",
                groups=GROUP_NAMES[: 3 if plan.members >= _LARGE_BRANCH else 2],
                chat_id=_GROUP_CHAT_BASE - number,
            )
            branches.append(branch)
            drafts.extend(self._members(branch, plan))
        self._dates(drafts)
        drafts = self._with_staff(drafts, branches)
        self._names(drafts)
        self._unbind(drafts)
        return Bureau(seed, self.today, tuple(branches), self._people(drafts))

    def _members(self, branch: Branch, plan: BranchPlan) -> list[_Draft]:
        """The members of one branch in order of rank, with posts, groups and jobs."""
        committee = _POSTS_OF_THREE if plan.members < _SMALL_BRANCH else _POSTS_OF_FIVE
        drafts = [_Draft(branch.name, FULL_MEMBER, self.random.choice(plan.jobs)) for _ in range(plan.members)]
        for index, draft in enumerate(drafts):
            draft.group = branch.groups[index % len(branch.groups)]
        for draft, posts in zip(drafts, committee, strict=False):
            draft.posts = posts
        ordinary = drafts[len(committee) :]
        for group in branch.groups:
            leader = next(draft for draft in ordinary if draft.group == group)
            leader.posts = ("党小组长",)
        free = [draft for draft in ordinary if not draft.posts]
        if branch.name == COMMITTEE_BRANCH:
            free[0].posts, free[0].duty = ("党委书记",), "局长"
        elif branch.name == INSPECTION_BRANCH:
            # The team is small: its branch committee inspects too, which shows posts of two reaches in one person.
            for draft in (drafts[0], *free[:3]):
                draft.posts = (*draft.posts, "纪检监察")
        elif branch.name == PARTY_AFFAIRS_BRANCH:
            for draft in free[:3]:
                draft.posts, draft.duty = ("党务干部",), "党建"
        return drafts

    def _dates(self, members: list[_Draft]) -> None:
        """Dates of joining and of confirmation; a few members are still on probation."""
        for member in members:
            retired = member.duty == "退休"
            years = self.random.randint(28, 46) if retired else self.random.randint(3, 30)
            if member.posts:
                years = max(years, 8)
            member.joined = self._years_before(self.today, years) - timedelta(days=self.random.randrange(1, 365))
        plain = [m for m in members if not m.posts and m.duty != "退休"]
        chosen = self.random.sample(plain, PROBATIONARY_MEMBERS + 12)
        for member in chosen[:PROBATIONARY_MEMBERS]:
            member.category = PROBATIONARY
            member.joined = self.today - timedelta(days=self.random.randrange(20, 350))
        # Anniversaries that a demonstration meets: today, tomorrow, the coming weeks, and one on a leap day.
        for member, days in zip(chosen[PROBATIONARY_MEMBERS:], (0, 0, 1, 1, 2, 3, 5, 7, 10, 14, 30), strict=False):
            coming = self.today + timedelta(days=days)
            member.joined = self._years_before(coming, self.random.randint(4, 24))
        leap_year = (self.today.year - 6) // 4 * 4
        chosen[-1].joined = date(leap_year, 2, 29)
        for member in members:
            if member.category == FULL_MEMBER and member.joined is not None:
                later = timedelta(days=self.random.choice((0, 0, 0, 0, 6, 13, 27)))
                member.confirmed = self._years_before(member.joined, -1) + later

    def _with_staff(self, members: list[_Draft], branches: list[Branch]) -> list[_Draft]:
        """Add auxiliaries, staff and those on their way into the party, after the members of their branch."""
        working = [branch.name for branch in branches if not branch.name.startswith("离退休")]
        staff: dict[str, list[_Draft]] = {branch.name: [] for branch in branches}
        for index, category in enumerate(STAFF_CATEGORIES):
            name = working[index] if index < len(working) else self.random.choice(working)
            staff[name].append(_Draft(name, category, self.random.choice(STAFF_JOBS)))
        ordered: list[_Draft] = []
        for branch in branches:
            ordered.extend(member for member in members if member.branch == branch.name)
            ordered.extend(staff[branch.name])
        return ordered

    def _names(self, drafts: list[_Draft]) -> None:
        """Name everybody: the remarkable names once, a few equal names over several branches, the rest distinct."""
        taken = set(REMARKABLE_NAMES) | set(EQUAL_NAMES)
        by_branch: dict[str, list[_Draft]] = {}
        for draft in drafts:
            by_branch.setdefault(draft.branch, []).append(draft)
        homes = list(by_branch)
        self.random.shuffle(homes)
        # One special name a branch, so that equal names always fall into different branches.
        for name, home in zip(EQUAL_NAMES + REMARKABLE_NAMES, homes, strict=False):
            self.random.choice(by_branch[home]).name = name
        for draft in drafts:
            while not draft.name:
                name = self._plain_name()
                if name not in taken:
                    taken.add(name)
                    draft.name = name

    def _plain_name(self) -> str:
        given = GIVEN_WOMEN if self.random.random() < 0.22 else GIVEN_MEN
        length = 1 if self.random.random() < 0.2 else 2
        return self.random.choice(SURNAMES) + "".join(self.random.sample(given, length))

    def _unbind(self, drafts: list[_Draft]) -> None:
        """Leave a few accounts unbound: one ordinary member of the known branch, and others without a post, one a branch."""
        plain: dict[str, list[_Draft]] = {}
        for draft in drafts:
            if not draft.posts:
                plain.setdefault(draft.branch, []).append(draft)
        others = self.random.sample([branch for branch in plain if branch != KNOWN_BRANCH], UNBOUND_PEOPLE - 1)
        for draft in (plain[KNOWN_BRANCH][0], *(self.random.choice(plain[branch]) for branch in others)):
            draft.bound = False

    def _people(self, drafts: list[_Draft]) -> tuple[Person, ...]:
        """Freeze the drafts with their numbers: officers 108001…, auxiliaries and staff F20001…."""
        phones = self.random.sample(range(1_000, 100_000), len(drafts))
        people: list[Person] = []
        officers = staff = 0
        for order, (draft, phone) in enumerate(zip(drafts, phones, strict=True), start=1):
            if draft.category in (FULL_MEMBER, PROBATIONARY):
                officers += 1
                badge = str(108_000 + officers)
            else:
                staff += 1
                badge = f"F{20_000 + staff}"
            people.append(
                Person(
                    badge=badge,
                    name=draft.name,
                    branch=draft.branch,
                    group=draft.group,
                    category=draft.category,
                    posts=draft.posts,
                    phone=f"160{phone:08d}",
                    duty=draft.duty,
                    joined=draft.joined,
                    confirmed=draft.confirmed,
                    telegram_id=_USER_ID_BASE + order,
                    bound=draft.bound,
                )
            )
        return tuple(people)

    @staticmethod
    def _years_before(day: date, years: int) -> date:
        """The same day ``years`` earlier (later, if negative); 28 February where there is no 29th."""
        try:
            return day.replace(year=day.year - years)
        except ValueError:
            return day.replace(year=day.year - years, day=28)
