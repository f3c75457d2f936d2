"""Every right from both sides."""

from dataclasses import replace

import pytest

from storage.people.access import Place, may, opens_confidential, reach, waits_for
from storage.people.directory import Who
from storage.people.posts import Category, Post
from storage.people.rights import CONFIDENTIAL, Act, Reach

HOME, AWAY = Place(1, 11, 5), Place(2, 21, 6)


def who(*posts, category=Category.FULL_MEMBER):
    return Who(5, 7, "100001", "李雷", 1, "第一支部", 11, category, frozenset(posts))


@pytest.mark.parametrize("act", [Act.CALL_MEETING, Act.CHAIR_MEETING])
def test_a_secretary_calls_in_the_own_branch_alone(act):
    assert may(who(Post.SECRETARY), act, HOME)
    assert may(who(Post.DEPUTY_SECRETARY), act, HOME)
    assert not may(who(Post.SECRETARY), act, AWAY)
    assert not may(who(), act, HOME)
    assert not may(who(Post.COMMITTEE_SECRETARY), act, AWAY)


def test_a_group_leader_reaches_the_own_group_alone():
    leader = who(Post.GROUP_LEADER)
    assert may(leader, Act.CALL_MEETING, Place(1, 11))
    assert not may(leader, Act.CALL_MEETING, Place(1, 12))
    assert not may(leader, Act.CALL_MEETING, Place(1, None))


@pytest.mark.parametrize("post", [Post.COMMITTEE_SECRETARY, Post.INSPECTOR, Post.PARTY_STAFF])
def test_the_bureaus_posts_see_every_branch(post):
    for act in (Act.SEE_FEED, Act.SEE_MEETINGS, Act.SEE_DUTIES):
        assert may(who(post), act, AWAY)
        assert not may(who(), act, AWAY)


def test_only_party_affairs_staff_touch_the_roster():
    for act in (Act.IMPORT_ROSTER, Act.MANAGE_BINDINGS):
        assert may(who(Post.PARTY_STAFF), act)
        for post in set(Post) - {Post.PARTY_STAFF}:
            assert not may(who(post), act)


def test_a_non_member_sees_only_what_concerns_them():
    outsider = who(category=Category.NON_MEMBER)
    assert reach(outsider, Act.SEE_MEETINGS) is Reach.SELF
    assert not may(outsider, Act.SEE_DUTIES)
    assert may(outsider, Act.TAKE_PART, HOME)
    assert not may(outsider, Act.TAKE_PART, AWAY)


@pytest.mark.parametrize("post", [Post.COMMITTEE_SECRETARY, Post.PARTY_STAFF])
def test_the_bureaus_posts_give_and_urge_everywhere(post):
    for act in (Act.ASSIGN, Act.URGE, Act.PUBLISH_NOTICE):
        assert may(who(post), act, AWAY)
        assert not may(who(), act, HOME)


def test_a_secretary_gives_and_urges_in_the_own_branch_alone():
    for act in (Act.ASSIGN, Act.URGE, Act.PUBLISH_NOTICE, Act.SEE_TASKS, Act.SEE_LEDGER):
        assert may(who(Post.SECRETARY), act, HOME)
        assert not may(who(Post.SECRETARY), act, AWAY)


def test_an_inspector_sees_everything_and_gives_nothing():
    for act in (Act.SEE_TASKS, Act.SEE_LEDGER):
        assert may(who(Post.INSPECTOR), act, AWAY)
    for act in (Act.ASSIGN, Act.URGE, Act.PUBLISH_NOTICE, Act.SEE_UNSENT):
        assert not may(who(Post.INSPECTOR), act)


def test_a_committee_member_sees_the_branchs_ledger_and_a_member_their_own():
    assert may(who(Post.PUBLICITY), Act.SEE_LEDGER, Place(1))
    assert not may(who(), Act.SEE_LEDGER, Place(1))
    assert may(who(), Act.SEE_LEDGER, Place(1, None, 5))
    assert not may(who(), Act.SEE_LEDGER, Place(1, None, 6))


def test_only_party_affairs_staff_see_what_could_not_be_sent():
    assert may(who(Post.PARTY_STAFF), Act.SEE_UNSENT)
    for post in set(Post) - {Post.PARTY_STAFF}:
        assert not may(who(post), Act.SEE_UNSENT)


def test_exams_are_set_by_staff_everywhere_and_by_publicity_and_secretary_in_their_branch():
    assert may(who(Post.PARTY_STAFF), Act.SET_EXAMS, AWAY)
    for post in (Post.PUBLICITY, Post.SECRETARY, Post.DEPUTY_SECRETARY):
        assert may(who(post), Act.SET_EXAMS, HOME)
        assert not may(who(post), Act.SET_EXAMS, AWAY)
    for post in (Post.DISCIPLINE, Post.ORGANISATION, Post.GROUP_LEADER, Post.INSPECTOR, Post.COMMITTEE_SECRETARY):
        assert not may(who(post), Act.SET_EXAMS)


def test_results_are_seen_by_the_branchs_setters_and_by_the_bureaus_posts():
    for post in (Post.INSPECTOR, Post.COMMITTEE_SECRETARY, Post.PARTY_STAFF):
        assert may(who(post), Act.SEE_RESULTS, AWAY)
    assert may(who(Post.SECRETARY), Act.SEE_RESULTS, HOME)
    assert not may(who(Post.SECRETARY), Act.SEE_RESULTS, AWAY)
    assert not may(who(), Act.SEE_RESULTS)


def test_only_the_branchs_secretary_posts_to_its_group():
    assert may(who(Post.SECRETARY), Act.POST_TO_GROUP, HOME)
    assert not may(who(Post.SECRETARY), Act.POST_TO_GROUP, AWAY)
    assert not may(who(Post.PUBLICITY), Act.POST_TO_GROUP)


@pytest.mark.parametrize("post", list(Post))
def test_a_post_that_waits_opens_nothing_confidential_and_everything_else(post):
    waiting = replace(who(post), waiting=frozenset({post}))
    for act in Act:
        plain, held, without = reach(waiting, act), reach(who(post), act), reach(who(), act)
        assert plain is (without if act in CONFIDENTIAL else held), act
        assert waits_for(waiting, act) is (may(who(post), act) and not may(waiting, act))


def test_one_post_that_waits_does_not_hold_up_another():
    both = replace(who(Post.INSPECTOR, Post.PARTY_STAFF), waiting=frozenset({Post.PARTY_STAFF}))
    assert may(both, Act.SEE_TRAIL)
    assert not may(both, Act.IMPORT_ROSTER)


def test_every_post_but_the_group_leaders_opens_something_confidential():
    assert {post for post in Post if opens_confidential(post)} == set(Post) - {Post.GROUP_LEADER}
