"""The yearly duty of talks: who of the branch has not had theirs yet, with a way to begin; and its place in the ledger."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.confidential.pin import unlocked
from handlers.kit.engine.access_check import NOT_ALLOWED, OUTDATED
from handlers.kit.joins import Subject
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines, names
from handlers.talks.buttons import Duty, TalkHome
from scoring.cadence import awake
from storage.ledger import Entry
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.access import Act, Place, Reach, may, reach
from storage.rules.regulations import basis
from storage.talks import duty
from storage.talks.rows import Pair, TalkKind

PAGE = 12
FIRST_YEAR = 2000


async def show(context: Context, button: Duty) -> None:
    """The bureau by branch; a branch by kind of pair, those who lack it as buttons that begin a talk."""
    me, year = context.me, button.year or context.now.year
    wide = reach(me, Act.SEE_TALKS) is Reach.BUREAU
    branch = button.branch or (0 if wide else me.branch_id)
    if not may(me, Act.SEE_TALKS, Place(branch_id=branch or None)):
        return await context.tell(NOT_ALLOWED)
    if not await unlocked(context, button):
        return None
    async with context.read() as session:
        known = await directory.branch_names(session)
        if (branch and branch not in known) or not FIRST_YEAR <= year <= context.now.year:
            found = None
        else:
            found = {
                number: await duty.of_branch(session, number, date(year, 1, 1))
                for number in ([branch] if branch else known)
            }
    if found is None or not 0 <= button.pair < len(Pair):
        return await context.tell(OUTDATED)
    if not branch:
        lacking = {number: sum(each.done is None for each in each_owed) for number, each_owed in found.items()}
        worst = sorted(known, key=lambda number: (-lacking[number], number))
        shown, turning = paged(worst, button.page, lambda page: Duty(year, 0, 0, page))
        rows = [[Duty(year, number, 0, 0).labelled(f"{known[number]}　还差 {lacking[number]} 项")] for number in shown]
        text = Markup("<b>📊 {}年谈心谈话</b>　还差 {} 项").format(year, sum(lacking.values()))
        await context.show(text, [*rows, *turning, back(TalkHome())])
        return None
    pair = list(Pair)[button.pair]
    owed = found[branch]
    open_ones = [each.who for each in owed if each.pair is pair and each.done is None]
    shown_, turning = paged(open_ones, button.page, lambda page: Duty(year, branch, button.pair, page), PAGE)
    # A committee member talks with committee and members; that two members talk is theirs to do.
    mine = pair is not Pair.MEMBERS and may(me, Act.LOG_INTERVIEW, Place(branch_id=branch))
    start = [
        StartTalk(who.person_id, TalkKind.HEART.number).labelled(f"🗣 {who.name}")
        for who in shown_
        if mine and who.person_id != me.person_id
    ]
    kinds = [
        Duty(year, branch, number, 0).labelled(f"{'· ' if each is pair else ''}{each.value}")
        for number, each in enumerate(Pair)
    ]
    text = lines(
        Markup("<b>📊 {}年谈心谈话</b>　{}").format(year, known[branch]),
        *(
            Markup("• {}：{}/{}").format(
                each.value,
                sum(one.done is not None for one in owed if one.pair is each),
                sum(one.pair is each for one in owed),
            )
            for each in Pair
        ),
        Markup("\n<b>{}</b>还没有谈的：{}").format(pair.value, names((who.name for who in open_ones), 100)),
        Markup("点姓名开始谈话。") if start else None,
        Markup("\n{}").format(basis(duty.RULE)),
    )
    last = back(Duty(year, 0, 0, 0) if wide else TalkHome())
    await context.show(text, [kinds, *in_columns(start, 3), *turning, last])
    return None


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Each person who lacks a talk, once a day."""
    now = context.now
    pushes = [
        Push(
            "talk_duty_urge",
            f"person:{person}",
            str(Markup("🔔 <b>{}</b>提醒：今年的谈心谈话还没有完成").format(context.me.name)),
            person_id=person,
            period=now.date().isoformat(),
            keyboard=keyboard([StartTalk(0, -1).labelled("🗣 记录谈话")]),
            not_before=awake(now),
            nudge=True,
        )
        for person in dict.fromkeys(entry.person_id for entry in entries)
        if person is not None
    ]
    return await outbox.put(tx, now, *pushes)


def _opens(entry: Entry) -> Button:
    return TalkHome() if entry.person_id is None else Duty(entry.on.year, entry.branch_id, _place(entry.what), 0)


def _place(what: str) -> int:
    return next((number for number, pair in enumerate(Pair) if pair.value in what), 0)


DUTY = Subject("talk_duty", "谈心谈话任务", duty.ledger, _opens, _urge)
