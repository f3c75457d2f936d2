"""Who came, put right on the spot: on its own, or as the first step of the meeting's end, which its minutes follow."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.forms.choices import Option, Several, each
from handlers.kit.forms.form import Draft, Form, draft
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage
from handlers.kit.screens.text import Markup, lines, names
from handlers.meetings import cards, pushes
from handlers.meetings.buttons import StartCorrect, StartEnd
from handlers.meetings.chairing import manage
from handlers.meetings.view import chaired, conducting
from storage.ballots.lists import check_ended
from storage.meetings import checkin, corrections, lists
from storage.meetings.rows import How, Meeting

REASON = 100
REASONS = ("没带手机", "手机没电或没有网络", "没扫上签到码", "提前离会")


async def _begin(context: Context, number: int, check: Callable[[Meeting], None]) -> None:
    """While nothing is being voted on: who is there decides who has a vote. `was` is who had come as the question was asked."""
    view = await chaired(context, number)
    check(view.meeting)
    async with context.read() as session:
        await check_ended(session, number)
    was = [who.person_id for who in corrections.came(view.roll)]
    counted = lines(cards.roll_line(view.roll), cards.quorum_line(view.roll))
    draft(context).update(meeting=number, title=view.meeting.title, was=was, counted=str(counted))


async def _begin_end(context: Context, button: StartEnd) -> None:
    await _begin(context, button.meeting, checkin.check_open)


async def _begin_correct(context: Context, button: StartCorrect) -> None:
    await _begin(context, button.meeting, corrections.check_correct)


async def _ask_end(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>结束会议：{}</b>").format(facts["title"]),
        Markup(facts["counted"]),
        Markup("到会的都勾上了吗？没用手机签到的点姓名补上。确认后会议结束，不能再签到，没到的会收到补课通知。"),
    )


async def _ask_correct(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>登记到会：{}</b>").format(facts["title"]),
        Markup(facts["counted"]),
        Markup("到了会场、不能用手机签到的，点姓名勾上；没到的去掉。要写原因，会通知本人。"),
    )


async def _expected(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await corrections.listed(session, draft(context)["meeting"])
    return [Option(person, f"📺{name}" if how == How.LIVE else name) for person, name, how in found]


async def _present(context: Context) -> Sequence[int]:
    came: Sequence[int] = draft(context)["was"]
    return came


def _is_changed(facts: Draft) -> bool:
    return set(facts["came"]) != set(facts["was"])


async def _ask_reason(context: Context) -> Markup:
    facts = draft(context)
    known = {option.value: option.label for option in await _expected(context)}
    added, gone = (
        [known[person] for person in ours if person not in other and person in known]
        for ours, other in ((facts["came"], facts["was"]), (facts["was"], facts["came"]))
    )
    return lines(
        Markup("登记到会：{}").format(names(added)) if added else None,
        Markup("改为未到：{}").format(names(gone)) if gone else None,
        Markup("为什么？请写原因，或点一个。登记到会的人和原因会写进会议记录。"),
    )


QUESTIONS: dict[str, Any] = {"options": _expected, "proposed": _present}
WHY = Text("reason", _ask_reason, "原因", REASON, options=each(*REASONS), when=_is_changed)


async def _correct(tx: AsyncSession, context: Context) -> None:
    """What was ticked is compared with what was shown: who has checked in meanwhile stays."""
    facts = draft(context)
    came, was = set(facts["came"]), set(facts["was"])
    if came == was:
        return
    reason = facts.get("reason", "")
    entered, off = await corrections.correct(
        tx, facts["meeting"], came=came - was, gone=was - came, by=context.me.person_id, reason=reason, now=context.now
    )
    await pushes.corrected(tx, await lists.find(tx, facts["meeting"]), context, entered, off, reason)


async def _end(context: Context) -> None:
    """The end, and those who missed it hear of it at once."""
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        await check_ended(tx, number)
        await _correct(tx, context)
        await pushes.missed(tx, await checkin.close(tx, number, context.now), context)
    await manage(context, Manage(number))


async def _save(context: Context) -> None:
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        await check_ended(tx, number)
        await _correct(tx, context)
    await manage(context, Manage(number))


FORMS = (
    Form(
        name="end_meeting",
        title="结束会议",
        start=StartEnd,
        begin=_begin_end,
        questions=[Several("came", _ask_end, "人到会", onward="⏹ 确认到会", **QUESTIONS), WHY],
        save=_end,
    ),
    Form(
        name="correct_roll",
        title="登记到会",
        start=StartCorrect,
        begin=_begin_correct,
        questions=[Several("came", _ask_correct, "人到会", onward="✅ 就是这些", **QUESTIONS), WHY],
        save=_save,
    ),
)
