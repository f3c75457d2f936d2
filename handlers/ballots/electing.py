"""The steps of an election: who stands, how many seats; and a vote again about the seats that are left."""

import math

from handlers.kit.forms import reading
from handlers.kit.forms.form import Next, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, lines
from storage.ballots import opening
from storage.ballots.electorate import cannot_stand
from storage.ballots.opening import ELECTION_RULE, Matter
from storage.ballots.result import outcome_of
from storage.ballots.rows import MOST_CANDIDATES, Ballot, Refused
from storage.meetings.rows import Meeting
from storage.people.access import Act
from storage.rules.regulations import own

DIFFERENCE_RULE = "election_difference"
LONGEST_NAME = 20


class PickMost(Button, prefix="bl_most", act=Act.TAKE_PART):
    """So many seats: at most so many candidates on one paper."""

    most: int


class UseThese(Button, prefix="bl_these", act=Act.TAKE_PART):
    """Those who were not elected stand again."""


async def ask_candidates(context: Context) -> None:
    """Who stands; in a vote again those who were not elected, unless others are sent."""
    facts = draft(context)
    suggested = facts.get("suggested", [])
    text = lines(
        Markup("请发送候选人姓名，每行一位（1 到 {} 名）。选票上还可以另选他人。").format(MOST_CANDIDATES),
        Markup("上一轮没有当选的：{}").format("、".join(suggested)) if suggested else None,
        Markup("应选 {} 名。").format(facts["pick"]) if facts.get("after") else None,
    )
    await ask(context, text, [[UseThese().labelled("就用上一轮没有当选的")]] if suggested else [])


async def take_candidates(context: Context) -> Next:
    """One a line, no name twice."""
    text = await reading.words(context, "候选人", MOST_CANDIDATES * (LONGEST_NAME + 1))
    if text is None:
        return None
    found = ["".join(line.split()) for line in text.replace("、", "\n").splitlines() if line.strip()]
    if any(len(name) > LONGEST_NAME for name in found):
        await context.tell(f"姓名最多 {LONGEST_NAME} 个字，每行一位，请重新发送。")
        return None
    return await _stand(context, found)


async def use_these(context: Context, _button: UseThese) -> Next:
    return await _stand(context, draft(context).get("suggested", []))


async def _stand(context: Context, found: list[str]) -> Next:
    facts = draft(context)
    seats = facts["pick"] if facts.get("after") else 1
    if refused := opening.why_not(Matter(facts["title"], ELECTION_RULE, candidates=tuple(found), pick=seats)):
        await context.tell(refused.value)
        return None
    async with context.read() as session:
        meeting = await session.get(Meeting, facts["meeting"])
        barred = await cannot_stand(session, meeting, found) if meeting else []
    if barred:
        await context.tell(f"{Refused.CANNOT_STAND.value}：{'、'.join(barred)}")
        return None
    facts["candidates"] = found
    return "confirm" if facts.get("after") else "most"


async def ask_most(context: Context) -> None:
    """How many are to be elected."""
    found = draft(context)["candidates"]
    buttons = [PickMost(most).labelled(str(most)) for most in range(1, len(found) + 1)]
    text = Markup("候选人：{}\n应选几名？每张选票最多选这么多人。").format("、".join(found))
    await ask(context, text, in_columns(buttons, 5))


async def pick_most(context: Context, button: PickMost) -> Next:
    facts = draft(context)
    if not 1 <= button.most <= len(facts["candidates"]):
        await context.tell(Refused.CANDIDATES.value)
        return None
    facts["pick"] = button.most
    return "confirm"


async def again(context: Context, ballot_id: int) -> Next:
    """About the seats that an election left open: among those who stood equal, or among those who were not elected."""
    facts = draft(context)
    async with context.read() as session:
        found = {each.number: each for each in await opening.unfinished(session, facts["meeting"])}
    ballot = found.get(ballot_id)
    if ballot is None:
        await context.tell(Refused.AGAIN_GONE.value)
        return None
    outcome = outcome_of(ballot)
    facts.update(
        rule=ELECTION_RULE,
        about="",
        title=_title(ballot),
        after=ballot.number,
        pick=outcome.left,
        tie=bool(outcome.tied),
        candidates=[ballot.options[place] for place in outcome.tied],
        suggested=_not_elected(ballot, outcome.elected),
    )
    return "confirm" if outcome.tied else "candidates"


def _title(ballot: Ballot) -> str:
    word = "（再次投票）"
    return ballot.title if ballot.title.endswith(word) else f"{ballot.title[: opening.LONGEST_TITLE - len(word)]}{word}"


def _not_elected(ballot: Ballot, elected: tuple[int, ...]) -> list[str]:
    """Who stood or was written in, most votes first."""
    counts = ballot.counts or []
    left = [
        place for place in range(len(counts)) if place not in elected and (place < ballot.candidates or counts[place])
    ]
    return [ballot.options[place] for place in sorted(left, key=lambda place: -counts[place])][:MOST_CANDIDATES]


def seats_text(matter: Matter) -> Markup | None:
    """How many seats, how they are filled, and where too few stand for them."""
    if not matter.candidates:
        return None
    if matter.tie:
        return Markup("上一轮得票相同，再次投票：应选 {} 名，得票多的当选").format(matter.pick)
    spare = math.ceil(matter.pick * own()[DIFFERENCE_RULE].share("spare"))
    few = matter.after is None and matter.pick > 1 and len(matter.candidates) < matter.pick + spare
    return lines(
        Markup("应选 {} 名，每张选票最多选 {} 人，可以另选他人").format(matter.pick, matter.pick),
        Markup("⚠️ 委员候选人的差额不少于应选人数的五分之一：应选 {} 名，候选人一般不少于 {} 名。").format(
            matter.pick, matter.pick + spare
        )
        if few
        else None,
    )
