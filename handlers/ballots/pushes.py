"""What a ballot tells people unasked, put into the outbox in the transaction that causes it; never how anybody voted."""

from collections.abc import Iterable
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots import cards
from handlers.ballots.buttons import OpenBallot, Vote
from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines
from storage.ballots.lists import turnout
from storage.ballots.rows import Ballot, BallotState
from storage.ballots.written import counted_in
from storage.mail import outbox
from storage.mail.outbox import Push

STAYS = timedelta(hours=12)


async def begun(tx: AsyncSession, ballot: Ballot, context: Context, *, again: bool = False) -> int:
    """To those who can vote now and have not; `again` reminds them. Gives how many are told."""
    found = await turnout(tx, ballot)
    to = [each.person_id for each in found if each.here and not each.voted and each.person_id != context.me.person_id]
    text = Markup("🗳 {}：<b>{}</b>\n请打开选票投票。").format(
        "还等您投票" if again else f"开始{cards.way(ballot)}", ballot.title
    )
    pushes = [
        Push(
            "ballot_urge" if again else "ballot",
            f"ballot:{ballot.number}",
            str(text),
            person_id=person,
            period=context.occasion if again else "",
            keyboard=keyboard([Vote(ballot.number).labelled("🗳 打开选票")]),
            expires_at=context.now + STAYS,
        )
        for person in to
    ]
    return await outbox.put(tx, context.now, *pushes)


async def ended(tx: AsyncSession, ballot: Ballot, context: Context) -> None:
    """The result, to everyone who could vote and was there, and whose written opinion was counted."""
    written = await counted_in(tx, ballot.number)
    there = [each.person_id for each in await turnout(tx, ballot) if each.here or each.voted]
    to = dict.fromkeys([*there, *(each.opinion.person_id for each in written)])
    for kind in ("ballot", "ballot_urge"):
        await outbox.withdraw(tx, kind, f"ballot:{ballot.number}")
    if ballot.state == BallotState.VOID:
        text = Markup("🚫 表决作废：<b>{}</b>\n{}").format(ballot.title, ballot.void_reason)
    else:
        text = lines(Markup("🗳 表决结果：<b>{}</b>").format(ballot.title), cards.result_text(ballot, written))
    row = keyboard([OpenBallot(ballot.number).labelled("查看")])
    pushes = [
        Push("ballot_result", f"ballot:{ballot.number}", str(text), person_id=person, keyboard=row)
        for person in to
        if person != context.me.person_id
    ]
    await outbox.put(tx, context.now, *pushes)


async def graded(tx: AsyncSession, ballot: Ballot, to: Iterable[int], context: Context) -> None:
    """That the grades are decided, to each person; the grade itself waits in the bot."""
    text = str(Markup("🏅 <b>{}</b>的评定结果出来了，请点开查看本人等次。").format(ballot.title))
    row = keyboard([OpenBallot(ballot.number).labelled("查看")])
    subject = f"ballot:{ballot.number}"
    pushes = [
        Push("appraisal_grade", subject, text, person_id=person, period=context.occasion, keyboard=row)
        for person in to
        if person != context.me.person_id
    ]
    await outbox.put(tx, context.now, *pushes)
