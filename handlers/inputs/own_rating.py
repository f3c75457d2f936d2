"""What the branch's leaders gave one: the median of each dimension, and the reasons, once the month is closed."""

from datetime import date

from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Health, OwnRating
from handlers.kit.screens.navigation import HOME, other_months
from handlers.kit.screens.text import Markup, lines
from scoring.cadence import add_months
from scoring.rating import HIGHEST, LOWEST, Dimension
from storage.engine.refusal import Refusal
from storage.inputs import rating

NONE_YET = Markup("没有这个月的评分。")


async def own_rating(context: Context, button: OwnRating) -> None:
    """One month; while it can still be rated, nothing of it is shown, so that nobody's marks can be told by their time."""
    today = context.now.date()
    window = rating.window(today)
    latest = add_months((window.month if window else today.replace(day=1)), -1)
    try:
        month = min(date.fromisoformat(button.month).replace(day=1), latest) if button.month else latest
    except ValueError:
        raise Refusal(OUTDATED) from None
    me, named = context.me.person_id, context.bot_data.options.rating_names
    async with context.read() as session:
        found = (await rating.of_months(session, month, month, person_id=me)).get((me, month))
        rows = await rating.about(session, me, month) if found else []
        reasons = [(row, name, await rating.reason_of(session, row)) for row, name in rows]
    written = [
        Markup("• {}{}：{}").format(f"{name}，" if named else "", _ends(row.marks), reason)
        for row, name, reason in reasons
        if reason
    ]
    text = lines(
        Markup("<b>🗳 班子评分　{}年{}月</b>").format(month.year, month.month),
        Markup("{}").format(
            "　".join(f"{each} {value:g}" for each, value in zip(Dimension, found.medians, strict=True))
        )
        if found
        else NONE_YET,
        Markup("{} 位支委各自评分，取中位数；您自己不参加。").format(found.raters) if found else None,
        Markup("\n<b>最高分、最低分的理由</b>{}").format("" if named else "（不显示评分人）") if written else None,
        *written,
        Markup("\n有不同看法，可以直接找支部书记谈，也可以找党务干部。") if found else None,
    )
    turn = other_months(month, lambda each: OwnRating(each.isoformat()), latest)
    await context.show(text, [turn, [Health(0).labelled("💚 我的健康指数")], HOME])


def _ends(marks: tuple[int, ...]) -> str:
    return "、".join(
        f"{each}{mark}分" for each, mark in zip(Dimension, marks, strict=True) if mark in (LOWEST, HIGHEST)
    )
