"""What goes into a bundle of a branch: the ledger, the papers of all features, and the files that people have sent."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.feature import Feature
from handlers.kit.joins import Papers, Subject, Upload, Uploads, in_file
from handlers.kit.screens import sheets
from handlers.kit.screens.papers import docx
from scoring.papers.paper import Paper, file_name
from storage.ledger import Scope
from storage.ledger_file import Part
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.sheets.writing import Made

LEDGER = "台账"
Content = tuple[bytes, str]
"""A file's bytes, and its ending with the dot."""


@dataclass(frozen=True)
class Item:
    """A file that is to be in it."""

    branch: str
    kind: str
    name: str
    make: Callable[[], Awaitable[Content]]


@dataclass(frozen=True)
class Found:
    """What there is of a branch (or, of the bureau, the ledger alone)."""

    ledger: Sequence[Part]
    papers: Sequence[tuple[str, Paper]] = ()
    uploads: Sequence[tuple[str, Upload]] = ()


@dataclass(frozen=True)
class Gathering:
    """Over the subjects, papers and uploads that the features bring; of each what the person may take away there."""

    subjects: Sequence[Subject]
    papers: Sequence[Papers]
    uploads: Sequence[Uploads]

    @classmethod
    def over(cls, features: Iterable[Feature]) -> "Gathering":
        given = list(features)
        return cls(
            [each for feature in given for each in feature.ledger],
            [each for feature in given for each in feature.papers],
            [each for feature in given for each in feature.uploads],
        )

    async def ledger(self, session: AsyncSession, me: Who, scope: Scope) -> list[Part]:
        place = Place(branch_id=scope.branch_id)
        return await in_file(session, [each for each in self.subjects if each.goes_out(me, place)], scope, me)

    async def of_branch(self, session: AsyncSession, me: Who, scope: Scope) -> Found:
        place = Place(branch_id=scope.branch_id)
        papers = [
            (kind.title, paper)
            for kind in self.papers
            if may(me, kind.act, place)
            for paper in await kind.of(session, me, scope)
        ]
        uploads = [
            (kind.title, upload)
            for kind in self.uploads
            if may(me, kind.act, place)
            for upload in await kind.of(session, me, scope)
        ]
        return Found(await self.ledger(session, me, scope), papers, uploads)


def ledger_item(branch: str, above: Made, parts: Sequence[Part], branches: Sequence[str] = ()) -> Item:
    """`branches` are those of the bureau's ledger."""

    async def make() -> Content:
        return await sheets.in_turn(sheets.ledger_book, above, parts, branches), ".xlsx"

    return Item(branch, LEDGER, file_name(above.about), make)


def items(branch: str, above: Made, found: Found, fetch: Callable[[str], Awaitable[Content]]) -> Iterator[Item]:
    """Everything of a branch; `fetch` brings what people have sent."""

    async def printed(paper: Paper) -> Content:
        return await docx(paper), ".docx"

    yield ledger_item(branch, above, found.ledger)
    for kind, paper in found.papers:
        yield Item(branch, kind, file_name(paper.name), partial(printed, paper))
    for kind, upload in found.uploads:
        yield Item(branch, kind, file_name(upload.name), partial(_fetched, upload, fetch))


class Missing(Exception):
    """A file cannot be had; its text says why."""


async def _fetched(upload: Upload, fetch: Callable[[str], Awaitable[Content]]) -> Content:
    if upload.media == "link":
        return f"{upload.content}\n".encode(), ".txt"
    return await fetch(upload.content)
