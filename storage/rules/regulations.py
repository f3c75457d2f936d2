"""The rules behind deadlines and frequencies, with their sources, read from regulations.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from scoring.cadence import Cadence, Lead
from scoring.dues import Bracket, Scale
from scoring.duties import DutyRule, MeetingKind, Period
from scoring.own_rules import RuleFile, RuleFileError, read_once
from scoring.votes import Bound, VoteRule
from storage.rules.grades import Interview

FILE = Path(__file__).with_name("regulations.toml")
RULES = RuleFile(FILE, "regulations.toml")

Value = int | bool | Fraction | Bound | Period | Interview | Scale | tuple[MeetingKind, ...]
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


CONVENTION, PRACTICE, UNKNOWN = "本系统的约定", "通常做法", "还没有查到原文"
"""What stands for a document where there is none: ours, what is usually done, and what has not been found."""


class SetBy(StrEnum):
    """Who made the rule."""

    CENTRAL = "中央"
    BUREAU = "本局"
    BRANCH = "支部"
    SYSTEM = "本系统"


class Status(StrEnum):
    """Whether the text has been checked against the document."""

    VERIFIED = "已核实"
    UNVERIFIED = "待核实"


class Effect(StrEnum):
    """What happens to something that breaks the rule: refused, or shown and let through."""

    BLOCKS = "blocks"
    WARNS = "warns"


class RegulationError(RuleFileError):
    """The file of rules is wrong, or a rule lacks what is asked of it; the text names rule and field."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who switched something on that the rule speaks against, when, and on what ground."""

    by: str
    on: date
    ground: str


@dataclass(frozen=True, slots=True)
class Regulation:
    """One rule. ``values`` holds what the program computes with: counts, hours, days, months, shares, a period, kinds."""

    key: str
    subject: str
    text: str
    document: str
    article: str | None
    effective: date | None
    set_by: SetBy
    status: Status
    effect: Effect
    values: Mapping[str, Value]
    decided: Decision | None = None
    changed: bool = False
    """Whether the bureau has laid words or values of its own over those that are shipped."""

    @property
    def verified(self) -> bool:
        """Whether the text has been checked."""
        return self.status is Status.VERIFIED

    @property
    def blocks(self) -> bool:
        """Whether what breaks the rule is refused."""
        return self.effect is Effect.BLOCKS

    def integer(self, name: str) -> int:
        """A whole number such as ``hours``. Raises RegulationError when the rule has none."""
        return self._value(name, int)

    def flag(self, name: str) -> bool:
        """A yes or no; no where the rule does not say."""
        return name in self.values and self._value(name, bool)

    def share(self, name: str) -> Fraction:
        """A part of a whole. Raises RegulationError when the rule has none."""
        return self._value(name, Fraction)

    def bound(self, name: str) -> Bound:
        """A share to be reached such as ``quorum``. Raises RegulationError when the rule has none."""
        return self._value(name, Bound)

    def period(self, name: str = "per") -> Period:
        """A period. Raises RegulationError when the rule has none."""
        return self._value(name, Period)

    def scale(self) -> Scale:
        """The shares of a sum by how large it is. Raises RegulationError when the rule has none."""
        return self._value("brackets", Scale)

    def interview(self) -> Interview:
        """The interview that is proposed. Raises RegulationError when the rule has none."""
        return self._value("interview", Interview)

    def _value(self, name: str, kind: type[T]) -> T:
        value = self.values.get(name)
        if type(value) is not kind:
            raise RegulationError(f"{self.key}: values.{name} 是 {value!r}，程序要的是 {kind.__name__}")
        return value


_TEXTS = ("subject", "text", "document", "set_by", "status", "effect", "values")
_FIELDS = frozenset(_TEXTS) | {"article", "effective", "decided"}
_INTEGERS = frozenset(
    {
        "count", "hours", "days", "working_days", "months", "months_min", "months_max", "special_months",
        "contacts_min", "contacts_max", "introducers", "tries", "minutes", "most", "years", "from_day", "characters",
        "ask_days", "again_days", "at_hour", "late_days", "kept_days", "account_days",
    }
)  # fmt: skip
_MOST = {"at_hour": 23, "from_day": 28, "years": 100}
_MOST_YUAN = 1_000_000
_MOST_OF_OTHERS = 10_000
"""With more than that no day could be reckoned."""
_BOUNDS = frozenset({"quorum", "majority"})
_SHARES = frozenset({"at_most", "spare"})
_PERIODS = frozenset({"per", "inspection"})
_FLAGS = frozenset(
    {
        "on", "each_group", "publish", "secret", "shown", "remote_vote", "of_present", "probationers", "written", "usual",
        "write_in", "leaves_out",
    }
)  # fmt: skip


def load(path: Path = FILE) -> Mapping[str, Regulation]:
    """All rules by key, in the file's order. Raises RegulationError naming the rule and the field that is wrong."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RegulationError(f"{path}: {error}") from error


def parse(text: str) -> Mapping[str, Regulation]:
    """As load(), from the file's text."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegulationError(f"不是 TOML：{error}") from error
    return from_tables(tables)


