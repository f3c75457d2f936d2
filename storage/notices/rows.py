"""Notices as they are kept, and why something is not done with one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.engine.columns import index_where, moment
from storage.people.access import Place


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这条通知，或者已经撤回。"
    NOT_YOURS = "这条通知没有发给您。"
    NOT_ABOVE = "只有发布人和本级负责人可以查看谁已阅读。"
    NOBODY = "这个范围里没有人员，请重新选择。"
    EMPTY = "通知是空的，请发送文字、图片或文件。"
    RESTING = "24 小时内已经提醒过，请稍后再提醒。"
    ALL_READ = "所有人都已阅读，不用提醒。"
    OUT_ALREADY = "这条通知已经发出。"


class By(StrEnum):
    """By what those of a place are chosen for whom a notice is."""

    ALL = "all"
    BRANCHES = "branches"
    GROUPS = "groups"
    POSTS = "posts"
    CATEGORIES = "categories"


class Notice(SQLModel, table=True):
    """One notice. Without branch it is the bureau's; with a group, only that group's. `files` are kinds and `file_id`s.

    `at` is when it goes out, which for one that waits is still to come.
    """

    id: int | None = Field(default=None, primary_key=True)
    by: int = Field(foreign_key="person.id")
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="party_group.id")
    text: str
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON))
    at: datetime = moment(index=True)
    withdrawn_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        """The id of a stored notice."""
        if self.id is None:
            raise RuntimeError("the notice has not been stored yet")
        return self.id

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.branch_id, group_id=self.group_id)


class NoticeSet(SQLModel, table=True):
    """Of a notice that is not at once for all of its place: for whom it is (`chosen` are what `by` says), whether it is heard at
    night too, and when it went out.

    Until then it has no readers: they are those who are in the set at that moment.
    """

    __tablename__ = "notice_set"
    __table_args__ = (index_where("ix_notice_set_waiting", "sent_at", "sent_at IS NULL"),)

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    by: str
    chosen: list[int | str] = Field(sa_column=Column(JSON, nullable=False))
    urgent: bool = False
    sent_at: datetime | None = moment(default=None)


class NoticeReader(SQLModel, table=True):
    """One person for whom a notice is, and when they read it."""

    __tablename__ = "notice_reader"
    __table_args__ = (index_where("ix_notice_reader_unread", "notice_id", "read_at IS NULL"),)

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    read_at: datetime | None = moment(default=None)
    urged_at: datetime | None = moment(default=None)
