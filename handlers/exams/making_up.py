"""补考: another window for named persons who have not taken the exam, such as those who were on shift."""

from handlers.exams import pushes, windows
from handlers.exams.buttons import ResultList, Results, StartMakeUp
from handlers.exams.windows import PickCloses, PickOpens
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.forms.picking import Option, Picker
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines, names, when_text
from storage.exams import setting
from storage.exams.rows import Refused
from storage.people.access import Act


class Picked(Button, prefix="exm_who", act=Act.SET_EXAMS):
    """Everyone is ticked."""


class Confirm(Button, prefix="exm_yes", act=Act.SET_EXAMS):
    """Grant it."""


async def begin(context: Context, button: StartMakeUp) -> Next:
    """For one's own exam, while somebody has not taken it."""
    async with context.read() as session:
        exam = await setting.find(session, button.exam)
        missing = await setting.missing(session, button.exam)
    if exam is None or not setting.answers_for(context.me, exam):
        await context.tell(Refused.GONE.value if exam is None else Refused.NOT_ABOVE.value)
        return None
    if not missing:
        await context.tell(Refused.ALL_TAKEN.value)
        return None
    draft(context).update(exam=button.exam, title=exam.title, who=[], opens=None, closes=None)
    return "who"


async def _options(context: Context) -> list[Option]:
    async with context.read() as session:
        missing = await setting.missing(session, draft(context)["exam"])
    return [Option(who.person_id, who.name) for _, who in missing]


PICKER = Picker(_options, "who", "人")


def _heading(context: Context) -> Markup:
    return Markup("<b>🕒 补考：{}</b>").format(draft(context)["title"])


async def ask_who(context: Context) -> None:
    onward = [Picked().labelled("下一步 ›")] if draft(context)["who"] else []
    await PICKER.ask(context, lines(_heading(context), "谁可以补考？下面是还没参加的人。"), onward)


async def picked(context: Context, _button: Picked) -> Next:
    if not draft(context)["who"]:
        await context.toast("请先选人。", alert=True)
        return None
    return "opens"


async def ask_opens(context: Context) -> None:
    await windows.ask_opens(context, _heading(context))


async def ask_closes(context: Context) -> None:
    await windows.ask_closes(context, _heading(context))


async def pick_opens(context: Context, button: PickOpens) -> Next:
    return "closes" if await windows.pick_opens(context, button) else None


async def type_opens(context: Context) -> Next:
    return "closes" if await windows.type_opens(context) else None


async def pick_closes(context: Context, button: PickCloses) -> Next:
    return "confirm" if await windows.pick_closes(context, button) else None


async def type_closes(context: Context) -> Next:
    return "confirm" if await windows.type_closes(context) else None


async def ask_confirm(context: Context) -> None:
    """Everything once more."""
    opens, closes = windows.window(context)
    chosen = set(draft(context)["who"])
    text = lines(
        _heading(context),
        Markup("补考人员：{}").format(names(each.name for each in await _options(context) if each.number in chosen)),
        Markup("时间：{} 至 {}").format(when_text(opens, context.now), when_text(closes or opens, context.now)),
        Markup("答案和解析要等补考结束后才公开。"),
    )
    await ask(context, text, [[Confirm().labelled("✅ 确认安排")]])


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the windows, and a push to each."""
    facts = draft(context)
    opens, closes = windows.window(context)
    window = (opens, closes or opens)
    async with context.write() as tx:
        outcome = await setting.make_up(tx, context.me, facts["exam"], facts["who"], *window, context.now)
        if not isinstance(outcome, Refused):
            await pushes.granted(tx, *outcome, window, context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    exam, to = outcome
    text = Markup("<b>✅ 已安排补考</b>\n正在通知 {} 人。").format(len(to))
    await context.show(text, [[ResultList(exam.key, 1, 0).labelled("⚪ 未参加")], back(Results(exam.key))])
    return DONE


FLOW = Form(
    name="exam_more",
    title="安排补考",
    start=StartMakeUp,
    begin=begin,
    steps={
        "who": Step(ask_who, [*PICKER.answers, Chosen(Picked, picked)]),
        "opens": Step(ask_opens, [Typed(reading.TEXT, type_opens), Chosen(PickOpens, pick_opens)]),
        "closes": Step(ask_closes, [Typed(reading.TEXT, type_closes), Chosen(PickCloses, pick_closes)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm)]),
    },
)
