"""Corrected rules: what differs, which open cases it touches and how, and the decision that applies it to them."""

from handlers.development import pushes
from handlers.development.buttons import Corrections, Develop, OpenCorrection, StartCorrection
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from storage.development import corrections
from storage.development.corrections import Touched
from storage.engine.refusal import Refusal
from storage.people.directory import names_of
from storage.rules.regulations import Regulation, own

LONGEST_DOCUMENT, LONGEST_REASON = 60, 300
CASES_A_PAGE, DECISIONS_SHOWN = 5, 5


async def show(context: Context, _button: Corrections) -> None:
    """Every rule that open cases have otherwise than it is today; the newest decisions."""
    async with context.read() as session:
        found = await corrections.corrections(session, context.now.date())
        decided = (await corrections.decisions(session))[:DECISIONS_SHOWN]
        names = await names_of(session, {each.by for each in decided})
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
                names.get(each.by, "?"),
                _subject(each.rule),
                len(each.cases),
                each.document,
            )
            for each in decided
        ),
    )
    await context.show(text, [*rows, back(Develop())])


def _subject(key: str) -> str:
    rule = own().get(key)
    return rule.subject if rule else key


async def open_correction(context: Context, button: OpenCorrection) -> None:
    """The rule before and after, and what it changes in each case."""
    today = context.now.date()
    async with context.read() as session:
        found = await corrections.correction(session, button.rule, today)
    refused = None
    try:
        corrections.check_apply(context.me, found, today)
    except Refusal as refusal:
        refused = str(refusal)
    shown, turning = paged(found.touched, button.page, lambda page: OpenCorrection(button.rule, page), CASES_A_PAGE)
    before = {_words(each.before) for each in found.touched}
    text = lines(
        Markup("<b>📚 【{}】</b>").format(found.rule.subject),
        *(Markup("原来：{}").format(words) for words in sorted(before)),
        Markup("现在：{}").format(_words(found.rule)),
        Markup("\n<b>涉及 {} 份在办档案</b>").format(len(found.touched)),
        *(_touched(each) for each in shown),
        Markup("\n{}").format(refused) if refused else None,
    )
    rows = [] if refused else [[StartCorrection(button.rule).labelled("⚖️ 适用到在办档案")]]
    await context.show(text, [*turning, *rows, back(Corrections())])


def _words(rule: Regulation) -> str:
    since = f"，{rule.effective:%Y-%m-%d} 起施行" if rule.effective else ""
    return f"{rule.text}（{rule.document}{rule.article or ''}{since}）"


def _touched(each: Touched) -> Markup:
    said = each.changes or ("办理条件和期限不变，只更正文字或者出处。",)
    return lines(
        Markup("• {}（{}）").format(each.each.person.name, each.each.branch),
        *(Markup("　{}").format(change) for change in said),
    )


async def _begin(context: Context, button: StartCorrection) -> None:
    today = context.now.date()
    async with context.read() as session:
        found = await corrections.correction(session, button.rule, today)
    corrections.check_apply(context.me, found, today)
    draft(context).update(rule=button.rule, subject=found.rule.subject)


async def review_correction(context: Context) -> Markup:
    facts = draft(context)
    async with context.read() as session:
        touched = (await corrections.correction(session, facts["rule"], context.now.date())).touched
    return lines(
        Markup("<b>请核对</b>：【{}】适用到 {} 份在办档案").format(facts["subject"], len(touched)),
        Markup("决定：{}").format(facts["document"]),
        Markup("理由：{}").format(facts["reason"]),
        Markup("档案：{}").format("、".join(each.each.person.name for each in touched)),
        Markup("已经登记的步骤不变，以后的步骤按更正后的规定办理。"),
    )


async def correct(context: Context) -> None:
    """Apply it, and tell those whom it touches."""
    facts = draft(context)
    async with context.write() as tx:
        decision, touched = await corrections.apply(
            tx, context.me, facts["rule"], document=facts["document"], reason=facts["reason"], now=context.now
        )
        for each in touched:
            await pushes.corrected(tx, each, decision, facts["subject"], context)
    await context.toast(f"已适用到 {len(touched)} 份档案。", alert=True)
    await show(context, Corrections())


CORRECTING = Form(
    name="development_correction",
    title="规定更正",
    start=StartCorrection,
    begin=_begin,
    questions=[
        Line(
            "document", f"局里这项决定的名称和文号是什么？（{LONGEST_DOCUMENT} 字以内）", "名称和文号", LONGEST_DOCUMENT
        ),
        Line(
            "reason", f"为什么要适用到在办的档案？（{LONGEST_REASON} 字以内，会记入审计记录）", "理由", LONGEST_REASON
        ),
        Review("sure", review_correction, "✅ 确认适用", correct),
    ],
)
