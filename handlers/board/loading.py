"""How the branches stand in a month: over the subjects that the features bring to the ledger, the index, and the cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import mean

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject
from scoring.board_chart import BranchRow
from scoring.cadence import add_months
from scoring.index.model import Colour
from storage.care import lists
from storage.index import index
from storage.index.index import Listed
from storage.ledger import Entry, Scope, Standing

DUTIES, TALKS = "duties", "talk_duty"
DONE = (Standing.DONE, Standing.DONE_LATE)
STEADY = 10
"""A mean that moved by less than a point (in tenths) has stayed."""


@dataclass
class BranchStand:
    """One branch: its entries by subject, its members with their index of the newest closed month, and its mean before."""

    branch_id: int
    name: str
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    members: list[Listed] = field(default_factory=list)
    gray: set[int] = field(default_factory=set)
    trend: int | None = None

    @property
    def late(self) -> int:
        return sum(entry.standing is Standing.LATE for entries in self.entries.values() for entry in entries)

    def counted(self, name: str) -> tuple[int, int]:
        """Done and owed of one subject."""
        mine = self.entries.get(name, [])
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

    def row(self, *, talks: bool) -> BranchRow:
        done, owed = self.counted(DUTIES)
        return BranchRow(
            self.name, done, owed, self.late, self.counted(TALKS) if talks else None, self.colours, self.trend
        )


async def load(session: AsyncSession, scope: Scope, subjects: Mapping[str, Subject], today: date) -> list[BranchStand]:
    """Every branch within the scope, in the order they were entered."""
    names = await scope.branches(session)
    found = {number: BranchStand(number, name) for number, name in names.items()}
    for key, subject in subjects.items():
        for entry in await subject.load(session, scope):
            if entry.branch_id in found:
                found[entry.branch_id].entries.setdefault(key, []).append(entry)
    month = index.closed_month(today)
    gray = await lists.standing_gray(session, today, branch_id=scope.branch_id)
    for member in await index.listed(session, month, branch_id=scope.branch_id):
        found[member.branch_id].members.append(member)
    before: dict[int, list[Listed]] = {}
    for member in await index.listed(session, add_months(month, -1), branch_id=scope.branch_id):
        before.setdefault(member.branch_id, []).append(member)
    for number, stand in found.items():
        stand.gray = {member.person_id for member in stand.members} & gray
        stand.trend = trend(before.get(number, []), stand.members)
    return list(found.values())


def trend(before: Sequence[Listed], now: Sequence[Listed]) -> int | None:
    """Whether the mean of those known in both months rose (1), fell (-1) or stayed (0); None where nobody is."""
    then = {member.person_id: member.total for member in before if member.total is not None}
    pairs = [
        (then[member.person_id], member.total)
        for member in now
        if member.total is not None and member.person_id in then
    ]
    if not pairs:
        return None
    moved = mean(after - earlier for earlier, after in pairs)
    return 0 if abs(moved) < STEADY else 1 if moved > 0 else -1
