"""The tables of meetings, and why something about one is refused."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum, auto
from functools import cache

from sqlalchemy import ColumnElement, Index, UniqueConstraint, exists
from sqlmodel import Field, SQLModel, and_, col

from scoring.duties import MeetingKind
from storage.engine.columns import moment
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act

MOST_FILES = 10
"""As many recordings, and as many photos, a meeting may carry: an album holds ten."""


class MeetingState(StrEnum):
    """How far a meeting has come."""

    PLANNED = auto()
    OPEN = auto()
    CLOSED = auto()
    PUBLISHED = auto()
    CANCELLED = auto()


AHEAD, ENDED = (MeetingState.PLANNED, MeetingState.OPEN), (MeetingState.CLOSED, MeetingState.PUBLISHED)


class How(StrEnum):
    """In which way somebody took part."""

    ON_SPOT = auto()
    LIVE = auto()
    MADE_UP = auto()


class Leave(StrEnum):
    """Where a request for leave stands."""

    ASKED = auto()
    GRANTED = auto()
    REFUSED = auto()


class Purpose(StrEnum):
    """What a file is attached for."""

    RECORDING = auto()
    PHOTO = auto()
    VOICE = auto()


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这场会议，请返回列表重新选择。"
    CANCELLED = "这场会议已取消。"
    NOT_PLANNED = "会议已经开始或结束，不能再修改。"
    NOT_OPEN = "会议现在没有在签到，请等主持人开始签到。"
    NOT_BEGUN = "会议还没有开始，请先开始签到。"
    NOT_ENDED = "会议还没有结束，请先结束会议。"
    NO_MAKE_UP_YET = "会议还没有结束，现在请到现场签到或看直播；结束后有了录像或会议记录才能补课。"
    OVER = "会议已经结束。没能参加的，请在录像上传或会议记录公布后补课；到了会场的，请告诉主持人更正。"
    SAID_TOO_LATE = "会议已经结束，不能再发言。有意见请直接告诉主持人。"
    ALREADY_PUBLISHED = "会议记录已经公布，不能再改。"
    PAST = "这个时间已经过去，请选将来的时间。"
    NOBODY = "应到人员不能为空，请至少选一位。"
    CAME = "已经签到的同志不能移出应到名单，请重新选择。"
    NO_GROUP = "党小组会要选本支部的一个党小组，请返回选择。"
    BLANK = "名称和地点不能为空，请填写后再改。"
    EMPTY = "内容是空的，请写几句话或发一段语音。"
    NOT_EXPECTED = "您不在这场会议的应到名单里。如有遗漏，请联系主持人添加。"
    WRONG_CODE = "签到码不对，请核对主持人手机上的 6 位数字；如已过时间，请主持人点“显示最新签到码”后重新输入。"
    OLD_CODE = "这个签到码已经过期（每 30 秒更换），请看最新的签到码，重新输入。"
    NO_LOCATION = "这场会议要核对地点，请用下方按钮发送您现在的位置。"
    TOO_FAR = "您的位置离会场太远，不能现场签到。如确在会场，请打开定位后重试，或请主持人核对。"
    NOT_LIVE = "现在没有直播，请等主持人开始直播，或到现场签到。"
    NOTHING_TO_WATCH = "直播要有可看的：请填直播链接，或在支部群里开始视频聊天（机器人会自动开始直播）。"
    ON_LEAVE = "您已经准假。要改为看直播，请从会议通知里重新点“我在看直播”。"
    NOT_HEARD = "发言只给参加会议的同志看，请先签到。"
    NO_LEAVE_ASKED = "没有待答复的请假，可能已经处理过。"
    PRESENT = "您已经签到，不用请假。"
    LEAVE_WAITS = "您的请假已经提交，正等主持人答复。"
    LEAVE_GRANTED = "您的请假已经批准。"
    NOTHING_TO_MAKE_UP = "您已经参加了这场会议，不用补课。"
    NOTHING_YET = "还没有录像，会议记录也没有公布。一出来就会通知您，那时再补课。"
    NOTHING_TO_URGE_WITH = "还没有录像，会议记录也没有公布，没到的人还没法补课。请先传录像或公布会议记录。"
    AGREED = "这次补课已经同意过了。"
    NOT_HANDED_IN = "没有可退回的补课，可能已经处理过。"
    TOO_MANY = "最多 10 个，请先删去不用的。"
    NO_MINUTES = "还没有会议记录，请先写会议记录再公布。"
    NOT_PUBLISHED = "会议记录还没有公布，不用退回。"
    NOT_ABOVE = "只有党务干部和党委书记可以退回会议记录；自己主持的会议，请另一位同志退回。"
    NO_LINE = "会议记录里没有这一行，或已经改过，请返回会议记录重新选择。"
    NOT_TOGETHER = "只有主题党日和党课可以几个支部联合开展；有表决的会议由各支部自己召开。"
    HAS_AGREED = "已经同意参加的支部不能撤回邀请，请与其书记商量。"
    NO_BRANCH = "没有这个支部，请返回重新选择。"
    NOT_INVITED = "没有给您所在支部的邀请，可能已经撤回；邀请由支部书记、副书记答复。"
    ANSWERED = "这个邀请已经答复过。"
    NO_LECTURE = "这场会议不是党课，不用登记主讲人。"
    NOT_ON_ROSTER = "名册里没有这位同志，请重新选择主讲人。"
    NO_PHOTO = "党员大会暨主题党日要有现场照片才能公布（本局规定），请先添加照片。"


class Meeting(SQLModel, table=True):
    """One meeting; `kinds` is what `kinds_word` makes. The secret is what its check-in codes come from.

    The minutes are what was written during it, or once `composed` the whole text, as the chair has taken it over.
    """

    __table_args__ = (
        Index("ix_meeting_state_starts_at", "state", "starts_at"),
        Index("ix_meeting_branch_id", "branch_id", "starts_at"),
        Index("ix_meeting_chair_id", "chair_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int = Field(foreign_key="branch.id")
    group_id: int | None = Field(default=None, foreign_key="party_group.id")
    kinds: str
    title: str
    starts_at: datetime = moment(index=True)
    place: str
    live_url: str | None = None
    agenda: str = ""
    chair_id: int = Field(foreign_key="person.id")
    called_by: int = Field(foreign_key="person.id")
    called_at: datetime = moment()
    state: str = MeetingState.PLANNED.value
    secret: str
    latitude: float | None = None
    longitude: float | None = None
    opened_at: datetime | None = moment(default=None)
    live_since: datetime | None = moment(default=None)
    live_until: datetime | None = moment(default=None)
    closed_at: datetime | None = moment(default=None)
    published_at: datetime | None = moment(default=None, index=True)
    cancel_reason: str | None = None
    minutes: str = ""
    composed: bool = False

    @property
    def number(self) -> int:
        """The id of a stored meeting."""
        if self.id is None:
            raise RuntimeError("the meeting has not been stored yet")
        return self.id

    @property
    def kind_set(self) -> frozenset[MeetingKind]:
        """Everything that the meeting is at once."""
        return kinds_of(self.kinds)

    @property
    def is_live(self) -> bool:
        """Whether the live stream is on."""
        return self.live_since is not None and self.live_until is None


class Attendance(SQLModel, table=True):
    """One expected person's row. Absence is not stored: it is what is left when nothing else is.

    `entered_by` is who entered somebody that could not check in, and why; `live_word` what who follows live said was going on.
    """

    # From a person to the times of their meetings, without the rows of those that are long over.
    __table_args__ = (Index("ix_attendance_person_id", "person_id", "meeting_id"),)

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    entitled: bool
    how: str | None = None
    at: datetime | None = moment(default=None)
    entered_by: int | None = Field(default=None, foreign_key="person.id")
    entered_reason: str | None = None
    live_word: str | None = None
    leave: str | None = None
    leave_reason: str | None = None
    leave_answer: str | None = None
    leave_answered_by: int | None = Field(default=None, foreign_key="person.id")
    make_up_text: str | None = None
    make_up_voice: str | None = None
    returned_reason: str | None = None
    make_up_agreed_by: int | None = Field(default=None, foreign_key="person.id")


class Spoken(SQLModel, table=True):
    """Somebody's word during the meeting (发言): text, or a voice message by its `file_id`."""

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str | None = None
    voice: str | None = None
    at: datetime = moment()


