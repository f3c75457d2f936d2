"""The questions of an election: who stands, how many seats; and a vote again about the seats that are left."""

import math
from typing import Any

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Draft, Next, draft
from handlers.kit.forms.question import Way
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, lines
from storage.ballots import matters
from storage.ballots.matters import ELECTION_RULE, Matter
from storage.ballots.result import outcome_of
from storage.ballots.rows import MOST_CANDIDATES, Ballot, Refused
from storage.engine.refusal import Refusal
from storage.rules.regulations import own

DIFFERENCE_RULE = "election_difference"
LONGEST_NAME = 20


def is_election(facts: Draft) -> bool:
    return bool(facts["rule"] == ELECTION_RULE)


async def ask_candidates(context: Context) -> Markup:
    """Who stands; in a vote again those who were not elected, unless others are sent."""
    facts = draft(context)
    suggested = facts.get("suggested", [])
    return lines(
        Markup("请发送候选人姓名，每行一位（1 到 {} 名）。选票上还可以另选他人。").format(MOST_CANDIDATES),
        Markup("上一轮没有当选的：{}").format("、".join(suggested)) if suggested else None,
        Markup("应选 {} 名。").format(facts["pick"]) if facts.get("after") else None,
    )


def read_candidates(text: str) -> list[str]:
    """One a line, or with 、 between them."""
    found = ["".join(line.split()) for line in text.replace("、", "\n").splitlines() if line.strip()]
    if any(len(name) > LONGEST_NAME for name in found):
        raise Refusal(f"姓名最多 {LONGEST_NAME} 个字，每行一位，请重新发送。")
    return found


async def check_candidates(context: Context, found: list[str]) -> list[str]:
    facts = draft(context)
    matters.check_candidates(found, facts.get("pick", 1))
    async with context.read() as session:
        await matters.check_standing(session, facts["meeting"], found)
    return found


def suggestion(facts: Draft) -> str | None:
    return "就用上一轮没有当选的" if facts.get("suggested") else None


async def use_suggested(context: Context) -> Next:
    return await CANDIDATES.keep(context, draft(context)["suggested"])


CANDIDATES = Text(
    "candidates",
    ask_candidates,
    "候选人",
    MOST_CANDIDATES * (LONGEST_NAME + 1),
    when=is_election,
    read=read_candidates,
    check=check_candidates,
    ways=[Way(suggestion, does=use_suggested)],
)


async def ask_seats(context: Context) -> Markup:
    names = "、".join(draft(context)["candidates"])
    return Markup("候选人：{}\n应选几名？每张选票最多选这么多人。").format(names)


async def seats_offered(context: Context) -> list[Option]:
    return [Option(seats, str(seats)) for seats in range(1, len(draft(context)["candidates"]) + 1)]


SEATS = Choice("pick", ask_seats, when=is_election, options=seats_offered, columns=5, not_offered=Refused.CANDIDATES)


async def again(context: Context, ballot_id: int) -> dict[str, Any]:
    """What is known of a vote about the seats that an election left open: among those who stood equal, or who were not elected."""
    async with context.read() as session:
        found = {each.number: each for each in await matters.unfinished(session, draft(context)["meeting"])}
    if ballot_id not in found:
        raise Refusal(Refused.AGAIN_GONE)
    ballot = found[ballot_id]
    outcome = outcome_of(ballot)
    known = {"title": _title(ballot), "after": ballot.number, "pick": outcome.left, "tie": bool(outcome.tied)}
    if outcome.tied:
        return {**known, "candidates": [ballot.options[place] for place in outcome.tied]}
    return {**known, "suggested": _not_elected(ballot, outcome.elected)}


def _title(ballot: Ballot) -> str:
    word = "（再次投票）"
    return ballot.title if ballot.title.endswith(word) else f"{ballot.title[: matters.LONGEST_TITLE - len(word)]}{word}"


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
