"""Putting something to the vote: what kind, about what, shown with its rule, confirmed."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots import electing, looking, pushes
from handlers.ballots.buttons import OpenBallot, StartBallot
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, escape, lines, names
from scoring.duties import MeetingKind
from storage.ballots import lists, opening
from storage.ballots.electorate import electorate, missing
from storage.ballots.opening import APPRAISAL_RULE, ELECTION_RULE, GENERAL_RULE, LONGEST_TITLE, Matter
from storage.ballots.rows import GRADES, YES_NO, Ballot, Refused
from storage.development.lists import votable
from storage.meetings.rows import Meeting
from storage.people.access import Act
from storage.rules.regulations import basis, own

MOST_CASES = 10
FIRST_CASE, AGAIN = 10, 1000


class PickKind(Button, prefix="bl_kind", act=Act.TAKE_PART):
    """0 a matter, 1 an election, 2 an appraisal; from FIRST_CASE on the cases of 发展党员 as they were listed, from AGAIN on the
    elections with seats left, by their number."""

    kind: int


class Confirm(Button, prefix="bl_go", act=Act.TAKE_PART):
    """Put it to the vote."""


async def begin(context: Context, button: StartBallot) -> Next:
    """Said at once what would stand in the way at the end."""
    async with context.read() as session:
        refused = await opening.why_not_open(session, context.me, button.meeting)
    if refused:
        await _say_why_not(context, button.meeting, refused)
        return None
    draft(context).update(
        meeting=button.meeting, rule=GENERAL_RULE, about="", title="", candidates=[], pick=1, cases=[]
    )
    return "kind"


async def _say_why_not(context: Context, meeting_id: int, refused: Refused, rule: str = GENERAL_RULE) -> None:
    """The reason; of an incomplete roll with the names that are missing, of a lacking quorum with the numbers."""
    if refused not in (Refused.ROLL_INCOMPLETE, Refused.NO_QUORUM):
        await context.tell(refused.value)
        return
    async with context.read() as session:
        meeting = await session.get(Meeting, meeting_id)
        due = await electorate(session, meeting, own()[rule]) if meeting else None
        found = await missing(session, meeting, due.roll) if meeting and due else []
    if refused is Refused.NO_QUORUM and due is not None:
        counted = due.quorum
        await context.tell(
            f"{refused.value}有表决权 {counted.entitled} 人，现场 {counted.present} 人，须到 {counted.needed} 人。"
        )
        return
    text = Markup("{}\n缺少：{}").format(refused.value, names(found))
    await context.show(text, [back(Ballots(meeting_id))])


async def _cases(session: AsyncSession, meeting_id: int, today: date) -> Sequence[Matter]:
    """What the meeting's branch can decide about its applicants."""
    meeting = await session.get(Meeting, meeting_id)
    return await votable(session, meeting.branch_id, today) if meeting else []


async def ask_kind(context: Context) -> None:
    """What kind of vote, or which case."""
    facts = draft(context)
    rows = [
        [PickKind(0).labelled("📋 一般事项")],
        [PickKind(1).labelled("👤 选举（候选人）")],
    ]
    async with context.read() as session:
        meeting = await session.get(Meeting, facts["meeting"])
        ripe = await _cases(session, facts["meeting"], context.now.date())
        unfinished = await opening.unfinished(session, facts["meeting"])
    facts["cases"] = [[matter.title, matter.about, matter.rule] for matter in ripe[:MOST_CASES]]
    rows += [
        [PickKind(AGAIN + ballot.number).labelled(clip(f"🔁 再次投票：{ballot.title}", 60))] for ballot in unfinished
    ]
    rows += [
        [PickKind(number).labelled(f"🌱 {title}")] for number, (title, *_) in enumerate(facts["cases"], FIRST_CASE)
    ]
    if meeting is not None and MeetingKind.APPRAISAL in meeting.kind_set:
        rows.append([PickKind(2).labelled("🏅 民主测评（党员）")])
    await ask(context, Markup("<b>🗳 发起表决</b>\n表决什么？记名或无记名按规定确定。"), rows)


async def pick_kind(context: Context, button: PickKind) -> Next:
    """An election has candidates, an appraisal everybody; a case has its title and its rule."""
    if button.kind >= AGAIN:
        return await electing.again(context, button.kind - AGAIN)
    if button.kind >= FIRST_CASE:
        return await _pick_case(context, button.kind - FIRST_CASE)
    draft(context)["about"] = ""
    rule = {1: ELECTION_RULE, 2: APPRAISAL_RULE}.get(button.kind, GENERAL_RULE)
    draft(context)["rule"] = rule
    if rule != APPRAISAL_RULE:
        return "title"
    async with context.read() as session:
        refused = await opening.why_not_open(session, context.me, draft(context)["meeting"], rule)
    if refused:
        await _say_why_not(context, draft(context)["meeting"], refused, rule)
        return DONE
    draft(context)["title"] = f"{context.now.year}年度民主测评"
    return "confirm"


