"""Leave: asking for it with a reason, and the chair's answer."""

from collections.abc import Sequence

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.meetings import looking, pushes
from handlers.meetings.buttons import GrantLeave, Leaves, Manage, OpenMeeting, RefuseLeave, StartLeave
from storage.meetings import attending, lists
from storage.meetings.rows import Refused
from storage.people.access import Act

REASONS: Sequence[str] = ("值班备勤", "出差办案", "病假", "年休假")
LONGEST = 200


class PickReason(Button, prefix="leave_why", act=Act.TAKE_PART):
    """One of the usual reasons; an index into `REASONS`."""

    index: int


async def begin(context: Context, button: StartLeave) -> Next:
    """Only for somebody expected, who has neither come nor asked."""
    view = await looking.seen(context, button.meeting)
    if view is None:
        return None
    async with context.read() as session:
        allowed = await attending.may_ask_leave(session, button.meeting, context.me.person_id)
    if isinstance(allowed, Refused):
        await context.tell(allowed.value)
        return None
    draft(context).update(meeting=button.meeting, title=view.meeting.title)
    return "reason"


async def ask_reason(context: Context) -> None:
    usual = [PickReason(index).labelled(reason) for index, reason in enumerate(REASONS)]
    await ask(
        context,
        Markup("<b>请假</b>：{}\n请写请假事由，或点一个。只有主持人和支部负责人能看到。").format(
            draft(context)["title"]
        ),
        in_columns(usual),
    )


async def pick_reason(context: Context, button: PickReason) -> Next:
    if not 0 <= button.index < len(REASONS):
        await context.toast(OUTDATED, alert=True)
        return None
    return await _ask_leave(context, REASONS[button.index])


async def take_reason(context: Context) -> Next:
    reason = await reading.words(context, "请假事由", LONGEST)
    return None if reason is None else await _ask_leave(context, reason)


async def _ask_leave(context: Context, reason: str) -> Next:
    number = draft(context)["meeting"]
    async with context.write() as tx:
        outcome = await attending.ask_leave(tx, number, context.me.person_id, reason)
        meeting = await lists.find(tx, number)
        if not isinstance(outcome, Refused) and meeting is not None:
            await pushes.leave_asked(tx, meeting, context, reason)
    said = outcome.value if isinstance(outcome, Refused) else f"🙋 请假已提交：{reason}。主持人答复后会通知您。"
    await context.show(escape(said), [back(OpenMeeting(number))])
    return DONE


FLOW = Form(
    name="leave",
    title="请假",
    start=StartLeave,
    begin=begin,
    steps={"reason": Step(ask_reason, [Chosen(PickReason, pick_reason), Typed(reading.TEXT, take_reason)])},
)


async def leaves(context: Context, button: Leaves) -> None:
    """Who asked, for the chair."""
    view = await looking.chaired(context, button.meeting)
    if view is None:
        return
    asked = view.roll.leave_asked
    rows = [
        [
            GrantLeave(button.meeting, each.person_id).labelled(f"✅ 准 {each.name}"),
            RefuseLeave(button.meeting, each.person_id).labelled(f"❌ 不准 {each.name}"),
        ]
        for each in asked[:10]
    ]
    waiting = [Markup("❓ {}：{}").format(each.name, clip(each.row.leave_reason or "", 120)) for each in asked[:10]]
    granted = [
        Markup("✅ {}：{}").format(each.name, clip(each.row.leave_reason or "", 60)) for each in view.roll.on_leave
    ]
    nothing = None if asked or granted else Markup("没有人请假。")
    text = lines(Markup("<b>请假</b>：{}").format(view.meeting.title), *waiting, *granted[:20], nothing)
    await context.show(text, [*rows, back(Manage(button.meeting))])


async def grant(context: Context, button: GrantLeave) -> None:
    if await looking.chaired(context, button.meeting) is None:
        return
    refused = await _answer(context, button.meeting, button.person, granted=True, word=None)
    await context.toast(refused.value if refused else "已批准", alert=refused is not None)
    await leaves(context, Leaves(button.meeting))


async def _answer(context: Context, meeting_id: int, person: int, *, granted: bool, word: str | None) -> Refused | None:
    async with context.write() as tx:
        outcome = await attending.answer_leave(
            tx, meeting_id, person, granted=granted, word=word, by=context.me.person_id
        )
        meeting = await lists.find(tx, meeting_id)
        if isinstance(outcome, Refused) or meeting is None:
            return outcome if isinstance(outcome, Refused) else Refused.GONE
        await pushes.leave_answered(tx, meeting, context, person, granted=granted, word=word)
    return None


async def begin_refusal(context: Context, button: RefuseLeave) -> Next:
    view = await looking.chaired(context, button.meeting)
    if view is None:
        return None
    asked = next((each for each in view.roll.leave_asked if each.person_id == button.person), None)
    if asked is None:
        await context.tell(Refused.NO_LEAVE_ASKED.value)
        return None
    draft(context).update(meeting=button.meeting, person=button.person, name=asked.name)
    return "word"


async def ask_word(context: Context) -> None:
    await ask(context, Markup("不批准<b>{}</b>的请假。请写一句答复，会发给本人。").format(draft(context)["name"]))


async def take_word(context: Context) -> Next:
    word = await reading.words(context, "答复", LONGEST)
    if word is None:
        return None
    facts = draft(context)
    if await looking.chaired(context, facts["meeting"]) is None:
        return DONE
    refused = await _answer(context, facts["meeting"], facts["person"], granted=False, word=word)
    said = refused.value if refused else f"已答复{facts['name']}：不批准。"
    await context.show(escape(said), [back(Leaves(facts["meeting"]))])
    return DONE


REFUSAL = Form(
    name="refuse_leave",
    title="答复请假",
    start=RefuseLeave,
    begin=begin_refusal,
    steps={"word": Step(ask_word, [Typed(reading.TEXT, take_word)])},
)
