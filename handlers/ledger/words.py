"""How the ledger words its entries: a sign for how one stands, what lags first, and the counts of many."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from handlers.kit.screens.text import Markup, clip
from storage.ledger import Entry, Standing

LATE, TODAY, DUE, DONE_LATE, DONE = "❗", "⚠️", "⏳", "☑️", "✅"
ORDER = (LATE, TODAY, DUE, DONE_LATE, DONE)
"""What lags first."""
LEGEND = "❗ 逾期　⚠️ 今天到期　⏳ 进行中\n☑️ 逾期完成　✅ 完成"
_SIGNS = {Standing.LATE: LATE, Standing.DUE: DUE, Standing.DONE_LATE: DONE_LATE, Standing.DONE: DONE}


def sign(entry: Entry, today: date) -> str:
    due_today = entry.standing is Standing.DUE and entry.on == today and not entry.undated
    return TODAY if due_today else _SIGNS[entry.standing]


def parted(entries: Sequence[Entry], last: date) -> tuple[list[Entry], list[Entry]]:
    """What falls due up to that day, or has no day; and what is owed by a later one."""
    later = [entry for entry in entries if entry.on > last and not entry.undated]
    return [entry for entry in entries if entry.on <= last or entry.undated], later


def ordered(entries: Sequence[Entry], today: date) -> list[Entry]:
    """What lags first, then by day."""
    return sorted(entries, key=lambda entry: (ORDER.index(sign(entry, today)), entry.on))


def pressing(entries: Sequence[Entry], today: date) -> bool:
    """Whether one of them is late or due today."""
    return any(sign(entry, today) in (LATE, TODAY) for entry in entries)


def tally(entries: Sequence[Entry], today: date) -> Counter[str]:
    """How many there are of each sign."""
    return Counter(sign(entry, today) for entry in entries)


def counts(entries: Sequence[Entry], today: date) -> str:
    """❗2 ⏳3 ✅9."""
    counted = tally(entries, today)
    return " ".join(f"{each}{counted[each]}" for each in ORDER if counted[each]) or "无"


def pressing_counts(entries: Sequence[Entry], today: date) -> str:
    """As `counts`, of what is late or due today; of all where nothing is."""
    return counts([each for each in entries if sign(each, today) in (LATE, TODAY)] or entries, today)


def line(number: int, entry: Entry, today: date) -> Markup:
    """11-26 李雷　写心得（未阅）."""
    who = f"{entry.person}　" if entry.person else ""
    note = f"（{entry.note}）" if entry.note else ""
    return Markup("{}. {} {}　{}{}{}").format(
        number, sign(entry, today), f"{entry.on:%m-%d}", who, clip(entry.what, 60), note
    )
