"""Ringing: tells people over their second way that something waits for them, and sends the codes by which an address is theirs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from reminders.bells import Bell, Refusing
from scoring.cadence import awake
from storage import channels
from storage.channels import Way
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.failure import what_failed

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
CODE = ("掌上党建验证码", "验证码：{}，30 分钟内有效。\n如果不是您本人在登记备用提醒，请不要理会。")
WAITS = (
    "您有待办",
    "掌上党建里有 {} 条消息等您查看，请打开 Telegram。\n这里不写具体内容；不想再收，请在“更多 → 备用提醒”里关闭。",
)


class Ringing:
    """One person at a time: few have a second way, and nothing here is urgent."""

    def __init__(self, database: Database, clock: Clock, bells: Mapping[Way, Bell]) -> None:
        self._database, self._clock, self._bells = database, clock, bells

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            try:
                await self.ring_due()
            except Exception as error:  # noqa: BLE001 - a second way that fails must not end the first
                log.error("nobody is rung for: %s", what_failed(error))
            await asyncio.sleep(LOOK_EVERY)

    async def ring_due(self) -> int:
        """Send what is due; gives how much went out. Nobody is rung in quiet hours; a code is waited for."""
        local = self._clock.local()
        async with self._database.read() as session:
            codes = await channels.codes(session, local)
            rings = await channels.rings(session, local) if awake(local) <= local else []
        sent = 0
        for each in codes:
            said = (CODE[0], CODE[1].format(each.code))
            sent += await self._ring(each.person_id, Way(each.way), each.address, said, channels.code_sent)
        for ring in rings:
            said = (WAITS[0], WAITS[1].format(ring.count))
            sent += await self._ring(ring.person_id, ring.way, ring.address, said, channels.rung)
        return sent

    async def _ring(
        self,
        person: int,
        way: Way,
        address: str,
        said: tuple[str, str],
        done: Callable[[AsyncSession, int, datetime], Awaitable[None]],
    ) -> bool:
        problem = None
        if (bell := self._bells.get(way)) is None:
            problem = "本单位没有开通"
        else:
            try:
                await bell.ring(address, *said)
            except Refusing:
                problem = channels.REFUSED
            except Exception as error:  # noqa: BLE001 - whatever a server does, the others are rung for
                problem = "暂时发不出去"
                log.warning("the bell of %s fails: %s", way.name, what_failed(error).brief)
        now = self._clock.now()
        async with self._database.write() as tx:
            await (channels.failed(tx, person, problem, now) if problem else done(tx, person, now))
        return problem is None
