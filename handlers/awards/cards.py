"""Awards in words."""

from handlers.kit.screens.text import LABEL_UNITS, Markup, clip, lines
from storage.awards.lists import Line


def label(line: Line) -> str:
    return clip(f"🏅 {line.row.on:%m-%d} {line.whose} {line.row.title}", LABEL_UNITS)


def standing(line: Line) -> str:
    row = line.row
    if row.withdrawn_on is not None:
        return f"（{row.withdrawn_on:%Y-%m-%d} 已撤销）"
    if row.refused_by is not None:
        return f"（没有登记：{row.word}）"
    return "（等党务干部确认）" if row.waits else ""


def card(line: Line) -> Markup:
    row = line.row
    return lines(
        Markup("<b>🏅 {}</b>{}").format(row.title, standing(line)),
        Markup("{}　{}").format(line.whose, line.branch) if line.person else Markup("集体：{}").format(line.branch),
        Markup("{}　{}　{:%Y-%m-%d}").format(row.level, row.giver or "授予单位见纸质档案", row.on),
        Markup("文号：{}").format(row.document) if row.document else None,
    )
