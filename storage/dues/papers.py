"""A branch's dues on paper: the months in numbers, for those who keep them with what each has paid."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.dues import sum_text
from scoring.papers.dues import TEMPLATE, Dues, Month, Payer
from scoring.papers.paper import Paper, day_of, file_name, span_of
from storage.dues import lists
from storage.dues.lists import Line, MonthSum
from storage.dues.rows import YEAR_RULE
from storage.people import directory
from storage.rules.regulations import own


async def paper_of(
    session: AsyncSession, branch_id: int, first: date, last: date, today: date, *, whole: bool
) -> Paper | None:
    """None where nothing was noted in that time."""
    found = await lists.sums(session, branch_id, first, last)
    if not found:
        return None
    people = await lists.lines(session, branch_id, first, last) if whole else []
    branch = (await directory.branch_names(session, branch_id)).get(branch_id, "")
    span = span_of(first, last)
    rule = own()[YEAR_RULE]
    facts = Dues(branch, span, _months(found), _payers(people), f"《{rule.document}》", day_of(today))
    return Paper(TEMPLATE.name, facts, file_name(TEMPLATE.title, branch, span, "明细" if whole else ""))


def _months(found: list[MonthSum]) -> tuple[Month, ...]:
    total = Month(
        "合计",
        sum(each.due for each in found),
        sum(each.paid for each in found),
        sum_text(lists.public_total(found)),
    )
    return (
        *(
            Month(f"{each.month:%Y-%m}", each.due, each.paid, "—" if each.public is None else sum_text(each.public))
            for each in found
        ),
        total,
    )


def _payers(found: list[Line]) -> tuple[Payer, ...]:
    by_person: dict[int, list[Line]] = {}
    for line in found:
        by_person.setdefault(line.row.person_id, []).append(line)
    return tuple(_payer(months) for months in by_person.values())


def _payer(months: list[Line]) -> Payer:
    open_ = [line.row for line in months if line.row.open]
    paid = [line.row for line in months if line.row.paid_on is not None]
    return Payer(
        months[0].name,
        months[0].police_no,
        len(open_) + len(paid),
        len(paid),
        sum_text(sum(row.paid or 0 for row in paid)),
        "、".join(f"{row.month.month}月" for row in open_),
    )
