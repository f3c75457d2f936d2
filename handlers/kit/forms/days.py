"""The question for a day, as a step of a guided flow: written as people write days, or tapped on the calendar."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.calendar import PickDay, TurnTo, month_rows
from handlers.kit.forms.form import Chosen, Next, Typed, ask, draft, this_step
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.text import Markup, lines
from scoring.chinese.times import Unclear, parse_day

PAST = "这一天已经过去，请选今天或以后的日期。"
AHEAD = "这一天还没有到，请选今天或以前的日期。"

TO_COME = "可以直接写，例如：12月31日、下周五、月底；也可以点日历。"
HAS_BEEN = "可以直接写，例如：3月4日、上周五、2025-03-04；也可以点日历。"

Took = Callable[[Context, date], Awaitable[Next]]


class DayPicker:
    """Asks for a day from today on, or with `past` up to today; `took` gets no other.

    A flow that reads words by itself takes `taps` alone, and gives its `hint` how to write.
    """

    def __init__(self, took: Took, *, past: bool = False, hint: str | None = None) -> None:
        self._took, self._past = took, past
        self._hint = hint or (HAS_BEEN if past else TO_COME)
        self.taps = (Chosen(TurnTo, self._turn), Chosen(PickDay, self._tapped))
        self.answers = (Typed(reading.TEXT, self._written), *self.taps)

    async def ask(
        self, context: Context, question: Markup, below: Rows = (), month: date | None = None, above: Rows = ()
    ) -> None:
        """The question and the hint over the calendar, which begins with the month of that day; `above` it other buttons."""
        today = context.now.date()
        turned = draft(context).pop("calendar", None)
        shown = date.fromisoformat(turned) if turned else month or today
        rows = month_rows(shown, today, past=self._past)
        if self._past:
            days = ((today - timedelta(days=1), "昨天"), (today, "今天"))
            rows.append([PickDay(day.isoformat()).labelled(word) for day, word in days])
        await ask(context, lines(question, Markup("{}").format(self._hint)), [*above, *rows, *below])

    async def _turn(self, context: Context, button: TurnTo) -> Next:
        try:
            draft(context)["calendar"] = button.day.isoformat()
        except ValueError:
            await context.toast(OUTDATED, alert=True)
            return None
        return this_step(context)

    async def _tapped(self, context: Context, button: PickDay) -> Next:
        try:
            day = button.day
        except ValueError:
            await context.toast(OUTDATED, alert=True)
            return None
        return await self._take(context, day)

    async def _written(self, context: Context) -> Next:
        text = context.text
        try:
            day = parse_day(text, context.now.date(), past=self._past)
        except Unclear as error:
            await context.tell(str(error))
            return None
        return await self._take(context, day)

    async def _take(self, context: Context, day: date) -> Next:
        today = context.now.date()
        if day > today if self._past else day < today:
            await context.tell(AHEAD if self._past else PAST)
            return None
        return await self._took(context, day)
