"""Deciding the grades (等次) after an appraisal: the votes are shown, the committee decides, each person hears their own."""

from handlers.ballots import pushes, screens
from handlers.ballots.buttons import OpenBallot, StartGrades
from handlers.kit.forms.choices import Turn, turned
from handlers.kit.forms.form import ASKED_BELOW, DONE, Chosen, Form, Next, ask, draft, scratch, this_step
from handlers.kit.forms.question import Own, Save
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import paged
from handlers.kit.screens.text import Markup, lines
from storage.ballots import grading
from storage.ballots.rows import GRADES
from storage.engine.refusal import Refusal
from storage.people.rights import Act

PAGE = 10
UNDECIDED = "未定"
_AFTER = dict(zip(("", *GRADES), (*GRADES, GRADES[0]), strict=True))


class NextGrade(Button, prefix="bl_grade", act=Act.TAKE_PART):
    person: int


async def begin(context: Context, button: StartGrades) -> None:
    """Beginning from what was decided, or else from the most votes."""
    async with context.read() as session:
        ballot = await grading.decidable(session, context.me, button.ballot)
        found = await grading.appraised(session, ballot)
    grades = {str(each.person_id): each.decided or each.proposed for each in found}
    draft(context).update(ballot=button.ballot, marked=grades)


async def ask_grades(context: Context) -> None:
    """Everybody with votes and grade; a tap goes on to the next grade."""
    facts = draft(context)
    async with context.read() as session:
        found = await grading.appraised(session, await grading.decidable(session, context.me, facts["ballot"]))
    shown, turning = paged(found, scratch(context).get("page", 0), Turn, PAGE)
    grades: dict[str, str] = facts["marked"]
    excellent, most = list(grades.values()).count(GRADES[0]), grading.most_excellent(len(grades))
    text = lines(
        Markup("<b>🏅 评定等次</b>\n点姓名换等次（括号里是优秀／合格／基本合格／不合格的票数）。"),
        None
        if any(each.proposed for each in found)
        else Markup("⚠️ 没有收回选票，所以不提出等次。可以重新发起民主测评；要评定，请逐人点姓名。"),
        Markup("⚠️ 优秀 {} 人，一般不超过三分之一（{} 人）。").format(excellent, most) if excellent > most else None,
        Markup("确定后写入会议记录，每人收到自己的等次。"),
    )
    rows = [
        [
            NextGrade(each.person_id).labelled(
                f"{each.name}：{grades[str(each.person_id)] or UNDECIDED}（{'/'.join(str(votes) for votes in each.votes.values())}）"
            )
        ]
        for each in shown
    ]
    await ask(context, text, [*rows, *turning, [Save().labelled("✅ 支委会已研究，确定")]])


async def next_grade(context: Context, button: NextGrade) -> Next:
    """优秀 → 合格 → 基本合格 → 不合格, and round; none before the first."""
    grades: dict[str, str] = draft(context)["marked"]
    key = str(button.person)
    if key not in grades:
        raise Refusal(ASKED_BELOW)
    grades[key] = _AFTER[grades[key]]
    return this_step(context)


async def decide(context: Context, _button: Save) -> Next:
    """One transaction: the grades, the minutes, a push to each."""
    facts = draft(context)
    grades = {int(person): grade for person, grade in facts["marked"].items()}
    async with context.write() as tx:
        ballot = await grading.decide(tx, context.me, facts["ballot"], grades, context.now)
        await pushes.graded(tx, ballot, grades, context)
    await context.toast("已评定，写入会议记录，并告诉了每个人。", alert=True)
    await screens.open_ballot(context, OpenBallot(facts["ballot"]))
    return DONE


GRADING = Form(
    name="ballot_grades",
    title="评定等次",
    start=StartGrades,
    begin=begin,
    questions=[Own("grades", ask_grades, [Chosen(NextGrade, next_grade), Chosen(Turn, turned), Chosen(Save, decide)])],
)
