"""What terms give to other screens: a term that ends before long and what waits for an answer, at home; elections, in the ledger."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Subject, ToDo, Waiting
from handlers.kit.screens.links import Requests
from handlers.terms import pushes
from handlers.terms.buttons import OpenTerm, Terms
from storage.engine.refusal import passes
from storage.people.access import may
from storage.people.asking import Answers, Asked
from storage.people.directory import Who
from storage.people.rights import Act
from storage.terms import lists, waiting
from storage.terms.rows import check_run


def _asks(me: Who, _now: datetime) -> list[Asked]:
    mine = [waiting.HERE] if passes(check_run, me, me.branch_id) else []
    return [*mine, *([waiting.ALL, waiting.CHANGES, waiting.RESULTS] if may(me, Act.KEEP_TERMS) else [])]


async def _waiting(_session: AsyncSession, me: Who, _now: datetime, found: Answers) -> list[ToDo]:
    todos = []
    if ends := found.get(waiting.HERE):
        todos.append(ToDo(f"🏛 支委会 {ends:%Y-%m-%d} 届满，准备换届", OpenTerm(me.branch_id), ends))
    if number := found.get(waiting.ALL):
        todos.append(ToDo(f"🏛 半年内届满或已逾期的 {number} 个", Terms(0)))
    if number := found.get(waiting.CHANGES):
        todos.append(ToDo(f"📅 延期或提前换届待答复（{number}）", Requests(pushes.CHANGE)))
    if number := found.get(waiting.RESULTS):
        todos.append(ToDo(f"🏛 换届选举结果待答复（{number}）", Requests(pushes.RESULT)))
    return todos


WAITING = Waiting(_waiting, _asks)
LEDGER = Subject("terms", "换届", lists.entries, lambda entry: OpenTerm(entry.record))