def from_tables(tables: Mapping[str, Any]) -> Mapping[str, Regulation]:
    """As parse(), from the tables themselves."""
    return MappingProxyType({key: _regulation(key, table) for key, table in tables.items()})


@read_once
def own() -> Mapping[str, Regulation]:
    """The rules that hold: as shipped, with the bureau's own over them. Raises RegulationError."""
    return RULES.checked(_whole)


def _whole(tables: Mapping[str, Any]) -> Mapping[str, Regulation]:
    found, shipped = from_tables(tables), RULES.as_shipped()
    for key in found.keys() - shipped.keys():
        if "meeting" not in found[key].values:
            # Nothing in the program asks for it.
            raise RegulationError(f"{key}: 没有这条规定{_meant(key)}；新加的规定只能是会议（values 里有 meeting）")
    changed = {key for key, table in RULES.differing().items() if {"text", "values", "effect"} & table.keys()}
    return MappingProxyType({key: replace(rule, changed=key in changed) for key, rule in found.items()})


def _meant(key: str) -> str:
    """The rule that is thought to be meant, where a name is misspelt."""
    near = get_close_matches(key, RULES.as_shipped().keys() - {key}, 1)
    return f"，是不是 {near[0]}" if near and key not in RULES.as_shipped() else ""


def basis(key: str, regulations: Mapping[str, Regulation] | None = None) -> str:
    """The 依据 of a rule as plain Chinese lines, from the rules as shipped unless others are given.

    Raises RegulationError for an unknown key.
    """
    rules = own() if regulations is None else regulations
    if key not in rules:
        raise RegulationError(f"{key}: 没有这条规定")
    rule = rules[key]
    text = f"【{rule.subject}】{rule.text}\n出处：{_source(rule)}。{_standing(rule)}"
    if rule.changed:
        text += "\n本局对这一条另有规定，以上按本局的执行。"
    if rule.decided is None or not rule.flag("on"):
        return text
    return f"{text}\n本局已开启：{rule.decided.by}，{rule.decided.on:%Y-%m-%d}，{rule.decided.ground}"


def _source(rule: Regulation) -> str:
    if rule.document in (CONVENTION, PRACTICE):
        return rule.document
    if rule.document == UNKNOWN:
        return f"{rule.document}（{rule.set_by}）"
    if rule.set_by is not SetBy.CENTRAL:
        return f"{rule.document}{rule.article or ''}"
    since = f"，{rule.effective:%Y-%m-%d} 起施行" if rule.effective else ""
    return f"《{rule.document}》{rule.article or ''}（{rule.set_by}{since}）"


def _standing(rule: Regulation) -> str:
    if rule.verified:
        return rule.status.value
    return f"{rule.status}，由本局确定" if rule.set_by is SetBy.SYSTEM else f"{rule.status}，以原文为准"


def duty_rules(regulations: Mapping[str, Regulation]) -> tuple[DutyRule, ...]:
    """The recurring meetings among the rules: those that name a ``meeting``."""
    rules = []
    for rule in regulations.values():
        kinds = rule.values.get("meeting")
        if isinstance(kinds, tuple):
            rules.append(
                DutyRule(
                    key=rule.key,
                    subject=rule.subject,
                    kinds=frozenset(kinds),
                    per=rule.period(),
                    count=rule.integer("count"),
                    set_by=rule.set_by.value,
                    each_group=rule.flag("each_group"),
                    publish=rule.flag("publish"),
                    verified=rule.verified,
                )
            )
    return tuple(rules)


def leads_of(cadence: Cadence, chosen_days: int | None = None) -> tuple[Lead, ...]:
    """When people are reminded of a task before it is due; ``chosen_days`` is the giver's own for a one-off task."""
    values = own()[reminder_rule(cadence)].values
    months, days = (values.get(name, 0) for name in ("months", "days"))
    assert isinstance(months, int)  # noqa: S101 - the file was checked when it was read
    assert isinstance(days, int)  # noqa: S101
    chosen = (Lead(days=chosen_days),) if chosen_days and cadence is Cadence.ONCE else ()
    return (*chosen, Lead(months, days))


REMINDER_DUE = "reminder_due"
"""The rule on reminding on the day and after it, whatever the cadence."""


def reminder_rule(cadence: Cadence) -> str:
    """The key of the rule on reminding."""
    return f"reminder_{cadence.value}"


def vote_rule(regulation: Regulation) -> VoteRule:
    """Quorum and majority of a rule that has both. Raises RegulationError where it has not."""
    return VoteRule(regulation.bound("quorum"), regulation.bound("majority"))


