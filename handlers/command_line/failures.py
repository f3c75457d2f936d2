"""``failures``: the updates that were set aside, and what is to become of one."""

import argparse

from handlers.kit.engine import set_aside
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.mail import inbox


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Decide, then list what is left."""
    async with opened(settings) as database, database.write() as tx:
        if arguments.retry is not None and not await inbox.run_again(tx, arguments.retry):
            raise OperatorError(f"没有编号 {arguments.retry} 的失败操作，或者已不能再试")
        if arguments.drop is not None and not await set_aside.let_go(tx, arguments.drop, clock.now()):
            raise OperatorError(f"没有编号 {arguments.drop} 的失败操作")
        left = await inbox.all_set_aside(tx)
    if arguments.retry is not None:
        print(f"编号 {arguments.retry}：机器人会在十几秒内再试；没有运行的话，启动后再试。")
    if arguments.drop is not None:
        print(f"编号 {arguments.drop}：已清除，会告诉本人。")
    print(f"没有处理成功的操作：{len(left)} 个")
    for each in left:
        print(f"  {each.day} {each.sort} {each.reason} 编号 {each.number}{'' if each.runs else '（已不能再试）'}")
