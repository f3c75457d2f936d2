"""Entering hours of training outside (集中培训) for persons, with the proof."""

from datetime import date

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.forms.gathering import Gathering, nothing
from handlers.kit.forms.picking import Option, Picker
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, day_text, lines, names
from handlers.study import pushes
from handlers.study.buttons import OpenTraining, StartTraining, Study
from scoring.study import hours_text, parse_hours
from storage.people import directory
from storage.people.access import Act
from storage.study import training
from storage.study.rows import Refused

LONGEST_NAME, LONGEST_PROOF = 60, 500
MOST_FILES = 5
MOST_TENTHS = 2000
BRANCHES_A_PAGE = 10


class PickBranch(Button, prefix="st_tb", act=Act.ENTER_TRAINING):
    """Tick people of that branch."""

    branch: int


class TurnBranches(Button, prefix="st_tbp", act=Act.ENTER_TRAINING):
    """Turn the list of branches."""

    page: int


class Ticked(Button, prefix="st_tk", act=Act.ENTER_TRAINING):
    """These of the branch."""


class Chose(Button, prefix="st_tw", act=Act.ENTER_TRAINING):
    """Everybody is chosen."""


class Proven(Button, prefix="st_tp_ok", act=Act.ENTER_TRAINING):
    """The proof is complete."""


class Confirm(Button, prefix="st_t_yes", act=Act.ENTER_TRAINING):
    """Enter it."""


class Again(Button, prefix="st_t_edit", act=Act.ENTER_TRAINING):
    """Choose people anew."""


async def begin(context: Context, _button: StartTraining) -> Next:
    draft(context).update(nothing(), people=[])
    return "name"


PROOF = Gathering("证明材料", LONGEST_PROOF, MOST_FILES)


async def ask_name(context: Context) -> None:
    await ask(context, Markup("<b>🎓 登记集中培训</b>\n培训叫什么？例如：党支部书记集中轮训。"))


async def take_name(context: Context) -> Next:
    name = await reading.line(context, "培训名称", LONGEST_NAME)
    if name is None:
        return None
    draft(context)["name"] = name
    return "day"


async def ask_day(context: Context) -> None:
    await ENDED.ask(context, Markup("<b>哪一天结束的？</b>"))


async def take_day(context: Context, day: date) -> Next:
    draft(context)["day"] = day.isoformat()
    return "hours"


ENDED = DayPicker(take_day, past=True)


async def ask_hours(context: Context) -> None:
    await ask(context, Markup("<b>每人计多少学时？</b>\n请写数字，可以有一位小数，例如：24 或 7.5。"))


async def take_hours(context: Context) -> Next:
    tenths = parse_hours(context.text)
    if tenths is None or not 0 < tenths <= MOST_TENTHS:
        await context.tell(f"学时请写 0.1 到 {hours_text(MOST_TENTHS)} 之间的数，最多一位小数，例如：24。")
        return None
    draft(context)["tenths"] = tenths
    return "branch"


async def ask_branch(context: Context) -> None:
    facts = draft(context)
    async with context.read() as session:
        branches = await directory.branches(session)
        chosen = await directory.people_of(session, ids=set(facts["people"]))
    counts: dict[int, int] = {}
    for who in chosen:
        counts[who.branch_id] = counts.get(who.branch_id, 0) + 1
    shown, turning = paged(branches, facts.get("branches", 0), TurnBranches, BRANCHES_A_PAGE)
    buttons = [
        PickBranch(branch.id or 0).labelled(
            f"{branch.name}（{counts[branch.id or 0]}）" if branch.id in counts else branch.name
        )
        for branch in shown
    ]
    text = lines(
        Markup("<b>哪些人参加了？</b>\n先点支部，再点人；可以选几个支部。"),
        Markup("已选 {} 人：{}").format(len(chosen), names((who.name for who in chosen), 40)),
    )
    onward = [[Chose().labelled("下一步 ›")]] if chosen else []
    await ask(context, text, [*in_columns(buttons), *turning, *onward])


async def turn(context: Context, button: TurnBranches) -> Next:
    draft(context)["branches"] = button.page
    return "branch"


async def pick_branch(context: Context, button: PickBranch) -> Next:
    """Its people, with those ticked before."""
    async with context.read() as session:
        there = {who.person_id for who in await directory.people_of(session, branch_id=button.branch)}
    if not there:
        await context.toast(Refused.NOBODY.value, alert=True)
        return None
    facts = draft(context)
    facts.update(branch=button.branch, ticked=[person for person in facts["people"] if person in there], page=0)
    return "people"


