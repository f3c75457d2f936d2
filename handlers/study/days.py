"""The question for a day, typed or tapped on a calendar; asked when publishing and changing; and days that are over."""

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.kit.calendar import PickDay, TurnTo, month_rows
from handlers.kit.chinese_time import Unclear, parse_day
from handlers.kit.context import Context
from handlers.kit.flows import ask
from handlers.kit.gate import OUTDATED
from handlers.kit.text import lines
from scoring.cadence import add_months
from storage.study.rows import Refused

_MONTH_DAY = re.compile(r"^(?:(\d{1,2})\s*月\s*)?(\d{1,2})\s*[日号]$")
YEARS_BACK = 8  # from one 29 February to the next, at most
HINT = Markup("可以直接写，例如：12月31日、下周五、月底；也可以点日历。")


async def ask_day(
    context: Context, question: Markup, more: Sequence[InlineKeyboardButton], month: date | None = None
) -> None:
    """The calendar, beginning with this month; `more` below it."""
    today = context.now.date()
    await ask(context, lines(question, HINT), [*month_rows(month or today, today), list(more)])


async def month_of(context: Context, button: TurnTo) -> date | None:
    """The month to turn to; None after having said that the button is no good."""
    try:
        return button.day
    except ValueError:
        await context.toast(OUTDATED, alert=True)
        return None


async def written(update: Update, context: Context) -> date | None:
    """A written day from today on; None after having said what is wrong."""
    try:
        day = parse_day((update.message.text if update.message else None) or "", context.now.date())
    except Unclear as error:
        await context.tell(str(error))
        return None
    return await _ahead(context, day)


async def tapped(context: Context, button: PickDay) -> date | None:
    """A tapped day from today on; None after having said what is wrong."""
    try:
        day = button.day
    except ValueError:
        await context.toast(OUTDATED, alert=True)
        return None
    return await _ahead(context, day)


async def _ahead(context: Context, day: date) -> date | None:
    if day < context.now.date():
        await context.tell(Refused.PAST.value)
        return None
    return day


def past_day(text: str, today: date) -> date:
    """A day that is over, or today: 11月20日 and 20号 are the last such days, not the next. Raises Unclear."""
    found = _MONTH_DAY.match(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return parse_day(text, today)
    month, day = int(found[1] or 0), int(found[2])
    months = range((today.month - month) % 12, 12 * YEARS_BACK + 12, 12) if month else range(12)
    for back in months if month <= 12 else ():
        first = add_months(today.replace(day=1), -back)
        with suppress(ValueError):
            if first.replace(day=day) <= today:
                return first.replace(day=day)
    raise Unclear("没有这一天，请写成：11月20日、上周五或 2026-11-20。")
