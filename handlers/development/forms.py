"""What is filled in of a case besides its steps: its beginning and its end, a step taken back, documents."""

from datetime import date

from handlers.development import materials, screens
from handlers.development.buttons import (
    ManageCase,
    Materials,
    OpenMaterial,
    StartCase,
    StartDocuments,
    StartEnd,
    StartPaper,
    StartUndo,
)
from handlers.kit.forms import reading
from handlers.kit.forms.choices import Choice, Onward, Option, Person
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Typed, ask, draft, this_step
from handlers.kit.forms.question import Own, Review, Way
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import ANY_FILE
from handlers.kit.screens.text import Markup
from scoring.development_steps import Step
from storage.development import cases, documents, dossiers
from storage.development import materials as stored
from storage.development.rows import Origin, Refused
from storage.engine.refusal import Refusal
from storage.people.directory import Who

LONGEST_REASON = 200
NOBODY = "本支部没有可以登记的人员，请党务干部核对名册。"


async def applicants(context: Context) -> list[Who]:
    async with context.read() as session:
        return await dossiers.candidates(session, context.me.branch_id)


async def ask_applicant(context: Context) -> Markup:
    return Markup("<b>➕ 登记入党申请</b>\n{}").format("谁递交了入党申请书？" if await applicants(context) else NOBODY)


async def may_apply(context: Context, person: int) -> None:
    async with context.read() as session:
        await cases.check_begin(session, context.me, person)


async def note_the_way(context: Context, who: Who) -> Who:
    """Of somebody whom the roster has on the way already it is asked where it began."""
    draft(context)["under_way"] = who.category in cases.UNDER_WAY
    return who


async def begin_case(context: Context) -> None:
    facts = draft(context)
    applied, origin = date.fromisoformat(facts["applied"]), Origin[facts.get("origin", Origin.NEW.name)]
    async with context.write() as tx:
        case = await cases.begin(tx, context.me, facts["person"], applied, context.now, origin=origin)
    await screens.manage(context, ManageCase(case.number))


BEGINNING = Form(
    name="development_case",
    title="登记入党申请",
    start=StartCase,
    questions=[
        Person("person", ask_applicant, applicants, check=note_the_way, may_be=may_apply),
        Choice(
            "origin",
            "名册里这位同志已经是入党积极分子、发展对象或者预备党员。以前的步骤在哪里办的？登记后请按材料补记，"
            "支部大会的决定按原来的日期补记。",
            options=[Option(each.name, each.value) for each in (Origin.OUTSIDE, Origin.EARLIER)],
            columns=1,
            when=lambda facts: facts["under_way"],
        ),
        Day("applied", "申请书是哪一天收到的？", past=True),
    ],
    save=begin_case,
)


async def check_acts(context: Context, case: int) -> None:
    """Raises Refusal for somebody who does not act in that case."""
    dossiers.check_acts(context.me, (await screens.inside(context, case)).file)


async def begin_undo(context: Context, button: StartUndo) -> None:
    await check_acts(context, button.case)
    async with context.read() as session:
        file = await dossiers.load(session, button.case)
    if len(file.steps) < 2 or not file.is_open:
        raise Refusal(Refused.NOTHING_TO_UNDO)
    last = file.steps[-1]
    draft(context).update(case=button.case, step=last.id, words=Step(last.step).words)


async def undo(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await cases.undo(tx, context.me, facts["step"], facts["reason"], context.now)
    await screens.manage(context, ManageCase(facts["case"]))


UNDO = Form(
    name="development_undo",
    title="撤回登记",
    start=StartUndo,
    begin=begin_undo,
    questions=[Line("reason", "<b>↩ 撤回登记</b>：{words}\n请写明原因。撤回会留下记录。", "原因", LONGEST_REASON)],
    save=undo,
)


async def begin_end(context: Context, button: StartEnd) -> None:
    await check_acts(context, button.case)
    draft(context).update(case=button.case)


async def end(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await cases.end(tx, context.me, facts["case"], facts["reason"], context.now)
    await screens.manage(context, ManageCase(facts["case"]))


ENDING = Form(
    name="development_end",
    title="终止档案",
    start=StartEnd,
    begin=begin_end,
    questions=[
        Line(
            "reason",
            "<b>🚫 终止档案</b>\n终止后不能再办理。请写明原因（如：取消资格、调离、本人撤回）。",
            "原因",
            LONGEST_REASON,
        ),
        Review("sure", "终止这份档案？原因：{reason}", "确认终止", end),
    ],
)


async def begin_documents(context: Context, button: StartDocuments) -> None:
    await check_acts(context, button.case)
    name = stored.on_the_list(button.material).name if button.material else "其他材料"
    draft(context).update(case=button.case, material=button.material, name=name)


async def ask_files(context: Context) -> None:
    facts = draft(context)
    async with context.read() as session:
        if facts["material"]:
            kept = len(await stored.files_of(session, facts["case"], facts["material"]))
        else:
            kept = len(await documents.of_case(session, facts["case"]))
    text = Markup("<b>📎 {}</b>\n请发送照片或文件，每份发送后都已保存。现有 {} 份。").format(facts["name"], kept)
    # The photos of one album come as several messages: they share one answer.
    in_place = facts.pop("in_place", False)
    await ask(context, text, [[Onward().labelled("✅ 完成")]], cancel=None, in_place=in_place)


async def take_file(context: Context) -> Next:
    """Kept as soon as it is sent."""
    facts, found = draft(context), reading.sent(context)
    await check_acts(context, facts["case"])
    if found.file is None:
        return None
    async with context.write() as tx:
        await documents.attach(tx, context.me, facts["case"], found.file, context.now, facts["material"])
    facts["in_place"] = found.album is not None and found.album == facts.get("album")
    facts["album"] = found.album
    return this_step(context)


async def finished(context: Context, _button: Onward) -> Next:
    facts = draft(context)
    if facts["material"]:
        await materials.open_material(context, OpenMaterial(facts["case"], facts["material"]))
    else:
        await materials.show(context, Materials(facts["case"], 0))
    return DONE


DOCUMENTS = Form(
    name="development_files",
    title="添加材料",
    start=StartDocuments,
    begin=begin_documents,
    questions=[Own("files", ask_files, [Typed(ANY_FILE, take_file), Chosen(Onward, finished)], collects=True)],
)


async def begin_paper(context: Context, button: StartPaper) -> None:
    await check_acts(context, button.case)
    name = stored.on_the_list(button.material).name
    draft(context).update(case=button.case, material=button.material, name=name)


async def keep_paper(context: Context) -> None:
    facts = draft(context)
    case, material, on = facts["case"], facts["material"], date.fromisoformat(facts["on"])
    async with context.write() as tx:
        await stored.keep_paper(tx, context.me, case, material, on, facts["place"], context.now)
    await context.toast("已登记")
    await materials.open_material(context, OpenMaterial(case, material))


PAPER = Form(
    name="development_paper",
    title="登记纸质材料",
    start=StartPaper,
    begin=begin_paper,
    questions=[
        Day("on", "<b>📄 {name}</b>\n原件是哪一天放进卷宗的？", past=True),
        Line("place", "放在哪里？如：党务办公室 3 号柜。", "存放处", 40, ways=[Way("跳过", value="")]),
    ],
    save=keep_paper,
)


FORMS = (BEGINNING, UNDO, ENDING, DOCUMENTS, PAPER)
