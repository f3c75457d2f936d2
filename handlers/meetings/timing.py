"""The question for a time, shared by calling and changing: written in free Chinese, or tapped on a calendar."""

from datetime import date, datetime, time

from handlers.kit.forms.calendar import PickHour, TurnTo, hour_rows
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import Next, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, day_text, escape
from scoring.chinese.times import Unclear, parse_when

HINT = "可以直接写，例如：下周三下午3点；也可以点日历选日期。"
PAST = "这个时间已经过去，请写将来的时间，例如：下周三下午3点。"


async def ask_day(context: Context, question: Markup) -> None:
    draft(context).pop("day", None)
    await DAY.ask(context, question)


async def take_day(context: Context, day: date) -> Next:
    """A day; now the hour."""
    draft(context)["day"] = day.isoformat()
    text = Markup("<b>{}</b>\n几点开始？点一个，或写钟点，例如：下午3点20分。").format(
        day_text(day, context.now.date())
    )
    await ask(context, text, [*hour_rows(), [TurnTo(day.replace(day=1).isoformat()).labelled("‹ 换日期")]])
    return None


DAY = DayPicker(take_day, hint=HINT)


async def picked(context: Context, button: PickHour) -> datetime | None:
    """The tapped hour on the tapped day, or None after having said what is wrong."""
    day = draft(context).get("day")
    if day is None or not 0 <= button.minutes < 24 * 60:
        await context.toast("请先选日期。", alert=True)
        return None
    at = datetime.combine(date.fromisoformat(day), button.at, context.now.tzinfo)
    if at <= context.now:
        await context.toast(PAST, alert=True)
        return None
    return at


async def read(context: Context) -> datetime | None:
    """A written time; with a tapped day, the hour alone is enough. None after having said what is wrong."""
    text = context.text
    day = draft(context).get("day")
    # The hour alone is read as of the tapped day's midnight, so that “3点20分” is of that day.
    start = datetime.combine(date.fromisoformat(day), time(), context.now.tzinfo) if day else context.now
    try:
        when = parse_when(text, start)
    except Unclear as error:
        await context.say(escape(str(error)))
        return None
    if not when.has_time:
        await context.say(escape("还缺钟点，请连同日期一起写，例如：下周三下午3点。"))
        return None
    if when.at <= context.now:
        await context.say(escape(PAST))
        return None
    return when.at