async def _pick_case(context: Context, place: int) -> Next:
    facts = draft(context)
    if place >= len(facts["cases"]):
        await context.tell(Refused.CASE_BLOCKED.value)
        return None
    async with context.read() as session:
        rule = facts["cases"][place][2]
        refused = await opening.why_not_open(session, context.me, facts["meeting"], rule)
    if refused:
        await _say_why_not(context, facts["meeting"], refused, rule)
        return None
    facts["title"], facts["about"], facts["rule"] = facts["cases"][place]
    return "confirm"


async def ask_title(context: Context) -> None:
    example = "选举支部委员会委员" if draft(context)["rule"] == ELECTION_RULE else "通过支部2026年工作总结"
    await ask(context, Markup("表决的事项是什么？（例：{}）").format(example))


async def take_title(context: Context) -> Next:
    title = await reading.line(context, "事项", LONGEST_TITLE)
    if title is None:
        return None
    draft(context)["title"] = title
    return "candidates" if draft(context)["rule"] == ELECTION_RULE else "confirm"


def _matter(context: Context) -> Matter:
    facts = draft(context)
    return Matter(
        facts["title"],
        facts["rule"],
        facts["about"],
        tuple(facts["candidates"]),
        facts["pick"],
        after=facts.get("after"),
        tie=facts.get("tie", False),
    )


def _options(matter: Matter) -> Sequence[str]:
    return GRADES if matter.rule == APPRAISAL_RULE else matter.candidates or YES_NO


async def ask_confirm(context: Context) -> None:
    """The matter with its rule, and how many are there."""
    matter, number = _matter(context), draft(context)["meeting"]
    rule = opening.rule_of(matter)
    async with context.read() as session:
        meeting = await session.get(Meeting, number)
        due = await electorate(session, meeting, rule) if meeting else None
    text = lines(
        Markup("<b>请核对表决事项</b>"),
        Markup("🗳 {}").format(matter.title),
        Markup("{}　{}").format("无记名" if rule.flag("secret") else "记名", "、".join(_options(matter))),
        electing.seats_text(matter),
        Markup("⚖️ {} {} 人，到会 {} 人，须到 {} 人").format(
            "参加测评" if matter.rule == APPRAISAL_RULE else "有表决权",
            due.quorum.entitled,
            due.quorum.present,
            due.quorum.needed,
        )
        if due
        else None,
        Markup("经上级党组织同意，不计入应到会：{}").format(names(each.name for each in due.left_out))
        if due and due.left_out
        else None,
        Markup("\n📜 {}").format(escape(basis(matter.rule))),
    )
    await ask(context, text, [[Confirm().labelled("🗳 发起表决")]])


async def confirm(context: Context, _button: Confirm) -> Next:
    """Put it to the vote and tell those who can."""
    facts = draft(context)
    async with context.write() as tx:
        outcome: Ballot | Refused
        ripe = await _cases(tx, facts["meeting"], context.now.date()) if facts["about"] else []
        if facts["about"] and facts["about"] not in {matter.about for matter in ripe}:
            outcome = Refused.CASE_BLOCKED
        else:
            outcome = await opening.open_ballot(
                tx, context.bot_data.box, context.me, facts["meeting"], _matter(context), now=context.now
            )
        if not isinstance(outcome, Refused):
            found = await lists.turnout(tx, outcome)
            to = [each.person_id for each in found if each.here and each.person_id != context.me.person_id]
            await pushes.begun(tx, outcome, to, context)
    if isinstance(outcome, Refused):
        await _say_why_not(context, facts["meeting"], outcome, facts["rule"])
        return DONE
    await looking.open_ballot(context, OpenBallot(outcome.number))
    return DONE


FLOW = Form(
    name="ballot",
    title="发起表决",
    start=StartBallot,
    begin=begin,
    steps={
        "kind": Step(ask_kind, [Chosen(PickKind, pick_kind)]),
        "title": Step(ask_title, [Typed(reading.TEXT, take_title)]),
        "candidates": Step(
            electing.ask_candidates,
            [Typed(reading.TEXT, electing.take_candidates), Chosen(electing.UseThese, electing.use_these)],
        ),
        "most": Step(electing.ask_most, [Chosen(electing.PickMost, electing.pick_most)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm)]),
    },
)
