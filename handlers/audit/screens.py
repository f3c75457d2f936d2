"""Browsing the trail: who did what, over whom, when, for what purpose. Content never stands in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.audit import head
from handlers.audit.buttons import WHOLE, PickEvent, StartComparing, StartFinding, Trail
from handlers.kit.confidential.pin import unlocked
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import matching, person_label
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, day_text, lines
from storage.people import directory
from storage.people.directory import names_of
from storage.risks import signs
from storage.sealed import audit
from storage.sealed.audit import AuditEntry, Event, Filter

SUBJECTS = {
    "attendance": "考勤",
    "board": "督导检查",
    "case": "关注与帮扶",
    "comment": "评议",
    "development": "发展党员",
    "discipline": "处分与权利",
    "feedback": "意见建议",
    "health": "健康指数",
    "health_list": "健康指数名单，支部",
    "ledger": "电子台账",
    "rating": "班子评分",
    "risk_points": "廉政风险点，支部",
    "sign": "苗头",
    "talk": "谈话记录",
    "training": "集中培训",
}
"""What stands in the trail for a kind of record, in words; a number behind it tells one from another."""
PAGE = 10
MOST_FOUND = 20


async def command(context: Context) -> None:
    """/audit, alone or with a head behind it to be compared."""
    if context.args:
        await head.compared(context, " ".join(context.args))
        return
    await trail(context, WHOLE)


async def trail(context: Context, button: Trail) -> None:
    """A page, newest first."""
    which = _filter(context, button)
    if which is None:
        return await context.toast(OUTDATED, alert=True)
    if not await unlocked(context, button):
        return None
    async with context.read() as session:
        which = replace(which, hidden=await signs.kept_from(session, context.me.person_id))
        entries, total = await audit.trail(session, which, max(0, button.page), PAGE)
        names = await names_of(session, {each for entry in entries for each in (entry.by, entry.over) if each})
        person = (await names_of(session, {button.person})).get(button.person, "")
        told = [_line(session, entry, names, context.now) for entry in entries]

    def turn(page: int) -> Trail:
        return Trail(button.event, button.person, button.day, page)

    _, turning = paged(range(total), button.page, turn, PAGE)
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
    return None


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
        f"　{subject_text(entry.subject)}" if entry.subject else "",
        f"（{clip(note, 120)}）" if note else "",
    )


def subject_text(subject: str) -> str:
    """`talk:12` as people read it."""
    kind, _, number = subject.partition(":")
    return f"{SUBJECTS.get(kind, '记录')} {number}".strip()


def _ways(button: Trail, today: date) -> Sequence[Sequence[InlineKeyboardButton]]:
    day = date.fromisoformat(button.day) if button.day else today

    def on(new: date) -> Trail:
        return Trail(button.event, button.person, new.isoformat(), 0)

    middle = Trail(button.event, button.person, "" if button.day else today.isoformat(), 0)
    step = timedelta(days=1 if button.day else 0)
    rows = [
        [on(day - step).labelled("◀"), middle.labelled(button.day or "全部日期"), on(day + step).labelled("▶")],
        [PickEvent(button.person, button.day).labelled("🏷 按事项")],
    ]
    who = Trail(button.event, 0, button.day, 0).labelled("👤 全部人员") if button.person else None
    rows[1].append(who or StartFinding().labelled("👤 按人员"))
    if button.event:
        rows[1].append(Trail("", button.person, button.day, 0).labelled("全部事项"))
    return [*rows, [StartComparing().labelled("🔏 核对校验码")]]


def _filter(context: Context, button: Trail) -> Filter | None:
    try:
        event = Event[button.event.upper()] if button.event else None
        day = date.fromisoformat(button.day) if button.day else None
        start = datetime.combine(day, time(), context.now.tzinfo) if day else None
        end = start + timedelta(days=1) if start else None
        usable = day is None or 2000 <= day.year < 2100
    except (KeyError, ValueError, OverflowError):
        return None
    return Filter(event=event, person_id=button.person or None, start=start, end=end) if usable else None


async def events(context: Context, button: PickEvent) -> None:
    if _filter(context, Trail("", button.person, button.day, 0)) is None:
        return await context.toast(OUTDATED, alert=True)
    each = [Trail(event.name.lower(), button.person, button.day, 0).labelled(event.value) for event in Event]
    await context.show(
        Markup("<b>🔏 按事项查看</b>"), [*in_columns(each), back(Trail("", button.person, button.day, 0))]
    )
    return None


async def begin(context: Context, _button: StartFinding) -> Next:
    draft(context)["found"] = []
    return "name"


async def ask_name(context: Context) -> None:
    async with context.read() as session:
        found = await directory.people_of(session, ids=set(draft(context)["found"]))
    rows = [[Trail("", who.person_id, "", 0).labelled(person_label(who))] for who in found[:MOST_FOUND]]
    await ask(context, Markup("请输入姓名（或其中一部分）或警号："), rows)


async def take_name(context: Context) -> Next:
    text = await reading.line(context, "姓名或警号", 20)
    if text is None:
        return None
    async with context.read() as session:
        found = matching(await directory.people_of(session), text)
    if not found or len(found) > MOST_FOUND:
        many = f"有 {len(found)} 位符合，请写完整一些。"
        await context.tell(many if found else "没有找到这位同志，请换个写法再试。")
        return None
    draft(context)["found"] = [who.person_id for who in found]
    return "name"


async def show_found(context: Context, button: Trail) -> Next:
    """The entries of the one chosen."""
    await trail(context, button)
    return DONE


FINDING = Form(
    name="trail_find",
    title="按人员查审计记录",
    start=StartFinding,
    begin=begin,
    steps={"name": Step(ask_name, [Typed(reading.TEXT, take_name), Chosen(Trail, show_found)])},
)
