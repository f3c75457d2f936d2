"""Talks in words: that they took place; and, only for a while, what was said."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.kit.screens.text import MESSAGE_UNITS, Markup, day_text, lines, when_text
from storage.talks.content import Opened
from storage.talks.lists import Held

PART = 1500
"""Characters of content in one piece: each may be two of the units in which Telegram counts."""
TELEGRAM_MAY_HOLD = "请注意：Telegram 的服务器经手过这些内容，删除后是否仍有留存不由本系统控制；您和对方的通知栏、其他登录设备上也可能留有痕迹。"


def label(held: Held, today: date) -> str:
    day = held.talk.held_on
    year = "" if day.year == today.year else f"{day.year}-"
    return f"{year}{day:%m-%d} {held.talk.kind}　{held.by} → {held.other}"


def facts(held: Held, today: date) -> Markup:
    """When, of which kind, between whom."""
    talk = held.talk
    return lines(
        Markup("<b>🗣 {}</b>{}").format(talk.kind, f"（{talk.pair}）" if talk.pair else ""),
        Markup("时间：{}{}").format(day_text(talk.held_on, today), f" {talk.hour}" if talk.hour else ""),
        Markup("谈话人：{}　对象：{}").format(held.by, held.other),
    )


def opened_by(openings: Sequence[tuple[datetime, str]], now: datetime) -> Markup:
    if not openings:
        return Markup("查阅情况：除谈话人外，没有人打开过内容。")
    return lines(
        Markup("查阅情况（谈话人本人除外）："),
        *(Markup("• {} {}").format(when_text(at, now), name) for at, name in openings),
    )


def content(held: Held, opened: Opened, now: datetime) -> list[Markup]:
    """What was said, in as many messages as it takes; the last says what becomes of them."""
    said = opened.said
    parts = [facts(held, now.date())]
    if opened.problem is not None:
        parts.append(Markup("⚠️ {}").format(opened.problem.value))
    named = [("地点", said.place), ("内容", said.text), ("约定事项", said.agreed), ("后续安排", said.follow_up)]
    named += [(f"补充（{when_text(at, now)}）", text) for at, text in opened.added]
    for name, text in named:
        for start in range(0, len(text), PART):
            heading = Markup("<b>{}</b>：\n{}") if start == 0 else Markup("{1}")
            parts.append(heading.format(name, text[start : start + PART]))
    return _packed([*parts, Markup("<i>本消息不能转发，几分钟后自动消失。</i>")])


def _packed(parts: Sequence[Markup]) -> list[Markup]:
    """As few messages as hold the parts."""
    found: list[Markup] = []
    size = 0
    for part in parts:
        more = len(part.encode("utf-16-le")) // 2 + 2
        if found and size + more <= MESSAGE_UNITS:
            found[-1] = Markup("{}\n\n{}").format(found[-1], part)
            size += more
        else:
            found.append(part)
            size = more
    return found


def saved_text(stuck: int) -> Markup:
    """What became of the messages, and plainly what the bot cannot promise."""
    left = f"有 {stuck} 条消息发出超过 48 小时，机器人删不了，请您自己删除。" if stuck else ""
    return lines(
        Markup("<b>✅ 已加密保存</b>"),
        Markup("您发来的内容正从聊天里删除。{}").format(left),
        Markup("{}").format(TELEGRAM_MAY_HOLD),
    )
