"""The yearly duty of talks: who of the branch has not had theirs yet, with a way to begin."""

from datetime import date

from telegram import InlineKeyboardButton

from handlers.kit.confidential.pin import unlock
from handlers.kit.engine.access_check import check_may
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk, narrowing
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, lines, names
from handlers.talks.buttons import Duty, TalkHome
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.directory import Who
from storage.people.rights import Act, Reach
from storage.rules.regulations import basis
from storage.talks import duty
from storage.talks.duty import Owed
from storage.talks.rows import Pair, TalkKind

PAGE = 12
FIRST_YEAR = 2000


async def show(context: Context, button: Duty) -> None:
    """The bureau by branch; a branch by kind of pair, those who lack it as buttons that begin a talk."""
    me, year = context.me, button.year or context.now.year
    wide = reach(me, Act.SEE_TALKS) is Reach.BUREAU
    branch = button.branch or (0 if wide else me.branch_id)
    check_may(context, Act.SEE_TALKS, Place(branch_id=branch or None))
    await unlock(context, button)
    async with context.read() as session:
        known = await directory.branch_names(session)
        if branch and branch not in known:
            raise Refusal(OUTDATED)
        if not FIRST_YEAR <= year <= context.now.year or not 0 <= button.pair < len(Pair):
            raise Refusal(OUTDATED)
        found = {
            each: await duty.of_branch(session, each, date(year, 1, 1)) for each in ([branch] if branch else known)
        }
    if branch:
        now_shown = Duty(year, branch, button.pair, button.page)
        await _of_branch(
            context, now_shown, known[branch], found[branch], back(Duty(year, 0, 0, 0) if wide else TalkHome())
        )
        return
    lacking = {number: sum(each.done is None for each in owed) for number, owed in found.items()}
    worst = sorted(known, key=lambda number: (-lacking[number], number))
    shown, turning = paged(worst, button.page, lambda page: Duty(year, 0, 0, page))
    rows = [[Duty(year, number, 0, 0).labelled(f"{known[number]}　还差 {lacking[number]} 项")] for number in shown]
    text = Markup("<b>📊 {}年谈心谈话</b>　还差 {} 项").format(year, sum(lacking.values()))
    await context.show(text, [*rows, *turning, back(TalkHome())])


async def _on_list(context: Context, button: Duty) -> list[OnList]:
    check_may(context, Act.SEE_TALKS, Place(branch_id=button.branch or None))
    if not FIRST_YEAR <= button.year <= context.now.year or not 0 <= button.pair < len(Pair) or not button.branch:
        raise Refusal(OUTDATED)
    await unlock(context, button)
    async with context.read() as session:
        owed = await duty.of_branch(session, button.branch, date(button.year, 1, 1))
    pair = list(Pair)[button.pair]
    mine = pair is not Pair.MEMBERS and may(context.me, Act.LOG_INTERVIEW, Place(branch_id=button.branch))

    def line(who: Who, *, done: bool) -> OnList:
        begins = mine and not done and who.person_id != context.me.person_id
        start = StartTalk(who.person_id, TalkKind.HEART.number) if begins else None
        return OnList(who.name, who.police_no, f"{'已谈' if done else '还没有谈'}　{who.name}", start)

    return [line(each.who, done=each.done is not None) for each in owed if each.pair is pair]


PEOPLE = PeopleList(Duty, _on_list)


async def _of_branch(
    context: Context, button: Duty, branch: str, owed: list[Owed], last: list[InlineKeyboardButton]
) -> None:
    me, pair = context.me, list(Pair)[button.pair]
    lacking = [each.who for each in owed if each.pair is pair and each.done is None]
    shown, turning = paged(lacking, button.page, lambda page: Duty(button.year, button.branch, button.pair, page), PAGE)
    # A committee member talks with committee and members; that two members talk is theirs to do.
    mine = pair is not Pair.MEMBERS and may(me, Act.LOG_INTERVIEW, Place(branch_id=button.branch))
    start = [
        StartTalk(who.person_id, TalkKind.HEART.number).labelled(f"🗣 {who.name}")
        for who in shown
        if mine and who.person_id != me.person_id
    ]
    kinds = [
        Duty(button.year, button.branch, number, 0).labelled(f"{'· ' if each is pair else ''}{each.value}")
        for number, each in enumerate(Pair)
    ]
    of_pair = {each: [one.done is not None for one in owed if one.pair is each] for each in Pair}
    text = lines(
        Markup("<b>📊 {}年谈心谈话</b>　{}").format(button.year, branch),
        *(Markup("• {}：{}/{}").format(each.value, sum(done), len(done)) for each, done in of_pair.items()),
        Markup("\n<b>{}</b>还没有谈的：{}").format(pair.value, names((who.name for who in lacking), 100)),
        Markup("点姓名开始谈话。") if start else None,
        Markup("\n{}").format(basis(duty.RULE)),
    )
    await context.show(text, [kinds, *in_columns(start, 3), *turning, *narrowing(button, len(owed)), last])
