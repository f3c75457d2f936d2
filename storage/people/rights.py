"""The table of rights: what can be done, to whom a right is given, and how far it goes. `access.py` reads it."""

from enum import IntEnum, StrEnum, auto


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
    TAKE_OVER = auto()
    SET_GOING_LIVE = auto()
    MANAGE_BINDINGS = auto()
    TRANSFER = auto()
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
    TAKE_BUNDLE = auto()
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
    SEE_AWARDS = auto()
    PROPOSE_AWARD = auto()
    KEEP_AWARDS = auto()
    SEE_DUES = auto()
    KEEP_DUES = auto()
    SEE_TERMS = auto()
    RUN_TERMS = auto()
    KEEP_TERMS = auto()
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
    IMPORT_SHIFTS = auto()
    SEE_LEADERS = auto()
    MARK_LEADER = auto()
    WRITE_REPORT = auto()
    READ_REPORTS = auto()


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
    # What was on paper, by file; each subject asks for its own act too.
    Act.TAKE_OVER: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.SET_GOING_LIVE: {Role.STAFF: Reach.BUREAU},
    Act.MANAGE_BINDINGS: {Role.STAFF: Reach.BUREAU},
    # Of who goes to another branch: the old one hands over, the new one accepts.
    Act.TRANSFER: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
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
    # All papers, files and the ledger of a time at once; of each kind what one may take away by itself.
    Act.TAKE_BUNDLE: {
        Role.SECRETARY: Reach.BRANCH,
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
    Act.SEE_AWARDS: {
        Role.PERSON: Reach.SELF,
        Role.MEMBER: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    # What a secretary proposes counts once the staff have confirmed it.
    Act.PROPOSE_AWARD: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.KEEP_AWARDS: {Role.STAFF: Reach.BUREAU},
    # A branch's year in numbers, and one's own; sums by person are for who keeps them (storage/dues/rows.py).
    Act.SEE_DUES: {
        Role.MEMBER: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.KEEP_DUES: {Role.SECRETARY: Reach.BRANCH, Role.ORGANISER: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    Act.SEE_TERMS: {
        Role.MEMBER: Reach.BRANCH,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    # The branch's election is prepared and reported by its secretary; the result gives posts once the staff agree.
    Act.RUN_TERMS: {Role.SECRETARY: Reach.BRANCH},
    Act.KEEP_TERMS: {Role.STAFF: Reach.BUREAU},
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
    # One's own duties as a leading cadre; everybody's for those who look over the branches.
    Act.SEE_LEADERS: {
        Role.MEMBER: Reach.SELF,
        Role.STAFF: Reach.BUREAU,
        Role.INSPECTOR: Reach.BUREAU,
        Role.BUREAU_SECRETARY: Reach.BUREAU,
    },
    Act.MARK_LEADER: {Role.STAFF: Reach.BUREAU},
    Act.IMPORT_SHIFTS: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU},
    # Each of the two only what is addressed to them: storage/feedback.py.
    Act.ANSWER_FEEDBACK: {Role.STAFF: Reach.BUREAU, Role.INSPECTOR: Reach.BUREAU},
    Act.WRITE_REPORT: {Role.PERSON: Reach.SELF},
    # Each at the level that a report has reached, and nobody their own: storage/reports/rows.py.
    Act.READ_REPORTS: {Role.SECRETARY: Reach.BRANCH, Role.STAFF: Reach.BUREAU, Role.BUREAU_SECRETARY: Reach.BUREAU},
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
        Act.KEEP_DUES,
        Act.KEEP_TERMS,
        Act.ANSWER_FEEDBACK,
        Act.TAKE_BUNDLE,
        Act.READ_REPORTS,
        # Whoever may decide who opens it could open it.
        Act.IMPORT_ROSTER,
        Act.TAKE_OVER,
        Act.MANAGE_BINDINGS,
        Act.RESET_PIN,
        Act.CONFIRM_POST,
    }
)
"""What opens confidential things, or decides who does: a post that waits for a second person's word does not give it."""
