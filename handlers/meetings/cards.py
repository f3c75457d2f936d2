"""A meeting as people read it: from plain facts to text, with nothing private in what a group may see."""

from collections.abc import Iterable
from datetime import datetime, time

from handlers.kit.screens.text import Markup, clip, day_text, escape, lines, names, when_text
from scoring.duties import MeetingKind, kinds_text
from storage.meetings.roll import Roll
from storage.meetings.rows import Attendance, How, Leave, Meeting, MeetingState
from storage.people.taken import MARK

STATES = {
    MeetingState.PLANNED: "🗓 已召集",
    MeetingState.OPEN: "🟢 正在签到",
    MeetingState.CLOSED: "⚪ 已结束",
    MeetingState.PUBLISHED: "📣 已公布",
    MeetingState.CANCELLED: "🚫 已取消",
}
LONGEST_MINUTES = 3000
SHOWN = 1500
"""Of the minutes, where more stands beside them."""


def kinds_line(title: str, kinds: Iterable[MeetingKind]) -> Markup | None:
    """What kind of meeting it is, where its name does not say it."""
    words = kinds_text(kinds)
    return None if words in title else Markup("🏷 {}").format(words)


def facts_text(
    *,
    kinds: Iterable[MeetingKind],
    title: str,
    starts_at: datetime,
    place: str,
    live_url: str | None,
    agenda: str,
    now: datetime,
    hour: bool = True,
) -> Markup:
    """What, when, where, about what; the day alone where nobody knows the `hour`."""
    return lines(
        Markup("<b>{}</b>").format(title),
        kinds_line(title, kinds),
        Markup("🕒 {}").format(when_text(starts_at, now) if hour else _day(starts_at, now)),
        Markup("📍 {}").format(place),
        Markup('📺 <a href="{0}">{0}</a>').format(live_url) if live_url else None,
        Markup("📋 议程\n{}").format(agenda) if agenda else None,
    )


def facts(meeting: Meeting, now: datetime) -> Markup:
    return facts_text(
        kinds=meeting.kind_set,
        title=meeting.title,
        starts_at=meeting.starts_at,
        place=meeting.place,
        live_url=meeting.live_url,
        agenda=meeting.agenda,
        now=now,
        hour=knows_hour(meeting, now),
    )


def _day(at: datetime, now: datetime) -> str:
    return day_text(at.astimezone(now.tzinfo).date(), now.date())


def on_paper(meeting: Meeting) -> bool:
    """Whether it was taken over from paper: then nothing of it was made public here."""
    return meeting.state == MeetingState.PUBLISHED and meeting.published_at is None


def knows_hour(meeting: Meeting, now: datetime) -> bool:
    """Of one that was taken over from paper the hour may not be known: then it stands on midnight."""
    return not on_paper(meeting) or meeting.starts_at.astimezone(now.tzinfo).time() != time()


def state_word(meeting: Meeting) -> str:
    return f"📥 {MARK}" if on_paper(meeting) else STATES[MeetingState(meeting.state)]


def heading(meeting: Meeting, now: datetime) -> Markup:
    """Name, time and state, in two lines; a third one while it is live."""
    state = state_word(meeting)
    stands = f"\n{state}　🔴 直播中" if meeting.is_live else f"　{state}"
    when = when_text(meeting.starts_at, now) if knows_hour(meeting, now) else _day(meeting.starts_at, now)
    return Markup("<b>{}</b>\n{}{}").format(meeting.title, when, stands)


def label(meeting: Meeting, now: datetime) -> str:
    """A list's button: state, date, name; of another year with the year."""
    at = meeting.starts_at.astimezone(now.tzinfo)
    year = "" if at.year == now.year else f"{at.year}/"
    return clip(f"{state_word(meeting)[0]} {year}{at.month}/{at.day} {meeting.title}", 60)


def legend(meetings: Iterable[Meeting]) -> Markup | None:
    """What the signs of such a list mean; None without any."""
    states = {each.state for each in meetings}
    return escape("　".join(word for state, word in STATES.items() if state in states)) if states else None


def roll_line(roll: Roll) -> Markup:
    """应到 14 · 现场 9 · 直播 2 …"""
    parts = {
        "应到": roll.everyone,
        "现场": roll.on_spot,
        "直播": roll.live,
        "请假": roll.on_leave,
        "待批": roll.leave_asked,
        "补课": roll.made_up,
        "未到": roll.absent,
    }
    return Markup("👥 {}").format(
        " · ".join(f"{word} {len(people)}" for word, people in parts.items() if people or word == "应到")
    )


def quorum_line(roll: Roll) -> Markup:
    """Whether enough of those entitled are on the spot."""
    counted = roll.quorum
    if counted.entitled == 0:
        return Markup("⚖️ 没有有表决权的应到人员")
    verdict = "已达到" if counted.met else "未达到"
    return Markup("⚖️ 有表决权 {} 人，现场 {} 人，法定人数 {} 人：{}").format(
        counted.entitled, counted.present, counted.needed, verdict
    )


def roll_text(roll: Roll, *, over: bool) -> Markup:
    """Everyone by name, as the chair sees them."""
    absent = "缺席" if over else "还没到"
    parts = [
        ("✅ 现场", roll.on_spot),
        ("📺 直播", roll.live),
        ("🎓 补课", roll.made_up),
        ("🙋 请假（已批）", roll.on_leave),
        ("❓ 请假（待批）", roll.leave_asked),
        (f"⬜ {absent}", roll.absent),
    ]
    return lines(
        *(
            Markup("{} {} 人：{}").format(word, len(people), names(each.name for each in people))
            for word, people in parts
            if people
        )
    )


def mine_line(row: Attendance | None, *, over: bool) -> Markup | None:
    if row is None:
        return None
    words = {How.ON_SPOT: "✅ 已现场签到", How.LIVE: "📺 已签到（直播）", How.MADE_UP: "🎓 已补课"}
    if row.how is not None:
        return Markup("我：{}").format(words[How(row.how)])
    leave = {Leave.ASKED: "🙋 请假待批", Leave.GRANTED: "🙋 已准假", Leave.REFUSED: "🙋 请假未获批准"}
    text = leave[Leave(row.leave)] if row.leave else ("⬜ 缺席" if over else "⬜ 未签到")
    text += "　❗ 待补课" if over else ""
    answer = f"（{row.leave_answer}）" if row.leave_answer else ""
    returned = f"；补课被退回：{row.returned_reason}" if row.returned_reason else ""
    return Markup("我：{}{}{}").format(text, answer, returned)


def published(meeting: Meeting, branch: str, roll: Roll, now: datetime) -> Markup:
    """The minutes as the bureau and the branch's group read them: numbers, no names of those who were away."""
    came = len(roll.on_spot) + len(roll.live)
    return lines(
        Markup("📣 <b>{}</b>").format(branch),
        Markup("<b>{}</b>").format(meeting.title),
        kinds_line(meeting.title, meeting.kind_set),
        Markup("🕒 {}").format(when_text(meeting.starts_at, now)),
        Markup("👥 应到 {} 人，到会 {} 人").format(len(roll.everyone), came),
        Markup("\n{}").format(clip(meeting.minutes, LONGEST_MINUTES)),
    )
