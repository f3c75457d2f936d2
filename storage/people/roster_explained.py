"""What the words of a roster file mean here: by themselves, or because an officer has explained them; and which nobody has yet."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from storage.people.posts import MEMBERS, Category, Post
from storage.people.roster_said import NOTHING, WHOLE, Meanings, Unknown
from storage.people.roster_words import (
    COLUMNS,
    MEMBER,
    OUTSIDE,
    category_of,
    core,
    leads_group,
    plainly,
    post_words,
    posts_of,
    resembled,
    says_nothing_there,
    says_work,
    weight,
)
from storage.sheets.cells import NOTHING as SIGNS_FOR_NOTHING
from storage.sheets.cells import Known, as_text, plain
from storage.sheets.header import Header, Row, rows_below, word_of

_PROBATION = timedelta(days=365)
"""Probation is a year at least (党章 §7): who joined later than that is not a full member yet."""


class Explained:
    """The words of one file; remembers which are not known, and in how many rows they stand."""

    def __init__(self, meanings: Meanings, branches: Collection[str], today: date | None) -> None:
        self._meanings = meanings
        self._branches = set(branches)
        cores = Counter(core(name) for name in branches)
        self._cores = {core(name): name for name in branches if cores[core(name)] == 1}
        self._today = today
        self._rows: Counter[tuple[str, str]] = Counter()
        self._headings: dict[tuple[str, str], dict[str, None]] = {}
        self.likened: dict[str, str] = {}

    def of_those_read(self, header: Header, *, branch: bool) -> Header:
        """The header as an officer has explained it: columns put aside, and headings of their own that mean one of ours.

        What looks like a column that it lacks is asked about; unless its `branch` is said elsewhere, that one too.
        """
        told = {place: self._meanings.get((WHOLE, word_of(cell))) for place, cell in enumerate(header.heads)}
        columns, others = dict(header.columns), {name: list(places) for name, places in header.others.items()}
        for name, place in header.columns.items():
            left = [each for each in (place, *others.pop(name, [])) if told[each] != NOTHING]
            if left:
                columns[name], others[name] = left[0], left[1:]
            else:
                del columns[name]
        for place, meant in told.items():
            if meant and meant in columns:
                others.setdefault(meant, []).append(place)
            elif meant:
                columns[meant] = place
        ignored = [each for each in header.ignored if not self._meanings.get((WHOLE, word_of(each)))]
        explained = replace(header, columns=columns, others=others, ignored=ignored)
        self._ask_headings(explained, {*COLUMNS} - {*columns} - ({"支部"} if branch else set()))
        return explained

    def _ask_headings(self, header: Header, missing: set[str]) -> None:
        rows = list(rows_below(header))
        for place, cell in enumerate(header.heads):
            heading = word_of(cell)
            if heading in map(word_of, header.ignored) and (WHOLE, heading) not in self._meanings:
                filled = sum(1 for row in rows if as_text(row.cell(place)).strip())
                if filled and not missing.isdisjoint(resembled(heading)):
                    self._rows[WHOLE, heading] = max(self._rows[WHOLE, heading], filled)

    def unknown(self) -> list[Unknown]:
        """The words that nobody has explained, the most frequent first."""
        return [Unknown(*key, rows, tuple(self._headings.get(key, ()))) for key, rows in self._rows.most_common()]

    def branch(self, name: str) -> str:
        """The branch of ours that is meant, or the name as it is where there is none."""
        if not name or not self._branches or name in self._branches:
            return name
        meant = self._meanings.get(("支部", name)) or self._cores.get(core(name))
        if meant in self._branches:
            self.likened[name] = meant
            return meant
        if ("支部", name) not in self._meanings:
            self._rows["支部", name] += 1
        return name

    def category(self, row: Row, joined: Known | None, full: Known | None) -> Category | None:
        """What the columns about it say together; a problem of the row where they say nothing that is known."""
        found: list[Category] = []
        strange: list[tuple[str, str]] = []
        in_party = ""
        outside_party: list[str] = []
        for place in row.places("类别"):
            text = row.read("类别", place, plain) or ""
            if not text or text in SIGNS_FOR_NOTHING:
                continue
            word = plainly(text)
            if says_nothing_there(word, row.heading(place)):
                continue
            try:
                meant = category_of(text)
            except KeyError:
                explained = self._meanings.get(("类别", word))
                if explained is None:
                    strange.append((word, row.heading(place)))
                meant = Category(explained) if explained else None
            if meant == MEMBER:
                in_party = in_party or word
            elif isinstance(meant, Category):
                found.append(meant)
                if word in OUTSIDE:
                    outside_party.append(word)
        outside = next((text for text in outside_party if MEMBERS & set(found) or in_party), None)
        if outside:
            row.problems.append(f"类别 又是“{outside[:20]}”又是党员，请核对后只留一个")
            return None
        if in_party and not MEMBERS & set(found):
            return self._of_member(row, in_party, joined, full)
        if found:
            return min(found, key=weight)
        for word, heading in strange:
            self._ask("类别", word, heading)
            row.problems.append(f"类别 “{word[:20]}”不认识，请填：{'、'.join(Category)}")
        return None

    def by_dates(self, joined: Known | None, full: Known | None) -> Category | None:
        """What the days of joining and of full membership say of a member; None where they do not tell."""
        if full and not (self._today and full.day > self._today):
            return Category.FULL_MEMBER
        if joined and self._today and joined.day > self._today - _PROBATION:
            return Category.PROBATIONARY
        return None

    def _of_member(self, row: Row, word: str, joined: Known | None, full: Known | None) -> Category | None:
        """Full or probationary, by the dates, or as an officer has said of those of whom the dates do not tell."""
        if told := self.by_dates(joined, full):
            return told
        if meant := self._meanings.get(("类别", word)):
            return Category(meant)
        if ("类别", word) not in self._meanings:
            self._ask("类别", word, row.heading(row.places("类别")[0]))
        row.problems.append(
            f"类别 “{word}”看不出是正式还是预备，请写{Category.FULL_MEMBER}或{Category.PROBATIONARY}，或填转正日期"
        )
        return None

    def posts(self, row: Row, told: dict[str, str]) -> tuple[Post, ...]:
        """The posts of the columns about them, each once, in the order written. `told` gets what their words say besides: work, a group."""
        found: dict[Post, None] = {}
        work: dict[str, None] = {}
        for place in row.places("职务"):
            text = row.read("职务", place, as_text) or ""
            for word in post_words(text) if text not in SIGNS_FOR_NOTHING else ():
                try:
                    posts = posts_of(word)
                except KeyError:
                    posts = self._explained_posts(row, word, row.heading(place))
                found |= dict.fromkeys(posts)
                if not posts and says_work(word):
                    work[word] = None
                if group := leads_group(word):
                    told["党小组"] = group
        if work and not row.places("岗位"):
            told["岗位"] = "、".join(work)
        return tuple(found)

    def _explained_posts(self, row: Row, word: str, heading: str) -> tuple[Post, ...]:
        meant = self._meanings.get(("职务", word))
        if meant is not None:
            return (Post(meant),) if meant else ()
        self._ask("职务", word, heading)
        row.problems.append(f"职务 “{word[:20]}”不认识，请填：{'、'.join(Post)}，几个职务用、隔开")
        return ()

    def _ask(self, column: str, word: str, heading: str) -> None:
        self._rows[column, word] += 1
        self._headings.setdefault((column, word), {})[heading] = None
