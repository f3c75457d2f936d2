"""Leaving somebody long absent out of those due at the elections of a meeting, as the superior has agreed."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots.buttons import LeaveOuts, StartLeavingOut, TakeIn
from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots
from handlers.kit.screens.navigation import back
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines
from storage.ballots import electorate
from storage.ballots.electorate import LEFT_OUT_RULE, LONGEST_AGREED, LONGEST_GROUND
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.meetings.lists import find
from storage.meetings.roll import roll_of
from storage.people import directory
from storage.people.directory import name_of
from storage.people.posts import Post
from storage.rules.regulations import basis


async def show_left_out(context: Context, button: LeaveOuts) -> None:
    """Those who are left out, and who has agreed to it."""
    async with context.read() as session:
        await electorate.check_leave_out(session, context.me, button.meeting)
        found = await electorate.left_out_of(session, button.meeting)
        named = {row.person_id: await name_of(session, row.person_id) for row in found}
    text = lines(
        Markup("<b>👥 选举时不计入应到会的党员</b>"),
        Markup("{}").format(basis(LEFT_OUT_RULE)),
        *(
            Markup("\n{}：{}\n{:%Y-%m-%d} {}").format(named[row.person_id], row.ground, row.agreed_on, row.agreed_by)
            for row in found
        ),
    )
    rows = [[TakeIn(button.meeting, row.person_id).labelled(f"↩ 计入：{named[row.person_id]}")] for row in found]
    more = [StartLeavingOut(button.meeting).labelled("➕ 登记一位")]
    await context.show(text, [*rows, more, back(Ballots(button.meeting))])


async def take_in(context: Context, button: TakeIn) -> None:
    """Count them again."""
    async with context.write() as tx:
        await electorate.take_in(tx, context.me, button.meeting, button.person)
    await context.toast("已计入应到会。")
    await show_left_out(context, LeaveOuts(button.meeting))


async def _begin(context: Context, button: StartLeavingOut) -> None:
    async with context.read() as session:
        await electorate.check_leave_out(session, context.me, button.meeting)
    draft(context).update(meeting=button.meeting)


async def _away(context: Context) -> Sequence[Option]:
    """Those who have a vote and are not there."""
    async with context.read() as session:
        roll = await roll_of(session, await find(session, draft(context)["meeting"]))
    return [Option(each.person_id, each.name) for each in roll.away]


async def _check(context: Context, person: int) -> int:
    """Refuses what the last question would refuse."""
    async with context.read() as session:
        await electorate.check_leave_out(session, context.me, draft(context)["meeting"], person)
        draft(context)["name"] = await name_of(session, person)
    return person


async def _leave_out(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await electorate.leave_out(
            tx,
            context.me,
            facts["meeting"],
            facts["person"],
            ground=facts["ground"],
            agreed_by=facts["agreed"],
            agreed_on=date.fromisoformat(facts["day"]),
            now=context.now,
        )
        await _tell(tx, context)
    await show_left_out(context, LeaveOuts(facts["meeting"]))


async def _tell(tx: AsyncSession, context: Context) -> None:
    """Whom it concerns and the superior's staff, so that nobody is left out in silence."""
    facts = draft(context)
    meeting = await find(tx, facts["meeting"])
    staff = [who.person_id for who in await directory.holders(tx, Post.PARTY_STAFF)]
    text = Markup(
        "👥 {}登记：{}的选举中，<b>{}</b>不计算在应到会人数之内。同意：{} {}。如果不符，请联系登记人更正。"
    ).format(context.me.name, meeting.title, facts["name"], facts["day"], facts["agreed"])
    row = keyboard([Ballots(meeting.number).labelled("查看")])
    subject, period = f"meeting:{meeting.number}", context.occasion
    pushes = [
        Push("left_out", subject, str(text), person_id=person, period=period, keyboard=row)
        for person in dict.fromkeys([facts["person"], *staff])
        if person != context.me.person_id
    ]
    await outbox.put(tx, context.now, *pushes)


LEAVING_OUT = Form(
    name="left_out",
    title="登记不计入应到会的党员",
    start=StartLeavingOut,
    begin=_begin,
    questions=[
        Choice(
            "person",
            "哪一位党员，上级党组织已经同意不计算在应到会人数之内？",
            options=_away,
            columns=3,
            check=_check,
        ),
        Line("ground", "<b>{name}</b>为什么长期不能到会？例如：借调外地一年。", "理由", LONGEST_GROUND),
        Line(
            "agreed",
            "哪一级党组织同意的，文号或者联系人是什么？例如：局党委，×局党〔2026〕8号。",
            "同意的党组织",
            LONGEST_AGREED,
        ),
        Day("day", "哪一天同意的？", past=True),
        Review(
            "confirm",
            "<b>请核对</b>\n选举时 <b>{name}</b> 不计算在应到会人数之内。\n理由：{ground}\n同意：{day}　{agreed}\n\n"
            "只用于这场会议的选举；本人到会签到的，仍然计入。登记后会告诉本人和局党务干部核对，人数写入会议记录。",
            "✅ 登记",
            _leave_out,
        ),
    ],
)
