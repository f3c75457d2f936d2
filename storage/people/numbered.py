"""Whose the rows of a table are: by police number, with the name to match."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from storage.engine.refusal import Refusal
from storage.people.directory import Who
from storage.sheets.table import RefusedRow


class Numbered(Protocol):
    """A row that names somebody."""

    @property
    def line(self) -> int: ...
    @property
    def police_no(self) -> str: ...
    @property
    def name(self) -> str: ...


R = TypeVar("R", bound=Numbered)


def by_number(people: Iterable[Who]) -> dict[str, Who]:
    return {who.police_no.casefold(): who for who in people}


def whose(row: Numbered, people: dict[str, Who]) -> Who:
    """Raises Refusal where nobody has the number, or somebody of another name."""
    who = people.get(row.police_no.casefold())
    if who is None:
        raise Refusal("名册里没有这个警号，请核对警号或先更新花名册。")
    if row.name and who.name != row.name:
        raise Refusal(f"名册里警号 {row.police_no} 是{who.name}，请核对。")
    return who


def with_owners(rows: Iterable[R], people: Iterable[Who], refused: list[RefusedRow]) -> list[tuple[Who, R]]:
    """Each with whose it is; one that is nobody's goes among the refused."""
    known, found = by_number(people), []
    for row in rows:
        try:
            found.append((whose(row, known), row))
        except Refusal as refusal:
            refused.append(RefusedRow(row.line, f"{row.police_no} {row.name}", str(refusal)))
    return found
