"""Filling in a paper and casting it. What is marked is in this process's memory alone until it is cast.

A press carries a random word, so that neither the inbox nor a copy of the database says what was marked. After a restart the words
mean nothing any more: a paper that was not cast is opened anew.
"""

from telegram import InlineKeyboardButton

from handlers.ballots import cards
from handlers.ballots.buttons import Cast, Mark, OpenBallot, TurnPaper, Vote
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, lines
from storage.ballots import voting
from storage.ballots.box import KeyLost, Paper
from storage.ballots.matters import castable
from storage.ballots.rows import GRADES, Ballot, Refused
from storage.engine.refusal import Refusal

OTHERS_A_PAGE = 24


async def _castable(context: Context, ballot_id: int) -> Ballot:
    async with context.read() as session:
        return await castable(session, ballot_id, context.me.person_id)


async def show_paper(context: Context, button: Vote) -> None:
    """The paper, fresh or as far as it was filled in."""
    await _show(context, await _castable(context, button.ballot))


async def turn(context: Context, button: TurnPaper) -> None:
    await _show(context, await _castable(context, button.ballot), button.page)


async def _show(context: Context, ballot: Ballot, page: int | None = None) -> None:
    """On that page; else of an election with those who stand, of an appraisal where it was left."""
    paper = context.bot_data.box.paper(ballot.number, context.me.person_id, len(ballot.options))
    if page is not None or ballot.election:
        paper.page = page or 0
    await context.show(cards.paper_text(ballot, paper), _rows(ballot, paper))


def _rows(ballot: Ballot, paper: Paper) -> list[list[InlineKeyboardButton]]:
    if ballot.graded:
        return _graded_rows(ballot, paper)
    others = ballot.election and ballot.candidates < len(ballot.options)
    if others and paper.page > 0:
        return _other_rows(ballot, paper)
    standing = range(ballot.candidates if ballot.election else len(ballot.options))
    written_in = sorted(place for place in paper.chosen if place not in standing)
    rows = [[_tick(ballot, paper, place)] for place in (*standing, *written_in)]
    if others:
        rows.append([TurnPaper(ballot.number, 1).labelled("✍ 另选他人")])
    return [*rows, *_done(ballot, paper, ready=bool(paper.chosen) or ballot.election)]


def _graded_rows(ballot: Ballot, paper: Paper) -> list[list[InlineKeyboardButton]]:
    """A row of grades for each person of the page."""
    number = ballot.number
    shown, turning = paged(range(ballot.pick), paper.page, lambda page: TurnPaper(number, page), cards.GRADED_A_PAGE)
    rows = [
        [
            Mark(number, paper.marks[place]).labelled(
                f"{'●' if place in paper.chosen else ''}{person + 1} {GRADES[place % len(GRADES)]}"
            )
            for place in range(person * len(GRADES), (person + 1) * len(GRADES))
        ]
        for person in shown
    ]
    return [*rows, *turning, *_done(ballot, paper, ready=len(paper.chosen) == ballot.pick)]


def _other_rows(ballot: Ballot, paper: Paper) -> list[list[InlineKeyboardButton]]:
    """Page by page those whom one may write in. They are picked, not typed: what is typed would stand in the chat."""
    number, others = ballot.number, range(ballot.candidates, len(ballot.options))
    shown, turning = paged(others, paper.page - 1, lambda page: TurnPaper(number, page + 1), OTHERS_A_PAGE)
    ticks = in_columns([_tick(ballot, paper, place) for place in shown], 3)
    return [*ticks, *turning, [TurnPaper(number, 0).labelled("返回候选人")]]


def _tick(ballot: Ballot, paper: Paper, place: int) -> InlineKeyboardButton:
    yes, no = ("☑", "☐") if ballot.pick > 1 else ("●", "○")
    return Mark(ballot.number, paper.marks[place]).labelled(
        f"{yes if place in paper.chosen else no} {ballot.options[place]}"
    )


def _done(ballot: Ballot, paper: Paper, *, ready: bool) -> list[list[InlineKeyboardButton]]:
    cast_it = [[Cast(ballot.number, paper.cast).labelled("✅ 投出")]] if ready else []
    return [*cast_it, back(OpenBallot(ballot.number))]


async def mark(context: Context, button: Mark) -> None:
    """Mark an option; of several a second tap takes the mark away."""
    ballot = await _castable(context, button.ballot)
    paper = context.bot_data.box.held(ballot.number, context.me.person_id)
    if paper is None or button.word not in paper.marks:
        raise Refusal(Refused.PAPER_GONE)
    place = paper.marks.index(button.word)
    if ballot.graded:
        first = place - place % len(GRADES)
        paper.chosen = (paper.chosen - set(range(first, first + len(GRADES)))) | {place}
    elif ballot.pick == 1 and not ballot.election:
        paper.chosen = {place}
    elif place in paper.chosen:
        paper.chosen.discard(place)
    elif len(paper.chosen) < ballot.pick:
        paper.chosen.add(place)
    else:
        raise Refusal(f"最多选 {ballot.pick} 人，请先去掉一个。")
    await context.show(cards.paper_text(ballot, paper), _rows(ballot, paper))


async def cast(context: Context, button: Cast) -> None:
    """Cast it. The screen then no longer shows what was chosen."""
    me, box = context.me.person_id, context.bot_data.box
    paper = box.held(button.ballot, me)
    if paper is None or button.word != paper.cast:
        # Cast already by a process that ended before it could say so: the receipt is still on that screen.
        await _castable(context, button.ballot)
        raise Refusal(Refused.PAPER_GONE)
    try:
        async with context.write() as tx:
            ballot = await voting.cast(tx, box, button.ballot, me, choices=paper.chosen, receipt=paper.receipt)
    except KeyLost:
        raise Refusal(f"{voting.KEY_LOST}。请告诉会议主持人作废这项表决。") from None
    box.drop(button.ballot, me)
    receipt = Markup("🔖 您的回执码 <code>{}</code>\n计票后可在“核对回执码”里找到它。").format(paper.receipt)
    text = lines(Markup("<b>✅ 已投票</b>：{}").format(ballot.title), receipt if ballot.secret else None)
    await context.show(text, [back(OpenBallot(button.ballot))])
