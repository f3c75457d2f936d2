"""Whom and which branch a row means."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.chinese.names import folded
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Group, Who
from storage.people.rights import Act
from storage.people.roster_words import core
from storage.takeover.files import PaperRow


class Unclear(Refusal):
    """What is wrong with a row, in a sentence."""


@dataclass
class Book:
    """The people and branches as they are, looked up often."""

    me: Who
    everyone: dict[int, Who]
    branches: dict[int, str]
    groups: dict[int, list[Group]] = field(default_factory=dict)
    _named: dict[str, list[Who]] = field(default_factory=dict)
    _numbered: dict[str, Who] = field(default_factory=dict)

    @classmethod
    async def opened(cls, session: AsyncSession, me: Who) -> "Book":
        people = await directory.people_of(session)
        book = cls(me, {who.person_id: who for who in people}, await directory.present_names(session))
        for who in people:
            book._named.setdefault(folded(who.name), []).append(who)
            book._numbered[who.police_no.casefold()] = who
        for group in (await session.exec(select(Group))).all():
            book.groups.setdefault(group.branch_id, []).append(group)
        return book

    def person(self, row: PaperRow, number: str = "警号", name: str = "姓名") -> Who:
        """By police number, or by a name that only one has (within one's reach). Raises Refusal."""
        said, called = row[number], row[name]
        if said:
            found = self._numbered.get(said.casefold())
            if found is None:
                raise Unclear(f"名册里没有警号 {said}，请核对。")
            if called and folded(called) != folded(found.name):
                raise Unclear(f"警号 {said} 是{found.name}，不是{called}，请核对。")
            return self.checked(found)
        return self.checked(self.named(called or ""))

    def named(self, called: str, branch: int | None = None) -> Who:
        """By name or police number. Raises Refusal."""
        if numbered := self._numbered.get(called.casefold()):
            return numbered
        found = [who for who in self._named.get(folded(called), []) if branch in (None, who.branch_id)]
        if not found:
            raise Unclear(f"名册里没有“{called}”，请核对，或写警号。")
        if len(found) > 1 and (mine := [who for who in found if who.branch_id == self.me.branch_id]):
            found = mine
        if len(found) > 1:
            raise Unclear(f"有 {len(found)} 位同志叫“{called}”，请写警号。")
        return found[0]

    def sorted_out(self, called: Iterable[str], branch: int) -> tuple[list[Who], list[str]]:
        """Those of that branch, and names of whom nobody is there now."""
        found, strange = [], []
        for each in called:
            try:
                found.append(self.named(each, branch))
            except Refusal:
                strange.append(each)
        return found, strange

    def checked(self, who: Who) -> Who:
        """Somebody for whom one may take over. Raises Refusal."""
        if not may(self.me, Act.TAKE_OVER, Place(branch_id=who.branch_id)):
            raise Unclear(f"{who.name}不是本支部的，请由其支部或局党务干部录入。")
        return who

    def branch(self, row: PaperRow) -> int:
        """The branch of its column, or one's own where there is none. Raises Refusal."""
        called = row["支部"]
        if not called:
            if may(self.me, Act.TAKE_OVER, Place()):
                raise Unclear("缺少支部，请补上。")
            return self.me.branch_id
        exact = [number for number, name in self.branches.items() if name == called]
        found = exact or [number for number, name in self.branches.items() if core(name) == core(called)]
        if len(found) != 1:
            raise Unclear(f"名册里没有“{called}”，请写支部在名册里的名称。")
        if not may(self.me, Act.TAKE_OVER, Place(branch_id=found[0])):
            raise Unclear(f"{called}不是本支部，请由其支部或局党务干部录入。")
        return found[0]

    def group(self, row: PaperRow, branch: int) -> int | None:
        """The group of its column, if it has one. Raises Refusal."""
        called = row["党小组"]
        if not called:
            return None
        found = [group.id for group in self.groups.get(branch, ()) if group.name == called]
        if not found:
            raise Unclear(f"{self.branches[branch]}没有“{called}”，请核对党小组的名称。")
        return found[0]
