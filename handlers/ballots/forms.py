"""Putting something to the vote: what kind, about what, shown with its rule, confirmed. And calling a ballot void."""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots import elections, pushes, screens
from handlers.ballots.buttons import OpenBallot, StartBallot, StartVoid
from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, escape, lines, names
from scoring.duties import MeetingKind
from storage.ballots import matters, voting
from storage.ballots.electorate import electorate
from storage.ballots.matters import APPRAISAL_RULE, ELECTION_RULE, GENERAL_RULE, LONGEST_TITLE, Matter
from storage.ballots.rows import GRADES, YES_NO, Refused
from storage.development.lists import votable
from storage.engine.refusal import Answered, Refusal
from storage.meetings.lists import find
from storage.rules.regulations import basis
from storage.terms.elections import votable as elections_prepared

MOST_CASES = 10
LONGEST_REASON = 100
MATTER, ELECTION, APPRAISAL, AGAIN = "matter", "election", "appraisal", "again:"


async def begin(context: Context, button: StartBallot) -> None:
    """Refuses at once what the last question would refuse."""
    draft(context).update(meeting=button.meeting, rule=GENERAL_RULE)
    await check_open(context, GENERAL_RULE)


async def check_open(context: Context, rule: str) -> None:
    """Raises Refusal. The names that a roll lacks may be more than an alert holds: they are a screen."""
    number = draft(context)["meeting"]
    try:
        async with context.read() as session:
            await matters.check_open(session, context.me, number, rule)
    except Refusal as refusal:
        if refusal.word is not Refused.ROLL_INCOMPLETE:
            raise
        await context.show(escape(str(refusal)), [back(Ballots(number))])
        raise Answered from None


async def _cases(session: AsyncSession, context: Context) -> Sequence[Matter]:
    """What the meeting's branch can decide about its applicants, and the committee whose election it has prepared."""
    meeting, today = await find(session, draft(context)["meeting"]), context.now.date()
    general = MeetingKind.GENERAL in meeting.kind_set
    prepared = await elections_prepared(session, meeting.branch_id, today) if general else []
    return [*prepared, *(await votable(session, meeting.branch_id, today))[:MOST_CASES]]


async def kinds_offered(context: Context) -> Sequence[Option]:
    """What kind of vote, which election again, or (by what it is about) which case."""
    async with context.read() as session:
        meeting = await find(session, draft(context)["meeting"])
        ripe = await _cases(session, context)
        unfinished = await matters.unfinished(session, meeting.number)
    appraised = MeetingKind.APPRAISAL in meeting.kind_set
    return [
        Option(MATTER, "📋 一般事项"),
        Option(ELECTION, "👤 选举（候选人）"),
        *(Option(f"{AGAIN}{ballot.number}", clip(f"🔁 再次投票：{ballot.title}", 60)) for ballot in unfinished),
        *(Option(matter.about, _label(matter)) for matter in ripe),
        *([Option(APPRAISAL, "🏅 民主测评（党员）")] if appraised else []),
    ]


def _label(matter: Matter) -> str:
    if matter.candidates:
        return f"🏛 换届选举：应选 {matter.pick} 名，候选人 {len(matter.candidates)} 名"
    return f"🌱 {matter.title}"


async def pick_kind(context: Context, kind: str) -> str:
    """An election has candidates, an appraisal everybody; a case has its title and its rule."""
    known: dict[str, Any] = {}
    if kind == ELECTION:
        known = {"rule": ELECTION_RULE}
    elif kind.startswith(AGAIN):
        known = {"rule": ELECTION_RULE, **await elections.again(context, int(kind.removeprefix(AGAIN)))}
    elif kind == APPRAISAL:
        known = {"rule": APPRAISAL_RULE, "title": f"{context.now.year}年度民主测评"}
    elif kind != MATTER:
        async with context.read() as session:
            matter = next(each for each in await _cases(session, context) if each.about == kind)
        known = {"rule": matter.rule, "title": matter.title, "about": matter.about}
        if matter.candidates:
            known |= {"candidates": list(matter.candidates), "pick": matter.pick}
    if kind not in {MATTER, ELECTION} and "after" not in known:
        await check_open(context, known["rule"])
    draft(context).update(known)
    return kind


