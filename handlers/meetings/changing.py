"""Changing a called meeting, calling it off, and whether its place is checked."""

from datetime import datetime
from typing import Any

from telegram.ext import filters

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.calendar import PickHour
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, escape, lines, when_text
from handlers.meetings import looking, pushes, timing
from handlers.meetings.buttons import Manage, OpenMeeting, StartCancel, StartChange, StartPlace
from handlers.meetings.expected import EXPECTED
from storage.meetings import attending, lists, planning
from storage.meetings.rows import Meeting, MeetingState, Refused
from storage.people.access import Act

LONGEST = {"title": 60, "place": 100, "live_url": 200, "agenda": 1500}
FIELDS = {**planning.CHANGEABLE, "expected": "应到人员"}
LONGEST_REASON = 200


class PickField(Button, prefix="chg_field", act=Act.TAKE_PART):
    """What to change: a key of `FIELDS`."""

    field: str


class PeopleChosen(Button, prefix="chg_people", act=Act.TAKE_PART):
    """The list of those expected is as it should be."""


class NoReason(Button, prefix="chg_noreason", act=Act.TAKE_PART):
    """Change it without giving a reason."""


class NoPlace(Button, prefix="chg_noplace", act=Act.TAKE_PART):
    """The place is not checked."""


async def _begin(context: Context, meeting_id: int, *states: MeetingState) -> MeetingState | None:
    """Fill the draft if the meeting is in one of those states; None after having said why not."""
    view = await looking.chaired(context, meeting_id)
    if view is None:
        return None
    if view.state not in states:
        refused = Refused.CANCELLED if view.state is MeetingState.CANCELLED else Refused.NOT_PLANNED
        await context.tell(refused.value)
        return None
    expected = [each.person_id for each in view.roll.everyone]
    draft(context).update(
        meeting=meeting_id, title=view.meeting.title, branch=view.meeting.branch_id, expected=expected, page=0
    )
    return view.state


async def begin_change(context: Context, button: StartChange) -> Next:
    """What has not begun can be changed; once it goes on, only who is expected: somebody forgotten is at the door."""
    state = await _begin(context, button.meeting, MeetingState.PLANNED, MeetingState.OPEN)
    if state is MeetingState.OPEN:
        draft(context)["field"] = "expected"
        return "people"
    return "field" if state else None


async def ask_field(context: Context) -> None:
    choices = [PickField(field).labelled(word) for field, word in FIELDS.items()]
    await ask(context, Markup("<b>修改：{}</b>\n要改什么？").format(draft(context)["title"]), in_columns(choices))


async def pick_field(context: Context, button: PickField) -> Next:
    """Each field has its own question."""
    if button.field not in FIELDS:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["field"] = button.field
    return {"starts_at": "when", "expected": "people"}.get(button.field, "value")


async def ask_value(context: Context) -> None:
    field = draft(context)["field"]
    hint = Markup("发送“无”表示不用直播链接。") if field == "live_url" else None
    await ask(context, lines(Markup("新的<b>{}</b>是什么？请输入。").format(FIELDS[field]), hint))


async def take_value(context: Context) -> Next:
    """Within its length; a link must be one."""
    field = draft(context)["field"]
    read = reading.words if field == "agenda" else reading.line
    value: str | None = await read(context, FIELDS[field], LONGEST[field])
    if value is None:
        return None
    if field == "live_url" and value != "无" and not value.startswith(("http://", "https://")):
        await context.tell("直播链接要以 https:// 开头，请重新发送；不用直播请发送“无”。")
        return None
    draft(context)["value"] = None if field == "live_url" and value == "无" else value
    return "reason"


async def ask_when(context: Context) -> None:
    await timing.ask_day(context, Markup("<b>新的时间</b>是什么时候？"))


async def take_when(context: Context) -> Next:
    at = await timing.read(context)
    return _with_time(context, at)


async def pick_hour(context: Context, button: PickHour) -> Next:
    at = await timing.picked(context, button)
    return _with_time(context, at)


def _with_time(context: Context, at: datetime | None) -> Next:
    if at is None:
        return None
    draft(context)["value"] = at.isoformat()
    return "reason"


async def ask_people(context: Context) -> None:
    await EXPECTED.ask(context, Markup("<b>应到人员</b>\n点姓名可增减。"), [PeopleChosen().labelled("下一步 ›")])


async def people_chosen(context: Context, _button: PeopleChosen) -> Next:
    if not draft(context)["expected"]:
        await context.tell(Refused.NOBODY.value)
        return None
    return "reason"


async def ask_reason(context: Context) -> None:
    """Why, for those who are told."""
    facts = draft(context)
    value = facts.get("value")
    if facts["field"] == "starts_at":
        value = when_text(datetime.fromisoformat(facts["value"]), context.now)
    elif facts["field"] == "expected":
        value = f"{len(facts['expected'])} 人"
    told = "会记入修改记录" if facts["field"] == "expected" else "会通知应到人员"
    text = Markup("<b>{}</b>改为：{}\n为什么改？请写原因，{}。").format(FIELDS[facts["field"]], value or "无", told)
    await ask(context, text, [[NoReason().labelled("不写原因，直接修改")]])


async def take_reason(context: Context) -> Next:
    reason = await reading.words(context, "原因", LONGEST_REASON)
    return None if reason is None else await _change(context, reason)


