"""The list of documents that a case's file must hold, read from materials.toml."""

from collections.abc import Mapping
from pathlib import Path

from scoring.development_materials import Material
from scoring.development_steps import Step
from scoring.own_rules import RuleFile, RuleFileError, read_once

FILE = Path(__file__).with_name("materials.toml")
RULES = RuleFile(FILE, "development_materials.toml")
LONGEST_KEY, LONGEST_NAME, LONGEST_ABOUT = 24, 20, 200
"""A key stands in a button's data."""
_NEEDED = {"name", "step"}
_KNOWN = _NEEDED | {"each", "verified", "about", "wanted"}


class MaterialsError(RuleFileError):
    """The file of documents is wrong; the text names the document and what is wrong."""


@read_once
def own() -> tuple[Material, ...]:
    """The list that holds: as shipped, with the bureau's own over it; by step. Raises MaterialsError."""
    return RULES.checked(from_tables)


def named(key: str) -> Material | None:
    return next((each for each in own() if each.key == key), None)


def from_tables(tables: Mapping[str, object]) -> tuple[Material, ...]:
    """Those that are wanted, by step and in the file's order. Raises MaterialsError."""
    found = [made for key, table in tables.items() if (made := _material(key, table))]
    return tuple(sorted(found, key=lambda each: each.step.place))


def _material(key: str, table: object) -> Material | None:
    if not isinstance(table, dict) or not table.keys() >= _NEEDED or (set(table) - _KNOWN):
        raise MaterialsError(f"{key}: 须有 name、step，可以有 each、verified、about、wanted")
    if not key.isascii() or len(key) > LONGEST_KEY or ":" in key:
        raise MaterialsError(f"{key}: 名称须是 {LONGEST_KEY} 个以内的英文字母、数字和下划线")
    name, about = table["name"], table.get("about", "")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise MaterialsError(f"{key}: name 须是 {LONGEST_NAME} 字以内的文字")
    if not isinstance(about, str) or len(about) > LONGEST_ABOUT:
        raise MaterialsError(f"{key}: about 须是 {LONGEST_ABOUT} 字以内的文字")
    if table["step"] not in {step.value for step in Step}:
        raise MaterialsError(f"{key}: step 不认识 {table['step']}")
    flags = {flag: table.get(flag, flag == "wanted") for flag in ("each", "verified", "wanted")}
    if wrong := [flag for flag, value in flags.items() if not isinstance(value, bool)]:
        raise MaterialsError(f"{key}: {wrong[0]} 须是 true 或 false")
    if not flags["wanted"]:
        return None
    step = Step(table["step"])
    return Material(key, name.strip(), step, each=flags["each"], verified=flags["verified"], about=about.strip())