async def ask_title(context: Context) -> Markup:
    example = "选举支部委员会委员" if elections.is_election(draft(context)) else "通过支部2026年工作总结"
    return Markup("表决的事项是什么？（例：{}）").format(example)


def _matter(context: Context) -> Matter:
    facts = draft(context)
    return Matter(
        facts["title"],
        facts["rule"],
        facts.get("about", ""),
        tuple(facts.get("candidates", ())),
        facts.get("pick", 1),
        after=facts.get("after"),
        tie=facts.get("tie", False),
    )


async def review(context: Context) -> Markup:
    """The matter with its rule, and how many are there."""
    matter = _matter(context)
    rule, graded = matters.rule_of(matter), matter.rule == APPRAISAL_RULE
    async with context.read() as session:
        due = await electorate(session, await find(session, draft(context)["meeting"]), rule)
    options = GRADES if graded else matter.candidates or YES_NO
    return lines(
        Markup("<b>请核对表决事项</b>"),
        Markup("🗳 {}").format(matter.title),
        Markup("{}　{}").format("无记名" if rule.flag("secret") else "记名", "、".join(options)),
        elections.seats_text(matter),
        Markup("⚖️ {} {} 人，到会 {} 人，须到 {} 人").format(
            "参加测评" if graded else "有表决权", due.quorum.entitled, due.quorum.present, due.quorum.needed
        ),
        Markup("经上级党组织同意，不计入应到会：{}").format(names(each.name for each in due.left_out))
        if due.left_out
        else None,
        Markup("\n📜 {}").format(escape(basis(matter.rule))),
    )


async def open_ballot(context: Context) -> None:
    """Put it to the vote and tell those who can."""
    matter, box = _matter(context), context.bot_data.box
    async with context.write() as tx:
        if matter.about and matter.about not in {each.about for each in await _cases(tx, context)}:
            raise Refusal(Refused.CASE_BLOCKED)
        ballot = await matters.open_ballot(tx, box, context.me, draft(context)["meeting"], matter, now=context.now)
        await pushes.begun(tx, ballot, context)
    await screens.open_ballot(context, OpenBallot(ballot.number))


OPENING = Form(
    name="ballot",
    title="发起表决",
    start=StartBallot,
    begin=begin,
    questions=[
        Choice(
            "kind",
            "<b>🗳 发起表决</b>\n表决什么？记名或无记名按规定确定。",
            options=kinds_offered,
            columns=1,
            check=pick_kind,
            not_offered=Refused.NOT_OFFERED,
        ),
        Line("title", ask_title, "事项", LONGEST_TITLE),
        elections.CANDIDATES,
        elections.SEATS,
        Review("confirm", review, "🗳 发起表决", open_ballot),
    ],
)


async def begin_void(context: Context, button: StartVoid) -> None:
    """Only the open ballot of a meeting that one conducts."""
    await screens.conducted(context, button.ballot)
    draft(context).update(ballot=button.ballot)


async def void(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        ballot = await voting.void(tx, context.me, facts["ballot"], facts["reason"], context.now)
        await pushes.ended(tx, ballot, context)
    await voting.finish(context.bot_data.box, ballot)
    await screens.open_ballot(context, OpenBallot(ballot.number))


VOIDING = Form(
    name="ballot_void",
    title="作废表决",
    start=StartVoid,
    begin=begin_void,
    questions=[
        Line(
            "reason",
            "<b>🚫 作废表决</b>\n已投的票都不计，任何人都不会知道谁投了什么。为什么作废？",
            "原因",
            LONGEST_REASON,
        ),
        Review("confirm", "作废这项表决？原因：{reason}", "确认作废", void),
    ],
)
FORMS = (OPENING, VOIDING)
