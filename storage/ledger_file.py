"""The ledger as tables: a summary by subject and by branch, each with its rate of completion, then the sheets of each subject."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from storage.ledger import Entry, Standing
from storage.sheets.writing import Coloured, Sheet, Value, rate

RED, GREEN = "B71C1C", "2E7D32"
HEADINGS = ("支部", "姓名", "警号", "事项", "应完成日期", "完成日期", "状态", "备注")
COUNTS = ("应完成", "按期完成", "逾期完成", "逾期未完成", "完成率（%）", "未到期")
RULE = "应完成＝按期完成＋逾期完成＋逾期未完成；完成率＝（按期完成＋逾期完成）÷应完成。还没到期的单列，不算在内。"


@dataclass(frozen=True)
class Part:
    """A subject: its entries, in what they are counted, and its sheets."""

    title: str
    unit: str
    entries: Sequence[Entry]
    sheets: Sequence[Sheet]


def coloured(how: Standing) -> Value:
    """The word for a cell."""
    return how.value if how is Standing.DUE else Coloured(how.value, RED if how is Standing.LATE else GREEN)


def sheet_of(name: str, entries: Sequence[Entry]) -> Sheet:
    """The entries as a table."""
    rows = [
        (each.branch, each.person, each.police_no, each.what, each.on, each.done, coloured(each.standing), each.note)
        for each in entries
    ]
    return Sheet(name, HEADINGS, rows, names=2)


def sheets_of(parts: Sequence[Part], branches: Sequence[str]) -> list[Sheet]:
    """All of them; where `branches` are named, also how each stands."""
    summary = [_by_subject(parts), *(_by_branch(parts, branches) if branches else ())]
    return [*summary, *(sheet for each in parts for sheet in each.sheets)]


def _by_subject(parts: Sequence[Part]) -> Sheet:
    rows = [(each.title, each.unit, *_counts(each.entries)) for each in parts]
    total = _counts(entry for each in parts for entry in each.entries)
    return Sheet("汇总", ("类别", "单位", *COUNTS), [*rows, ("合计", "项", *total)], note=RULE)


def _by_branch(parts: Sequence[Part], branches: Sequence[str]) -> list[Sheet]:
    """The rates, a branch a line; and what each branch has of each subject."""
    found: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for each in parts:
        for entry in each.entries:
            found[entry.branch][each.title].append(entry)

    def line(name: str, of: Mapping[str, Sequence[Entry]]) -> list[Value]:
        return [name, *_counts(chain.from_iterable(of.values())), *(_rate(of.get(each.title, ())) for each in parts)]

    rates = [line(name, found[name]) for name in branches]
    rates.append(line("合计", {each.title: each.entries for each in parts}))
    lines = [
        (name, each.title, each.unit, *_counts(mine))
        for name in branches
        for each in parts
        if (mine := found[name].get(each.title))
    ]
    with_units = (word if "（" in word else f"{word}（项）" for word in COUNTS)
    headings = ("支部", *with_units, *(f"{each.title}（%）" for each in parts))
    return [
        Sheet("各支部完成率", headings, rates, note=RULE),
        Sheet("各支部分类", ("支部", "类别", "单位", *COUNTS), lines, names=2, note=RULE),
    ]


def _counts(entries: Iterable[Entry]) -> tuple[Value, ...]:
    """As `COUNTS` names them."""
    counted = Counter(entry.standing for entry in entries)
    done, late = counted[Standing.DONE] + counted[Standing.DONE_LATE], counted[Standing.LATE]
    owed = done + late
    return owed, counted[Standing.DONE], counted[Standing.DONE_LATE], late, rate(done, owed), counted[Standing.DUE]


def _rate(entries: Sequence[Entry]) -> Value:
    return _counts(entries)[COUNTS.index("完成率（%）")]
