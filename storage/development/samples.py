"""范文: short texts to begin from, read from samples.toml; a bureau's own lie over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring.own_rules import RuleFile, RuleFileError, read_once

FILE = Path(__file__).with_name("samples.toml")
RULES = RuleFile(FILE, "development_samples.toml")
LONGEST_KEY, LONGEST_TITLE, LONGEST_ABOUT, LONGEST = 24, 20, 300, 3000
"""A key stands in a button's data; a text goes out in one message."""


class SamplesError(RuleFileError):
    """The file of sample texts is wrong; the text names the sample and what is wrong."""


@dataclass(frozen=True)
class Sample:
    """A text to begin from. `material` is the document of the list that it is for, if one."""

    key: str
    title: str
    about: str
    text: str
    material: str = ""


@read_once
def own() -> tuple[Sample, ...]:
    """Every one, in the file's order. Raises SamplesError."""
    return RULES.checked(from_tables)


def named(key: str) -> Sample | None:
    return next((each for each in own() if each.key == key), None)


def of_material(material: str) -> Sample | None:
    return next((each for each in own() if each.material == material), None)


def from_tables(tables: Mapping[str, object]) -> tuple[Sample, ...]:
    return tuple(_sample(key, table) for key, table in tables.items())


def _sample(key: str, table: object) -> Sample:
    needed = {"title", "about", "text"}
    if not isinstance(table, dict) or not needed <= table.keys() <= needed | {"material"}:
        raise SamplesError(f"{key}: 须有 title、about、text，可以有 material")
    if not key.isascii() or len(key) > LONGEST_KEY or ":" in key:
        raise SamplesError(f"{key}: 名称须是 {LONGEST_KEY} 个以内的英文字母、数字和下划线")
    for name, longest in (("title", LONGEST_TITLE), ("about", LONGEST_ABOUT), ("text", LONGEST)):
        if not isinstance(table[name], str) or not 1 <= len(table[name].strip()) <= longest:
            raise SamplesError(f"{key}: {name} 须是 {longest} 字以内的文字")
    material = table.get("material", "")
    if not isinstance(material, str):
        raise SamplesError(f"{key}: material 须是材料清单里的名称")
    return Sample(key, table["title"].strip(), table["about"].strip(), table["text"].strip(), material)
