"""The leaders' rating (班子评分): whether a month is to be rated, and how harsh or mild one's own marks are."""

from datetime import date

from handlers.inputs.buttons import RatingBasis, Ratings, StartRating
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back
from handlers.kit.screens.text import Markup, day_text, lines, when_text
from scoring.cadence import add_months
from scoring.rating import Comparison, Dimension, Window
from storage.inputs import rating
from storage.inputs.rating import REASON_RULE, RULE, Refused
from storage.rules.regulations import basis

MILD_FROM = 0.25


async def show(context: Context, _button: Ratings) -> None:
    """Whether a month is to be rated, and how the last rating compares."""
    now, me = context.now, context.me
    window = rating.window(now.date())
    async with context.read() as session:
        rated = await rating.rated_by(session, me)
        month = window.month if window else add_months(now.date().replace(day=1), -1)
        given = await rating.given_by(session, me.person_id, month)
        compared = await rating.compare(session, me, month)
    at = max((row.at for row in given.values()), default=None)
    text = lines(
        Markup("<b>🗳 班子评分</b>\n{}，由支委每月各自评分，取中位数，计入党员健康指数。").format("、".join(Dimension)),
        Markup(""),
        standing(window, now.date()),
        Markup("您还没有评分，共 {} 人。").format(len(rated)) if window and at is None and rated else None,
        Markup("{}").format(Refused.NOBODY) if not rated else None,
        Markup("您 {} 评了 {} 人。").format(when_text(at, now), len(given)) if at else None,
        comparison_text(compared) if at else None,
    )
    start = [[StartRating().labelled("✏️ 修改评分" if at else "▶ 开始评分")]] if window and rated else []
    await context.show(text, [*start, [RatingBasis().labelled("📜 依据")], HOME])


def standing(window: Window | None, today: date) -> Markup:
    """Which month is being rated and until when; without one, when the next begins."""
    if window is None:
        following = rating.window_of(today.replace(day=1))
        return Markup("{}月的评分从{}开始。").format(following.month.month, day_text(following.opens, today))
    return Markup("正在评<b>{}年{}月</b>，{}截止。").format(
        window.month.year, window.month.month, day_text(window.closes, today)
    )


def comparison_text(compared: Comparison | None) -> Markup:
    """How harsh or mild one's marks are, in words."""
    if compared is None:
        return Markup("还没有其他支委的评分可以比较。")
    word = "偏宽" if compared.overall >= MILD_FROM else "偏严" if compared.overall <= -MILD_FROM else "相近"
    each = "　".join(f"{name}{gap:+.1f}" for name, gap in zip(Dimension, compared.by_dimension, strict=True))
    return Markup("与全体评分人的中位数相比：平均 {}，<b>{}</b>（{}）").format(f"{compared.overall:+.1f}", word, each)


async def show_basis(context: Context, _button: RatingBasis) -> None:
    await context.show(Markup("{}\n\n{}").format(basis(RULE), basis(REASON_RULE)), [back(Ratings())])
