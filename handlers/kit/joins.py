"""What a feature gives to others' screens: what waits for a person, its subjects in the ledger, what it keeps about a person for /mydata."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.pictures import Drawing
from handlers.kit.screens.text import LABEL_UNITS, Markup, clip
from scoring.papers.paper import Paper
from storage.ledger import Entry, Scope
from storage.ledger_file import Part, sheet_of
from storage.people.access import Place, may
from storage.people.asking import Answers, Asked, answers
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act
from storage.sheets.writing import Sheet

UNDATED = timedelta(days=7)
"""What has no day of its own comes after what is due within this time."""


@dataclass(frozen=True)
class ToDo:
    """Something that waits for a person: what, the button that leads to it, and by which day; without, whenever there is time."""

    what: str
    button: Button
    by: date | None = None

    def labelled(self, today: date) -> InlineKeyboardButton:
        """The button. How urgent it is stands first: of a long one the end is cut off."""
        return self.button.labelled(clip(f"{_urgency(self.by, today)}{self.what}", LABEL_UNITS))


def _urgency(by: date | None, today: date) -> str:
    """❗ 逾期 2 天, ⚠️ 今天, 明天, 12月3日."""
    if by is None:
        return ""
    left = (by - today).days
    if left < 0:
        return f"❗ 逾期 {-left} 天　"
    return {0: "⚠️ 今天　", 1: "明天　"}.get(left, f"{by.month}月{by.day}日　")


def nothing(_me: Who, _now: datetime) -> Sequence[Asked]:
    return ()


@dataclass(frozen=True)
class Waiting:
    """What waits for a person in one subject.

    What it `asks` is asked in one statement with what all others ask; `finds` is given the answers, and looks further where they
    say that there is something.
    """

    finds: Callable[[AsyncSession, Who, datetime, Answers], Awaitable[Sequence[ToDo]]]
    asks: Callable[[Who, datetime], Sequence[Asked]] = nothing


@dataclass(frozen=True)
class Greeting:
    """What the home screen says beyond what waits: a line, on some days with a picture (a drawing, or a photo by its `file_id`)."""

    text: Markup
    picture: Drawing | str | None = None


@dataclass(frozen=True)
class Saying:
    """As `Waiting`, for a greeting; None on most days."""

    says: Callable[[AsyncSession, Context, Answers], Awaitable[Greeting | None]]
    asks: Callable[[Who, datetime], Sequence[Asked]] = nothing


async def answered(session: AsyncSession, me: Who, now: datetime, asking: Iterable[Waiting | Saying]) -> Answers:
    """All that they ask, by one statement."""
    return await answers(session, me, now, (each for one in asking for each in one.asks(me, now)))


async def todos(
    waiting: Sequence[Waiting], session: AsyncSession, me: Who, now: datetime, found: Answers | None = None
) -> list[ToDo]:
    """All that waits for a person, the most urgent first; `found` are the answers, where they have been asked already."""
    known = await answered(session, me, now, waiting) if found is None else found
    later = now.date() + UNDATED
    everything = [each for one in waiting for each in await one.finds(session, me, now, known)]
    return sorted(everything, key=lambda each: each.by or later)


Key = tuple[int, int]
"""Which request it is among those of its kind: its record, and what tells it from others there."""


@dataclass(frozen=True)
class Request:
    """What somebody asks of somebody: in words, what its buttons carry, where one looks at it and where refusing it begins.

    `decided` says what has been decided and by whom; "" while it waits.
    """

    key: Key
    text: Markup
    opens: Button
    refuse: Button
    decided: str = ""


class Says(NamedTuple):
    """What a button says: `✅ 同意`, `✅ 3 同意` of the third in a list."""

    sign: str
    word: str


AGREE, REFUSE = Says("✅", "同意"), Says("❌", "不同意")


@dataclass(frozen=True)
class Deciding:
    """A kind of request that is decided by one press, below the message that tells of it or in the list of all that wait.

    `find` and `agree` raise Refusal for anybody whose it is not to decide; `agree` also where it has been decided.
    `yes` and `no` are what its buttons say.
    """

    kind: str
    title: str
    act: Act
    waiting: Callable[[AsyncSession, Who, datetime], Awaitable[Sequence[Request]]]
    find: Callable[[AsyncSession, Who, Key], Awaitable[Request]]
    agree: Callable[[AsyncSession, Context, Key], Awaitable[None]]
    yes: Says = AGREE
    no: Says = REFUSE


Load = Callable[[AsyncSession, Scope], Awaitable[list[Entry]]]
Urge = Callable[[AsyncSession, Context, Sequence[Entry]], Awaitable[int]]
Tables = Callable[[AsyncSession, Scope, Who, Sequence[Entry]], Awaitable[Sequence[Sheet]]]


@dataclass(frozen=True)
class Subject:
    """One subject, a sheet of the ledger. `name` stands in buttons; `urge` gives how many people are reminded by it.

    It is shown to those who may do `act` where they look, and goes into a bundle for those who may do `bundled` (None: into none, as it
    stays inside). Its entries are counted in `unit`. `tables` gives its sheets in the file of a branch or the bureau, where the entries
    alone would say too little.
    """

    name: str
    title: str
    load: Load
    opens: Callable[[Entry], Button]
    urge: Urge | None = None
    act: Act = Act.SEE_LEDGER
    unit: str = "项"
    tables: Tables | None = None
    bundled: Act | None = Act.TAKE_BUNDLE

    def goes_out(self, me: Who, place: Place) -> bool:
        """Whether it is in the bundle of that place which that person takes."""
        return self.bundled is not None and may(me, self.bundled, place) and may(me, self.act, place)


async def in_file(session: AsyncSession, subjects: Iterable[Subject], scope: Scope, me: Who) -> list[Part]:
    """Each as the file of that scope has it, which that person takes out."""
    parts = []
    for subject in subjects:
        entries = await subject.load(session, scope)
        tables = subject.tables if scope.person_id is None else None
        sheets = await tables(session, scope, me, entries) if tables else [sheet_of(subject.title, entries)]
        parts.append(Part(subject.title, subject.unit, entries, sheets))
    return parts


@dataclass(frozen=True)
class Found:
    """Something that bears the words that were looked for, and the button that opens it."""

    label: str
    opens: Button


@dataclass(frozen=True)
class Finding:
    """Where words are looked for: what of it the person may open, the nearest or newest first, `MOST` at the most. `name` stands in
    buttons."""

    name: str
    title: str
    act: Act
    finds: Callable[[AsyncSession, Who, Words, datetime], Awaitable[Sequence[Found]]]


@dataclass(frozen=True)
class Papers:
    """Papers of one kind, to be printed or to go into a bundle: 会议记录.

    `of` gives those of one branch (`scope.branch_id`) in that time which the person may take away, oldest first; it is asked for those
    alone who may do `act` there. `handlers/kit/screens/papers.py` makes files of them. `name` stands in buttons.
    """

    name: str
    title: str
    act: Act
    of: Callable[[AsyncSession, Who, Scope], Awaitable[Sequence[Paper]]]


@dataclass(frozen=True)
class Upload:
    """A file that somebody has sent, by its kind and `file_id`, or a link; `name` is what it is called, without its ending."""

    name: str
    media: str
    content: str


@dataclass(frozen=True)
class Uploads:
    """Files of one kind that people have sent, for a bundle: 会议照片. `of` is as that of `Papers`."""

    title: str
    act: Act
    of: Callable[[AsyncSession, Who, Scope], Awaitable[Sequence[Upload]]]


@dataclass(frozen=True)
class OnList:
    """Somebody on a list of people: what it says of them there, and the button that opens them, if one does."""

    name: str
    police_no: str
    label: str
    opens: Button | None = None


@dataclass(frozen=True)
class PeopleList:
    """A list of people that a name narrows (🔍): the button whose screen shows it, and all who are on it.

    `people` checks as that screen does, and raises Refusal.
    """

    of: type[Button]
    people: Callable[[Context, Any], Awaitable[Sequence[OnList]]]


Value = str | int | date | datetime | None
"""What a cell holds; a moment is shown in the bureau's zone."""


@dataclass(frozen=True)
class Section:
    """One kind of data: a table whose first column names the row. `name` stands in buttons."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


Mine = Callable[[AsyncSession, Who], Awaitable[Section | None]]
"""A person's own data of one kind; None where the kind does not concern them."""
