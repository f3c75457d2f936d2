"""Notices in words."""

from datetime import datetime

from handlers.kit.screens.text import Markup, clip, lines, when_text
from storage.notices.lists import Reading
from storage.notices.rows import Notice

SHORT = 30


def heading(notice: Notice) -> str:
    """Its first line, or what it is made of."""
    first = notice.text.strip().splitlines()[0] if notice.text.strip() else ""
    return clip(first, SHORT) if first else f"（{len(notice.files or [])} 个附件）"


def label(notice: Notice, now: datetime, *, read: bool) -> str:
    local = notice.at.astimezone(now.tzinfo)
    return f"{'' if read else '🔵 '}{local:%m-%d} {heading(notice)}"


def published_label(notice: Notice, reading: Reading, now: datetime) -> str:
    """A line of what was published."""
    return f"{reading.read}/{reading.total}　{notice.at.astimezone(now.tzinfo):%m-%d} {heading(notice)}"


def waiting_label(notice: Notice, now: datetime) -> str:
    """A line of what is still to go out."""
    return f"🕘 {notice.at.astimezone(now.tzinfo):%m-%d %H:%M} {heading(notice)}"


def notice_text(notice: Notice, where: str, by: str, now: datetime) -> Markup:
    return lines(
        Markup("📣 <b>通知</b>（{}）").format(where),
        Markup("{}").format(notice.text) if notice.text else None,
        Markup("—— {}，{}").format(by, when_text(notice.at, now)),
    )


def unread_text(notice: Notice) -> Markup:
    return Markup("📣 有一条通知您还没有点已阅：<b>{}</b>").format(heading(notice))
