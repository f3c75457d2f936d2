"""Which month of the board is looked at, over what, and how it is worded."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from handlers.board.loading import BranchStand, load
from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.kit.screens.spans import read_month
from scoring.cadence import last_of_month
from storage.ledger import Entry, Scope, Standing
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach

PAGE = 10
STANDING = {Standing.LATE: "❗", Standing.DUE: "⏳", Standing.DONE_LATE: "☑️", Standing.DONE: "✅"}
SIGNED = "❗ 逾期　⏳ 进行中　☑️ 逾期完成　✅ 完成"
LEGEND = f"{SIGNED}\n🟢 健康　🔺 一般关注　⬛ 重点关注（提示或已决定）　➖ 资料不足"


class Looking:
    """Over the subjects that the features bring to the ledger."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.all = {subject.name: subject for subject in subjects}

    def subjects(self, context: Context) -> dict[str, Subject]:
        """Those that the person may see as far as the board shows them; some need more than the board itself."""
        branch = None if of_bureau(context) else context.me.branch_id
        return {name: each for name, each in self.all.items() if may(context.me, each.act, Place(branch_id=branch))}

    @staticmethod
    def scope(context: Context, month: date, branch: int | None, person: int | None = None) -> Scope:
        zone = context.bot_data.clock.zone
        return Scope(month, last_of_month(month), context.now.date(), zone, branch, person, context.me.person_id)

    async def load(self, context: Context, month: date, branch: int | None) -> list[BranchStand]:
        """How the branches stand, or that one."""
        scope, subjects = self.scope(context, month, branch), self.subjects(context)
        return await context.look(lambda session: load(session, scope, subjects), much=branch is None)


def of_bureau(context: Context) -> bool:
    """Whether the person sees all branches."""
    return reach(context.me, Act.SEE_BOARD) is Reach.BUREAU


def month_of(context: Context, written: str) -> date:
    """The month of a button. Raises Refusal."""
    return read_month(written) if written else context.now.date().replace(day=1)


def counts(entries: Sequence[Entry]) -> str:
    """❗2 ⏳3 ✅9."""
    counted = Counter(entry.standing for entry in entries)
    return " ".join(f"{sign}{counted[standing]}" for standing, sign in STANDING.items() if counted[standing]) or "无"


def levels(points: dict[str, int]) -> str:
    return "　".join(f"{level} {points[level]}" for level in ("高", "中", "低") if points.get(level)) or "无登记"
