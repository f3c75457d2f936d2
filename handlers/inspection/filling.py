"""What is put into a bundle, in its order; then the entry of the trail, and the index."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from telegram import Bot

from handlers.inspection import words
from handlers.inspection.fetching import Fetching
from handlers.inspection.gathering import Gathering, Item, Missing, items, ledger_item
from handlers.inspection.index import SUMS, Contents, index
from handlers.inspection.parts import Filed, Parts
from handlers.inspection.progress import Progress
from handlers.kit.screens.context import Services
from handlers.kit.screens.exports import Export, of_branch, tell_trail
from handlers.kit.screens.spans import Span
from scoring.papers.inspection import Absent
from scoring.papers.paper import file_name
from storage import inspection
from storage.engine.beside import Beside
from storage.inspection import Bundle
from storage.ledger import Scope
from storage.people.directory import Who
from storage.sealed import audit
from storage.sheets.writing import Made

T = TypeVar("T")


class NotWanted(Exception):
    """It was cancelled."""


@dataclass
class Order:
    """A bundle that is made: for whom, of which branches and when, and what is in it so far."""

    bundle: Bundle
    me: Who
    chat: int
    span: Span
    now: datetime
    branches: dict[int, str]
    whose: str
    parts: Parts
    filed: list[Filed] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether it is the bureau's."""
        return self.bundle.branch_id is None

    @property
    def about(self) -> str:
        return f"{self.whose}　{self.span.title}"

    def scope(self, branch: int | None) -> Scope:
        zone = self.now.tzinfo
        assert zone is not None  # noqa: S101 - the clock's
        return Scope(self.span.first, self.span.last, self.now.date(), zone, branch, None, self.me.person_id)


class Filling:
    """Of whatever bundle is made; what goes to the disk goes through one thread of its own."""

    def __init__(self, services: Services, bot: Bot, gathering: Gathering, pause: float) -> None:
        self._database, self._clock, self._bureau = services.database, services.clock, services.bureau
        self._bot, self._gathering, self._pause = bot, gathering, pause
        self._writing = Beside("bundles")

    async def fill(self, order: Order, progress: Progress) -> None:
        """Raises NotWanted when it is cancelled, NetworkError when Telegram is away, Refusal for what the person can be told."""
        fetching = Fetching(self._bot, self._pause)
        if order.whole:
            found = await self._look(self._gathering.ledger, order, None)
            above = self._above(order, f"{self._bureau}　{order.span.title}台账")
            await self._file(order, ledger_item(self._bureau, above, found, list(order.branches.values())))
        for number, (branch, name) in enumerate(order.branches.items(), 1):
            of_branch_ = await self._look(self._gathering.of_branch, order, branch)
            above = self._above(order, f"{name}　{order.span.title}台账", name)
            todo = list(items(name, above, of_branch_, fetching.fetch))
            for done, item in enumerate(todo):
                await self.check_wanted(order.bundle)
                await progress.say(words.progress(order.about, number, len(order.branches), name, done, len(todo)))
                await self._file(order, item)
        await self._seal(order)

    async def check_wanted(self, bundle: Bundle) -> None:
        """Raises NotWanted."""
        async with self._database.read() as session:
            if not await inspection.is_wanted(session, bundle.key):
                raise NotWanted

    async def apart(self, work: Callable[..., T], *given: Any, **more: Any) -> T:
        return await asyncio.wrap_future(self._writing.submit(partial(work, *given, **more)))

    async def _look(self, work: Callable[..., Any], order: Order, branch: int | None) -> Any:
        scope = order.scope(branch)
        return await self._database.look(lambda session: work(session, order.me, scope), much=True)

    def _above(self, order: Order, about: str, branch: str = "") -> Made:
        return Made(about, self._bureau + branch, order.me.name, order.now)

    async def _file(self, order: Order, item: Item) -> None:
        try:
            content, ending = await item.make()
        except Missing as missing:
            order.absent.append(Absent(item.branch, item.kind, item.name, str(missing)))
            return
        number = len(order.filed) + 1
        folders = [item.branch, item.kind] if order.whole else [item.kind]
        path = "/".join([*map(file_name, folders), f"{number:04d}_{item.name}{ending}"])
        part, digest = await self.apart(order.parts.add, path, content)
        order.filed.append(Filed(number, item.branch, item.kind, path, part, len(content), digest))

    async def _seal(self, order: Order) -> None:
        """On the trail first, so that the head in the index is behind its entry; then the index into each part."""
        contents = Contents(order.filed, order.absent, len(order.parts.paths))
        note = f"迎检包　{order.about}，{len(contents.filed)} 个文件，{SUMS} 的 SHA-256：{contents.digest}"
        what = Export(of_branch("bundle", order.bundle.branch_id), note)
        await tell_trail(self._database, order.me.person_id, what, self._clock.now())
        async with self._database.read() as session:
            head = await audit.head(session)
        branch = "" if order.whole else order.whose
        above = self._above(order, f"迎检包目录　{order.about}", branch)
        by = f"{order.me.name}（警号 {order.me.police_no}）"
        await self.apart(order.parts.finish, await index(above, order.about, by, contents, head, branches=order.whole))
