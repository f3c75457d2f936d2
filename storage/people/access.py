"""Who may do what, over whom: the one table of rights.

A person's posts and category give roles; a role gives an act a reach; `may` compares that reach with the place acted on.
"""

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum, auto

from storage.people.directory import Who
from storage.people.posts import COMMITTEE_POSTS, MEMBERS, Post


class Role(StrEnum):
    """What rights are given to."""

    PERSON = auto()
    MEMBER = auto()
    GROUP_LEADER = auto()
    COMMITTEE = auto()
    PUBLICITY = auto()
    ORGANISER = auto()
    SECRETARY = auto()
    STAFF = auto()
    INSPECTOR = auto()
    BUREAU_SECRETARY = auto()


class Reach(IntEnum):
    """How far a right goes; a wider one includes the narrower."""

    NONE = 0
    SELF = 1
    GROUP = 2
    BRANCH = 3
    BUREAU = 4


class Act(StrEnum):
    """Everything that a command or a button can do."""

    HOME = auto()
    SEE_MEETINGS = auto()
    TAKE_PART = auto()
    CALL_MEETING = auto()
    CHAIR_MEETING = auto()
    SEE_DUTIES = auto()
    SEE_FEED = auto()
    RETURN_MINUTES = auto()
    BIND_GROUP = auto()
    SEE_ROSTER = auto()
    IMPORT_ROSTER = auto()
    MANAGE_BINDINGS = auto()
    CONFIRM_POST = auto()
    DO_TASKS = auto()
    ASSIGN = auto()
    SEE_TASKS = auto()
    READ_NOTICES = auto()
    PUBLISH_NOTICE = auto()
    TAKE_EXAMS = auto()
    SET_EXAMS = auto()
    SEE_RESULTS = auto()
    SEE_RANKING = auto()
    POST_TO_GROUP = auto()
    SEE_LEDGER = auto()
    URGE = auto()
    SEE_UNSENT = auto()
    RESET_PIN = auto()
    LOG_TALK = auto()
    LOG_INTERVIEW = auto()
    SEE_TALKS = auto()
    READ_TALK = auto()
    SEE_TRAIL = auto()
    SEE_TOPICS = auto()
    OPEN_TOPIC = auto()
    SPEAK_ON_TOPIC = auto()
    ANSWER_OPINIONS = auto()
    VOTE = auto()
    SEE_DEVELOPMENT = auto()
    COMMENT_DEVELOPMENT = auto()
    RUN_DEVELOPMENT = auto()
    PLAN_DEVELOPMENT = auto()
    APPROVE_DEVELOPMENT = auto()
    CONFIRM_CATEGORY = auto()
    SEE_COMMENT_AUTHORS = auto()
    KEEP_DISCIPLINE = auto()
    IMPORT_ATTENDANCE = auto()
    RATE = auto()
    SEE_HEALTH = auto()
    SEE_OWN_RATING = auto()
    CARE = auto()
    SEE_CASES = auto()
    DECIDE_CASE = auto()
    ANSWER_APPEAL = auto()
    SEE_BOARD = auto()
    CHECK_POST = auto()
    CONFIRM_CHECK = auto()
    SEE_RISK_POINTS = auto()
    EXPORT_RISK_POINTS = auto()
    NOTE_SIGN = auto()
    HANDLE_SIGN = auto()
    SEE_SIGNS = auto()
    SEE_MY_DATA = auto()
    BIRTHDAY = auto()
    SEE_BIRTHDAYS = auto()
    KEEP_BIRTHDAYS = auto()
    WRITE_MESSAGE = auto()
    STUDY = auto()
    PUBLISH_LESSON = auto()
    SEE_STUDY = auto()
    ENTER_TRAINING = auto()
    GIVE_FEEDBACK = auto()
    ANSWER_FEEDBACK = auto()


