"""Leave: asking for it with a reason, and the chair's answer."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.forms.choices import each
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Text
from handlers.kit.joins import Deciding, Key, Request
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage, OpenMeeting
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.meetings import pushes
from handlers.meetings.buttons import GrantLeave, Leaves, RefuseLeave, StartLeave
from handlers.meetings.view import NOT_CHAIR, chaired, conducting, seen
from storage.engine.refusal import Refusal
from storage.meetings import leave, lists
from storage.meetings.rows import Attendance, Leave, Meeting, Refused, may_chair
from storage.people.directory import Who, name_of
from storage.people.rights import Act

REASONS = ("值班备勤", "出差办案", "病假", "年休假")
LONGEST = 200


async def _begin_asking(context: Context, button: StartLeave) -> None:
    """Only for somebody expected, who has neither come nor asked."""
    view = await seen(context, button.meeting)
    async with context.read() as session:
        await leave.askable(session, button.meeting, context.me.person_id)
    draft(context).update(meeting=button.meeting, title=view.meeting.title)


async def _ask(context: Context) -> None:
    number, reason = draft(context)["meeting"], draft(context)["reason"]
    async with context.write() as tx:
        await leave.ask(tx, number, context.me.person_id, reason)
        await pushes.leave_asked(tx, await lists.find(tx, number), context, reason)
    await context.show(escape(f"🙋 请假已提交：{reason}。主持人答复后会通知您。"), [back(OpenMeeting(number))])


ASKING = Form(
    name="leave",
    title="请假",
    start=StartLeave,
    begin=_begin_asking,
    questions=[
        Text(
            "reason",
            "<b>请假</b>：{title}\n请写请假事由，或点一个。只有主持人和支部负责人能看到。",
            "请假事由",
            LONGEST,
            options=each(*REASONS),
        )
    ],
    save=_ask,
)


async def leaves(context: Context, button: Leaves) -> None:
    """Who asked, for the chair."""
    view = await chaired(context, button.meeting)
    asked, granted = view.roll.leave_asked[:10], view.roll.on_leave[:20]
    rows = [
        [
            GrantLeave(button.meeting, who.person_id).labelled(f"✅ 同意 {who.name}"),
            RefuseLeave(button.meeting, who.person_id).labelled(f"❌ 不同意 {who.name}"),
        ]
        for who in asked
    ]
    text = lines(
        Markup("<b>请假</b>：{}").format(view.meeting.title),
        *(Markup("❓ {}：{}").format(who.name, clip(who.row.leave_reason or "", 120)) for who in asked),
        *(Markup("✅ {}：{}").format(who.name, clip(who.row.leave_reason or "", 60)) for who in granted),
        None if asked or granted else Markup("没有人请假。"),
    )
    await context.show(text, [*rows, back(Manage(button.meeting))])


async def grant(context: Context, button: GrantLeave) -> None:
    """What another has answered meanwhile is told, and the list shown as it is now."""
    try:
        await _answer(context, button.meeting, button.person, word=None)
        await context.toast("已批准")
    except Refusal as refusal:
        await context.toast(str(refusal), alert=True)
    await leaves(context, Leaves(button.meeting))


def _request(meeting: Meeting, row: Attendance, name: str, by: str = "") -> Request:
    said = {Leave.GRANTED: f"✅ {by}已同意", Leave.REFUSED: f"❌ {by}没有同意"}
    return Request(
        key=(meeting.number, row.person_id),
        text=Markup("🙋 <b>{}</b>请假：{}\n会议：{}").format(name, clip(row.leave_reason or "", 200), meeting.title),
        opens=Leaves(meeting.number),
        refuse=RefuseLeave(meeting.number, row.person_id),
        decided=said.get(Leave(row.leave), "") if row.leave else "已撤回",
    )


async def _requests(session: AsyncSession, me: Who, _now: datetime) -> list[Request]:
    return [_request(*found) for found in await leave.waiting_for(session, me.person_id)]


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    meeting, person = await _chaired(session, me, key)
    row = await lists.expected(session, meeting.number, person)
    by = await name_of(session, row.leave_answered_by) if row.leave_answered_by else ""
    return _request(meeting, row, await name_of(session, person), by)


async def _chaired(session: AsyncSession, me: Who, key: Key) -> tuple[Meeting, int]:
    number, person = key
    meeting = await lists.find(session, number)
    if not may_chair(me, meeting):
        raise Refusal(NOT_CHAIR)
    return meeting, person


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    meeting, person = await _chaired(tx, context.me, key)
    await leave.answer(tx, meeting.number, person, granted=True, word=None, by=context.me.person_id)
    await pushes.leave_answered(tx, meeting, context, person, None)


DECIDING = Deciding(pushes.LEAVE, "请假待批", Act.TAKE_PART, _requests, _find, _agree)


async def _answer(context: Context, meeting_id: int, person: int, *, word: str | None) -> None:
    """Granted, or refused with a word."""
    async with conducting(context, meeting_id) as tx:
        await leave.answer(tx, meeting_id, person, granted=word is None, word=word, by=context.me.person_id)
        await pushes.leave_answered(tx, await lists.find(tx, meeting_id), context, person, word)


async def _begin_refusing(context: Context, button: RefuseLeave) -> None:
    view = await chaired(context, button.meeting)
    asked = next((who for who in view.roll.leave_asked if who.person_id == button.person), None)
    if asked is None:
        raise Refusal(Refused.NO_LEAVE_ASKED)
    draft(context).update(meeting=button.meeting, person=button.person, name=asked.name)


async def _refuse(context: Context) -> None:
    facts = draft(context)
    await _answer(context, facts["meeting"], facts["person"], word=facts["word"])
    await context.show(escape(f"已答复{facts['name']}：不批准。"), [back(Leaves(facts["meeting"]))])


REFUSING = Form(
    name="refuse_leave",
    title="答复请假",
    start=RefuseLeave,
    begin=_begin_refusing,
    questions=[Text("word", "不批准<b>{name}</b>的请假。请写一句答复，会发给本人。", "答复", LONGEST)],
    save=_refuse,
)
FORMS = (ASKING, REFUSING)