class Attachment(SQLModel, table=True):
    """A file by its `file_id`, or a link. `media` is the kind of file: photo, video, audio, voice, document, link."""

    __table_args__ = (
        UniqueConstraint("meeting_id", "purpose", "content", name="uq_attachment_content"),
        Index("ix_attachment_purpose_at", "purpose", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    purpose: str
    media: str
    content: str
    added_by: int = Field(foreign_key="person.id")
    at: datetime = moment()


class MeetingChange(SQLModel, table=True):
    """What was changed about a called meeting, by whom and why."""

    __tablename__ = "meeting_change"

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()
    what: str
    old: str
    new: str
    reason: str


def kinds_word(kinds: Iterable[MeetingKind]) -> str:
    """The kinds as `Meeting.kinds` keeps them."""
    wanted = set(kinds)
    return "+".join(kind.value for kind in MeetingKind if kind in wanted)


@cache
def kinds_of(word: str) -> frozenset[MeetingKind]:
    """The kinds that `kinds_word` has made a word of."""
    return frozenset(MeetingKind(each) for each in word.split("+"))


def place_of(meeting: Meeting) -> Place:
    """Where the meeting stands for rights: its branch, and its group if only that meets."""
    return Place(branch_id=meeting.branch_id, group_id=meeting.group_id)


def may_chair(who: Who, meeting: Meeting) -> bool:
    """The named chair, and whoever leads that branch or group."""
    return meeting.chair_id == who.person_id or may(who, Act.CHAIR_MEETING, place_of(meeting))


def may_read(who: Who, meeting: Meeting) -> bool:
    """Of those who see the meeting: its minutes once they are published; before, whoever conducts it and who may send them back."""
    above = may(who, Act.RETURN_MINUTES, place_of(meeting))
    return meeting.state == MeetingState.PUBLISHED or may_chair(who, meeting) or above


def without_minutes() -> ColumnElement[bool]:
    """A condition on Meeting: it is over, and nobody has written or spoken its minutes, which its publication needs."""
    spoken = exists().where(
        col(Attachment.meeting_id) == col(Meeting.id), col(Attachment.purpose) == Purpose.VOICE.value
    )
    return and_(col(Meeting.state) == MeetingState.CLOSED.value, col(Meeting.minutes) == "", ~spoken)
