"""``failures``: the updates and pushes that were set aside, what is to become of them, and the sweeps that fail."""

import argparse
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine import set_aside
from storage.engine import sweeps
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.mail import inbox, unsent

ALL = "all"


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Decide, all of it or nothing; then list what is left."""
    async with opened(settings) as database, database.write() as tx:
        again = await _numbers(tx, arguments.retry, runs=True)
        for number in again:
            if not await _retry(tx, number, clock.now()):
                raise OperatorError(f"没有编号 {number} 的失败操作，或者已不能再试")
        dropped = await _numbers(tx, arguments.drop, runs=False)
        for number in dropped:
            if not await _drop(tx, number, clock.now()):
                raise OperatorError(f"没有编号 {number} 的失败操作")
        undone, pushes = await inbox.all_set_aside(tx), await unsent.failed(tx)
        failing = await sweeps.failing(tx)
    if again:
        print(f"编号 {'、'.join(again)}：机器人会在十几秒内再试；没有运行的话，启动后再试。")
    if dropped:
        print(f"编号 {'、'.join(dropped)}：已清除，会告诉本人。")
    print(f"没有处理成功的操作：{len(undone)} 个")
    for each in undone:
        print(f"  {each.day} {each.sort} 编号 {each.number}{'' if each.runs else '（已不能再试）'}：{each.reason}")
    print(f"没有送达的消息：{len(pushes)} 条")
    for push in pushes:
        print(f"  {push.created_at.astimezone(clock.zone):%Y-%m-%d} {push.kind} 编号 p{push.number}：{push.problem}")
    print(f"出错的自动工作：{len(failing)} 项")
    for sweep in failing:
        print(f"  {sweep.since.astimezone(clock.zone):%Y-%m-%d %H:%M} 起 {sweep.name}：{sweep.problem}")


async def _numbers(tx: AsyncSession, given: list[str], *, runs: bool) -> list[str]:
    """`all` in numbers; of updates only those that run, where it is asked."""
    if ALL not in given:
        return list(dict.fromkeys(given))
    updates = [str(each.number) for each in await inbox.all_set_aside(tx) if each.runs or not runs]
    return [*updates, *(f"p{each.number}" for each in await unsent.failed(tx))]


async def _retry(tx: AsyncSession, number: str, now: datetime) -> bool:
    if number.startswith("p"):
        return await unsent.retry_failed(tx, now, int(number[1:]))
    return await inbox.run_again(tx, int(number))


async def _drop(tx: AsyncSession, number: str, now: datetime) -> bool:
    if number.startswith("p"):
        return bool(await set_aside.drop_pushes(tx, now, int(number[1:])))
    return await set_aside.let_go(tx, int(number), now)
