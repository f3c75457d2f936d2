"""Running a case beside its steps: taking the last one back, ending it, its documents, and the roster's category."""

from handlers.development import looking
from handlers.development.buttons import Categories, ConfirmCategory, ManageCase, StartDocuments, StartEnd, StartUndo
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import ANY_FILE
from handlers.kit.screens.text import Markup
from scoring.development_steps import Step as Stage
from storage.development import cases, categories, dossiers, papers
from storage.development.dossiers import runs
from storage.development.rows import DevelopmentCase, DevelopmentStep, Refused
from storage.people.access import Act, may

LONGEST_REASON = 200


async def _may_run(context: Context, case_id: int) -> bool:
    each = await looking.inside(context, case_id)
    if each is None:
        return False
    if runs(context.me, each.file) or may(context.me, Act.APPROVE_DEVELOPMENT):
        return True
    await context.tell(Refused.NOT_RUNNING.value)
    return False


async def begin_undo(context: Context, button: StartUndo) -> Next:
    """The last step, by who recorded it or staff."""
    if not await _may_run(context, button.case):
        return None
    async with context.read() as session:
        file = await dossiers.load(session, button.case)
    if file is None or len(file.steps) < 2 or not file.is_open:
        await context.tell(Refused.NOTHING_TO_UNDO.value)
        return None
    last = file.steps[-1]
    draft(context).update(case=button.case, step=last.id, words=Stage(last.step).words)
    return "undo"


async def ask_undo(context: Context) -> None:
    text = Markup("<b>↩ 撤回登记</b>：{}\n请写明原因。撤回会留下记录。").format(draft(context)["words"])
    await ask(context, text)


async def take_undo(context: Context) -> Next:
    """Take it back; it stays on record as undone."""
    reason = await reading.line(context, "原因", LONGEST_REASON)
    if reason is None:
        return None
    facts = draft(context)
    async with context.write() as tx:
        outcome = await cases.undo(tx, context.me, facts["step"], reason, context.now)
    if not isinstance(outcome, DevelopmentStep):
        await context.tell(outcome.value)
        return DONE
    await looking.manage(context, ManageCase(facts["case"]))
    return DONE


UNDO = Form(
    name="development_undo",
    title="撤回登记",
    start=StartUndo,
    begin=begin_undo,
    steps={"undo": Step(ask_undo, [Typed(reading.TEXT, take_undo)])},
)


async def begin_end(context: Context, button: StartEnd) -> Next:
    if not await _may_run(context, button.case):
        return None
    draft(context).update(case=button.case)
    return "end"


async def ask_end(context: Context) -> None:
    await ask(context, Markup("<b>🚫 终止档案</b>\n终止后不能再办理。请写明原因（如：取消资格、调离、本人撤回）。"))


class ConfirmEnd(Button, prefix="dv_end_ok", act=Act.SEE_DEVELOPMENT):
    """End it for that reason."""


async def take_end(context: Context) -> Next:
    reason = await reading.line(context, "原因", LONGEST_REASON)
    if reason is None:
        return None
    draft(context)["reason"] = reason
    return "sure"


async def ask_sure(context: Context) -> None:
    """Once more."""
    text = Markup("终止这份档案？原因：{}").format(draft(context)["reason"])
    await ask(context, text, [[ConfirmEnd().labelled("确认终止")]])


async def confirm_end(context: Context, _button: ConfirmEnd) -> Next:
    facts = draft(context)
    async with context.write() as tx:
        outcome = await cases.end(tx, context.me, facts["case"], facts["reason"], context.now)
    if not isinstance(outcome, DevelopmentCase):
        await context.tell(outcome.value)
        return DONE
    await looking.manage(context, ManageCase(facts["case"]))
    return DONE


END = Form(
    name="development_end",
    title="终止档案",
    start=StartEnd,
    begin=begin_end,
    steps={
        "end": Step(ask_end, [Typed(reading.TEXT, take_end)]),
        "sure": Step(ask_sure, [Chosen(ConfirmEnd, confirm_end)]),
    },
)


class Finished(Button, prefix="dv_files_ok", act=Act.SEE_DEVELOPMENT):
    """Enough for now."""


async def begin_documents(context: Context, button: StartDocuments) -> Next:
    """Each is kept as soon as it is sent."""
    if not await _may_run(context, button.case):
        return None
    draft(context).update(case=button.case, count=0)
    return "files"


async def ask_files(context: Context) -> None:
    facts = draft(context)
    async with context.read() as session:
        kept = len(await papers.documents(session, facts["case"]))
    text = Markup("<b>📎 添加材料</b>\n请发送照片或文件，每份发送后都已保存。现有 {} 份。").format(kept)
    # The photos of one album come as several messages: they share one answer.
    in_place = facts.pop("in_place", False)
    await ask(context, text, [[Finished().labelled("✅ 完成")]], cancel=None, in_place=in_place)


async def take_file(context: Context) -> Next:
    found = context.file
    facts = draft(context)
    if found is None or not await _may_run(context, facts["case"]):
        return None
    async with context.write() as tx:
        outcome = await papers.attach(tx, context.me, facts["case"], found, context.now)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    album = reading.sent(context).album
    facts["in_place"] = album is not None and album == facts.get("album")
    facts["album"] = album
    return "files"


async def finished(context: Context, _button: Finished) -> Next:
    await looking.manage(context, ManageCase(draft(context)["case"]))
    return DONE


DOCUMENTS = Form(
    name="development_files",
    title="添加材料",
    start=StartDocuments,
    begin=begin_documents,
    steps={"files": Step(ask_files, [Typed(ANY_FILE, take_file), Chosen(Finished, finished)], collects=True)},
)


async def confirm_category(context: Context, button: ConfirmCategory) -> None:
    """One press: the roster follows the decision, on the trail."""
    async with context.write() as tx:
        outcome = await categories.confirm(tx, context.me, button.case, button.wanted, context.now)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    person, category = outcome
    await context.toast(f"{person.name}的类别已改为{category.value}。", alert=True)
    return await looking.show_categories(context, Categories(0))
