"""Making bundles beside everything else: one at a time, said how far it is, sent when all of it is there, or not at all."""

import asyncio
import logging
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from handlers.inspection import words
from handlers.inspection.fetching import TRIES
from handlers.inspection.filling import Filling, NotWanted, Order
from handlers.inspection.gathering import Gathering
from handlers.inspection.parts import MOST, Parts
from handlers.inspection.progress import Progress
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Services
from handlers.kit.screens.exports import send_file
from handlers.kit.screens.links import Inspection
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.spans import read_span
from scoring.papers.paper import file_name
from storage import inspection
from storage.engine.failure import what_failed
from storage.engine.refusal import Refusal
from storage.inspection import Bundle, State
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.access import Place, may
from storage.people.rights import Act

FOLDER = "bundles"
AGAIN = 5.0
"""Seconds until it is tried again when the database was away."""
UPLOAD = 120.0
"""Seconds in which Telegram answers to a part that it has been sent whole."""

log = logging.getLogger(__name__)


class Making:
    """Its `folder` is its own: what is there when it starts is of a bundle that never went out."""

    def __init__(
        self, services: Services, bot: Bot, folder: Path, gathering: Gathering, *, most: int = MOST, pause: float = 2.0
    ) -> None:
        self._database, self._clock, self._bureau = services.database, services.clock, services.bureau
        self._asked, self._bot, self._folder, self._most, self._pause = services.bundles, bot, folder, most, pause
        self._filling = Filling(services, bot, gathering, pause)

    async def run(self) -> None:
        """Go on until it is ended."""
        starting = True
        while True:
            try:
                await self.take_up(starting=starting)
                starting = False
                while await self.make_next():
                    pass
            except Exception as error:  # noqa: BLE001 - nobody else is to wait for a bundle
                log.error("bundles cannot be made: %s", what_failed(error))
                await asyncio.sleep(AGAIN)
                continue
            await self._asked.wait()
            self._asked.clear()

    async def take_up(self, *, starting: bool) -> None:
        """Say of those that were broken off that nothing came of them, and leave nothing of them."""
        await self._filling.apart(shutil.rmtree, self._folder, ignore_errors=True)
        async with self._database.read() as session:
            found = await inspection.left(session, waiting=starting)
        for bundle in found:
            await self._end(bundle, State.INTERRUPTED, words.INTERRUPTED)

    async def make_next(self) -> bool:
        """The one that has waited longest; False when none waits."""
        async with self._database.write() as tx:
            bundle = await inspection.begin_next(tx)
        if bundle is None:
            return False
        parts = Parts(self._folder / str(bundle.key), self._clock.local(), self._most)
        try:
            await self._make(bundle, parts)
        except NotWanted:
            await self._take_back(bundle, bundle.parts)
        except Refusal as refusal:
            await self._end(bundle, State.FAILED, str(refusal))
        except TelegramError as error:
            log.warning("a bundle could not be sent: %s", what_failed(error))
            await self._end(bundle, State.FAILED, words.TELEGRAM_AWAY)
        except Exception as error:  # noqa: BLE001 - the next one is another's
            log.error("a bundle could not be made: %s", what_failed(error))
            await self._end(bundle, State.FAILED, words.BROKEN)
        finally:
            await self._filling.apart(parts.remove)
        return True

    async def _make(self, bundle: Bundle, parts: Parts) -> None:
        order = await self._order(bundle, parts)
        progress = Progress(self._bot, order.chat, bundle.message_id or 0, words.cancelling(bundle.key))
        try:
            await self._filling.fill(order, progress)
            await self._send(order, progress)
        except NotWanted:
            # What was said last may be from just before.
            await progress.say(words.cancelled(order.about), (), now=True)
            raise

    async def _order(self, bundle: Bundle, parts: Parts) -> Order:
        """Raises Refusal where the person may not take it any more."""
        span = read_span(bundle.span)
        async with self._database.read() as session:
            me = await directory.who_has_id(session, bundle.person_id)
            names = await directory.branch_names(session, bundle.branch_id)
        allowed = me is not None and may(me, Act.TAKE_BUNDLE, Place(branch_id=bundle.branch_id))
        if me is None or me.telegram_id is None or span is None or not allowed:
            raise Refusal(NOT_ALLOWED)
        whose = self._bureau if bundle.branch_id is None else names.get(bundle.branch_id, "")
        return Order(bundle, me, me.telegram_id, span, self._clock.local(), names, whose, parts)

    async def _send(self, order: Order, progress: Progress) -> None:
        bundle, paths = order.bundle, order.parts.paths
        for number, path in enumerate(paths, 1):
            await self._filling.check_wanted(bundle)
            await self._check_still(order)
            await progress.say(words.sending(order.about, number, len(paths)), now=True)
            of = f"_第{number}卷共{len(paths)}卷" if len(paths) > 1 else ""
            name = f"{file_name('迎检包', order.whose, order.span.word)}{of}.zip"
            caption = words.caption(order.about, len(order.filed), number, len(paths))
            message = await self._sent(order.chat, name, await self._filling.apart(path.read_bytes), caption)
            bundle.parts = [*bundle.parts, message]
            async with self._database.write() as tx:
                await inspection.sent(tx, bundle.key, message)
        async with self._database.write() as tx:
            if not await inspection.end(tx, bundle.key, State.SENT, self._clock.now()):
                raise NotWanted
        back = [[Inspection(bundle.branch_id or 0, bundle.span).labelled("📦 迎检包")]]
        done = words.done(order.about, len(order.filed), len(order.absent), len(paths))
        await progress.say(done, back, now=True)

    async def _check_still(self, order: Order) -> None:
        """Raises Refusal where the person has lost the right, or the account, while it was made."""
        async with self._database.read() as session:
            me = await directory.who_has_id(session, order.me.person_id)
        still = me is not None and may(me, Act.TAKE_BUNDLE, Place(branch_id=order.bundle.branch_id))
        if me is None or me.telegram_id != order.chat or not still:
            raise Refusal(NOT_ALLOWED)

    async def _sent(self, chat: int, name: str, content: bytes, caption: str) -> int:
        for attempt in range(TRIES):
            try:
                return await send_file(self._bot, chat, name, content, caption, read_timeout=UPLOAD)
            except (BadRequest, Forbidden):
                raise
            except NetworkError:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(self._pause * (attempt + 1))
        raise AssertionError("unreachable")

    async def _end(self, bundle: Bundle, how: State, why: str) -> None:
        """Nothing of it stays with the person but the sentence, and the way to begin anew."""
        shown = [bundle.message_id] if bundle.message_id else []
        await self._take_back(bundle, [*bundle.parts, *shown])
        again = [Inspection(bundle.branch_id or 0, bundle.span).labelled("📦 重新生成")]
        text = words.ended(why)
        push = Push("bundle", f"bundle:{bundle.key}", str(text), person_id=bundle.person_id, keyboard=keyboard(again))
        async with self._database.write() as tx:
            if await inspection.end(tx, bundle.key, how, self._clock.now()):
                await outbox.put(tx, self._clock.now(), push)

    async def _take_back(self, bundle: Bundle, messages: Sequence[int]) -> None:
        """Out of the person's chat, where Telegram still lets the bot."""
        async with self._database.read() as session:
            me = await directory.who_has_id(session, bundle.person_id)
        if me is None or me.telegram_id is None:
            return
        for message in messages:
            with suppress(TelegramError):
                await self._bot.delete_message(me.telegram_id, message)
