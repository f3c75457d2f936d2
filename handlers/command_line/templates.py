"""``templates``: the papers that are printed, whose templates hold, what these may name, and a copy of ours to change."""

import argparse
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from handlers.command_line.points import Point
from scoring.own_rules import RuleFileError, own_file
from scoring.papers.paper import Template
from scoring.papers.templates import FOLDER, TEMPLATES, check, own_template, shipped
from storage.engine import office
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.settings import Settings
from storage.engine.trouble import why

LONGEST = 24


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    """Raises RuleFileError for the first of the bureau's own that is wrong."""
    if arguments.folder is not None:
        _write_into(arguments.folder)
        return
    for each in TEMPLATES.values():
        place = settings.data_dir / FOLDER / f"{each.name}.docx"
        print(f"{each.title}：{own_template(each) or f'和发布的一样（要改就放 {place}）'}")
        print(f"  能用的名称：{'；'.join(_names(each.sample))}")
    for point in points():
        if not point.is_well:
            raise OperatorError(f"{point.text}：{point.do}")


def _write_into(folder: Path) -> None:
    """What is there already stays."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in TEMPLATES.values():
            file = folder / f"{each.name}.docx"
            if file.exists():
                print(f"{each.title}：{file} 已有，没有覆盖")
                continue
            file.write_bytes(shipped(each.name))
            print(f"{each.title}：{file}")
    except OSError as error:
        raise OperatorError(f"{folder} 写不了：{why(error)}") from error


def points() -> list[Point]:
    """For `check`: whether the bureau's own can be filled in, and whether there is PDF."""
    found = [*_misnamed(), *map(_point, TEMPLATES.values())]
    here = office.program()
    pdf = Point(f"PDF：用 {here} 生成" if here else "PDF：没有装 LibreOffice，打印只有 DOCX（docs/operations.md）")
    return [*(each for each in found if each is not None), pdf]


def _point(template: Template) -> Point | None:
    if own_template(template) is None:
        return None
    try:
        check(template)
    except RuleFileError as error:
        return Point(f"模板：{template.title}", str(error))
    return Point(f"模板：{template.title}用本局的 {own_template(template)}")


def _misnamed() -> Iterator[Point]:
    """A file there with a name that no paper asks for; what a word processor keeps beside an open one is none."""
    folder = own_file(FOLDER)
    known = [f"{name}.docx" for name in TEMPLATES]
    for each in sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []:
        if each.name not in known and not each.name.startswith(("~$", ".")):
            near = get_close_matches(each.name, known, 1)
            yield Point(f"模板：{each} 不起作用", f"是不是 {near[0]}？" if near else f"只认 {'、'.join(known)}")


def _names(facts: Any) -> Iterator[str]:
    """Each field with an example of it; of a list the names of what is in it."""
    for field in fields(facts):
        value = getattr(facts, field.name)
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            inner = "、".join(each.name for each in fields(value[0]))
            yield f"{field.name}（多项，每项有 {inner}）"
        elif isinstance(value, tuple):
            yield f"{field.name}（多项文字）"
        else:
            yield f"{field.name}（{str(value)[:LONGEST] or '空'}）"
