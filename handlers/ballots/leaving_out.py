"""Leaving somebody long absent out of those due at the elections of a meeting, as the superior has agreed."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots.buttons import LeaveOuts, StartLeavingOut, TakeIn
from handlers.kit.forms import reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.forms.picking import TURNED, one_of
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots
from handlers.kit.screens.navigation import back
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines
from storage.ballots import electorate
from storage.ballots.electorate import LEFT_OUT_RULE, LONGEST_AGREED, LONGEST_GROUND
from storage.ballots.rows import LeftOut, Refused
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.meetings.roll import OnRoll, roll_of
from storage.meetings.rows import How, Meeting
from storage.people import directory
from storage.people.access import Act
from storage.people.directory import Person, names_of
from storage.people.posts import Post
from storage.rules.regulations import basis


class PickAbsent(Button, prefix="bl_lo_who", act=Act.TAKE_PART):
    """That person."""

    person: int


class Leave(Button, prefix="bl_lo_yes", act=Act.TAKE_PART):
    """Leave them out."""


async def listing(context: Context, button: LeaveOuts) -> None:
    """Who is left out, by whose consent."""
    async with context.read() as session:
        refused = await electorate.why_not_leave_out(session, context.me, button.meeting, None)
        found = await electorate.left_out_of(session, button.meeting)
        named = await names_of(session, {row.person_id for row in found})
    if refused:
        return await context.tell(refused.value)
    text = lines(
        Markup("<b>👥 选举时不计入应到会的党员</b>"),
        Markup("{}").format(basis(LEFT_OUT_RULE)),
        *(
            Markup("\n{}：{}\n{:%Y-%m-%d} {}").format(
                named.get(row.person_id), row.ground, row.agreed_on, row.agreed_by
            )
            for row in found
        ),
    )
    rows = [[TakeIn(button.meeting, row.person_id).labelled(f"↩ 计入：{named.get(row.person_id)}")] for row in found]
    more = [StartLeavingOut(button.meeting).labelled("➕ 登记一位")]
    await context.show(text, [*rows, more, back(Ballots(button.meeting))])
    return None


async def take_in(context: Context, button: TakeIn) -> None:
    """Count them again."""
    async with context.write() as tx:
        refused = await electorate.take_in(tx, context.me, button.meeting, button.person)
    if refused:
        return await context.tell(refused.value)
    await context.toast("已计入应到会。")
    return await listing(context, LeaveOuts(button.meeting))


async def begin(context: Context, button: StartLeavingOut) -> Next:
    async with context.read() as session:
        refused = await electorate.why_not_leave_out(session, context.me, button.meeting, None)
    if refused:
        await context.tell(refused.value)
        return None
    draft(context).update(meeting=button.meeting)
    return "who"


async def _away(session: AsyncSession, meeting_id: int) -> list[OnRoll]:
    meeting = await session.get(Meeting, meeting_id)
    roll = await roll_of(session, meeting) if meeting else None
    return [each for each in roll.everyone if each.entitled and each.row.how != How.ON_SPOT] if roll else []


async def ask_who(context: Context) -> None:
    """Who has a vote and is not there."""
    async with context.read() as session:
        found = await _away(session, draft(context)["meeting"])
    rows = one_of(context, [PickAbsent(each.person_id).labelled(each.name) for each in found])
    await ask(context, Markup("哪一位党员，上级党组织已经同意不计算在应到会人数之内？"), rows)


async def pick_who(context: Context, button: PickAbsent) -> Next:
    """As the last step will have it."""
    async with context.read() as session:
        refused = await electorate.why_not_leave_out(session, context.me, draft(context)["meeting"], button.person)
        person = await session.get(Person, button.person)
    if refused or person is None:
        await context.tell((refused or Refused.NOT_DUE).value)
        return None
    draft(context).update(person=button.person, name=person.name)
    return "ground"


async def ask_ground(context: Context) -> None:
    """Why they are away for long."""
    await ask(context, Markup("<b>{}</b>为什么长期不能到会？例如：借调外地一年。").format(draft(context)["name"]))


async def take_ground(context: Context) -> Next:
    ground = await reading.line(context, "理由", LONGEST_GROUND)
    if ground is None:
        return None
    draft(context)["ground"] = ground
    return "agreed"


async def ask_agreed(context: Context) -> None:
    """Who has agreed, by which document."""
    await ask(context, Markup("哪一级党组织同意的，文号或者联系人是什么？例如：局党委，×局党〔2026〕8号。"))


async def take_agreed(context: Context) -> Next:
    agreed = await reading.line(context, "同意的党组织", LONGEST_AGREED)
    if agreed is None:
        return None
    draft(context)["agreed"] = agreed
    return "day"


async def ask_day(context: Context) -> None:
    await DAY.ask(context, Markup("哪一天同意的？"))


async def take_day(context: Context, day: date) -> Next:
    draft(context)["day"] = day.isoformat()
    return "confirm"


DAY = DayPicker(take_day, past=True)


async def ask_confirm(context: Context) -> None:
    """Once more, and who hears of it."""
    facts = draft(context)
    text = lines(
        Markup("<b>请核对</b>\n选举时 <b>{}</b> 不计算在应到会人数之内。").format(facts["name"]),
        Markup("理由：{}").format(facts["ground"]),
        Markup("同意：{}　{}").format(facts["day"], facts["agreed"]),
        Markup(
            "\n只用于这场会议的选举；本人到会签到的，仍然计入。登记后会告诉本人和局党务干部核对，人数写入会议记录。"
        ),
    )
    await ask(context, text, [[Leave().labelled("✅ 登记")]])


async def leave(context: Context, _button: Leave) -> Next:
    """One transaction; whom it concerns and the superior's staff are told, so that nobody is left out in silence."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await electorate.leave_out(
            tx,
            context.me,
            facts["meeting"],
            facts["person"],
            ground=facts["ground"],
            agreed_by=facts["agreed"],
            agreed_on=date.fromisoformat(facts["day"]),
            now=context.now,
        )
        if isinstance(outcome, LeftOut):
            meeting = await tx.get(Meeting, facts["meeting"])
            staff = [who.person_id for who in await directory.holders(tx, Post.PARTY_STAFF)]
            text = Markup(
                "👥 {}登记：{}的选举中，<b>{}</b>不计算在应到会人数之内。同意：{} {}。如果不符，请联系登记人更正。"
            ).format(context.me.name, meeting.title if meeting else "", facts["name"], facts["day"], facts["agreed"])
            row = keyboard([Ballots(facts["meeting"]).labelled("查看")])
            pushes = [
                Push(
                    "left_out",
                    f"meeting:{facts['meeting']}",
                    str(text),
                    person_id=person,
                    period=context.occasion,
                    keyboard=row,
                )
                for person in dict.fromkeys([facts["person"], *staff])
                if person != context.me.person_id
            ]
            await outbox.put(tx, context.now, *pushes)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return DONE
    await listing(context, LeaveOuts(facts["meeting"]))
    return DONE


FLOW = Form(
    name="left_out",
    title="登记不计入应到会的党员",
    start=StartLeavingOut,
    begin=begin,
    steps={
        "who": Step(ask_who, [Chosen(PickAbsent, pick_who), TURNED]),
        "ground": Step(ask_ground, [Typed(reading.TEXT, take_ground)]),
        "agreed": Step(ask_agreed, [Typed(reading.TEXT, take_agreed)]),
        "day": Step(ask_day, DAY.answers),
        "confirm": Step(ask_confirm, [Chosen(Leave, leave)]),
    },
)
