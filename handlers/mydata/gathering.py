"""Every feature's sections on one person, and what others did over them."""

from collections.abc import Sequence
from datetime import date, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.feature import Feature
from handlers.kit.joins import Section, Value
from handlers.kit.screens.text import OPERATOR
from storage.development import comments
from storage.ledger import Entry, Scope
from storage.people import directory
from storage.people.directory import Who
from storage.sealed import audit

FIRST = date(2000, 1, 1)
TRAIL = ("事项", "时间", "操作人")


class Gathering:
    """Over the features: what they contribute themselves; for one that contributes nothing, its ledger's lines."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._mine = [each for feature in features for each in feature.mine]
        self._subjects = [each for feature in features if not feature.mine for each in feature.ledger]

    async def sections(self, session: AsyncSession, who: Who, today: date, zone: tzinfo) -> list[Section]:
        """Every kind that concerns the person."""
        found = [await each(session, who) for each in self._mine]
        scope = Scope(FIRST, today, today, zone, None, who.person_id)
        found += [_of_ledger(each.name, each.title, await each.load(session, scope)) for each in self._subjects]
        return [section for section in found if section is not None]


def _of_ledger(name: str, title: str, entries: Sequence[Entry]) -> Section | None:
    rows: list[tuple[Value, ...]] = [
        (entry.what, entry.on, entry.done, entry.standing.value, entry.note) for entry in entries
    ]
    return Section(name, title, ("事项", "日期", "完成日期", "状态", "备注"), rows) if rows else None


async def trail(session: AsyncSession, who: Who) -> Section:
    """What others did over the person: when, what, who; the bot or the operator without a name."""
    entries = [*await audit.over(session, who.person_id), *await comments.author_openings(session, who.person_id)]
    entries.sort(key=lambda entry: entry.number, reverse=True)
    names = {
        each.person_id: each.name
        for each in await directory.people_of(session, ids={entry.by for entry in entries if entry.by})
    }
    rows = [
        (entry.event, entry.at, names.get(entry.by, "（已离开名册）") if entry.by else OPERATOR) for entry in entries
    ]
    return Section("trail", "谁操作或查看过我的记录", TRAIL, rows)
