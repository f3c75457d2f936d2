"""Handing a task in with its proof, and asking for more time."""

from datetime import date

from handlers.kit.forms import reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.forms.gathering import Gathering, nothing
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text, escape, lines
from handlers.tasks import cards, pushes
from handlers.tasks.buttons import Accept, OpenPart, StartHandIn, StartMoreTime, StartReturn
from storage.people.access import Act
from storage.tasks import doing
from storage.tasks.doing import Part
from storage.tasks.rows import MOST_FILES, Proof, Refused, State

LONGEST = 2000
PROMPTS = {
    Proof.NONE: "可以发一段说明、照片或文件，也可以直接点“提交”。",
    Proof.TEXT: "请发送文字说明，然后点“提交”。",
    Proof.PHOTO: "请发送照片（可以几张），然后点“提交”。",
    Proof.FILE: "请发送文件（可以几个），然后点“提交”。",
}


class Submit(Button, prefix="hand_yes", act=Act.DO_TASKS):
    """Hand it in."""


async def begin(context: Context, button: StartHandIn) -> Next:
    """What is to be handed in follows from the task."""
    async with context.read() as session:
        part = await doing.owed(session, context.me, button.part)
    if isinstance(part, Refused):
        await context.tell(part.value)
        return None
    draft(context).update(part=button.part, what=part.task.what, proof=part.task.proof, **nothing())
    return "proof"


PROOF = Gathering("说明", LONGEST, MOST_FILES)


async def ask_proof(context: Context) -> None:
    facts = draft(context)
    text = lines(
        Markup("<b>提交</b>：{}").format(clip(facts["what"], cards.SHORT)),
        Markup("要求：{}。").format(cards.PROOFS[Proof(facts["proof"])]),
        PROOF.so_far(context),
        Markup("{}").format(PROMPTS[Proof(facts["proof"])]),
    )
    await ask(context, text, [[Submit().labelled("📤 提交")], *PROOF.anew(context)])


async def submit(context: Context, _button: Submit) -> Next:
    """One transaction: the proof, the state, the push to the giver."""
    facts = draft(context)
    files = [(kind, content) for kind, content in facts["files"]]
    if refused := doing.lacking(Proof(facts["proof"]), facts["text"] or None, files):
        await context.tell(refused.value)
        return None
    key = facts["part"]
    async with context.write() as tx:
        outcome = await doing.hand_in(tx, context.me, key, text=facts["text"] or None, files=files, now=context.now)
        if isinstance(outcome, Part):
            judge = [Accept(key).labelled("✅ 验收"), StartReturn(key).labelled("↩ 退回")]
            attached = f"（附件 {len(files)} 个）" if files else ""
            await pushes.to_giver(tx, outcome, context, "📤 提交", f"{facts['text']}{attached}", *judge)
    if isinstance(outcome, Refused):
        said = outcome.value
    else:
        said = "✅ 已办结。" if outcome.assignment.state == State.DONE else "📤 已提交，等布置人验收。"
    await context.show(escape(said), [back(OpenPart(key))])
    return DONE


HAND_IN = Form(
    name="task_hand_in",
    title="提交任务",
    start=StartHandIn,
    begin=begin,
    steps={
        "proof": Step(
            ask_proof,
            [*PROOF.answers, Chosen(Submit, submit)],
            edited=PROOF.edited,
        )
    },
)


async def begin_time(context: Context, button: StartMoreTime) -> Next:
    """Only one request at a time."""
    async with context.read() as session:
        part = await doing.owed(session, context.me, button.part)
    if isinstance(part, Part) and part.assignment.asked_until is not None:
        part = Refused.TIME_WAITS
    if isinstance(part, Refused):
        await context.tell(part.value)
        return None
    draft(context).update(part=button.part, what=part.task.what, due=part.assignment.due_on.isoformat())
    return "until"


async def ask_until(context: Context) -> None:
    facts, today = draft(context), context.now.date()
    due = date.fromisoformat(facts["due"])
    text = Markup("<b>申请延期</b>：{}\n现在截止{}。想延到哪一天？").format(
        clip(facts["what"], cards.SHORT), day_text(due, today)
    )
    await UNTIL.ask(context, text, month=max(due, today))


async def take_until(context: Context, day: date) -> Next:
    facts = draft(context)
    if day <= date.fromisoformat(facts["due"]):
        await context.tell(Refused.NOT_LATER.value)
        return None
    facts["until"] = day.isoformat()
    return "reason"


UNTIL = DayPicker(take_until)


async def ask_reason(context: Context) -> None:
    day = date.fromisoformat(draft(context)["until"])
    await ask(context, Markup("延到{}。请写原因，会发给布置人。").format(day_text(day, context.now.date())))


async def take_reason(context: Context) -> Next:
    reason = await reading.words(context, "原因", 200)
    if reason is None:
        return None
    facts = draft(context)
    until = date.fromisoformat(facts["until"])
    async with context.write() as tx:
        outcome = await doing.ask_time(tx, context.me, facts["part"], until=until, reason=reason, now=context.now)
        if isinstance(outcome, Part):
            await pushes.time_asked(tx, outcome, context, reason)
    said = outcome.value if isinstance(outcome, Refused) else "⏳ 已申请，布置人答复后会通知您。"
    await context.show(escape(said), [back(OpenPart(facts["part"]))])
    return DONE


MORE_TIME = Form(
    name="task_time",
    title="申请延期",
    start=StartMoreTime,
    begin=begin_time,
    steps={
        "until": Step(ask_until, UNTIL.answers),
        "reason": Step(ask_reason, [Typed(reading.TEXT, take_reason)]),
    },
)
