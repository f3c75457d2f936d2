"""Conducting a ballot: reminding, counting, calling it void."""

from handlers.ballots import cards, looking, pushes
from handlers.ballots.buttons import Count, OpenBallot, StartVoid, UrgeVoters
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from storage.ballots import lists, voting
from storage.ballots.lists import View
from storage.ballots.rows import Ballot, Refused
from storage.people.access import Act

LONGEST_REASON = 100


async def conducted(context: Context, ballot_id: int) -> View | None:
    """The open ballot if one conducts it; None after having said why not."""
    view = await looking.seen(context, ballot_id)
    if view is None:
        return None
    if not view.chairs or not view.ballot.is_open:
        await context.tell((Refused.OVER if view.chairs else Refused.NOT_CHAIR).value)
        return None
    return view


async def urge(context: Context, button: UrgeVoters) -> None:
    """To those who are there and have not voted."""
    view = await conducted(context, button.ballot)
    if view is None:
        return
    async with context.write() as tx:
        found = await lists.turnout(tx, view.ballot)
        mine = context.me.person_id
        to = [each.person_id for each in found if each.here and not each.voted and each.person_id != mine]
        told = await pushes.begun(tx, view.ballot, to, context, again=True)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    await looking.open_ballot(context, OpenBallot(button.ballot))


async def count(context: Context, button: Count) -> None:
    """End and count, asked once more with who is missing."""
    view = await conducted(context, button.ballot)
    if view is None:
        return
    if button.sure != 1:
        async with context.read() as session:
            found = await lists.turnout(session, view.ballot)
        text = lines(
            Markup("结束并计票？之后不能再投票。"),
            cards.heading(view.ballot),
            Markup(""),
            cards.turnout_text(view.ballot, found),
        )
        rows = [[Count(button.ballot, 1).labelled("确认计票")], back(OpenBallot(button.ballot))]
        await context.show(text, rows)
        return
    async with context.write() as tx:
        outcome = await voting.count(tx, context.bot_data.box, context.me, button.ballot, context.now)
        if isinstance(outcome, Ballot):
            found = await lists.turnout(tx, outcome)
            await pushes.ended(tx, outcome, [each.person_id for each in found if each.here or each.voted], context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return
    await voting.finish(context.bot_data.box, outcome)
    await context.toast(outcome.void_reason or "已计票，结果已写入会议记录。", alert=True)
    await looking.open_ballot(context, OpenBallot(button.ballot))


class ConfirmVoid(Button, prefix="bl_void_ok", act=Act.TAKE_PART):
    """Call it void for that reason."""


async def begin_void(context: Context, button: StartVoid) -> Next:
    """Only the open ballot of a meeting that one conducts."""
    if await conducted(context, button.ballot) is None:
        return None
    draft(context).update(ballot=button.ballot)
    return "reason"


async def ask_reason(context: Context) -> None:
    await ask(context, Markup("<b>🚫 作废表决</b>\n已投的票都不计，任何人都不会知道谁投了什么。为什么作废？"))


async def take_reason(context: Context) -> Next:
    reason = await reading.line(context, "原因", LONGEST_REASON)
    if reason is None:
        return None
    draft(context)["reason"] = reason
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """Once more."""
    text = Markup("作废这项表决？原因：{}").format(draft(context)["reason"])
    await ask(context, text, [[ConfirmVoid().labelled("确认作废")]])


async def confirm_void(context: Context, _button: ConfirmVoid) -> Next:
    facts = draft(context)
    async with context.write() as tx:
        outcome = await voting.void(tx, context.me, facts["ballot"], facts["reason"], context.now)
        if isinstance(outcome, Ballot):
            found = await lists.turnout(tx, outcome)
            await pushes.ended(tx, outcome, [each.person_id for each in found if each.here or each.voted], context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return DONE
    await voting.finish(context.bot_data.box, outcome)
    await looking.open_ballot(context, OpenBallot(outcome.number))
    return DONE


VOID = Form(
    name="ballot_void",
    title="作废表决",
    start=StartVoid,
    begin=begin_void,
    steps={
        "reason": Step(ask_reason, [Typed(reading.TEXT, take_reason)]),
        "confirm": Step(ask_confirm, [Chosen(ConfirmVoid, confirm_void)]),
    },
)
