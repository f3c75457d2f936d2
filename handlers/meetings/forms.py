"""What is filled in about a called meeting: changing it, calling it off, whether its place is checked, speaking up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram.ext import filters

from handlers.kit.forms.choices import Choice, Option, Several
from handlers.kit.forms.dates import Moment
from handlers.kit.forms.form import Answer, Form, Next, Typed, draft
from handlers.kit.forms.question import Asked, Way
from handlers.kit.forms.words import Line, Spoken, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage, OpenMeeting
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines, when_text
from handlers.meetings import pushes, suiting
from handlers.meetings.buttons import ReadSpoken, StartCancel, StartChange, StartLive, StartPlace, StartSpeaking
from handlers.meetings.calling import AGENDA, LINK, PLACE, TITLE
from handlers.meetings.view import chaired, conducting, seen
from storage.engine.refusal import Refusal
from storage.meetings import checkin, joint, lists, minutes, planning
from storage.meetings.rows import AHEAD, MeetingState, Refused
from storage.people.directory import people_of

REASON, WORD = 200, 1000
FIELDS = {**planning.CHANGEABLE, "expected": "应到人员"}


async def begin_on(context: Context, number: int, states: Sequence[MeetingState]) -> MeetingState:
    """What the forms about a called meeting begin with. Raises Refusal where it is in none of those states."""
    view = await chaired(context, number)
    if view.state not in states:
        raise Refusal(Refused.CANCELLED if view.state is MeetingState.CANCELLED else Refused.NOT_PLANNED)
    draft(context).update(meeting=number, named=view.meeting.title, branch=view.meeting.branch_id)
    return view.state


async def begin_change(context: Context, button: StartChange) -> None:
    """What has not begun can be changed; once it goes on, only who is expected: somebody forgotten may be there."""
    if await begin_on(context, button.meeting, AHEAD) is MeetingState.OPEN:
        draft(context)["field"] = "expected"


async def people_there(context: Context) -> Sequence[Option]:
    """Everybody of the branches that hold it."""
    async with context.read() as session:
        meeting = await lists.find(session, draft(context)["meeting"])
        found = [await people_of(session, branch_id=each) for each in await joint.branches_of(session, meeting)]
    return [Option(who.person_id, who.name) for people in found for who in people]


async def people_expected(context: Context) -> Sequence[int]:
    view = await chaired(context, draft(context)["meeting"])
    return [each.person_id for each in view.roll.everyone]


async def check_link(_context: Context, link: str) -> str | None:
    if link == "无":
        return None
    if not link.startswith(("http://", "https://")):
        raise Refusal("直播链接要以 https:// 开头，请重新发送；不用直播请发送“无”。")
    return link


async def ask_change_reason(context: Context) -> Markup:
    """Why, for those who are told."""
    facts = draft(context)
    field, value = facts["field"], facts[facts["field"]]
    suits = ""
    if field == "starts_at":
        at = datetime.fromisoformat(value)
        value, suits = when_text(at, context.now), await _suits(context, at)
    elif field == "expected":
        value = f"{len(value)} 人"
    told = "会记入修改记录" if field == "expected" else "会通知应到人员"
    text = Markup("<b>{}</b>改为：{}").format(FIELDS[field], value or "无")
    return lines(text, escape(suits) if suits else None, Markup("为什么改？请写原因，{}。").format(told))


async def _suits(context: Context, at: datetime) -> str:
    """How the new time suits those expected, by their shifts."""
    view = await chaired(context, draft(context)["meeting"])
    async with context.read() as session:
        people = await people_of(session, ids={each.person_id for each in view.roll.everyone})
    meeting = view.meeting
    return (await suiting.suits(context, people, at, meeting.kind_set, meeting.branch_id))[0]


async def change(context: Context) -> None:
    facts = draft(context)
    number, field, value = facts["meeting"], facts["field"], facts[facts["field"]]
    mark: dict[str, Any] = {"by": context.me.person_id, "reason": facts["reason"], "now": context.now}
    try:
        async with conducting(context, number) as tx:
            if field == "expected":
                added, gone = await planning.change_expected(tx, number, value, **mark)
                meeting = await lists.find(tx, number)
                await pushes.invited(tx, meeting, context, added)
                await pushes.uninvited(tx, meeting, context, gone)
            else:
                new = datetime.fromisoformat(value) if field == "starts_at" else value
                meeting = await planning.change(tx, number, field, new, **mark)
                await pushes.changed(tx, meeting, context, FIELDS[field], facts["reason"])
    except Refusal as refusal:
        # The way on is on the meeting's screen: what it is now decides what can still be changed.
        said = str(refusal)
    else:
        told = "新加入和移出的人员" if field == "expected" else "应到人员"
        said = f"✅ 已修改{FIELDS[field]}，正在通知{told}。"
    await context.show(escape(said), [back(OpenMeeting(number))])


def of(question: Asked) -> Asked:
    """Asked when that is what is to be changed."""
    return replace(question, when=lambda facts: facts["field"] == question.name)


def new(field: str, hint: str = "") -> str:
    return f"新的<b>{FIELDS[field]}</b>是什么？请输入。{hint}"


CHANGING = Form(
    name="change",
    title="修改会议",
    start=StartChange,
    begin=begin_change,
    questions=[
        Choice(
            "field", "<b>修改：{named}</b>\n要改什么？", options=[Option(field, word) for field, word in FIELDS.items()]
        ),
        of(Line("title", new("title"), FIELDS["title"], TITLE)),
        of(Moment("starts_at", "<b>新的时间</b>是什么时候？")),
        of(Line("place", new("place"), FIELDS["place"], PLACE)),
        of(
            Line(
                "live_url",
                new("live_url", "\n发送“无”表示不用直播链接。"),
                FIELDS["live_url"],
                LINK,
                check=check_link,
            )
        ),
        of(Text("agenda", new("agenda"), FIELDS["agenda"], AGENDA)),
        of(
            Several(
                "expected",
                "<b>应到人员</b>\n点姓名可增减。",
                "人",
                options=people_there,
                proposed=people_expected,
                too_few=Refused.NOBODY,
            )
        ),
        Text("reason", ask_change_reason, "原因", REASON, ways=[Way("不写原因，直接修改", value="")]),
    ],
    save=change,
)


async def begin_cancel(context: Context, button: StartCancel) -> None:
    await begin_on(context, button.meeting, [MeetingState.PLANNED])


async def cancel(context: Context) -> None:
    number, reason = draft(context)["meeting"], draft(context)["reason"]
    async with conducting(context, number) as tx:
        meeting = await planning.cancel(tx, number, by=context.me.person_id, reason=reason, now=context.now)
        await pushes.cancelled(tx, meeting, context)
    await context.show(escape("🚫 会议已取消，正在通知应到人员。"), [back(OpenMeeting(number))])


CANCELLING = Form(
    name="cancel",
    title="取消会议",
    start=StartCancel,
    begin=begin_cancel,
    questions=[
        Text(
            "reason",
            "取消<b>{named}</b>？\n请写取消的原因，会通知应到人员；写完即取消会议。",
            "取消原因",
            REASON,
            cancel="‹ 不取消会议了",
        )
    ],
    save=cancel,
)


class Location(Asked):
    """A place on the map, kept as its latitude and longitude."""

    def answers(self) -> Sequence[Answer]:
        return (Typed(filters.LOCATION, self.sent),)

    async def sent(self, context: Context) -> Next:
        spot = context.message.location if context.message else None
        return await self.keep(context, [spot.latitude, spot.longitude]) if spot else None


async def begin_place(context: Context, button: StartPlace) -> None:
    await begin_on(context, button.meeting, AHEAD)


async def set_place(context: Context) -> None:
    number, place = draft(context)["meeting"], draft(context)["place"]
    async with conducting(context, number) as tx:
        await checkin.set_place(tx, number, (place[0], place[1]) if place else None)
    said = "📍 已设为核对地点。" if place else "已设为不核对地点。"
    await context.show(escape(said), [back(Manage(number))])


PLACING = Form(
    name="place",
    title="地点核对",
    start=StartPlace,
    begin=begin_place,
    questions=[
        Location(
            "place",
            "<b>地点核对</b>：{named}\n请在会场发送位置（📎 → 位置）。之后现场签到的人也要发送位置，"
            f"离会场 {checkin.NEAR_METRES} 米以内才能签到。",
            ways=[Way("不核对地点", value=None)],
        )
    ],
    save=set_place,
)


async def begin_live(context: Context, button: StartLive) -> None:
    await begin_on(context, button.meeting, AHEAD)


async def check_live_link(_context: Context, link: str) -> str:
    if not link.startswith(("http://", "https://")) or " " in link:
        raise Refusal("请只发送一个以 https:// 开头的链接，请重新发送。")
    return link


async def go_live(context: Context) -> None:
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        meeting = await checkin.switch_live(tx, number, context.now, on=True, link=draft(context)["link"])
        await pushes.live(tx, meeting, context, person=context.me.person_id)
    await context.show(escape("🔴 直播开始了，正在通知没到场的人。"), [back(Manage(number))])


GOING_LIVE = Form(
    name="go_live",
    title="开始直播",
    start=StartLive,
    begin=begin_live,
    questions=[
        Line(
            "link", "<b>开始直播</b>：{named}\n请发送观看直播的链接（https://…）。", "链接", LINK, check=check_live_link
        )
    ],
    save=go_live,
)


async def begin_speaking(context: Context, button: StartSpeaking) -> None:
    """Only those expected, while the meeting is on."""
    view = await seen(context, button.meeting)
    async with context.read() as session:
        await minutes.check_speak(session, button.meeting, context.me.person_id)
    in_group = not pushes.is_own_affair(view.meeting) and view.has_group
    shown = "会发到支部群" if in_group else "参加会议的同志可以看到"
    draft(context).update(meeting=button.meeting, title=view.meeting.title, shown=shown)


async def speak(context: Context) -> None:
    """To the chair and the others who take part, and into the minutes."""
    number = draft(context)["meeting"]
    async with context.write() as tx:
        word = await minutes.speak(tx, number, context.me.person_id, **draft(context)["word"], now=context.now)
        await pushes.spoken(tx, await lists.find(tx, number), context, word)
    more = [StartSpeaking(number).labelled("💬 再发言"), ReadSpoken(number, 0).labelled("💬 看发言")]
    await context.show(
        escape("💬 发言已送达主持人，参加会议的同志也能看到，并记入会议记录。"), [more, back(OpenMeeting(number))]
    )


SPEAKING = Form(
    name="speak",
    title="发言",
    start=StartSpeaking,
    begin=begin_speaking,
    questions=[
        Spoken(
            "word",
            f"<b>发言</b>：{{title}}\n请发文字（{WORD} 字以内）或语音，{{shown}}，并记入会议记录。",
            "发言",
            WORD,
        )
    ],
    save=speak,
)
FORMS = (CHANGING, CANCELLING, PLACING, GOING_LIVE, SPEAKING)
