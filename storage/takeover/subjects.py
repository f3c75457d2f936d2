"""What can be taken over, each with its columns, who may do it, and what it makes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.takeover import development, honours, meetings, plans, study, talks
from storage.takeover.book import Book
from storage.takeover.files import Column, PaperRow

Records = list[tuple[str, int]]


def _own_line(row: PaperRow) -> object:
    return row.sheet, row.line


@dataclass(frozen=True)
class Subject:
    """One sort of file. `needs` is the act beside TAKE_OVER, `whole` where it takes the bureau's reach; `together` what rows make one record."""

    key: str
    title: str
    says: str
    columns: Sequence[Column]
    take: Callable[[AsyncSession, Sequence[PaperRow], Book, datetime], Awaitable[Records]]
    undo: Callable[[AsyncSession, Sequence[tuple[str, int]], Who, datetime], Awaitable[None]]
    needs: Act
    together: Callable[[PaperRow], object] = _own_line

    def allowed(self, me: Who) -> bool:
        """Whether that person may take it over at all."""
        return may(me, Act.TAKE_OVER) and may(me, self.needs)

    def whole(self, me: Who) -> bool:
        """For the whole bureau, or their own branch alone."""
        return may(me, Act.TAKE_OVER, Place())


SUBJECTS = {
    each.key: each
    for each in (
        Subject("development", "在办的发展党员档案", "每人一行，办过的步骤各写日期；办到哪一步，就从哪一步接着办，期限从真实日期算起。", development.COLUMNS,
                development.take, development.undo, Act.SEE_DEVELOPMENT),
        Subject("meetings", "今年开过的会议", "每场一行；写了姓名的计入到会情况，只写人数的照录。缺席的不再要求补课。", meetings.COLUMNS, meetings.take, meetings.undo, Act.SEE_MEETINGS),
        Subject("study", "今年的学时", "每人每次一行；同名同日的并成一次集中培训。", study.COLUMNS, study.take, study.undo, Act.ENTER_TRAINING, study.together),
        Subject("talks", "谈心谈话（只录有过）", "每次一行，只记谁和谁、哪天、哪类；内容留在纸上，请不要写进来。", talks.COLUMNS, talks.take, talks.undo, Act.LOG_INTERVIEW),
        Subject("honours", "荣誉", "每项一行，进荣誉奖励和成长历程；支部书记录入的等党务干部确认。", honours.COLUMNS, honours.take, honours.undo, Act.PROPOSE_AWARD),
        Subject("plan", "年度发展计划", "每人一行；党务干部录入的直接生效，支部书记录入的等批准。", plans.COLUMNS, plans.take, plans.undo, Act.PLAN_DEVELOPMENT),
    )
}  # fmt: skip