async def _options(context: Context) -> list[Option]:
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=draft(context)["branch"])
    return [Option(who.person_id, who.name) for who in found]


WHO = Picker(_options, "ticked", "人")


async def ask_people(context: Context) -> None:
    await WHO.ask(context, Markup("<b>谁参加了？</b>"), [Ticked().labelled("选好了 ›")])


async def ticked(context: Context, _button: Ticked) -> Next:
    """Back to the branches, these kept."""
    facts = draft(context)
    async with context.read() as session:
        there = {who.person_id for who in await directory.people_of(session, branch_id=facts["branch"])}
    facts["people"] = [person for person in facts["people"] if person not in there] + facts["ticked"]
    return "branch"


async def chose(context: Context, _button: Chose) -> Next:
    """On, with somebody."""
    if not draft(context)["people"]:
        await context.toast(OUTDATED, alert=True)
        return None
    return "confirm" if draft(context).get("proven") else "proof"


async def ask_proof(context: Context) -> None:
    """Words, or a photo of the certificate."""
    facts = draft(context)
    some = bool(facts["text"] or facts["files"])
    text = lines(
        Markup("<b>证明材料</b>\n请写通知文号、证书编号等，或发送通知、证书的照片或文件。"),
        PROOF.so_far(context),
    )
    rows = [[Proven().labelled("下一步 ›")]] if some else []
    await ask(context, text, [*rows, *PROOF.anew(context)])


async def proven(context: Context, _button: Proven) -> Next:
    """On, with some proof."""
    facts = draft(context)
    if not facts["text"] and not facts["files"]:
        await context.toast(Refused.NO_PROOF.value, alert=True)
        return None
    facts["proven"] = True
    return "confirm"


async def again(_context: Context, _button: Again) -> Next:
    """Somebody is missing, or too many."""
    return "branch"


async def ask_confirm(context: Context) -> None:
    """Everything once more; who has it already is named."""
    facts = draft(context)
    day = date.fromisoformat(facts["day"])
    async with context.read() as session:
        chosen = await directory.people_of(session, ids=set(facts["people"]))
        known = await training.known(session, facts["name"], day)
    twice = [who.name for who in chosen if who.person_id in known]
    text = lines(
        Markup("<b>请核对集中培训</b>"),
        Markup("名称：<b>{}</b>").format(facts["name"]),
        Markup("日期：{}").format(day_text(day, context.now.date())),
        Markup("每人 {} 学时").format(hours_text(facts["tenths"])),
        Markup("人员 {} 人：{}").format(len(chosen), names(who.name for who in chosen)),
        Markup("已登记过、不再重复计的：{}").format(names(twice)) if twice else None,
        Markup("证明：{}").format(facts["text"]) if facts["text"] else None,
        Markup("附件 {} 个").format(len(facts["files"])) if facts["files"] else None,
    )
    await ask(context, text, [[Confirm().labelled("✅ 确认登记")], [Again().labelled("‹ 改人员")]])


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the training, its people, and a push to each."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await training.enter(
            tx,
            context.me,
            name=facts["name"],
            held_on=date.fromisoformat(facts["day"]),
            tenths=facts["tenths"],
            proof=facts["text"],
            files=[(kind, content) for kind, content in facts["files"]],
            to=facts["people"],
            now=context.now,
        )
        if not isinstance(outcome, Refused):
            await pushes.trained(tx, *outcome, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    entered, to = outcome
    text = Markup("<b>✅ 已登记：{}</b>\n{} 人，每人 {} 学时，已通知本人。")
    await context.show(
        text.format(entered.name, len(to), hours_text(entered.tenths)),
        [[OpenTraining(entered.key).labelled("🗂 查看")], back(Study())],
    )
    return DONE


FLOW = Form(
    name="training",
    title="登记集中培训",
    start=StartTraining,
    begin=begin,
    steps={
        "name": Step(ask_name, [Typed(reading.TEXT, take_name)]),
        "day": Step(ask_day, ENDED.answers),
        "hours": Step(ask_hours, [Typed(reading.TEXT, take_hours)]),
        "branch": Step(ask_branch, [Chosen(PickBranch, pick_branch), Chosen(TurnBranches, turn), Chosen(Chose, chose)]),
        "people": Step(ask_people, [*WHO.answers, Chosen(Ticked, ticked)]),
        "proof": Step(ask_proof, [*PROOF.answers, Chosen(Proven, proven)], edited=PROOF.edited),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), Chosen(Again, again)]),
    },
)
