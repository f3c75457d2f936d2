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
from storage.ballots import opening, voting
from storage.ballots.box import KeyLost, Paper
from storage.ballots.rows import GRADES, Ballot, Refused

OTHERS_A_PAGE = 24


async def show_paper(context: Context, button: Vote) -> None:
    """The paper, fresh or as far as it was filled in."""
    async with context.read() as session:
        ballot = await opening.may_cast(session, button.ballot, context.me.person_id)
    if isinstance(ballot, Refused):
        return await context.tell(ballot.value)
    paper = context.bot_data.box.paper(ballot.number, context.me.person_id, len(ballot.options))
    if ballot.election:
        paper.page = 0
    await context.show(cards.paper_text(ballot, paper), _rows(ballot, paper))
    return None


async def turn(context: Context, button: TurnPaper) -> None:
    async with context.read() as session:
        ballot = await opening.may_cast(session, button.ballot, context.me.person_id)
    if isinstance(ballot, Refused):
        return await context.tell(ballot.value)
    paper = context.bot_data.box.paper(ballot.number, context.me.person_id, len(ballot.options))
    paper.page = button.page
    await context.show(cards.paper_text(ballot, paper), _rows(ballot, paper))
    return None


def _graded_rows(ballot: Ballot, paper: Paper) -> list[list[InlineKeyboardButton]]:
    """A row of grades for each person of the page."""

    def turned(page: int) -> TurnPaper:
        return TurnPaper(ballot.number, page)

    shown, turning = paged(range(ballot.pick), paper.page, turned, cards.GRADED_A_PAGE)
    rows = [
        [
            Mark(ballot.number, paper.marks[place]).labelled(
                f"{'●' if place in paper.chosen else ''}{person + 1} {GRADES[place % len(GRADES)]}"
            )
            for place in range(person * len(GRADES), (person + 1) * len(GRADES))
        ]
        for person in shown
    ]
    done = [[Cast(ballot.number, paper.cast).labelled("✅ 投出")]] if len(paper.chosen) == ballot.pick else []
    return [*rows, *turning, *done, back(OpenBallot(ballot.number))]


def _other_rows(ballot: Ballot, paper: Paper) -> list[list[InlineKeyboardButton]]:
    """Page by page those whom one may write in. They are picked, not typed: what is typed would stand in the chat."""

    def turned(page: int) -> TurnPaper:
        return TurnPaper(ballot.number, page + 1)

    shown, turning = paged(range(ballot.candidates, len(ballot.options)), paper.page - 1, turned, OTHERS_A_PAGE)
    return [
        *in_columns([_tick(ballot, paper, place) for place in shown], 3),
        *turning,
        [_page(ballot, 0, "返回候选人")],
    ]


def _tick(ballot: Ballot, paper: Paper, place: int) -> InlineKeyboardButton:
    yes, no = ("☑", "☐") if ballot.pick > 1 else ("●", "○")
    return Mark(ballot.number, paper.marks[place]).labelled(
        f"{yes if place in paper.chosen else no} {ballot.options[place]}"
    )


def _page(ballot: Ballot, page: int, label: str) -> InlineKeyboardButton:
    return TurnPaper(ballot.number, page).labelled(label)


def _rows(ballot: Ballot, paper: Paper) -> list[list[InlineKeyboardButton]]:
    if ballot.graded:
        return _graded_rows(ballot, paper)
    if ballot.election and paper.page > 0 and ballot.candidates < len(ballot.options):
        return _other_rows(ballot, paper)
    standing = range(ballot.candidates if ballot.election else len(ballot.options))
    written_in = sorted(place for place in paper.chosen if place not in standing)
    rows = [[_tick(ballot, paper, place)] for place in (*standing, *written_in)]
    if ballot.election and ballot.candidates < len(ballot.options):
        rows.append([_page(ballot, 1, "✍ 另选他人")])
    if paper.chosen or ballot.election:
        rows.append([Cast(ballot.number, paper.cast).labelled("✅ 投出")])
    return [*rows, back(OpenBallot(ballot.number))]


async def mark(context: Context, button: Mark) -> None:
    """Mark an option; of several a second tap takes the mark away."""
    async with context.read() as session:
        ballot = await opening.may_cast(session, button.ballot, context.me.person_id)
    if isinstance(ballot, Refused):
        return await context.tell(ballot.value)
    paper = context.bot_data.box.held(ballot.number, context.me.person_id)
    if paper is None or button.word not in paper.marks:
        return await context.tell(Refused.PAPER_GONE.value)
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
        return await context.tell(f"最多选 {ballot.pick} 人，请先去掉一个。")
    await context.show(cards.paper_text(ballot, paper), _rows(ballot, paper))
    return None


async def cast(context: Context, button: Cast) -> None:
    """Cast it. The screen then no longer shows what was chosen."""
    me, box = context.me.person_id, context.bot_data.box
    paper = box.held(button.ballot, me)
    if paper is None or button.word != paper.cast:
        async with context.read() as session:
            ballot = await opening.may_cast(session, button.ballot, me)
        # Cast already by a process that ended before it could say so: the receipt is still on that screen.
        return await context.tell(ballot.value if isinstance(ballot, Refused) else Refused.PAPER_GONE.value)
    try:
        async with context.write() as tx:
            outcome = await voting.cast(tx, box, button.ballot, me, choices=paper.chosen, receipt=paper.receipt)
    except KeyLost:
        return await context.tell(f"{voting.KEY_LOST}。请告诉会议主持人作废这项表决。")
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    box.drop(button.ballot, me)
    receipt = Markup("🔖 您的回执码 <code>{}</code>\n计票后可在“核对回执码”里找到它。").format(paper.receipt)
    text = lines(
        Markup("<b>✅ 已投票</b>：{}").format(outcome.title),
        receipt if outcome.secret else None,
    )
    await context.show(text, [back(OpenBallot(button.ballot))])
    return None
