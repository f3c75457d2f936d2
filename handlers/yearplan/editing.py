"""The question for a year's lines, which opens month by month: lines are moved, dated, added and taken out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from telegram import InlineKeyboardButton

from handlers.kit.forms.form import ASKED_BELOW, Answer, Chosen, Draft, Next, draft, scratch, this_step
from handlers.kit.forms.question import Asked
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, escape, lines
from handlers.yearplan.words import gaps_by_rule, in_month, named, plain_by_month
from scoring.duties import CALLED, SET_BY, MeetingKind, kinds_text
from scoring.working_days import working
from scoring.yearplan import Branch, Gap, Line, gaps, met_by, moved
from storage.engine.refusal import Refusal
from storage.meetings.rows import kinds_of, kinds_word
from storage.people.rights import Act
from storage.rules.regulations import duty_rules, own
from storage.yearplan import plans
from storage.yearplan.rows import MOST, Kept, Refused


class OpenMonth(Button, prefix="ypf_month", act=Act.CALL_MEETING):
    """A month's lines; 0 for all months."""

    month: int


class MoveLine(Button, prefix="ypf_move", act=Act.CALL_MEETING):
    """A line into the month before (-1) or after (1)."""

    number: int
    by: int


class OpenDays(Button, prefix="ypf_days", act=Act.CALL_MEETING):
    """On which day a line is to be."""

    number: int


class SetDay(Button, prefix="ypf_day", act=Act.CALL_MEETING):
    """On that day; 0 for any day of the month."""

    number: int
    day: int


class DropLine(Button, prefix="ypf_drop", act=Act.CALL_MEETING):
    number: int


class OpenKinds(Button, prefix="ypf_kinds", act=Act.CALL_MEETING):
    """What can be added to the open month."""


class AddLine(Button, prefix="ypf_add", act=Act.CALL_MEETING):
    kind: int


class Planned(Button, prefix="ypf_on", act=Act.CALL_MEETING):
    """The lines are complete."""


def planned(facts: Draft) -> list[Kept]:
    return [Kept(Line(month, kinds_of(kinds), day), number) for month, day, kinds, number in facts["lines"]]


def put(facts: Draft, kept: Sequence[Kept]) -> None:
    facts["lines"] = [
        [each.line.month, each.line.day, kinds_word(each.line.kinds), each.number] for each in plans.in_year(kept)
    ]


def missing(facts: Draft, today: date) -> list[Gap]:
    branch = Branch(tuple(facts["groups"]), facts["committee"])
    return gaps(facts["year"], [each.line for each in planned(facts)], duty_rules(own()), branch, today)


@dataclass(frozen=True)
class Year(Asked):
    """The year's lines: all months, one month, the days of one line, or what can be added."""

    async def words(self, context: Context) -> Markup:
        facts, open_ = draft(context), scratch(context)
        kept, year, month = planned(facts), facts["year"], open_.get("month", 0)
        if open_.get("line") in {each.number for each in kept}:
            line = next(each.line for each in kept if each.number == open_["line"])
            return Markup("<b>{}</b>\n安排在哪一天？点日期；“休”是休息日和节假日。").format(named(line))
        head = Markup("<b>🗓 {} 年度计划</b>　共 {} 项").format(year, len(kept))
        if open_.get("adding"):
            return lines(head, Markup("往 <b>{}月</b>添加什么？").format(month))
        if month:
            return lines(head, Markup("<b>{}月</b>").format(month), *self._of_month(kept, month))
        lacking = gaps_by_rule(missing(facts, context.now.date()))
        return lines(
            head,
            escape("修改已有的计划。" if facts["seen"] else "已按规定和上一年的习惯提出，请逐月核对。"),
            *plain_by_month(each.line for each in kept),
            Markup("\n❗ 按规定还缺：") if lacking else Markup("\n✅ 各项规定的次数都已列入。"),
            *(Markup("• {}").format(each) for each in lacking),
            Markup("\n点月份修改，改好后点“下一步”。"),
        )

    def _of_month(self, kept: Sequence[Kept], month: int) -> list[Markup]:
        rules = duty_rules(own())
        listed = [
            Markup("• {}　{}").format(
                in_month(each.line),
                "、".join(f"{rule.subject}（{SET_BY[rule.set_by]}）" for rule in met_by(each.line, rules))
                or "自行安排",
            )
            for each in kept
            if each.line.month == month
        ]
        hint = "\n‹ › 移到前、后一个月，点名称选日期，✖ 删去。" if listed else "这个月还没有安排。"
        return [*listed, Markup(hint)]

    async def rows(self, context: Context) -> Rows:
        facts, open_ = draft(context), scratch(context)
        kept, month = planned(facts), open_.get("month", 0)
        if open_.get("line") in {each.number for each in kept}:
            return _days(next(each for each in kept if each.number == open_["line"]), facts["year"])
        if open_.get("adding"):
            kinds = [AddLine(number).labelled(kinds_text(each)) for number, each in enumerate(_addable(facts))]
            return [*in_columns(kinds), [OpenMonth(month).labelled("‹ 返回本月")]]
        if month:
            return [*_month_rows(kept, month), [OpenMonth(0).labelled("‹ 全年"), OpenKinds().labelled("➕ 添加")]]
        counts = {each: sum(one.line.month == each for one in kept) for each in range(1, 13)}
        months = [OpenMonth(each).labelled(f"{each}月（{count}）") for each, count in counts.items()]
        return [*in_columns(months, 4), [Planned().labelled("下一步 ›")]]

    def answers(self) -> Sequence[Answer]:
        return (
            Chosen(OpenMonth, _open_month),
            Chosen(MoveLine, _move),
            Chosen(OpenDays, _open_days),
            Chosen(SetDay, _set_day),
            Chosen(DropLine, _drop),
            Chosen(OpenKinds, _open_kinds),
            Chosen(AddLine, _add),
            Chosen(Planned, self._go_on),
        )

    async def _go_on(self, context: Context, _button: Planned) -> Next:
        if not draft(context)["lines"]:
            raise Refusal(Refused.EMPTY)
        return self.kept(context, True)