async def no_reason(context: Context, _button: NoReason) -> Next:
    """Without one."""
    return await _change(context, "")


async def _change(context: Context, reason: str) -> Next:
    facts = draft(context)
    number, field = facts["meeting"], facts["field"]
    if await looking.chaired(context, number) is None:
        return DONE
    mark: dict[str, Any] = {"by": context.me.person_id, "reason": reason, "now": context.now}
    async with context.write() as tx:
        refused: Refused | None = None
        if field == "expected":
            outcome = await planning.change_expected(tx, number, facts["expected"], **mark)
            meeting = await lists.find(tx, number)
            if isinstance(outcome, Refused) or meeting is None:
                refused = outcome if isinstance(outcome, Refused) else Refused.GONE
            else:
                await pushes.invited(tx, meeting, context, outcome[0])
                await pushes.uninvited(tx, meeting, context, outcome[1])
        else:
            value = datetime.fromisoformat(facts["value"]) if field == "starts_at" else facts["value"]
            changed = await planning.change(tx, number, field, value, **mark)
            if isinstance(changed, Refused):
                refused = changed
            else:
                await pushes.changed(tx, changed, context, FIELDS[field], reason)
    told = "新加入和移出的人员" if field == "expected" else "应到人员"
    said = refused.value if refused else f"✅ 已修改{FIELDS[field]}，正在通知{told}。"
    await context.show(escape(said), [back(OpenMeeting(number))])
    return DONE


CHANGE = Form(
    name="change",
    title="修改会议",
    start=StartChange,
    begin=begin_change,
    steps={
        "field": Step(ask_field, [Chosen(PickField, pick_field)]),
        "value": Step(ask_value, [Typed(reading.TEXT, take_value)]),
        "when": Step(
            ask_when,
            [
                Typed(reading.TEXT, take_when),
                *timing.DAY.taps,
                Chosen(PickHour, pick_hour),
            ],
        ),
        "people": Step(ask_people, [*EXPECTED.answers, Chosen(PeopleChosen, people_chosen)]),
        "reason": Step(ask_reason, [Typed(reading.TEXT, take_reason), Chosen(NoReason, no_reason)]),
    },
)


async def begin_cancel(context: Context, button: StartCancel) -> Next:
    """Only what has not begun can be called off."""
    return "reason" if await _begin(context, button.meeting, MeetingState.PLANNED) else None


async def ask_cancel_reason(context: Context) -> None:
    """A reason is needed: everyone will ask for it."""
    text = Markup("取消<b>{}</b>？\n请写取消的原因，会通知应到人员；写完即取消会议。")
    await ask(context, text.format(draft(context)["title"]), cancel="‹ 不取消会议了")


async def take_cancel_reason(context: Context) -> Next:
    reason = await reading.words(context, "取消原因", LONGEST_REASON)
    if reason is None:
        return None
    number = draft(context)["meeting"]
    if await looking.chaired(context, number) is None:
        return DONE
    async with context.write() as tx:
        outcome = await planning.cancel(tx, number, by=context.me.person_id, reason=reason, now=context.now)
        if isinstance(outcome, Meeting):
            await pushes.cancelled(tx, outcome, context)
    said = outcome.value if isinstance(outcome, Refused) else "🚫 会议已取消，正在通知应到人员。"
    await context.show(escape(said), [back(OpenMeeting(number))])
    return DONE


CANCEL = Form(
    name="cancel",
    title="取消会议",
    start=StartCancel,
    begin=begin_cancel,
    steps={"reason": Step(ask_cancel_reason, [Typed(reading.TEXT, take_cancel_reason)])},
)


async def begin_place(context: Context, button: StartPlace) -> Next:
    return "place" if await _begin(context, button.meeting, MeetingState.PLANNED, MeetingState.OPEN) else None


async def ask_place(context: Context) -> None:
    """The meeting's place on the map."""
    text = lines(
        Markup("<b>地点核对</b>：{}").format(draft(context)["title"]),
        Markup("请在会场发送位置（📎 → 位置）。之后现场签到的人也要发送位置，离会场 {} 米以内才能签到。").format(
            attending.NEAR_METRES
        ),
    )
    await ask(context, text, [[NoPlace().labelled("不核对地点")]])


async def take_place(context: Context) -> Next:
    """From now on it is checked."""
    location = context.message.location if context.message else None
    if location is None:
        return None
    return await _set_place(context, (location.latitude, location.longitude))


async def no_place(context: Context, _button: NoPlace) -> Next:
    return await _set_place(context, None)


async def _set_place(context: Context, place: tuple[float, float] | None) -> Next:
    number = draft(context)["meeting"]
    if await looking.chaired(context, number) is None:
        return DONE
    async with context.write() as tx:
        outcome = await attending.set_place(tx, number, place)
    said = outcome.value if isinstance(outcome, Refused) else ("📍 已设为核对地点。" if place else "已设为不核对地点。")
    await context.show(escape(said), [back(Manage(number))])
    return DONE


PLACE = Form(
    name="place",
    title="地点核对",
    start=StartPlace,
    begin=begin_place,
    steps={"place": Step(ask_place, [Typed(filters.LOCATION, take_place), Chosen(NoPlace, no_place)])},
)
