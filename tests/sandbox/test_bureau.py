"""The invented bureau: its numbers, its posts, its sameness."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from sandbox.bureau.meetings import Held, year
from sandbox.bureau.people import COLUMNS, COMMITTEE_POSTS, KNOWN_BRANCH, Bureau
from scoring.duties import MeetingKind

TODAY = date(2026, 7, 20)


@pytest.fixture(scope="module")
def bureau() -> Bureau:
    return Bureau.generate(today=TODAY)


@pytest.fixture(scope="module")
def held(bureau: Bureau) -> list[Held]:
    return year(bureau)


def test_size(bureau: Bureau):
    assert len(bureau.branches) == 33
    assert sum(person.is_member for person in bureau.people) == 474
    assert 60 <= sum(not person.is_member for person in bureau.people) <= 90
    categories = Counter(person.category for person in bureau.people)
    assert set(categories) == {"正式党员", "预备党员", "发展对象", "入党积极分子", "入党申请人", "群众"}


def test_every_post_is_filled(bureau: Bureau):
    assert len(bureau.holding("党委书记")) == 1
    assert len(bureau.holding("纪检监察")) in (3, 4)
    assert len(bureau.holding("党务干部")) == 3
    for branch in bureau.branches:
        for post in COMMITTEE_POSTS:
            assert len(bureau.holding(post, branch.name)) == 1, (branch.name, post)
        leaders = bureau.holding("党小组长", branch.name)
        assert 2 <= len(branch.groups) <= 3
        assert sorted(leader.group for leader in leaders) == sorted(branch.groups)


def test_posts_belong_to_full_members(bureau: Bureau):
    assert {person.category for person in bureau.people if person.posts} == {"正式党员"}


def test_groups_hold_exactly_the_members(bureau: Bureau):
    for person in bureau.people:
        assert bool(person.group) == person.is_member
        if person.group:
            assert person.group in bureau.branch(person.branch).groups


def test_numbers_are_unique_and_well_formed(bureau: Bureau):
    for values in (
        [person.badge for person in bureau.people],
        [person.phone for person in bureau.people],
        [person.telegram_id for person in bureau.people],
        [branch.chat_id for branch in bureau.branches],
    ):
        assert len(set(values)) == len(values)
    assert all(re.fullmatch(r"1[3-9]\d{9}", person.phone) for person in bureau.people)
    assert all(person.telegram_id > 2**32 for person in bureau.people)
    assert all(str(branch.chat_id).startswith("-100") for branch in bureau.branches)


def test_names_long_rare_and_equal(bureau: Bureau):
    names = Counter(person.name for person in bureau.people)
    assert {"阿卜杜热西提·买买提", "欧阳䶮", "陈堃", "周𬭎"} <= set(names)
    equal = {name for name, count in names.items() if count > 1}
    assert equal == {"张伟", "王静", "陈杰", "林晓燕"}
    for name in equal:
        homes = [person.branch for person in bureau.people if person.name == name]
        assert len(set(homes)) == len(homes)


def test_dates(bureau: Bureau):
    for person in bureau.people:
        assert (person.joined is not None) == person.is_member
        assert (person.confirmed is not None) == (person.category == "正式党员")
        assert person.joined is None or person.joined < TODAY
        assert person.confirmed is None or person.joined is None or person.joined < person.confirmed < TODAY
    birthdays = [p for p in bureau.people if p.joined and (p.joined.month, p.joined.day) == (TODAY.month, TODAY.day)]
    assert len(birthdays) >= 2
    assert any(p.joined and (p.joined.month, p.joined.day) == (2, 29) for p in bureau.people)


def test_some_are_not_bound_yet(bureau: Bureau):
    unbound = bureau.unbound()
    assert len(unbound) == 10
    assert any(person.branch == KNOWN_BRANCH and person.is_member for person in unbound)
    assert not any(person.posts for person in unbound)


def test_roster_has_the_columns(bureau: Bureau):
    lines = bureau.roster_csv().split("\r\n")
    assert lines[0] == ",".join(COLUMNS)
    assert len([line for line in lines if line]) == len(bureau.people) + 1
    assert all(tuple(row) == COLUMNS for row in bureau.roster_rows())
    assert any("、" in row["职务"] for row in bureau.roster_rows())


def test_the_same_seed_gives_the_same_bytes(bureau: Bureau, held: list[Held]):
    again = Bureau.generate(today=TODAY)
    assert again == bureau
    assert again.roster_csv().encode() == bureau.roster_csv().encode()
    assert year(again) == held
    assert Bureau.generate(7, today=TODAY).roster_csv() != bureau.roster_csv()


@pytest.mark.parametrize(
    "today",
    [date(2026, 1, 1), date(2028, 2, 29), date(2027, 3, 1), date(2026, 12, 31), date(2026, 11, 24), date(2027, 2, 28)],
)
@pytest.mark.parametrize("seed", [1, 2026])
def test_any_day_will_do(today: date, seed: int):
    bureau = Bureau.generate(seed, today=today)
    assert sum(person.is_member for person in bureau.people) == 474
    assert len({person.badge for person in bureau.people}) == len(bureau.people)
    assert all(p.joined is None or p.joined < today for p in bureau.people)
    assert all(each.at.date() < today for each in year(bureau))


def test_meetings_add_up(bureau: Bureau, held: list[Held]):
    people = {person.badge: person for person in bureau.people}
    assert 1000 < len(held) < 2500
    assert {kind for each in held for kind in each.kinds} == set(MeetingKind)
    for each in held:
        assert each.at.utcoffset() == timedelta(hours=8)
        assert TODAY - timedelta(days=400) < each.at.date() < TODAY
        expected = {person.badge for person in each.expected}
        assert expected
        assert all(person.branch == each.branch.name for person in each.expected)
        assert each.chair in each.expected
        assert each.chair.badge in each.present
        assert not each.present & each.live
        assert each.present | each.live <= expected
        assert set(each.leave) | set(each.made_up) <= expected - each.present - each.live
        if each.kinds == (MeetingKind.GROUP,):
            assert {people[badge].group for badge in expected} == {each.group}
        else:
            assert each.group is None
        assert each.theme.minutes
        assert each.published_at is None or each.published_at > each.at


def test_attendance_is_believable(held: list[Held]):
    expected = sum(len(each.expected) for each in held)
    came = sum(len(each.present) + len(each.live) for each in held)
    assert 0.86 < came / expected < 0.95
    assert any(each.made_up for each in held)
    reasons = " ".join(reason for each in held for reason in each.leave.values())
    assert all(word in reasons for word in ("执勤", "出差", "病"))


def test_some_branches_lag(bureau: Bureau, held: list[Held]):
    """The whole-branch meeting is held nearly every month by nearly every branch; the current month is half done."""
    general = Counter((each.branch.name, f"{each.at:%Y-%m}") for each in held if MeetingKind.GENERAL in each.kinds)
    assert max(general.values()) == 1
    full_months = [month for month in sorted({month for _, month in general}) if month != "2026-07"]
    done = sum((branch.name, month) in general for branch in bureau.branches for month in full_months)
    assert 0.88 < done / (33 * len(full_months)) < 1
    now = sum((branch.name, "2026-07") in general for branch in bureau.branches)
    assert 8 < now < 33
