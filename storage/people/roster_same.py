"""A police number that nobody has yet, but a name that somebody has: whether it is the same person, with a new number."""

from collections.abc import Collection, Mapping, Sequence

from storage.people.directory import Person
from storage.people.roster_file import RosterRow
from storage.people.roster_plan import Facts


def same_people(
    rows: Sequence[RosterRow], others: Mapping[str, tuple[Person, Facts]], apart: Collection[str]
) -> dict[str, str]:
    """New number → the number by which somebody is known: of the same name with the same phone or day of joining, and nobody else is.

    `others` are those whom the file does not name by their own number, also such as have left; `apart` numbers are other people's.
    """
    named: dict[str, list[str]] = {}
    for number, (_, facts) in others.items():
        named.setdefault(facts["姓名"] or "", []).append(number)
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.police_no not in apart:
            found[row.police_no] = [each for each in named.get(row.name, ()) if _same(row, others[each][1])]
    sought = [each[0] for each in found.values() if len(each) == 1]
    return {number: each[0] for number, each in found.items() if len(each) == 1 and sought.count(each[0]) == 1}


def _same(row: RosterRow, facts: Facts) -> bool:
    joined = row.joined_on.isoformat() if row.joined_on else None
    return (row.phone is not None and row.phone == facts["手机号"]) or (
        joined is not None and joined == facts["入党日期"]
    )
