"""The questions about the check at a lesson's end: a question with two to four options, or a note."""

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import Chosen, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, clip, lines
from handlers.study import cards
from handlers.study.filling import answered
from storage.people.access import Act
from storage.study.rows import FEWEST_OPTIONS, MOST_OPTIONS, Check, shortest_note

LONGEST_QUESTION, LONGEST_OPTION, LONGEST_EXPLANATION = 200, 100, 500
CHECKS = tuple(Check)


class PickCheck(Button, prefix="st_kind", act=Act.PUBLISH_LESSON):
    """Which of the two."""

    number: int


class PickRight(Button, prefix="st_right", act=Act.PUBLISH_LESSON):
    """The right option."""

    number: int


async def ask_check(context: Context) -> None:
    rows = [
        [PickCheck(CHECKS.index(Check.QUESTION)).labelled("❓ 答一道单选题")],
        [PickCheck(CHECKS.index(Check.NOTE)).labelled(f"✍️ 写收获（不少于 {shortest_note()} 字）")],
    ]
    await ask(context, Markup("<b>学完后怎么检验？</b>\n通过检验才计学时，每人只计一次。"), rows)


async def pick_check(context: Context, button: PickCheck) -> Next:
    """Another kind of check asks for its question anew."""
    if not 0 <= button.number < len(CHECKS):
        await context.toast(OUTDATED, alert=True)
        return None
    facts = draft(context)
    facts["check"] = CHECKS[button.number].value
    facts["answered"] = [
        step for step in facts["answered"] if step not in ("question", "options", "right", "explanation")
    ]
    return answered(context, "check")


async def ask_question(context: Context) -> None:
    await ask(context, Markup("<b>写题目</b>\n例如：党员大会一般多久召开一次？"))


async def take_question(context: Context) -> Next:
    text = await reading.words(context, "题目", LONGEST_QUESTION)
    if text is None:
        return None
    draft(context)["question"] = text
    return answered(context, "question")


async def ask_options(context: Context) -> None:
    text = Markup("<b>写选项</b>\n一行一个，{} 到 {} 个，一条消息发完。例如：\n每月一次\n每季度一次\n每年一次")
    await ask(context, text.format(FEWEST_OPTIONS, MOST_OPTIONS))


async def take_options(context: Context) -> Next:
    """A line each, all different."""
    text = context.text
    found = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not FEWEST_OPTIONS <= len(found) <= MOST_OPTIONS:
        await context.tell(
            f"选项要 {FEWEST_OPTIONS} 到 {MOST_OPTIONS} 个，一行一个，现在是 {len(found)} 个，请重新发送。"
        )
        return None
    if len(set(found)) < len(found):
        await context.tell("有两个选项一样，请改成不同的，重新发送。")
        return None
    if any(len(option) > LONGEST_OPTION for option in found):
        await context.tell(f"每个选项最多 {LONGEST_OPTION} 个字，请缩短后重新发送。")
        return None
    facts = draft(context)
    facts["options"] = found
    facts["answered"] = [step for step in facts["answered"] if step != "right"]
    return answered(context, "options")


async def ask_right(context: Context) -> None:
    options = draft(context)["options"]
    rows = [
        [PickRight(number).labelled(f"{cards.LETTERS[number]}. {clip(option, 50)}")]
        for number, option in enumerate(options)
    ]
    text = lines(Markup("<b>哪一个是正确答案？</b>"), Markup("学员看到的选项顺序是打乱的，每人不同。"))
    await ask(context, text, rows)


async def pick_right(context: Context, button: PickRight) -> Next:
    """One of those that were written."""
    facts = draft(context)
    if not 0 <= button.number < len(facts["options"]):
        await context.toast(OUTDATED, alert=True)
        return None
    facts["right"] = button.number
    return answered(context, "right")


async def ask_explanation(context: Context) -> None:
    """Shown after a right answer, and after two wrong ones."""
    text = Markup("<b>写解析</b>\n为什么是“{}”？答对后，或两次答错后显示给学员。")
    facts = draft(context)
    await ask(context, text.format(facts["options"][facts["right"]]))


async def take_explanation(context: Context) -> Next:
    text = await reading.words(context, "解析", LONGEST_EXPLANATION)
    if text is None:
        return None
    draft(context)["explanation"] = text
    return answered(context, "explanation")


STEPS = {
    "check": Step(ask_check, [Chosen(PickCheck, pick_check)]),
    "question": Step(ask_question, [Typed(reading.TEXT, take_question)]),
    "options": Step(ask_options, [Typed(reading.TEXT, take_options)]),
    "right": Step(ask_right, [Chosen(PickRight, pick_right)]),
    "explanation": Step(ask_explanation, [Typed(reading.TEXT, take_explanation)]),
}
