"""What meetings give to other screens: what was left undone, at home; duties, meetings and make-ups, in the ledger; /mydata."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.joins import Section, Subject, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenMeeting
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.meetings.buttons import Duties, Watch
from scoring.cadence import awake
from storage.ledger import Entry
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.meetings import ledger, lists, waiting
from storage.meetings.rows import Attendance, How, Leave
from storage.people import directory
from storage.people.asking import Answers
from storage.people.directory import Who

_HOW = {How.ON_SPOT: "现场签到", How.LIVE: "看直播", How.MADE_UP: "补课"}
_LEAVE = {Leave.ASKED: "请假待答复", Leave.GRANTED: "请假", Leave.REFUSED: "请假未批准"}


async def _undone(session: AsyncSession, me: Who, now: datetime, found: Answers) -> Markup | None:
    """What whoever conducts a meeting has left undone, in a line for the home screen."""
    unwritten = found[waiting.UNWRITTEN]
    left_open = await lists.left_open(session, me.person_id, now) if found[waiting.LEFT_OPEN] else []
    return (
        lines(
            *(
                Markup("⏳ {}的{}还没有结束").format(
                    day_text(each.starts_at.astimezone(now.tzinfo).date(), now.date()), each.title
                )
                for each in left_open
            ),
            Markup("📝 {} 场会议还没有写记录").format(unwritten) if unwritten else None,
        )
        or None
    )


async def _to_make_up(_session: AsyncSession, _me: Who, _now: datetime, found: Answers) -> Markup | None:
    """What one has missed and can make up, in a line for the home screen."""
    count = found[waiting.TO_MAKE_UP]
    return Markup("❗ {} 场会议待补课").format(count) if count else None


WAITING = [
    Waiting(_undone, lambda _me, _now: [waiting.LEFT_OPEN, waiting.UNWRITTEN]),
    Waiting(_to_make_up, lambda _me, _now: [waiting.TO_MAKE_UP]),
]


async def _urge_branches(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """The branch's secretary, of each duty once a day."""
    heads, pushes = await directory.secretaries(tx), []
    for entry in entries:
        head = heads.get(entry.branch_id)
        if head is None or head.person_id == context.me.person_id:
            continue
        text = Markup("🔔 <b>{}</b>提醒：<b>{}</b>还没有完成").format(context.me.name, entry.what)
        row = [Duties(entry.branch_id, f"{entry.on:%Y-%m}").labelled("📊 查看")]
        pushes.append(_push(context, "duty_urge", f"{entry.branch_id}:{entry.what}", head.person_id, text, row))
    return await outbox.put(tx, context.now, *pushes)


async def _urge_people(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Each person who owes a make-up, of each meeting once a day."""
    pushes = []
    for entry in entries:
        if entry.person_id is None or entry.person_id == context.me.person_id:
            continue
        text = Markup("🔔 <b>{}</b>提醒补课：<b>{}</b>").format(context.me.name, entry.what)
        row = [Watch(entry.record).labelled("🎓 补课")]
        pushes.append(_push(context, "make_up_urge", f"meeting:{entry.record}", entry.person_id, text, row))
    return await outbox.put(tx, context.now, *pushes)


def _push(  # noqa: PLR0917 - a push's parts
    context: Context, kind: str, subject: str, to: int, text: Markup, row: Sequence[InlineKeyboardButton]
) -> Push:
    return Push(
        kind,
        subject,
        str(text),
        person_id=to,
        period=context.now.date().isoformat(),
        keyboard=keyboard(row),
        not_before=awake(context.now),
        nudge=True,
    )


DUTIES = Subject(
    "duties",
    "三会一课",
    ledger.duties,
    lambda entry: Duties(entry.branch_id, f"{entry.on:%Y-%m}"),
    _urge_branches,
)
MEETINGS = Subject("meetings", "会议", ledger.meetings, lambda entry: OpenMeeting(entry.record))
MAKE_UPS = Subject("make_ups", "补课", ledger.make_ups, lambda entry: OpenMeeting(entry.record), _urge_people)


def _came(row: Attendance) -> str:
    if row.how is not None:
        return _HOW[How(row.how)]
    return _LEAVE[Leave(row.leave)] if row.leave is not None else "未签到"


async def attended(session: AsyncSession, who: Who) -> Section | None:
    """The meetings that expected them, and what they did about each."""
    rows = [
        (
            meeting.title,
            meeting.starts_at,
            _came(row),
            row.at,
            row.leave_reason,
            row.make_up_text or ("（语音）" if row.make_up_voice else None),
            row.live_word,
            row.entered_reason,
        )
        for meeting, row in await lists.attended(session, who.person_id)
    ]
    return Section(
        "meetings",
        "会议",
        ("会议", "时间", "到会情况", "签到时间", "请假事由", "补课收获", "直播所见", "主持人登记的原因"),
        rows,
    )


async def said(session: AsyncSession, who: Who) -> Section | None:
    rows = [
        (meeting.title, spoken.at, spoken.text or "（语音）")
        for meeting, spoken in await lists.spoken_by(session, who.person_id)
    ]
    return Section("spoken", "会议发言", ("会议", "时间", "发言"), rows)
