"""Browsing the trail: who did what, over whom, when, for what purpose. Content never stands in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.audit.buttons import WHOLE, PickEvent, StartComparing, StartFinding, StartTaking, Trail
from handlers.audit.head import compare, head_in
from handlers.kit.confidential.pin import unlock
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.records import word_of
from handlers.kit.screens.text import Markup, clip, day_text, lines
from storage.engine.refusal import Refusal
from storage.people.directory import names_of
from storage.risks import signs
from storage.sealed import audit
from storage.sealed.audit import AuditEntry, Event, Filter

PAGE = 10


async def command(context: Context) -> None:
    """/audit, alone or with a head behind it to be compared."""
    if context.args:
        await compare(context, head_in(" ".join(context.args)))
    else:
        await trail(context, WHOLE)


async def trail(context: Context, button: Trail) -> None:
    """A page, newest first."""
    which = _filter(context, button)
    await unlock(context, button)
    async with context.read() as session:
        which = replace(which, hidden=await signs.kept_from(session, context.me.person_id))
        entries, total = await audit.trail(session, which, max(0, button.page), PAGE)
        names = await names_of(session, {each for entry in entries for each in (entry.by, entry.over) if each})
        person = (await names_of(session, {button.person})).get(button.person, "")
        told = [_line(session, entry, names, context.now) for entry in entries]

    _, turning = paged(range(total), button.page, lambda page: _other(button, page=page), PAGE)
    chosen = [
        Markup("事项：{}").format(which.event.value) if which.event else None,
        Markup("人员：{}").format(person) if person else None,
        Markup("日期：{}").format(day_text(date.fromisoformat(button.day), context.now.date())) if button.day else None,
    ]
    text = lines(
        Markup("<b>🔏 审计记录</b>　共 {} 条").format(total),
        *chosen,
        Markup("") if told else Markup("没有符合条件的记录。"),
        *told,
    )
    await context.show(text, [*turning, *_ways(button, context.now.date()), HOME])


def _other(button: Trail, **changes: Any) -> Trail:
    """Another page, or from the first one on another choice."""
    return Trail(**{**vars(button), "page": 0, **changes})


def _line(session: AsyncSession, entry: AuditEntry, names: dict[int, str], now: datetime) -> Markup:
    """No. 12 11-24 09:00 王芳 查阅谈话内容 → 李雷 谈话记录 3（例行检查）."""
    by = names.get(entry.by, "") if entry.by else "系统"
    over = f" → {names.get(entry.over, '')}" if entry.over and entry.over != entry.by else ""
    note = audit.note_of(session, entry)
    return Markup("{}. {} {} <b>{}</b>{}{}{}").format(
        entry.number,
        f"{entry.at.astimezone(now.tzinfo):%m-%d %H:%M}",
        by,
        entry.event,
        over,
        f"　{word_of(entry.subject, '记录')} {entry.subject.partition(':')[2]}".rstrip() if entry.subject else "",
        f"（{clip(note, 120)}）" if note else "",
    )


def _ways(button: Trail, today: date) -> Sequence[Sequence[InlineKeyboardButton]]:
    day = date.fromisoformat(button.day) if button.day else today
    step = timedelta(days=1 if button.day else 0)
    days = [
        _other(button, day=(day - step).isoformat()).labelled("◀"),
        _other(button, day="" if button.day else today.isoformat()).labelled(button.day or "全部日期"),
        _other(button, day=(day + step).isoformat()).labelled("▶"),
    ]
    narrowed = [PickEvent(button.person, button.day).labelled("🏷 按事项")]
    if button.person:
        narrowed.append(_other(button, person=0).labelled("👤 全部人员"))
    else:
        narrowed.append(StartFinding().labelled("👤 按人员"))
    if button.event:
        narrowed.append(_other(button, event="").labelled("全部事项"))
    return [days, narrowed, [StartComparing().labelled("🔏 核对校验码"), StartTaking().labelled("⬇ 取走一段")]]


def _filter(context: Context, button: Trail) -> Filter:
    try:
        event = Event[button.event.upper()] if button.event else None
        day = date.fromisoformat(button.day) if button.day else None
        start = datetime.combine(day, time(), context.now.tzinfo) if day else None
        end = start + timedelta(days=1) if start else None
    except (KeyError, ValueError, OverflowError):
        raise Refusal(OUTDATED) from None
    if day is not None and not 2000 <= day.year < 2100:
        raise Refusal(OUTDATED)
    return Filter(event=event, person_id=button.person or None, start=start, end=end)


async def events(context: Context, button: PickEvent) -> None:
    every = Trail("", button.person, button.day, 0)
    _filter(context, every)
    each = [_other(every, event=event.name.lower()).labelled(event.value) for event in Event]
    await context.show(Markup("<b>🔏 按事项查看</b>"), [*in_columns(each), back(every)])
