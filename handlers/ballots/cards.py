"""Ballots in words."""

from collections.abc import Sequence

from handlers.kit.screens.text import Markup, clip, lines, names
from storage.ballots.box import Paper
from storage.ballots.grading import Appraised
from storage.ballots.lists import Turnout
from storage.ballots.result import counts_of, outcome_text, result_of, written_text
from storage.ballots.rows import GRADES, Ballot, BallotState, Named

GRADED_A_PAGE = 6
STATES = {BallotState.OPEN: "🟢 正在表决", BallotState.COUNTED: "⚪ 已计票", BallotState.VOID: "🚫 已作废"}


def way(ballot: Ballot) -> str:
    kind = "测评" if ballot.graded else "选举" if ballot.election else "表决"
    return f"{'无记名' if ballot.secret else '记名'}{kind}"


def label(ballot: Ballot) -> str:
    mark = STATES[BallotState(ballot.state)][0]
    if ballot.state == BallotState.COUNTED:
        mark = "✅" if ballot.passed else "❌"
    return clip(f"{mark} {ballot.title}", 60)


def heading(ballot: Ballot) -> Markup:
    """What it is about and how far it has come."""
    return Markup("<b>🗳 {}</b>\n{}　{}").format(ballot.title, way(ballot), STATES[BallotState(ballot.state)])


def result_text(ballot: Ballot, written: Sequence[Named] = ()) -> Markup:
    """The result of a counted ballot, number by number."""
    result = result_of(ballot)
    if ballot.graded:
        return Markup("参加测评 {} 人，到会 {} 人，收回选票 {} 张\n<b>✅ 测评有效</b>").format(
            ballot.entitled, ballot.present, ballot.returned
        )
    counts = [Markup("{}　{} 票").format(option, votes) for option, votes in counts_of(ballot)]
    if result.outcome is not None:
        verdict = lines(
            Markup("<b>{}</b>").format(outcome_text(ballot, result.outcome)),
            Markup("经上级党组织同意，不计入应到会 {} 人").format(ballot.left_out) if ballot.left_out else None,
        )
    else:
        base = "到会" if ballot.of_present else "应到会"
        verdict = Markup("<b>{}</b>：赞成须至少 {} 票（{}有表决权 {} 人的过半数）").format(
            "✅ 通过" if result.passed else "❌ 未通过", result.majority.needed, base, result.majority.entitled
        )
    return lines(
        Markup("有表决权 {} 人，到会 {} 人，收回选票 {} 张").format(ballot.entitled, ballot.present, ballot.returned),
        *counts,
        Markup("✉ {}").format(written_text(written)) if written else None,
        verdict,
    )


def appraised_text(found: Sequence[Appraised]) -> Markup:
    """The votes for each person, and what was decided."""
    return lines(
        *(
            Markup("{}　{}{}").format(
                each.name,
                "、".join(f"{grade} {votes}" for grade, votes in each.votes.items() if votes) or "无票",
                Markup("　→ <b>{}</b>").format(each.decided) if each.decided else "",
            )
            for each in found
        )
    )


def turnout_text(ballot: Ballot, found: Sequence[Turnout]) -> Markup:
    """For the chair: how many have voted, and which of those present have not."""
    waiting = [each.name for each in found if each.here and not each.voted]
    voted = sum(each.voted for each in found)
    here = sum(each.here or each.voted for each in found)
    return lines(
        Markup("{} {} 人，到会 {} 人，已投票 {} 人").format(
            "参加测评" if ballot.graded else "有表决权", len(found), here, voted
        ),
        Markup("还没投票：{}").format(names(waiting)) if waiting else Markup("到会的都已投票。"),
    )


def named_text(ballot: Ballot, found: Sequence[Turnout]) -> Markup:
    """Of a named ballot, who voted how."""
    return lines(
        *(
            Markup("{}：{}").format(option, names(each.name for each in found if place in each.choices))
            for place, option in enumerate(ballot.options)
        )
    )


def paper_text(ballot: Ballot, paper: Paper) -> Markup:
    """The paper, with what is chosen marked on the buttons below."""
    how = f"可选 0 到 {ballot.pick} 人" if ballot.election else "请选择一项"
    if ballot.election and len(ballot.options) > ballot.candidates:
        how += "，也可以另选他人"
    if ballot.graded:
        how = f"请给 {ballot.pick} 位同志各选一个等次（已选 {len(paper.chosen)} 位）"
    return lines(
        heading(ballot),
        Markup("\n{}，再点“投出”。投出后不能更改。").format(how),
        _graded(ballot, paper) if ballot.graded else None,
        Markup(
            "\n🔖 您的回执码 <code>{}</code>\n计票后公布全部回执码，您可核对自己的票已经计入；回执码不显示投了什么。"
        ).format(paper.receipt)
        if ballot.secret
        else Markup("\n记名表决：计票后公布每个人的选择。"),
    )


def _graded(ballot: Ballot, paper: Paper) -> Markup:
    """Everybody with the grade marked so far."""
    marked = {place // len(GRADES): GRADES[place % len(GRADES)] for place in paper.chosen}
    named = [option.partition("：")[0] for option in ballot.options[:: len(GRADES)]]
    return lines("", *(Markup("{}. {}　{}").format(at + 1, name, marked.get(at, "—")) for at, name in enumerate(named)))
