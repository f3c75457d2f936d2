"""What meetings give to other screens: what waits, at home; duties, meetings and make-ups, in the ledger; /mydata."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage, OpenMeeting, Requests
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.meetings import cards
from handlers.meetings.buttons import Duties, StartCheckIn, StartMinutes, Versions, Watch
from handlers.meetings.pushes import JOINT, LEAVE
from scoring.cadence import Cadence, awake
from scoring.duties import Duty, DutyState, Period, period_of
from storage.ledger import Entry
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.meetings import joint, leave, ledger, lists, make_ups, returns, sheet, waiting
from storage.meetings.rows import Attendance, How, Leave, Meeting, MeetingState
from storage.people import directory
from storage.people.access import roles
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act, Role
from storage.rules.regulations import leads_of

_HOW = {How.ON_SPOT: "现场签到", How.LIVE: "看直播", How.MADE_UP: "补课"}
_LEAVE = {Leave.ASKED: "请假待答复", Leave.GRANTED: "请假", Leave.REFUSED: "请假未批准"}


async def _expecting(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """Where to check in, and what is today."""
    return [_ahead(each, now) for each in await lists.due(session, me.person_id, now)] if found[waiting.DUE] else []


def _ahead(meeting: Meeting, now: datetime) -> ToDo:
    if meeting.state == MeetingState.OPEN:
        return ToDo(f"✅ 签到：{meeting.title}", StartCheckIn(meeting.number), now.date())
    return ToDo(
        f"🏛 {meeting.starts_at.astimezone(now.tzinfo):%H:%M} {meeting.title}", OpenMeeting(meeting.number), now.date()
    )


async def _to_make_up(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """What one has missed and can make up."""
    if not found[waiting.TO_MAKE_UP]:
        return []
    missed = await make_ups.owed(session, now - waiting.WRITTEN_WITHIN, now.tzinfo, person_id=me.person_id)
    return [ToDo(f"🎓 待补课：{each.title}", Watch(each.meeting), each.due_on) for each in missed]


async def _undone(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """What whoever conducts a meeting has left undone."""
    return (
        [_conducted(each, now) for each in await lists.undone(session, me.person_id, now)]
        if found[waiting.UNDONE]
        else []
    )


def _conducted(meeting: Meeting, now: datetime) -> ToDo:
    match meeting.state:
        case MeetingState.PLANNED:
            return ToDo(f"❓ 还没开始签到：{meeting.title}", Manage(meeting.number), _day(meeting, now))
        case MeetingState.OPEN:
            return ToDo(f"⏳ 还没有结束：{meeting.title}", Manage(meeting.number), _day(meeting, now))
    return ToDo(f"📝 写会议记录：{meeting.title}", StartMinutes(meeting.number))


async def _sent_back(session: AsyncSession, me: Who, _now: datetime, found: Answers) -> list[ToDo]:
    """Minutes that those above have sent back."""
    owed = await returns.owed(session, me.person_id) if found[returns.OWED] else []
    return [ToDo(f"↩ 会议记录被退回：{meeting.title}", StartMinutes(meeting.number)) for _, meeting in owed]


async def _leaves(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """The requests for leave that a chair has not answered."""
    asked = await leave.waiting_for(session, me.person_id) if found[waiting.LEAVES] else []
    if not asked:
        return []
    nearest, _, name = asked[0]
    who = name if len(asked) == 1 else f"{len(asked)} 人"
    return [ToDo(f"🙋 {who}请假待批", Requests(LEAVE), _day(nearest, now))]


async def _joint(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """Invitations to hold a meeting together."""
    asked = await joint.waiting_for(session, me.branch_id, now) if found.get(joint.ASKED) else []
    if not asked:
        return []
    _, nearest, host = asked[0]
    said = f"{host}邀请联合开展" if len(asked) == 1 else f"{len(asked)} 个联合开展的邀请"
    return [ToDo(f"🤝 {said}", Requests(JOINT), _day(nearest, now))]


def _day(meeting: Meeting, now: datetime) -> date:
    return meeting.starts_at.astimezone(now.tzinfo).date()


async def _owed(session: AsyncSession, me: Who, now: datetime, _found: Answers) -> list[ToDo]:
    """What a branch has not planned, for its secretary: from the lead time of each period on."""
    today = now.date()
    if Role.SECRETARY not in roles(me) or not any(_near(period_of(today, per)[1], per, today) for per in Period):
        return []
    return [
        ToDo(
            f"🏛 {'还没公布' if duty.unpublished else '还没安排'}：{_duty(duty)}",
            Duties(me.branch_id, f"{today:%Y-%m}"),
            duty.last,
        )
        for duty in await lists.duties_of(session, me.branch_id, today, today, now.tzinfo)
        if duty.state is DutyState.DUE and _near(duty.last, duty.rule.per, today)
    ]


def _duty(duty: Duty) -> str:
    return f"{duty.rule.subject}（{duty.group}）" if duty.group else duty.rule.subject


def _near(last: date, per: Period, today: date) -> bool:
    return any(lead.before(last) <= today for lead in leads_of(Cadence(per.value)))


WAITING = [
    Waiting(_expecting, lambda _me, _now: [waiting.DUE]),
    Waiting(_to_make_up, lambda _me, _now: [waiting.TO_MAKE_UP]),
    Waiting(_undone, lambda _me, _now: [waiting.UNDONE]),
    Waiting(_sent_back, lambda _me, _now: [returns.OWED]),
    Waiting(_leaves, lambda _me, _now: [waiting.LEAVES]),
    Waiting(_joint, lambda me, _now: [joint.ASKED] if Role.SECRETARY in roles(me) else []),
    Waiting(_owed),
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
MEETINGS = Subject(
    "meetings", "会议", ledger.meetings, lambda entry: OpenMeeting(entry.record), unit="次", tables=sheet.tables
)
RETURNS = Subject("returns", "退回的会议记录", returns.ledger, lambda entry: Versions(entry.record, 0))
MAKE_UPS = Subject(
    "make_ups", "补课", ledger.make_ups, lambda entry: OpenMeeting(entry.record), _urge_people, unit="人次"
)


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


async def _find(session: AsyncSession, me: Who, words: Words, now: datetime) -> list[Found]:
    found = await lists.bearing(session, me, words)
    return [Found(cards.label(each, now), OpenMeeting(each.number)) for each in found]


FINDING = Finding("meeting", "🏛 会议", Act.SEE_MEETINGS, _find)