def _addable(facts: Draft) -> list[frozenset[MeetingKind]]:
    """What the branch can hold: without groups none of theirs."""
    return [each for each in CALLED if MeetingKind.GROUP not in each or facts["groups"]]


def _month_rows(kept: Sequence[Kept], month: int) -> list[list[InlineKeyboardButton]]:
    return [
        [
            MoveLine(each.number, -1).labelled("‹"),
            OpenDays(each.number).labelled(in_month(each.line)),
            MoveLine(each.number, 1).labelled("›"),
            DropLine(each.number).labelled("✖"),
        ]
        for each in kept
        if each.line.month == month
    ]


def _days(each: Kept, year: int) -> list[list[InlineKeyboardButton]]:
    number, line = each.number, each.line
    first, last = date(year, line.month, 1), replace(line, day=None).last(year)
    blank = [SetDay(number, line.day or 0).labelled("·")]
    days = [
        SetDay(number, day).labelled(f"{day}" if working(date(year, line.month, day))[0] else f"{day}休")
        for day in range(1, last.day + 1)
    ]
    padded = blank * first.weekday() + days + blank * (6 - last.weekday())
    return [*in_columns(padded, 7), [SetDay(number, 0).labelled("本月内，日期待定")]]


def _at(context: Context, number: int) -> Line:
    """Raises Refusal for a line that is no more, or that only a forged button names."""
    for each in planned(draft(context)):
        if each.number == number:
            return each.line
    raise Refusal(ASKED_BELOW)


def _change(context: Context, number: int, line: Line | None) -> None:
    """Put it in the place of the line that is there; None takes it out."""
    others = [each for each in planned(draft(context)) if each.number != number]
    put(draft(context), [*others, *([Kept(line, number)] if line else [])])


async def _open_month(context: Context, button: OpenMonth) -> Next:
    if not 0 <= button.month <= 12:
        raise Refusal(ASKED_BELOW)
    open_ = scratch(context)
    open_.pop("line", None)
    open_.update(month=button.month, adding=False)
    return this_step(context)


async def _move(context: Context, button: MoveLine) -> Next:
    """Where it goes is shown."""
    if button.by not in (-1, 1):
        raise Refusal(ASKED_BELOW)
    line = moved(_at(context, button.number), button.by, draft(context)["year"])
    _change(context, button.number, line)
    scratch(context)["month"] = line.month
    return this_step(context)


async def _open_days(context: Context, button: OpenDays) -> Next:
    line = _at(context, button.number)
    if line.of_groups:
        raise Refusal("党小组会由各党小组在这个月内自行安排，不用定日期。")
    scratch(context).update(line=button.number, month=line.month)
    return this_step(context)


async def _set_day(context: Context, button: SetDay) -> Next:
    line = _at(context, button.number)
    longest = replace(line, day=None).last(draft(context)["year"]).day
    if not 0 <= button.day <= longest:
        raise Refusal(ASKED_BELOW)
    _change(context, button.number, replace(line, day=button.day or None))
    scratch(context).pop("line", None)
    return this_step(context)


async def _drop(context: Context, button: DropLine) -> Next:
    _at(context, button.number)
    _change(context, button.number, None)
    return this_step(context)


async def _open_kinds(context: Context, _button: OpenKinds) -> Next:
    if len(draft(context)["lines"]) >= MOST:
        raise Refusal(Refused.TOO_MANY)
    if not scratch(context).get("month"):
        raise Refusal(ASKED_BELOW)
    scratch(context)["adding"] = True
    return this_step(context)


def _free(facts: Draft) -> int:
    return min(0, *(each.number for each in planned(facts)), 0) - 1


async def _add(context: Context, button: AddLine) -> Next:
    facts, open_ = draft(context), scratch(context)
    kinds = _addable(facts)
    if not 0 <= button.kind < len(kinds) or not open_.get("month"):
        raise Refusal(ASKED_BELOW)
    _change(context, _free(facts), Line(open_["month"], kinds[button.kind]))
    open_["adding"] = False
    return this_step(context)
