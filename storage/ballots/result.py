"""What a counted ballot comes to, in numbers and as the minutes have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.votes import Majority, Outcome, Quorum, elect, majority, quorum
from storage.ballots.rows import Ballot, Named


@dataclass(frozen=True)
class Result:
    """What a counted ballot comes to: of an election its `outcome`; of an appraisal (`graded`) only the quorum counts."""

    quorum: Quorum
    majority: Majority
    outcome: Outcome | None = None
    graded: bool = False

    @property
    def passed(self) -> bool:
        """Whether it is carried, or somebody elected."""
        if self.outcome is not None:
            return self.quorum.met and bool(self.outcome.elected)
        return self.quorum.met and (self.graded or self.majority.met)


def result_of(ballot: Ballot) -> Result:
    """What the counts come to under the ballot's rule."""
    counts, rule = ballot.counts or [0] * len(ballot.options), ballot.vote_rule
    base = ballot.present if ballot.of_present else ballot.entitled
    in_favour = 0 if ballot.election or ballot.graded else min(counts[0] + (ballot.written or [0])[0], base)
    return Result(
        quorum(ballot.entitled, ballot.present, rule),
        majority(base, in_favour, rule),
        outcome_of(ballot) if ballot.election else None,
        ballot.graded,
    )


def outcome_of(ballot: Ballot) -> Outcome:
    """Who is elected: by more than the share, or among those who stood equal by the most votes."""
    base = ballot.present if ballot.of_present else ballot.entitled
    needed = 1 if ballot.tie else ballot.vote_rule.majority.of(base)
    return elect(ballot.counts or [], ballot.pick, needed)


def minutes_of(ballot: Ballot, written: Sequence[Named] = ()) -> str:
    """The result as the minutes hold it, with its 依据; written opinions stand apart."""
    result = result_of(ballot)
    way = "无记名投票" if ballot.secret else "记名投票"
    counts = "，".join(f"{name} {votes} 票" for name, votes in counts_of(ballot))
    if ballot.graded:
        # The minutes go to the branch's group: what the votes for each person were is for that person and the committee.
        counts, verdict = f"对 {ballot.pick} 名党员进行测评", "测评结果由支委会研究后反馈本人。"
    elif result.outcome is not None:
        verdict = f"{outcome_text(ballot, result.outcome)}"
        if ballot.left_out:
            verdict += f"经上级党组织同意，{ballot.left_out} 名党员不计算在应到会人数之内。"
    else:
        verdict = f"赞成须至少 {result.majority.needed} 票，" + ("通过。" if result.passed else "未通过。")
    rule = ballot.basis.split("\n")
    who = "应参加测评" if ballot.graded else "应到会有表决权"
    return (
        f"【表决】{ballot.title}（{way}）：{who} {ballot.entitled} 人，到会 {ballot.present} 人，"
        f"收回选票 {ballot.returned} 张；{counts}。{written_text(written)}{verdict}依据：{rule[1].removeprefix('出处：')}。"
    )


def counts_of(ballot: Ballot) -> list[tuple[str, int]]:
    """Every option with its votes; of those who may be written in only who was."""
    counted = enumerate(zip(ballot.options, ballot.counts or [], strict=True))
    return [
        (f"另选他人 {option}" if ballot.election and place >= ballot.candidates else option, votes)
        for place, (option, votes) in counted
        if votes or not ballot.election or place < ballot.candidates
    ]


def outcome_text(ballot: Ballot, outcome: Outcome) -> str:
    """Who is elected by which share, and what is left to be voted on again."""
    names, tied = ("、".join(ballot.options[place] for place in places) for places in (outcome.elected, outcome.tied))
    base = "到会" if ballot.of_present else "应到会"
    least = ballot.vote_rule.majority.of(ballot.present if ballot.of_present else ballot.entitled)
    how = (
        "就得票相同的再次投票，得票多的当选"
        if ballot.tie
        else f"得票超过{base}有选举权人数半数（至少 {least} 票）的当选"
    )
    parts = [f"应选 {ballot.pick} 名，{how}：{names or '无'}。"]
    if tied:
        parts.append(f"{tied}得票相同，剩余 {outcome.left} 名须就他们再次投票。")
    elif outcome.left:
        parts.append(f"不足的 {outcome.left} 名须另行选举。")
    return "".join(parts)


def written_text(written: Sequence[Named]) -> str:
    """Who has handed in what; empty where nobody has."""
    if not written:
        return ""
    listed = "，".join(f"{each.name} {each.stance}" for each in written)
    return f"另有会前书面意见 {len(written)} 份，计入票数、不计入到会：{listed}。"
