"""To whom, at the beginning of a task's line: names as the roster has them, whatever stands between them, and who is left out."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scoring.chinese.days import Unclear, day_at, normal
from scoring.chinese.expressions import expression
from scoring.chinese.names import folded, folded_text
from scoring.task_line.words import BOUNDARY, EDGES, begins_clause


@dataclass(frozen=True)
class Named:
    """What a name stands for. `together`: all of them are meant; else several numbers are several of that name.

    `whole`: counts only as a word of its own, as a short name may also begin another word.
    """

    numbers: tuple[int, ...]
    together: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Doubt:
    """A word that may name somebody. `bodies`: the task's words if that number is meant, where it makes a difference, and
    under 0 if none is; `known` is False where nobody is called so, and `numbers` only come near."""

    word: str
    numbers: list[int]
    known: bool = True
    bodies: dict[int, str] = field(default_factory=dict)


@dataclass
class Receivers:
    """Who was read, and the rest of the line. `said` is what asks for a look at the list: somebody is left out, or 等."""

    to: list[int] = field(default_factory=list)
    unclear: list[Doubt] = field(default_factory=list)
    said: str | None = None
    body: str = ""

    @property
    def certain(self) -> bool:
        """Whether the line names somebody who is called so."""
        return bool(self.to or any(doubt.known for doubt in self.unclear))

    @property
    def found(self) -> bool:
        return bool(self.to or self.unclear)


_SIGNS = re.escape(BOUNDARY) + r"/&+|~@"
_LEADING = expression(r"(?:请|给|由|让|通知|安排|@|[\s,、;])+")
# These can be nothing but a list, so that a name must follow; a comma or a space may also end it.
_LISTING = expression(r"\s*(?:[、/&+|]|以及|还有|和(?![谐解平])|与(?!会|其)|及(?![时早格])|跟(?![进踪班随]))\s*")
_PAUSE = expression(r"[\s,;:]+")
_TITLE = (
    "们|(?:党?支部)?(?:副?书记|委员|副?组长|主任|副?所长|副?大?队长|教导员|副?局长|科长|警官|民警|老师|师傅)"
    rf"(?=[{_SIGNS}和与及跟以]|除|$)"
)
_SUFFIX = expression(rf"\s?(?:(?P<more>等\d*人|等同志|等(?=[{_SIGNS}]|$))|同志们?|{_TITLE})")
_EXCEPT = expression(
    r"[\s,]*(?:\((?:除了?|不含|不包括|不包含)(?P<a>[^()]{1,60}?)(?:之外|以外|外)?\)|\((?P<b>[^()]{1,60}?)除外\)"
    r"|除了?(?P<c>[^()]{1,60}?)(?:之外|以外|外)(?![出勤围部来包协宣事国面]|的)|(?:不含|不包括|不包含)(?P<d>[^\s(),]{1,60})|(?P<e>[^\s(),]{2,60}?)除外)"
)
_EXCEPT_FIRST = expression(r"除了?(?P<a>[^\s(),]{2,60})(?=[\s,])")
_UNTIL = expression(r"^\s*(?:之前|以前|前|截止)")
_WORD = expression(rf"[^{_SIGNS}]+")
_UNIT = expression(r".{1,13}(?:支部|党小组|[大中支]队|派出所|科|所)")
_HAN = expression(r"[\u3400-\u9fff]{2,4}")


class Reader:
    """Reads receivers out of one line."""

    def __init__(self, text: str, names: Mapping[str, Named], today: date) -> None:
        self.text, self.given, self.today = text, names, today
        self.names = {folded(name): named for name, named in names.items()}
        self.ordered = sorted(self.names, key=len, reverse=True)
        self.plain, self.places = folded_text(text)
        self.dated = normal(text)

    def read(self, position: int = 0) -> Receivers:
        """The receivers who stand at that place of the text, with the rest of it as the body."""
        found = Receivers(body=self.text)
        start = next((i for i, place in enumerate(self.places) if place >= position), len(self.plain))
        lead = _LEADING.match(self.plain, start)
        at = lead.end() if lead else start
        left_out = _EXCEPT.match(self.plain, at) or _EXCEPT_FIRST.match(self.plain, at)
        end = self._several(self._after(left_out.end()) if left_out else at, found)
        if end is None:
            found.said = None
            return found
        self._leave_out(left_out, found)
        self._finish(position, end, found)
        return found

    def _several(self, at: int, found: Receivers) -> int | None:
        """The end of the list that begins there, or None where it names nobody."""
        end: int | None = None
        while True:
            after = self._one(at, found, listed=end is not None and bool(_LISTING.fullmatch(self.plain, end, at)))
            if after is None:
                return end
            end = self._suffix(after, found)
            left_out = _EXCEPT.match(self.plain, end)
            if left_out:
                self._leave_out(left_out, found)
                end = left_out.end()
            gap = _LISTING.match(self.plain, end) or _PAUSE.match(self.plain, end)
            at = gap.end() if gap else end

    def _one(self, at: int, found: Receivers, *, listed: bool) -> int | None:
        """One name at that place; gives its end."""
        fitting = [(name, end) for name in self.ordered if (end := self._ends(name, at)) is not None]
        # 李明 明天 is 李明, though 李明明 could be meant by it where nobody is called 李明.
        fitting = [each for each in fitting if " " not in self.plain[at : each[1]].strip()] or fitting
        if fitting:
            name, end = fitting[0]
            return self._date_within(at, fitting, found) or self._take(name, at, end, found)
        word = _WORD.match(self.plain, at)
        if not word or len(word[0]) < 2 or (found.found and not listed) or self._day_end(at):
            return None
        return self._part(word, found) or self._unknown(word, found, listed=listed)

    def _ends(self, name: str, at: int) -> int | None:
        """Where the name ends, if it stands there; white space within it counts for nothing."""
        for letter in name:
            while at < len(self.plain) and self.plain[at] == " ":
                at += 1
            if not self.plain.startswith(letter, at):
                return None
            at += 1
        whole = (
            not self.names[name].whole
            or at == len(self.plain)
            or bool(re.match(rf"[{_SIGNS}和与及跟以除]", self.plain[at]))
        )
        return at if whole or _SUFFIX.match(self.plain, at) else None

    def _take(self, name: str, at: int, end: int, found: Receivers) -> int:
        named = self.names[name]
        if named.together or len(named.numbers) == 1:
            if not named.together and self._goes_on(name, end):
                bodies = {0: self.text[self.places[at] :]} | {named.numbers[0]: self.text[self.places[end] :]}
                found.unclear.append(Doubt(self._written(at, end), list(named.numbers), bodies=bodies))
            else:
                found.to += [number for number in named.numbers if number not in found.to]
        else:
            found.unclear.append(Doubt(self._written(at, end), list(named.numbers)))
        return end

    def _goes_on(self, name: str, end: int) -> bool:
        """Whether a name of two letters may be the beginning of a longer one, such as 王芳 of 王芳华."""
        rest = self.plain[end:]
        if len(name) != 2 or self.names[name].whole or not "\u3400" <= rest[:1] <= "\u9fff":
            return False
        followed = _LISTING.match(rest) or _EXCEPT.match(rest) or _SUFFIX.match(rest) or rest[0] in "每按"
        another = any(self._ends(each, end) is not None for each in self.ordered)
        return not (followed or another or begins_clause(self.plain, end) or self._day_end(end))

    def _date_within(self, at: int, fitting: list[tuple[str, int]], found: Receivers) -> int | None:
        """李明明天: 李明 and 明天, or 李明明?"""
        longest, end = fitting[0]
        for name, shorter in [*fitting[1:], (longest, end - 1)]:
            day = self._day_end(shorter)
            if len(longest) > 2 and day is not None and day > end and self._day_end(end) is None:
                numbers = {number: end for number in self.names[longest].numbers}
                if shorter != end - 1 or name != longest:
                    numbers |= {number: shorter for number in self.names[name].numbers}
                bodies = {number: self.text[self.places[place] :] for number, place in numbers.items()}
                bodies[0] = self.text[self.places[shorter] :]
                found.unclear.append(Doubt(self._written(at, day), sorted(numbers), bodies=bodies))
                return end
        return None

    def _day_end(self, at: int) -> int | None:
        """Where the day ends that stands there, as a place of the folded text."""
        try:
            day = day_at(self.dated, self.places[at], self.today)
        except Unclear:
            return at + 1
        return None if day is None else next(i for i, place in enumerate(self.places) if place >= day.end)

    def _part(self, word: re.Match[str], found: Receivers) -> int | None:
        """A word may be part of names: asked about, even when it fits only one."""
        numbers = {
            number
            for name, named in self.names.items()
            if word[0] in name and not named.together
            for number in named.numbers
        }
        if not numbers:
            return None
        self._doubt(word.start(), word.end(), sorted(numbers), found)
        return word.end()

    def _unknown(self, word: re.Match[str], found: Receivers, *, listed: bool) -> int | None:
        """A word that plainly names somebody whom nobody here is called: one in a list, a unit, or one like a name."""
        unit = _UNIT.match(word[0])
        singles = [name for name, named in self.names.items() if not named.together]
        near = difflib.get_close_matches(word[0], singles, 5, 0.5)
        like = bool(_HAN.fullmatch(word[0])) and bool(near)
        if not (listed or (self._words_behind(word.end()) and (like or (unit and unit.end() == len(word[0]))))):
            return None
        numbers = dict.fromkeys(number for name in near for number in self.names[name].numbers)
        self._doubt(word.start(), word.end(), list(numbers)[:5], found, known=False)
        return word.end()

    def _words_behind(self, at: int) -> bool:
        """Whether more than a day stands from there on: in 走访派出所 周五 the unit is what is to be done."""
        at = self._after(at)
        rest = self.plain[self._day_end(at) or at :]
        return bool(_UNTIL.sub("", rest).strip(EDGES))

    def _doubt(self, at: int, end: int, numbers: list[int], found: Receivers, *, known: bool = True) -> None:
        found.unclear.append(Doubt(self._written(at, end), numbers, known))

    def _suffix(self, end: int, found: Receivers) -> int:
        suffix = _SUFFIX.match(self.plain, end)
        if suffix and suffix["more"]:
            found.said = suffix["more"]
        return suffix.end() if suffix else end

    def _leave_out(self, left_out: re.Match[str] | None, found: Receivers) -> None:
        """Those who are named in 除…外 are not ticked, and the list is shown."""
        if left_out is None:
            return
        inner = next(group for group in left_out.groups() if group)
        others = Receivers()
        Reader(inner, self.given, self.today)._several(0, others)
        without = {*others.to, *(number for doubt in others.unclear for number in doubt.numbers)}
        found.to = [number for number in found.to if number not in without]
        found.said = self._written(left_out.start(), left_out.end()).strip(EDGES)

    def _after(self, at: int) -> int:
        gap = _PAUSE.match(self.plain, at)
        return gap.end() if gap else at

    def _written(self, at: int, end: int) -> str:
        return self.text[self.places[at] : self.places[end]].strip()

    def _finish(self, position: int, end: int, found: Receivers) -> None:
        before = self.text[:position]
        found.body = f"{before} {self.text[self.places[end] :]}"
        found.unclear = [
            Doubt(
                doubt.word,
                doubt.numbers,
                doubt.known,
                {number: f"{before} {body}" for number, body in doubt.bodies.items()},
            )
            for doubt in found.unclear
        ]
