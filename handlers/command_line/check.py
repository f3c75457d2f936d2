"""``check``: whether the bot can run here, point by point, and what to do where it cannot. Nothing is changed."""

import argparse

from handlers.command_line import templates
from handlers.command_line.check_machine import Found, backups, database, folders, key, zone
from handlers.command_line.check_telegram import people, telegram
from handlers.command_line.points import Failing, Point
from storage.engine.clock import Clock
from storage.engine.settings import Settings


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Tell each point as it is found.

    Raises:
        Failing: when something is to be done; with `--start`, when the bot would not start before.
    """
    points: list[Point] = []

    def tell(*found: Point) -> None:
        points.extend(found)
        for point in found:
            print(point, flush=True)

    tell(zone(settings, clock), *folders(settings))
    held, vault = key(settings)
    found = Found() if any(point.stops for point in points) else None
    tell(held)
    if found is None:
        found, told = await database(settings, vault)
        tell(*told)
    tell(*await telegram(settings, found, brief=arguments.start))
    if not arguments.start:
        tell(people(found), backups(settings, clock), *templates.points())
    wrong = [point for point in points if not point.is_well and (point.stops or not arguments.start)]
    if wrong:
        raise Failing(
            f"有 {len(wrong)} 处要处理（✗）。" if not arguments.start else f"有 {len(wrong)} 处不处理就不能启动。"
        )
    print("可以启动。" if arguments.start else "都好。")
