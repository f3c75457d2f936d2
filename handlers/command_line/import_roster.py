"""``import-roster``: the personnel department's file taken over, or only what it would change."""

import argparse
import asyncio
from pathlib import Path

from handlers.people.pushes import imported
from handlers.people.telling import sections, stopping, understanding
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.engine.trouble import why
from storage.mail import outbox
from storage.people import known_months, roster
from storage.people.roster_compare import compare
from storage.people.roster_file import OpenedRoster, RosterFile, opened_roster
from storage.people.roster_meanings import settled
from storage.people.roster_plan import RosterPlan, Stop
from storage.sheets.table import MAX_BYTES, SheetUnreadable


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Do it, and say what was found."""
    sheets = await _read(arguments.file)
    today = clock.local().date()
    async with opened(settings) as database:
        if arguments.dry_run:
            async with database.read() as session:
                file = await settled(session, sheets, today, whole=not arguments.part)
                plan = await compare(session, file)
        else:
            async with database.write() as tx:
                file = await settled(tx, sheets, today, whole=not arguments.part)
                plan = await compare(tx, file)
                if stopped := [stop for stop in plan.stops if stop not in arguments.allowed]:
                    raise OperatorError("\n".join(_stopped(plan, stopped)))
                plan = await roster.apply(tx, file, clock.local())
                await known_months.remember(tx, file.rows)
                await outbox.put(tx, clock.now(), *await imported(tx, plan.done, None, clock.now().isoformat()))
    heading = "试运行，未写入" if arguments.dry_run else "已导入"
    numbers = f"新增 {len(plan.new)}，变更 {len(plan.changed)}，未变 {plan.unchanged}"
    print(f"{heading}：{numbers}，拟移出 {len(plan.gone)}，未采纳 {len(plan.refused)}")
    for title, items in sections(plan):
        print(f"{title}：", *items, sep="\n  ")
    for line in (*understanding(file), *_unknown(file)):
        print(line)
    if plan.done.waiting:
        print(
            f"{len(plan.done.waiting)} 人的职务待第二人确认：由党务干部或纪检监察人员在机器人里确认，或用 confirm-post 警号"
        )
    if arguments.dry_run and plan.stops:
        print(*_stopped(plan, plan.stops), sep="\n")


def _unknown(file: RosterFile) -> list[str]:
    words = "、".join(f"{each.column}“{each.word}”（{each.rows} 行）" for each in file.unknown)
    return [f"不认识的词：{words}；党务干部在机器人里导入时会逐个问到，说明一次以后都认得"] if words else []


async def _read(path: Path) -> OpenedRoster:
    try:
        content = await asyncio.to_thread(_beginning, path)
        return opened_roster(path.name, content)
    except OSError as error:
        raise OperatorError(f"读不了 {path}：{why(error)}") from error
    except SheetUnreadable as error:
        raise OperatorError(str(error)) from error


def _beginning(path: Path) -> bytes:
    """Of a file that is too large, no more than shows that it is."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _stopped(plan: RosterPlan, stops: list[Stop]) -> list[str]:
    """What an import does not do without a word, and the words."""
    told = dict(zip(plan.stops, stopping(plan), strict=True))
    found = ["没有导入，请先核对："]
    for stop in stops:
        title, items = told[stop]
        found += [f"{title}：", *(f"  {item}" for item in items)]
    return [*found, f"核对无误后加上：{' '.join(f'--allow-{stop.value}' for stop in stops)}"]
