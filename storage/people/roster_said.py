"""What a roster file says, once its words are understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from scoring.chinese.names import folded
from storage.people.posts import Category, Post
from storage.people.roster_words import COLUMNS
from storage.sheets.table import RefusedRow

Meanings = Mapping[tuple[str, str], str]
"""What an officer has said of a word: (column, word) → one of ours, or NOTHING. (WHOLE, heading) → one of our columns, or NOTHING: it is not read."""
WHOLE, NOTHING = "列", ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody on the roster, as a file may mean them without saying all: party offices' lists have names, and no police numbers."""

    police_no: str
    name: str
    branch: str
    category: Category


class KnownPeople:
    """Those on the roster, by number and by name."""

    def __init__(self, people: Iterable[Kept]) -> None:
        self._numbered: dict[str, Kept] = {}
        self._named: dict[str, list[Kept]] = {}
        for each in people:
            self._numbered[each.police_no] = each
            self._named.setdefault(folded(each.name), []).append(each)

    def __bool__(self) -> bool:
        return bool(self._numbered)

    def by_number(self, police_no: str) -> Kept | None:
        return self._numbered.get(police_no)

    def by_name(self, name: str, branch: str) -> list[Kept]:
        """Those of that name; of several, those of the branch where there are any."""
        found = self._named.get(folded(name), [])
        return [each for each in found if each.branch == branch] or found


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One accepted person. ``line`` is the row as a spreadsheet shows it; ``phone`` is in E.164 (+86…).

    Of the dates named in `months` the file says no more than the month: they stand on its first day. Of the columns in `unsaid` the row
    says nothing, though the file has them.
    """

    line: int
    police_no: str
    name: str
    branch: str
    group: str | None
    category: Category
    posts: tuple[Post, ...]
    phone: str | None
    position: str | None
    joined_on: date | None
    full_on: date | None
    months: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a column that nobody has explained yet: in how many rows it stands, and under which headings."""

    column: str
    word: str
    rows: int
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The whole file: accepted rows and refused ones in the file's order, and headers that mean nothing here.

    ``said`` are the known columns that the file has: of any other a row says nothing, whatever its field holds. `likened` are branches
    that are called otherwise here; `notes` are what else was taken to be meant.
    """

    said: frozenset[str] = frozenset(COLUMNS)
    rows: list[RosterRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    likened: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    whole: bool = True
    """Whether it is meant to name everybody: of one that is not, nobody is missing."""
