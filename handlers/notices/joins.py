"""What notices give to other screens: what is unread, at home; reading in the ledger; what was received, for /mydata."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Waiting
from handlers.kit.screens.context import Context
from handlers.notices import cards, pushes
from handlers.notices.buttons import Notices, OpenNotice
from storage.engine.refusal import Refusal
from storage.ledger import Entry
from storage.notices import lists as notices
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act


async def _unread(session: AsyncSession, me: Who, _now: datetime, found: Answers) -> list[ToDo]:
    """One that is unread by itself, several together."""
    if found[notices.UNREAD] > 1:
        return [ToDo(f"📣 {found[notices.UNREAD]} 条通知未读", Notices(0))]
    unread = await notices.unread_by(session, me.person_id) if found[notices.UNREAD] else []
    return [ToDo(f"📣 通知未读：{cards.heading(each)}", OpenNotice(each.key)) for each in unread]


WAITING = Waiting(_unread, lambda _me, _now: [notices.UNREAD])


async def received(session: AsyncSession, who: Who) -> Section | None:
    found = await notices.of_person(session, who.person_id)
    rows = [(cards.heading(notice), notice.at, row.read_at) for notice, row in found]
    return Section("notices", "通知", ("通知", "发布时间", "已阅时间"), rows)


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Of a branch's line only that branch's readers."""
    told = 0
    for entry in entries:
        with suppress(Refusal):
            urged = await notices.urge(tx, context.me, entry.record, context.now, branch_id=entry.branch_id)
            told += await pushes.urged(tx, *urged, context)
    return told


NOTICES = Subject("notices", "通知", notices.ledger, lambda entry: OpenNotice(entry.record), _urge, unit="人次")


async def _find(session: AsyncSession, me: Who, words: Words, now: datetime) -> list[Found]:
    found = await notices.bearing(session, me, words)
    return [Found(f"📣 {cards.label(each, now, read=True)}", OpenNotice(each.key)) for each in found]


FINDING = Finding("notice", "📣 通知", Act.READ_NOTICES, _find)
