"""The copy that a person takes: as a spreadsheet, or as JSON, both with Chinese headings."""

import json
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from handlers.kit.joins import Section, Value
from handlers.kit.screens.sheets import workbook
from storage.sheets.writing import Made, Sheet


def as_xlsx(above: Made, sections: Sequence[Section], facts: Sequence[tuple[str, str]]) -> bytes:
    """说明, and a sheet for each kind."""
    sheets = [Sheet("说明", ("项目", "内容"), facts)]
    for section in sections:
        rows = [[_local(value, above.zone) for value in row] for row in section.rows]
        sheets.append(Sheet(section.title, section.headings, rows))
    return workbook(above, sheets)


def as_json(above: Made, sections: Sequence[Section], facts: Sequence[tuple[str, str]]) -> bytes:
    """说明, and a list for each kind."""
    content: dict[str, object] = {
        "说明": {"单位": above.unit, **dict(facts), "生成时间": as_text(above.at, above.zone)}
    }
    for section in sections:
        content[section.title] = [
            {heading: as_text(value, above.zone) for heading, value in zip(section.headings, row, strict=True)}
            for row in section.rows
        ]
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _local(value: Value, zone: tzinfo) -> Value:
    return value.astimezone(zone) if isinstance(value, datetime) else value


def as_text(value: Value, zone: tzinfo) -> str | int | None:
    """A value as people read it; a number stays one."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else value