def _regulation(key: str, table: object) -> Regulation:
    if not isinstance(table, dict):
        raise RegulationError(f"{key}: 应写成一个表 [{key}]")
    if missing := [name for name in _TEXTS if name not in table]:
        raise RegulationError(f"{key}: 缺 {'、'.join(missing)}{_meant(key)}")
    if unknown := sorted(table.keys() - _FIELDS):
        raise RegulationError(f"{key}: 不认识 {'、'.join(unknown)}")
    for name, value in table.items():
        if name not in ("values", "effective", "decided") and not (isinstance(value, str) and value.strip()):
            raise RegulationError(f"{key}: {name} 须是文字")
    effective = table.get("effective")
    if effective is not None and (not isinstance(effective, date) or isinstance(effective, datetime)):
        raise RegulationError(f"{key}: effective 须是日期，如 2019-05-06")
    values = table["values"]
    if not isinstance(values, dict):
        raise RegulationError(f"{key}: values 须是一个表")
    read: dict[str, Value] = {name: _read(key, name, value) for name, value in values.items()}
    if "meeting" in read and not {"per", "count"} <= read.keys():
        raise RegulationError(f"{key}: 有 meeting 的规定要写明 per 和 count")
    return Regulation(
        key=key,
        subject=table["subject"],
        text=table["text"],
        document=table["document"],
        article=table.get("article"),
        effective=effective,
        set_by=_word(key, "set_by", table["set_by"], SetBy),
        status=_word(key, "status", table["status"], Status),
        effect=_word(key, "effect", table["effect"], Effect),
        values=MappingProxyType(read),
        decided=_decision(key, table.get("decided"), needed=read.get("on") is True),
    )


def _decision(key: str, value: object, *, needed: bool) -> Decision | None:
    if value is None and not needed:
        return None
    if not isinstance(value, dict) or value.keys() != {"by", "on", "ground"}:
        raise RegulationError(f"{key}: 开启的要写明是谁、何时、凭什么决定的：decided = {{ by, on, ground }}")
    by, on, ground = value["by"], value["on"], value["ground"]
    if not all(isinstance(words, str) and words.strip() for words in (by, ground)):
        raise RegulationError(f"{key}: decided.by 和 decided.ground 须是文字")
    if not isinstance(on, date) or isinstance(on, datetime):
        raise RegulationError(f"{key}: decided.on 须是日期，如 2026-12-01")
    return Decision(by, on, ground)


def _word(key: str, name: str, value: object, words: type[E]) -> E:
    for word in words:
        if word.value == value:
            return word
    raise RegulationError(f"{key}: {name} 是 {value!r}，只能是 {'、'.join(words)}")


def _read(key: str, name: str, value: object) -> Value:
    where = f"values.{name}"
    if name in _INTEGERS:
        if type(value) is not int or value < 1:
            raise RegulationError(f"{key}: {where} 须是不小于 1 的整数，不能是 {value!r}")
        if value > (most := _MOST.get(name, _MOST_OF_OTHERS)):
            raise RegulationError(f"{key}: {where} 不能大于 {most}")
        return value
    if name in _FLAGS:
        if not isinstance(value, bool):
            raise RegulationError(f"{key}: {where} 须是 true 或 false，不能是 {value!r}")
        return value
    if name in _PERIODS:
        return _word(key, where, value, Period)
    if name in _BOUNDS:
        return _bound(key, where, value)
    if name in _SHARES:
        return _share(key, where, value)
    if name == "interview":
        return _word(key, where, value, Interview)
    if name in ("meeting", "credited"):
        if not isinstance(value, list) or not value:
            raise RegulationError(f"{key}: {where} 须是会议种类的列表，不能是 {value!r}")
        return tuple(_word(key, where, kind, MeetingKind) for kind in value)
    if name == "brackets":
        return _scale(key, where, value)
    raise RegulationError(f"{key}: {where} 不是程序认识的数")


def _scale(key: str, where: str, value: object) -> Scale:
    """By rising ends, the last one without."""
    found = []
    for table in value if isinstance(value, list) else []:
        if not isinstance(table, dict) or not {"share"} <= table.keys() <= {"share", "to"}:
            raise RegulationError(f'{key}: {where} 的每一档须是 {{ to = 3000, share = "1/200" }}')
        to = table.get("to")
        if to is not None and (type(to) is not int or not 0 < to <= _MOST_YUAN):
            raise RegulationError(f"{key}: {where} 的 to 须是正整数（元），不能是 {to!r}")
        found.append(Bracket(_share(key, f"{where} 的 share", table["share"]), to))
    ends = [each.to for each in found]
    rising = [end for end in ends[:-1] if end is not None]
    if not found or ends[-1] is not None or len(rising) != len(found) - 1 or sorted(set(rising)) != rising:
        raise RegulationError(f"{key}: {where} 的各档 to 须由小到大，最后一档不写 to")
    return Scale(tuple(found))


def _bound(key: str, where: str, value: object) -> Bound:
    try:
        return Bound.read(str(value))
    except ValueError as error:
        raise RegulationError(
            f'{key}: {where} 须写成 ">= 1/2"（不少于）或 "> 1/2"（超过），不能是 {value!r}'
        ) from error


def _share(key: str, where: str, value: object) -> Fraction:
    try:
        share = Fraction(value) if isinstance(value, str) else None
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None or not 0 < share <= 1:
        raise RegulationError(f'{key}: {where} 须是份额，如 "1/2"，不能是 {value!r}')
    return share
