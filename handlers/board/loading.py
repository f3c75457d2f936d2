"""How the branches stand in a month: over the subjects that the features bring to the ledger, the index, and the cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject
from scoring.board_chart import BranchRow, Cell
from scoring.cadence import add_months
from scoring.duties import Period, period_of
from scoring.index.model import Colour
from storage.care import lists
from storage.index import index
from storage.index.index import Listed
from storage.ledger import Entry, Scope, Standing

DUTIES, RETURNS = "duties", "returns"
COLUMNS = {
    "三会一课": (DUTIES,),
    "任务": ("tasks",),
    "通知": ("notices",),
    "学习": ("lessons", "hours"),
    "考试": ("exams",),
    "发展": ("development",),
    "谈话": ("talk_duty",),
}
"""The columns of the sheet, each over subjects of the ledger."""
DONE = (Standing.DONE, Standing.DONE_LATE)
STEADY = 2
"""A rate that moved by less than so many of a hundred has stayed."""


@dataclass
class BranchStand:
    """One branch: its entries of the month by subject, of what fell due in the quarter and the one before it how many of a hundred were
    done on time, and its members with their index of the newest closed month."""

    branch_id: int
    name: str
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    on_time: int | None = None
    before: int | None = None
    members: list[Listed] = field(default_factory=list)
    gray: set[int] = field(default_factory=set)

    @property
    def late(self) -> int:
        return late(chain.from_iterable(self.entries.values()))

    @property
    def returned(self) -> int:
        """Minutes sent back that are not mended."""
        return sum(entry.standing.open for entry in self.entries.get(RETURNS, []))

    @property
    def trend(self) -> int | None:
        """Whether more is done on time than in the quarter before (1), less (-1), or as much (0); None where that is not known."""
        if self.on_time is None or self.before is None:
            return None
        moved = self.on_time - self.before
        return 0 if abs(moved) < STEADY else 1 if moved > 0 else -1

    def counted(self, *names: str) -> tuple[int, int]:
        """Done and owed of some subjects."""
        mine = [entry for name in names for entry in self.entries.get(name, [])]
        return sum(entry.standing in DONE for entry in mine), len(mine)

    def shown(self, member: Listed) -> Colour | None:
        """A member's colour by the rule, and gray where somebody has decided it."""
        return Colour.GRAY if member.person_id in self.gray else member.colour

    @property
    def colours(self) -> tuple[int, int, int, int, int]:
        """Green, yellow, gray as proposed, gray as decided, unknown."""
        others = [member.colour for member in self.members if member.person_id not in self.gray]
        by_rule = [others.count(colour) for colour in (Colour.GREEN, Colour.YELLOW, Colour.GRAY)]
        decided = sum(member.person_id in self.gray for member in self.members)
        return by_rule[0], by_rule[1], by_rule[2], decided, others.count(None)

    def row(self, subjects: Mapping[str, Subject]) -> BranchRow:
        """As the sheet shows it; a column of which who looks may see no subject is empty."""
        cells = [
            Cell(*self.counted(*names), late(chain.from_iterable(self.entries.get(name, []) for name in names)))
            if any(name in subjects for name in names)
            else None
            for names in COLUMNS.values()
        ]
        return BranchRow(self.name, tuple(cells), self.late, self.returned, self.colours, self.on_time, self.trend)


async def load(session: AsyncSession, scope: Scope, subjects: Mapping[str, Subject]) -> list[BranchStand]:
    """Every branch within the scope (a month), in the order they were entered.

    Each subject is asked once, from the beginning of the quarter before: what is still late of that time stands in the running month.
    """
    quarter = period_of(scope.first, Period.QUARTER)[0]
    wide = replace(scope, first=add_months(quarter, -3))
    names = await wide.standing(session, scope.first)
    found = {number: BranchStand(number, name) for number, name in names.items()}
    due: dict[int, list[Entry]] = {number: [] for number in names}
    running = scope.last >= scope.today
    for key, subject in subjects.items():
        for entry in await subject.load(session, wide):
            stand = found.get(entry.branch_id)
            if stand is None:
                continue
            due[entry.branch_id].append(entry)
            if entry.on >= scope.first or (running and entry.standing.open):
                stand.entries.setdefault(key, []).append(entry)
    month = index.closed_month(scope.today)
    gray = await lists.standing_gray(session, scope.today, branch_id=scope.branch_id)
    for member in await index.listed(session, month, branch_id=scope.branch_id):
        found[member.branch_id].members.append(member)
    for number, stand in found.items():
        stand.gray = {member.person_id for member in stand.members} & gray
        stand.on_time = on_time(due[number], quarter, min(scope.last, scope.today))
        stand.before = on_time(due[number], wide.first, quarter - timedelta(days=1))
    return list(found.values())


def late(entries: Iterable[Entry]) -> int:
    """How many are late by today: what is not due yet is not, however little of the month is left."""
    return sum(entry.standing is Standing.LATE for entry in entries)


def on_time(entries: Sequence[Entry], first: date, last: date) -> int | None:
    """Of a hundred that fell due in between how many were done by their day; None where nothing did."""
    due = [each for each in entries if first <= each.on <= last and not each.undated and each.standing != Standing.DUE]
    done = sum(each.standing is Standing.DONE for each in due)
    return round(100 * done / len(due)) if due else None
