"""The acts of a case that take one text: decline, lift, say, appeal, answer, look in. Asked, shown once more, stored."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.care import buttons as b
from handlers.care import pushes
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from storage.care import cases
from storage.care.rows import HealthCase, Refused, State
from storage.people.access import Act
from storage.people.directory import Who

SHORTEST, LONGEST = 6, 1000

Check = Callable[[AsyncSession, Who, int], Awaitable[Any]]
Effect = Callable[[AsyncSession, Context, int, str], Awaitable[HealthCase | Refused]]


class ConfirmWords(Button, prefix="case_ok", act=Act.CARE):
    """Store it."""


class Rewrite(Button, prefix="case_edit", act=Act.CARE):
    """Write it anew."""


def words_flow(  # noqa: PLR0917 - a flow's parts
    name: str, title: str, start: type[Button], question: str, check: Check, effect: Effect, done: str
) -> Form:
    """A flow of one text; `check` refuses at its first step what `effect` refuses at its last."""

    async def begin(context: Context, button: Any) -> Next:
        async with context.read() as session:
            found = await check(session, context.me, button.case)
        if isinstance(found, Refused):
            await context.tell(found.value)
            return None
        draft(context).update(case=button.case, text="")
        return "text"

    async def ask_text(context: Context) -> None:
        await ask(context, Markup("<b>{}</b>\n{}").format(title, question))

    async def take_text(context: Context) -> Next:
        text = await reading.words(context, "内容", LONGEST, SHORTEST)
        if text is None:
            return None
        draft(context)["text"] = text
        return "confirm"

    async def ask_confirm(context: Context) -> None:
        text = lines(Markup("<b>{}</b>　请核对").format(title), Markup("{}").format(draft(context)["text"]))
        await ask(context, text, [[ConfirmWords().labelled("✅ 确认提交")], [Rewrite().labelled("‹ 重写")]])

    async def rewrite(_context: Context, _button: Rewrite) -> Next:
        return "text"

    async def confirm(context: Context, _button: ConfirmWords) -> Next:
        facts = draft(context)
        async with context.write() as tx:
            outcome = await effect(tx, context, facts["case"], facts["text"])
        if isinstance(outcome, Refused):
            await context.tell(outcome.value)
            return None
        await context.show(Markup("<b>✅ {}</b>").format(done), [back(b.OpenCase(outcome.key))])
        return DONE

    return Form(
        name=name,
        title=title,
        start=start,
        begin=begin,
        steps={
            "text": Step(ask_text, [Typed(reading.TEXT, take_text)]),
            "confirm": Step(ask_confirm, [Chosen(ConfirmWords, confirm), Chosen(Rewrite, rewrite)]),
        },
    )


async def _may_decline(session: AsyncSession, me: Who, case: int) -> object:
    return await cases.can_decide(session, me, case, State.PROPOSED)


async def _may_lift(session: AsyncSession, me: Who, case: int) -> object:
    return await cases.can_decide(session, me, case, State.GRAY)


async def _decline(tx: AsyncSession, context: Context, number: int, text: str) -> HealthCase | Refused:
    case = await cases.decline(tx, context.me, number, text, context.now)
    if not isinstance(case, Refused):
        await pushes.declined(tx, case, context.now, context.occasion)
    return case


async def _lift(tx: AsyncSession, context: Context, number: int, text: str) -> HealthCase | Refused:
    case = await cases.lift(tx, context.me, number, text, context.now)
    if not isinstance(case, Refused):
        await pushes.lifted(tx, case, context.now, context.occasion)
    return case


async def _reply(tx: AsyncSession, context: Context, number: int, text: str) -> HealthCase | Refused:
    case = await cases.reply(tx, context.me, number, text, context.now)
    if not isinstance(case, Refused):
        await pushes.replied(tx, case, context.now, context.occasion)
    return case


async def _appeal(tx: AsyncSession, context: Context, number: int, text: str) -> HealthCase | Refused:
    found = await cases.appeal(tx, context.me, number, text, context.now)
    if isinstance(found, Refused):
        return found
    case, appeal = found
    await pushes.appealed(tx, case, appeal, context.now, context.occasion)
    return case


def _answer(*, uphold: bool) -> Effect:
    async def effect(tx: AsyncSession, context: Context, number: int, text: str) -> HealthCase | Refused:
        case = await cases.answer(tx, context.me, number, uphold=uphold, text=text, now=context.now)
        if not isinstance(case, Refused):
            await pushes.answered(tx, case, context.now, context.occasion)
        return case

    return effect


async def _review(tx: AsyncSession, context: Context, number: int, text: str) -> HealthCase | Refused:
    return await cases.review(tx, context.me, number, text, context.now)


FLOWS = [
    words_flow(
        "case_no", "决定不列入重点关注", b.StartDecline, "请写明理由，本人看得到。", _may_decline, _decline, "已决定不列入，已通知本人。"
    ),
    words_flow(
        "case_lift", "提前解除重点关注", b.StartLift, "请写明理由，本人看得到。", _may_lift, _lift, "已解除，已通知本人和帮扶人。"
    ),
    words_flow(
        "case_say", "说明情况", b.StartReply, "请写下您想说明的情况。支部书记和有权查看的人能看到。",
        cases.can_reply, _reply, "已提交，并通知了支部书记。",
    ),
    words_flow(
        "case_appeal", "申诉", b.StartAppeal,
        "请写明不服的地方和理由，由纪检监察人员书面答复。申诉不影响任何评价。", cases.can_appeal, _appeal,
        "已提交申诉，答复后会通知您。",
    ),
    words_flow(
        "case_keep", "答复申诉：维持", b.StartUphold, "请写明答复，本人和作出决定的人看得到。",
        cases.can_answer, _answer(uphold=True), "已答复：维持。",
    ),
    words_flow(
        "case_free", "答复申诉：解除", b.StartRevoke, "请写明答复，本人和作出决定的人看得到。确认后重点关注立即结束。",
        cases.can_answer, _answer(uphold=False), "已答复：解除。",
    ),
    words_flow(
        "case_look", "帮扶回访", b.StartReview, "请写下回访的情况：见面或电话、近况、还需要什么帮助。",
        cases.can_review, _review, "已记录回访。",
    ),
]  # fmt: skip