TABLE: dict[Act, dict[Role, Reach]] = {
    Act.HOME: {Role.PERSON: Reach.SELF},
    Act.TAKE_PART: {Role.PERSON: Reach.SELF},
    Act.SEE_MEETINGS: {
        Role.PERSON: Reach.SELF,
        Role.MEMBER: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.CALL_MEETING: {Role.GROUP_LEADER: Reach.GROUP, Role.SECRETARY: Reach.BRANCH},
    Act.CHAIR_MEETING: {Role.GROUP_LEADER: Reach.GROUP, Role.SECRETARY: Reach.BRANCH},
    Act.SEE_DUTIES: {
        Role.MEMBER: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.SEE_FEED: {
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    # Of published minutes, by those above the branch.
    Act.RETURN_MINUTES: {Role.STAFF: Reach.BUREAU, Role.BUREAU_SECRETARY: Reach.BUREAU},
    Act.BIND_GROUP: {Role.SECRETARY: Reach.BRANCH},
    Act.SEE_ROSTER: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.IMPORT_ROSTER: {Role.STAFF: Reach.BUREAU},
    Act.MANAGE_BINDINGS: {Role.STAFF: Reach.BUREAU},
    # Neither who gave the post nor whose it is: storage/people/confirming.py.
    Act.CONFIRM_POST: {Role.STAFF: Reach.BUREAU, Role.INSPECTOR: Reach.BUREAU},
    Act.DO_TASKS: {Role.PERSON: Reach.SELF},
    # Work goes one level down: with the bureau's reach to branches, with a branch's to its people.
    Act.ASSIGN: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU, Role.BUREAU_SECRETARY: Reach.BUREAU},
    Act.SEE_TASKS: {
        Role.PERSON: Reach.SELF,
        Role.SECRETARY: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.READ_NOTICES: {Role.PERSON: Reach.SELF},
    Act.PUBLISH_NOTICE: {
        Role.GROUP_LEADER: Reach.GROUP,
        Role.SECRETARY: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.TAKE_EXAMS: {Role.PERSON: Reach.SELF},
    # The bank of questions too: who sets exams fills it.
    Act.SET_EXAMS: {Role.PUBLICITY: Reach.BRANCH, Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.SEE_RESULTS: {
        Role.PUBLICITY: Reach.BRANCH,
        Role.SECRETARY: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.SEE_RANKING: {Role.PERSON: Reach.SELF},
    Act.POST_TO_GROUP: {Role.SECRETARY: Reach.BRANCH},
    Act.SEE_LEDGER: {
        Role.PERSON: Reach.SELF,
        Role.COMMITTEE: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.URGE: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU, Role.BUREAU_SECRETARY: Reach.BUREAU},
    Act.SEE_UNSENT: {Role.STAFF: Reach.BUREAU},
    Act.RESET_PIN: {Role.STAFF: Reach.BUREAU},
    # A member talks with other members of the branch; with others, and in interviews, who may LOG_INTERVIEW.
    Act.LOG_TALK: {
        Role.MEMBER: Reach.BRANCH,
        Role.COMMITTEE: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.LOG_INTERVIEW: {Role.COMMITTEE: Reach.BRANCH, Role.STAFF: Reach.BUREAU, Role.BUREAU_SECRETARY: Reach.BUREAU},
    # That talks took place; content is READ_TALK's, and the options' (storage/talks/rows.py).
    Act.SEE_TALKS: {
        Role.PERSON: Reach.SELF,
        Role.SECRETARY: Reach.BRANCH,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.READ_TALK: {Role.INSPECTOR: Reach.BUREAU},
    Act.SEE_TRAIL: {Role.INSPECTOR: Reach.BUREAU},
    Act.SEE_TOPICS: {
        Role.MEMBER: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.OPEN_TOPIC: {Role.SECRETARY: Reach.BRANCH},
    Act.SPEAK_ON_TOPIC: {Role.MEMBER: Reach.BRANCH},
    Act.ANSWER_OPINIONS: {Role.SECRETARY: Reach.BRANCH},
    # Who may vote in which ballot is settled when it is opened: those entitled on the meeting's roll.
    Act.VOTE: {Role.MEMBER: Reach.SELF},
    # The plan and the public stages of every case are everybody's to read and to comment on, members or not.
    Act.SEE_DEVELOPMENT: {Role.PERSON: Reach.BUREAU},
    Act.COMMENT_DEVELOPMENT: {Role.PERSON: Reach.BUREAU},
    Act.RUN_DEVELOPMENT: {Role.SECRETARY: Reach.BRANCH, Role.ORGANISER: Reach.BRANCH},
    Act.PLAN_DEVELOPMENT: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.APPROVE_DEVELOPMENT: {Role.STAFF: Reach.BUREAU, Role.BUREAU_SECRETARY: Reach.BUREAU},
    Act.CONFIRM_CATEGORY: {Role.STAFF: Reach.BUREAU},
    Act.SEE_COMMENT_AUTHORS: {Role.INSPECTOR: Reach.BUREAU},
    Act.KEEP_DISCIPLINE: {Role.STAFF: Reach.BUREAU, Role.INSPECTOR: Reach.BUREAU},
    Act.IMPORT_ATTENDANCE: {Role.STAFF: Reach.BUREAU},
    # One's own; for those who answer for others, theirs. A committee's members beyond its secretary: by an option alone.
    Act.SEE_HEALTH: {
        Role.MEMBER: Reach.SELF,
        Role.SECRETARY: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.RATE: {Role.COMMITTEE: Reach.BRANCH},
    Act.SEE_OWN_RATING: {Role.MEMBER: Reach.SELF},
    # A case is the member's own and their helper's; beyond them it is seen by those who answer for it.
    Act.CARE: {Role.PERSON: Reach.SELF},
    Act.SEE_CASES: {
        Role.SECRETARY: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.DECIDE_CASE: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.ANSWER_APPEAL: {Role.INSPECTOR: Reach.BUREAU},
    Act.SEE_BOARD: {
        Role.SECRETARY: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.CHECK_POST: {Role.PERSON: Reach.SELF},
    # Nobody confirms their own: storage/risks/checks.py says who does so for the branch's only secretary.
    Act.CONFIRM_CHECK: {Role.SECRETARY: Reach.BRANCH, Role.BUREAU_SECRETARY: Reach.BUREAU},
    Act.SEE_RISK_POINTS: {
        Role.PERSON: Reach.SELF,
        Role.SECRETARY: Reach.BRANCH,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.EXPORT_RISK_POINTS: {
        Role.SECRETARY: Reach.BRANCH,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    # A sign is never shown to the person whom it is about, whatever their post: storage/risks/signs.py.
    Act.NOTE_SIGN: {Role.COMMITTEE: Reach.BRANCH},
    Act.HANDLE_SIGN: {Role.COMMITTEE: Reach.BRANCH},
    Act.SEE_SIGNS: {
        Role.COMMITTEE: Reach.BRANCH,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.SEE_MY_DATA: {Role.PERSON: Reach.SELF},
    Act.BIRTHDAY: {Role.MEMBER: Reach.SELF, Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.SEE_BIRTHDAYS: {
        Role.COMMITTEE: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.KEEP_BIRTHDAYS: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    # Of the committee only those who are asked in the secretary's place; storage/birthdays/messages.py narrows it.
    Act.WRITE_MESSAGE: {Role.COMMITTEE: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.STUDY: {Role.PERSON: Reach.SELF},
    Act.PUBLISH_LESSON: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.SEE_STUDY: {
        Role.COMMITTEE: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.ENTER_TRAINING: {Role.STAFF: Reach.BUREAU},
    Act.GIVE_FEEDBACK: {Role.PERSON: Reach.SELF},
    # Each of the two only what is addressed to them: storage/feedback.py.
    Act.ANSWER_FEEDBACK: {Role.STAFF: Reach.BUREAU, Role.INSPECTOR: Reach.BUREAU},
}


CONFIDENTIAL = frozenset(
    {
        Act.SEE_TALKS,
        Act.READ_TALK,
        Act.LOG_INTERVIEW,
        Act.SEE_TRAIL,
        Act.NOTE_SIGN,
        Act.HANDLE_SIGN,
        Act.SEE_SIGNS,
        Act.SEE_HEALTH,
        # Everybody's index, and who has a case.
        Act.SEE_BOARD,
        Act.SEE_CASES,
        Act.DECIDE_CASE,
        Act.ANSWER_APPEAL,
        Act.RUN_DEVELOPMENT,
        Act.APPROVE_DEVELOPMENT,
        Act.SEE_COMMENT_AUTHORS,
        Act.KEEP_DISCIPLINE,
        Act.ANSWER_FEEDBACK,
        # Whoever may decide who opens it could open it.
        Act.IMPORT_ROSTER,
        Act.MANAGE_BINDINGS,
        Act.RESET_PIN,
        Act.CONFIRM_POST,
    }
)
"""What opens confidential things, or decides who does: a post that waits for a second person's word does not give it."""


@dataclass(frozen=True)
class Place:
    """What an act is done to: somebody, a group, a branch, or (all None) the bureau."""

    branch_id: int | None = None
    group_id: int | None = None
    person_id: int | None = None


def roles(who: Who) -> set[Role]:
    """The roles that a person's category and posts give."""
    found = {Role.PERSON}
    posts = who.posts
    if who.category in MEMBERS:
        found.add(Role.MEMBER)
    if posts & COMMITTEE_POSTS:
        found.add(Role.COMMITTEE)
    if posts & _HEADS:
        found.add(Role.SECRETARY)
    return found | {role for post, role in _GIVEN.items() if post in posts}


_HEADS = frozenset({Post.SECRETARY, Post.DEPUTY_SECRETARY})
_GIVEN = {
    Post.ORGANISATION: Role.ORGANISER,
    Post.GROUP_LEADER: Role.GROUP_LEADER,
    Post.PUBLICITY: Role.PUBLICITY,
    Post.PARTY_STAFF: Role.STAFF,
    Post.INSPECTOR: Role.INSPECTOR,
    Post.COMMITTEE_SECRETARY: Role.BUREAU_SECRETARY,
}


def confirmed(who: Who) -> Who:
    """The same person with those posts alone that wait for nobody."""
    return replace(who, posts=who.posts - who.waiting, waiting=frozenset()) if who.waiting else who


def opens_confidential(post: Post) -> bool:
    """Whether the post gives any confidential act further than everybody has it."""
    everybody = {Role.PERSON, Role.MEMBER}
    given = {_GIVEN[post]} if post in _GIVEN else set()
    given |= {Role.COMMITTEE} if post in COMMITTEE_POSTS else set()
    given |= {Role.SECRETARY} if post in _HEADS else set()
    return any(
        max((TABLE[act].get(role, Reach.NONE) for role in given), default=Reach.NONE)
        > max(TABLE[act].get(role, Reach.NONE) for role in everybody)
        for act in CONFIDENTIAL
    )


def reach(who: Who, act: Act) -> Reach:
    """How far that person may go in that act."""
    row = TABLE[act]
    held = roles(confirmed(who) if act in CONFIDENTIAL else who)
    return max((row.get(role, Reach.NONE) for role in held), default=Reach.NONE)


def waits_for(who: Who, act: Act) -> bool:
    """Whether that person lacks the act only because their post waits for a second person's word."""
    return not may(who, act) and may(replace(who, waiting=frozenset()), act)


def is_for_members(who: Who, act: Act) -> bool:
    """Whether that person lacks the act for not being a party member: to be one would be enough."""
    return Role.MEMBER in TABLE[act] and not may(who, act)


def may(who: Who, act: Act, over: Place | None = None) -> bool:
    """Whether that person may do it to that place; without a place, whether they may do it to anything at all."""
    far = reach(who, act)
    if far is Reach.NONE or over is None:
        return far is not Reach.NONE
    if far is Reach.BUREAU:
        return True
    if far is Reach.BRANCH:
        return over.branch_id == who.branch_id
    if far is Reach.GROUP:
        return over.branch_id == who.branch_id and over.group_id is not None and over.group_id == who.group_id
    return over.person_id == who.person_id
