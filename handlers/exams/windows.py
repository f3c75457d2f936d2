"""From when until when: two questions that setting an exam and granting a make-up share."""

from datetime import datetime, time, timedelta

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.form import ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, escape, lines, when_text
from scoring.chinese.times import Unclear, parse_when
from storage.exams.rows import Refused
from storage.people.access import Act

EVENING = time(18)
MORNING = time(9)
LONGEST_DAYS = 366


class PickOpens(Button, prefix="exw_a", act=Act.SET_EXAMS):
    """Now (0), or at nine in the morning so many days on."""

    days: int


class PickCloses(Button, prefix="exw_b", act=Act.SET_EXAMS):
    """At six in the evening, so many days on."""

    days: int


async def ask_opens(context: Context, heading: Markup) -> None:
    text = lines(heading, Markup("<b>什么时候开始？</b>\n点一个，或直接写，例如：下周一上午9点。"))
    rows = [[PickOpens(0).labelled("现在"), PickOpens(1).labelled("明天 9:00"), PickOpens(3).labelled("3 天后 9:00")]]
    await ask(context, text, rows)


async def ask_closes(context: Context, heading: Markup) -> None:
    opens, _ = window(context)
    text = lines(
        heading,
        Markup("开始：{}").format(when_text(opens, context.now)),
        Markup("<b>什么时候结束？</b>\n点一个，或直接写，例如：12月5日 18:00。"),
    )
    await ask(context, text, [_closing(context, opens)])


def _closing(context: Context, opens: datetime) -> list[InlineKeyboardButton]:
    today = context.now.date()
    found: list[InlineKeyboardButton] = []
    for days, word in ((0, "今天"), (1, "明天"), (3, "3 天后"), (7, "7 天后"), (15, "15 天后")):
        at = datetime.combine(today + timedelta(days=days), EVENING, context.now.tzinfo)
        if at > opens and len(found) < 4:
            found.append(PickCloses(days).labelled(f"{word} 18:00"))
    return found


def window(context: Context) -> tuple[datetime, datetime | None]:
    """What the draft holds: the start (now, where that was chosen), and the end once it is known."""
    facts = draft(context)
    opens = datetime.fromisoformat(facts["opens"]) if facts.get("opens") else context.now
    return max(opens, context.now), datetime.fromisoformat(facts["closes"]) if facts.get("closes") else None


async def pick_opens(context: Context, button: PickOpens) -> bool:
    """Keep it; False after having said what is wrong."""
    if not 0 <= button.days <= LONGEST_DAYS:
        await context.toast(OUTDATED, alert=True)
        return False
    day = context.now.date() + timedelta(days=button.days)
    at = datetime.combine(day, MORNING, context.now.tzinfo)
    draft(context)["opens"] = at.isoformat() if button.days else None
    return True


async def pick_closes(context: Context, button: PickCloses) -> bool:
    """Keep it; False after having said what is wrong."""
    if not 0 <= button.days <= LONGEST_DAYS:
        await context.toast(OUTDATED, alert=True)
        return False
    day = context.now.date() + timedelta(days=button.days)
    return await _closes(context, datetime.combine(day, EVENING, context.now.tzinfo))


async def type_opens(context: Context) -> bool:
    at = await _written(context)
    if at is None:
        return False
    if at <= context.now:
        await context.tell("这个时间已经过去，请写将来的时间，或点“现在”。")
        return False
    draft(context)["opens"] = at.isoformat()
    return True


async def type_closes(context: Context) -> bool:
    at = await _written(context)
    return at is not None and await _closes(context, at)


async def _closes(context: Context, at: datetime) -> bool:
    opens, _ = window(context)
    if at <= opens:
        await context.tell(Refused.WINDOW.value)
        return False
    draft(context)["closes"] = at.isoformat()
    return True


async def _written(context: Context) -> datetime | None:
    try:
        when = parse_when(context.text, context.now)
    except Unclear as error:
        await context.say(escape(str(error)))
        return None
    if not when.has_time:
        await context.say(escape("还缺钟点，请连同日期一起写，例如：12月5日 18:00。"))
        return None
    return when.at
