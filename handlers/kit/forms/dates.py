"""Questions for a day or a moment: written as people write them, or tapped on the calendar."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.kit.forms.calendar import PickDay, PickHour, TurnTo, hour_rows, month_rows
from handlers.kit.forms.choices import Option, Pick, among
from handlers.kit.forms.form import ASKED_BELOW, Answer, Chosen, Next, Step, Typed, draft, scratch, this_step
from handlers.kit.forms.question import TEXT_ONLY, Asked
from handlers.kit.forms.reading import TEXT
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, day_text, lines
from scoring.chinese.times import Unclear, parse_day, parse_when
from storage.engine.refusal import Refusal

PAST = "这一天已经过去，请选今天或以后的日期。"
AHEAD = "这一天还没有到，请选今天或以前的日期。"
TO_COME = "可以直接写，例如：12月31日、下周五、月底；也可以点日历。"
HAS_BEEN = "可以直接写，例如：3月4日、上周五、2025-03-04；也可以点日历。"


@dataclass(frozen=True)
class Day(Asked):
    """A day from today on, with `past` up to today, with None any; kept in ISO form. `check` is given the date, and gives the one that is kept.

    The calendar begins with the month of the day that is kept already, else of the one that the draft keeps as `month_of`.
    """

    past: bool | None = field(default=False, kw_only=True)
    hint: str | None = field(default=None, kw_only=True)
    month_of: str | None = field(default=None, kw_only=True)
    otherwise: str = field(default=TEXT_ONLY, kw_only=True)

    async def words(self, context: Context) -> Markup:
        hint = self.hint or (HAS_BEEN if self.past else TO_COME)
        return lines(await super().words(context), Markup("{}").format(hint))

    async def rows(self, context: Context) -> Rows:
        today = context.now.date()
        facts = draft(context)
        shown = scratch(context).pop("month", None) or facts.get(self.name) or facts.get(self.month_of or "")
        rows = month_rows(date.fromisoformat(shown[:10]) if shown else today, today, past=self.past)
        if self.past:
            days = ((today - timedelta(days=1), "昨天"), (today, "今天"))
            rows.append([PickDay(day.isoformat()).labelled(word) for day, word in days])
        return rows

    def answers(self) -> Sequence[Answer]:
        return (Chosen(TurnTo, self.turn), Chosen(PickDay, self.tapped), Typed(TEXT, self.typed))

    def step(self) -> Step:
        return replace(super().step(), take=self.take)

    async def turn(self, context: Context, button: TurnTo) -> Next:
        scratch(context)["month"] = _day(button).isoformat()
        return this_step(context)

    async def tapped(self, context: Context, button: PickDay) -> Next:
        return await self.take_day(context, _day(button))

    async def typed(self, context: Context) -> Next:
        return await self.take(context, context.text)

    async def take(self, context: Context, text: str) -> Next:
        """Raises Refusal for words that are not a day."""
        try:
            return await self.take_day(context, parse_day(text, self._since(context, text), past=bool(self.past)))
        except Unclear as error:
            raise Refusal(str(error)) from error

    def _since(self, context: Context, text: str) -> date:
        """From when on a day without its year is meant: today; of any day, one in figures after the first of the two."""
        first = draft(context).get(self.month_of or "") if self.past is None else None
        return date.fromisoformat(first) if first and text.strip()[:1].isdecimal() else context.now.date()

    async def take_day(self, context: Context, day: date) -> Next:
        """Raises Refusal for a day on the wrong side of today."""
        today = context.now.date()
        if self.past is not None and (day > today if self.past else day < today):
            raise Refusal(AHEAD if self.past else PAST)
        return await self.keep(context, day)

    def kept(self, context: Context, value: Any) -> Next:
        return super().kept(context, value.isoformat() if isinstance(value, date) else value)


def _day(button: TurnTo | PickDay) -> date:
    try:
        return button.day
    except ValueError as error:
        raise Refusal(ASKED_BELOW) from error


BACKWARDS = "最后一天不能早于第一天（{}），请重新选择。"


def stretch(
    *, past: bool | None, fits: Callable[[Context, date, date], Awaitable[object]] | None = None
) -> tuple[Day, Day]:
    """From a day that has been to another, which with `past` has been too: "first" and "last". `fits` is given both, and raises Refusal."""

    async def not_before(context: Context, last: Any) -> Any:
        first = date.fromisoformat(draft(context)["first"])
        if last < first:
            raise Refusal(BACKWARDS.format(first))
        if fits is not None:
            await fits(context, first, last)
        return last

    return (
        Day("first", "<b>从哪一天起？</b>", past=True),
        Day("last", "<b>从 {first} 起，到哪一天？</b>", past=past, month_of="first", check=not_before),
    )


HINT = "可以直接写，例如：下周三下午3点；也可以点日历选日期。"
GONE = "这个时间已经过去，请写将来的时间，例如：下周三下午3点。"


@dataclass(frozen=True)
class Moment(Day):
    """A moment to come, kept in ISO form with its zone: written, or a day and then an hour tapped, or one that is offered.

    `check` is given the moment, and gives the one that is kept. `options` hold moments in ISO form, or None for no moment (now).
    """

    hint: str | None = field(default=HINT, kw_only=True)
    hour_asked: str = field(default="几点开始？", kw_only=True)
    options: Callable[[Context], Sequence[Option]] = field(default=lambda _context: (), kw_only=True)

    async def words(self, context: Context) -> Markup:
        day = scratch(context).get("day")
        if day is None:
            return await super().words(context)
        return Markup("<b>{}</b>\n{}点一个，或写钟点，例如：下午3点20分。").format(
            day_text(date.fromisoformat(day), context.now.date()), self.hour_asked
        )

    async def rows(self, context: Context) -> Rows:
        day = scratch(context).get("day")
        if day:
            return [*hour_rows(), [TurnTo(f"{day[:8]}01").labelled("‹ 换日期")]]
        offered = [Pick(option.key).labelled(option.label) for option in self.options(context)]
        return [*in_columns(offered), *await super().rows(context)]

    def answers(self) -> Sequence[Answer]:
        return (*super().answers(), Chosen(PickHour, self.hour), Chosen(Pick, self.picked))

    async def picked(self, context: Context, button: Pick) -> Next:
        """Raises Refusal for what is not offered (any more)."""
        kept = among(self.options(context), button.key).value
        return await self.at(context, datetime.fromisoformat(kept)) if kept else await self.keep(context, None)

    async def turn(self, context: Context, button: TurnTo) -> Next:
        scratch(context).pop("day", None)
        return await super().turn(context, button)

    async def take_day(self, context: Context, day: date) -> Next:
        if day < context.now.date():
            raise Refusal(PAST)
        scratch(context)["day"] = day.isoformat()
        return this_step(context)

    async def hour(self, context: Context, button: PickHour) -> Next:
        """Raises Refusal for an hour before the day was tapped."""
        day = scratch(context).get("day")
        if day is None or not 0 <= button.minutes < 24 * 60:
            raise Refusal("请先选日期。")
        return await self.at(context, datetime.combine(date.fromisoformat(day), button.at, context.now.tzinfo))

    async def take(self, context: Context, text: str) -> Next:
        """With a tapped day the hour alone is enough, and read as of that day. Raises Refusal for words that are not a moment."""
        day = scratch(context).get("day")
        start = datetime.combine(date.fromisoformat(day), time(), context.now.tzinfo) if day else context.now
        try:
            when = parse_when(text, start)
        except Unclear as error:
            raise Refusal(str(error)) from error
        if not when.has_time:
            raise Refusal("还缺钟点，请连同日期一起写，例如：下周三下午3点。")
        return await self.at(context, when.at)

    async def at(self, context: Context, moment: datetime) -> Next:
        """Raises Refusal for a moment that is over."""
        if moment <= context.now:
            raise Refusal(GONE)
        return await self.keep(context, moment)
