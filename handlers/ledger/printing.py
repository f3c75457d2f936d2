"""年度台账 on paper: a branch's entries of every subject that one sees there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Papers, Subject
from scoring.papers import ledger
from scoring.papers.ledger import TEMPLATE, Ledger, Line
from scoring.papers.paper import Paper, day_of, file_name, span_of
from storage.ledger import Entry, Scope, Standing
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act


def papers(subjects: Sequence[Subject]) -> Papers:
    """For bundles."""

    async def of(session: AsyncSession, me: Who, scope: Scope) -> Sequence[Paper]:
        if scope.branch_id is None:
            return []
        going = [each for each in subjects if each.goes_out(me, Place(branch_id=scope.branch_id))]
        return [await paper_of(session, going, me, scope, span_of(scope.first, scope.last))]

    return Papers(TEMPLATE.name, TEMPLATE.title, Act.SEE_LEDGER, of)


async def paper_of(session: AsyncSession, subjects: Iterable[Subject], me: Who, scope: Scope, span: str) -> Paper:
    # What is about whoever prints it, and not theirs to see, stays out.
    place, scope = Place(branch_id=scope.branch_id), replace(scope, viewer=me.person_id)
    found = [(each, await each.load(session, scope)) for each in subjects if may(me, each.act, place)]
    branch = "、".join((await scope.branches(session)).values())
    facts = Ledger(
        branch=branch,
        span=span,
        subjects=tuple(_subject(each, entries) for each, entries in found if entries),
        empty="、".join(each.title for each, entries in found if not entries),
        made_on=day_of(scope.today),
    )
    return Paper(TEMPLATE.name, facts, file_name(branch, span, "台账"))


def _subject(subject: Subject, entries: Sequence[Entry]) -> ledger.Subject:
    standing = Counter(each.standing for each in entries)
    return ledger.Subject(
        name=subject.title,
        unit=subject.unit,
        total=len(entries),
        done=standing[Standing.DONE] + standing[Standing.DONE_LATE],
        open=standing[Standing.DUE],
        late=standing[Standing.LATE],
        entries=tuple(_line(each) for each in sorted(entries, key=lambda each: each.on)),
    )


def _line(entry: Entry) -> Line:
    done = f"{entry.done:%Y-%m-%d}" if entry.done else ""
    return Line(f"{entry.on:%Y-%m-%d}", entry.what, entry.person, entry.standing.value, done, entry.note)
