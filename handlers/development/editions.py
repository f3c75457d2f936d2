"""Corrected rules: what differs, which open cases it touches and how, and the decision that applies it to them."""

from handlers.development import pushes
from handlers.development.buttons import Corrections, Develop, OpenCorrection, StartCorrection
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from storage.development import editions
from storage.development.editions import Touched
from storage.development.rows import Refused
from storage.people.access import Act
from storage.people.directory import Person
from storage.rules.regulations import Regulation, own

LONGEST_DOCUMENT, LONGEST_REASON = 60, 300
CASES_A_PAGE, DECISIONS_SHOWN = 5, 5


async def show(context: Context, _button: Corrections) -> None:
    """Every rule that open cases have otherwise than it is today; the newest decisions."""
    async with context.read() as session:
        found = await editions.corrections(session, context.now.date())
        decided = (await editions.decisions(session))[:DECISIONS_SHOWN]
        names = [(await session.get(Person, each.by), each) for each in decided]
    rows = [
        [OpenCorrection(each.rule.key, 0).labelled(f"【{each.rule.subject}】{len(each.touched)} 份档案")]
        for each in found
    ]
    text = lines(
        Markup("<b>📚 规定更正</b>"),
        Markup("在办的档案一直按立案时的规定办理。下列规定后来有更正，由局里决定是否适用到在办的档案。")
        if found
        else Markup("在办的档案都按现行规定办理，没有需要决定的更正。"),
        Markup("\n<b>已经作出的决定</b>") if decided else None,
        *(
            Markup("{:%Y-%m-%d} {}：【{}】{} 份档案（{}）").format(
                each.at.astimezone(context.now.tzinfo),
                person.name if person else "?",
                _subject(each.rule),
                len(each.cases),
                each.document,
            )
            for person, each in names
        ),
    )
    await context.show(text, [*rows, back(Develop())])


def _subject(key: str) -> str:
    rule = own().get(key)
    return rule.subject if rule else key


async def open_correction(context: Context, button: OpenCorrection) -> None:
    """The rule before and after, and what it changes in each case."""
    async with context.read() as session:
        found = await editions.correction(session, button.rule, context.now.date())
        refused = await editions.why_not_apply(session, context.me, button.rule, context.now.date())
    if found is None:
        return await context.tell(Refused.NOTHING_CORRECTED.value)
    shown, turning = paged(found.touched, button.page, lambda page: OpenCorrection(button.rule, page), CASES_A_PAGE)
    before = {_words(each.before) for each in found.touched}
    text = lines(
        Markup("<b>📚 【{}】</b>").format(found.rule.subject),
        *(Markup("原来：{}").format(words) for words in sorted(before)),
        Markup("现在：{}").format(_words(found.rule)),
        Markup("\n<b>涉及 {} 份在办档案</b>").format(len(found.touched)),
        *(_touched(each) for each in shown),
        Markup("\n{}").format(refused.value) if refused else None,
    )
    rows = [] if refused else [[StartCorrection(button.rule).labelled("⚖️ 适用到在办档案")]]
    await context.show(text, [*turning, *rows, back(Corrections())])
    return None


def _words(rule: Regulation) -> str:
    since = f"，{rule.effective:%Y-%m-%d} 起施行" if rule.effective else ""
    return f"{rule.text}（{rule.document}{rule.article or ''}{since}）"


def _touched(each: Touched) -> Markup:
    said = each.changes or ("办理条件和期限不变，只更正文字或者出处。",)
    return lines(
        Markup("• {}（{}）").format(each.each.person.name, each.each.branch),
        *(Markup("　{}").format(change) for change in said),
    )


class ConfirmCorrection(Button, prefix="dv_ed_ok", act=Act.APPROVE_DEVELOPMENT):
    """Apply it."""


async def begin(context: Context, button: StartCorrection) -> Next:
    """Said at once what would stand in the way at the end."""
    async with context.read() as session:
        refused = await editions.why_not_apply(session, context.me, button.rule, context.now.date())
    if refused:
        await context.tell(refused.value)
        return None
    draft(context).update(rule=button.rule)
    return "document"


async def ask_document(context: Context) -> None:
    await ask(context, Markup("局里这项决定的名称和文号是什么？（{} 字以内）").format(LONGEST_DOCUMENT))


async def take_document(context: Context) -> Next:
    text = await reading.line(context, "名称和文号", LONGEST_DOCUMENT)
    if text is None:
        return None
    draft(context)["document"] = text
    return "reason"


async def ask_reason(context: Context) -> None:
    await ask(context, Markup("为什么要适用到在办的档案？（{} 字以内，会记入审计记录）").format(LONGEST_REASON))


async def take_reason(context: Context) -> Next:
    text = await reading.line(context, "理由", LONGEST_REASON)
    if text is None:
        return None
    draft(context)["reason"] = text
    return "sure"


async def ask_sure(context: Context) -> None:
    """What it touches, once more."""
    facts = draft(context)
    async with context.read() as session:
        found = await editions.correction(session, facts["rule"], context.now.date())
    touched = found.touched if found else []
    text = lines(
        Markup("<b>请核对</b>：【{}】适用到 {} 份在办档案").format(_subject(facts["rule"]), len(touched)),
        Markup("决定：{}").format(facts["document"]),
        Markup("理由：{}").format(facts["reason"]),
        Markup("档案：{}").format("、".join(each.each.person.name for each in touched)),
        Markup("已经登记的步骤不变，以后的步骤按更正后的规定办理。"),
    )
    await ask(context, text, [[ConfirmCorrection().labelled("✅ 确认适用")]])


async def confirm(context: Context, _button: ConfirmCorrection) -> Next:
    """Apply it, and tell those whom it touches."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await editions.apply(
            tx, context.me, facts["rule"], document=facts["document"], reason=facts["reason"], now=context.now
        )
        if not isinstance(outcome, Refused):
            decision, touched = outcome
            for each in touched:
                await pushes.corrected(tx, each, decision, _subject(decision.rule), context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
    else:
        await context.toast(f"已适用到 {len(outcome[1])} 份档案。", alert=True)
    await show(context, Corrections())
    return DONE


FLOW = Form(
    name="development_correction",
    title="规定更正",
    start=StartCorrection,
    begin=begin,
    steps={
        "document": Step(ask_document, [Typed(reading.TEXT, take_document)]),
        "reason": Step(ask_reason, [Typed(reading.TEXT, take_reason)]),
        "sure": Step(ask_sure, [Chosen(ConfirmCorrection, confirm)]),
    },
)
