"""Terms entered in one message, a term made longer or shorter, and the staff's no to that."""

import re
from datetime import date
from typing import Any

from handlers.kit.forms.by_line import read_lines
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines
from handlers.terms import cards, pushes
from handlers.terms.buttons import OpenTerm, StartRefuseChange, StartTermChange, StartTerms, Terms
from scoring.cadence import add_months
from scoring.chinese.times import Unclear, parse_day
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory
from storage.people.access import may
from storage.people.rights import Act
from storage.rules.regulations import own
from storage.terms import keeping, lists
from storage.terms.keeping import Entered
from storage.terms.rows import BRANCH_RULE, BUREAU, CHANGE_RULE, COMMITTEE_RULE, LONGEST_REASON, YEARS, check_decide

LONGEST = 3000
LINE = re.compile(r"(?P<name>\S+)\s+(?P<day>\S+?)(?:\s+(?P<years>\d+)\s*年?)?")


async def _known(context: Context) -> dict[str, int]:
    async with context.read() as session:
        return {cards.COMMITTEE: BUREAU} | {
            name: number for number, name in (await directory.present_names(session)).items()
        }


async def ask_lines(context: Context) -> Markup:
    async with context.read() as session:
        found = await lists.by_branch(session)
    lacking = [name for name, number in (await _known(context)).items() if number not in found]
    return lines(
        Markup("<b>🏛 登记任期</b>"),
        Markup(
            "一行一个：支部、空格、本届选举产生的日期；任期不是 {} 年的（{} {} 年），后面写年数。例如：\n<code>刑侦大队党支部 2024-03-15</code>\n<code>{} 2023-06-30 5</code>"
        ).format(
            own()[BRANCH_RULE].integer("years"),
            cards.COMMITTEE,
            own()[COMMITTEE_RULE].integer("years"),
            cards.COMMITTEE,
        ),
        Markup("还没有登记的：\n<code>{}</code>").format("\n".join(f"{name} " for name in lacking))
        if lacking
        else None,
    )


async def read_rows(context: Context, text: str) -> list[dict[str, Any]]:
    known, today = await _known(context), context.now.date()
    return read_lines(text, lambda line: _line(line, known, today), "branch")


def _line(line: str, known: dict[str, int], today: date) -> dict[str, Any]:
    parts = LINE.fullmatch(line)
    if parts is None:
        raise Refusal("写成：支部 2024-03-15")
    meant = [name for name in known if name == parts["name"]] or [name for name in known if parts["name"] in name]
    if len(meant) != 1:
        raise Refusal(
            f"有几个支部像是它：{'、'.join(meant[:3])}，请写全称" if meant else "没有这个支部，请写名册里的名称"
        )
    try:
        begun = parse_day(parts["day"], today, past=True)
    except Unclear as error:
        raise Refusal(str(error)) from error
    if begun > today:
        raise Refusal("选举产生的日期还没有到")
    branch = known[meant[0]]
    usual = own()[COMMITTEE_RULE if branch == BUREAU else BRANCH_RULE].integer("years")
    years = int(parts["years"]) if parts["years"] else usual
    if years not in YEARS:
        raise Refusal(f"任期请写 {YEARS[0]} 到 {YEARS[-1]} 年")
    return {"branch": branch, "name": meant[0], "begun": begun.isoformat(), "years": years}


async def review(context: Context) -> Markup:
    found = draft(context)["terms"]
    rows = [
        Markup("• {}　{} 起 {} 年，{:%Y-%m-%d} 届满").format(
            each["name"],
            each["begun"],
            each["years"],
            add_months(date.fromisoformat(each["begun"]), 12 * each["years"]),
        )
        for each in found[:40]
    ]
    return lines(Markup("<b>请核对</b>　{} 个").format(len(found)), *rows)


async def save(context: Context) -> None:
    found = [
        Entered(each["branch"], date.fromisoformat(each["begun"]), each["years"]) for each in draft(context)["terms"]
    ]
    async with context.write() as tx:
        await keeping.enter(tx, context.me, found, context.now)
    await context.show(Markup("<b>✅ 已登记</b>　{} 个").format(len(found)), [back(Terms(0))])


ENTERING = Form(
    name="terms",
    title="登记任期",
    start=StartTerms,
    questions=[
        Text("terms", ask_lines, "内容", LONGEST, check=read_rows, shortest=3),
        Review("confirm", review, "✅ 保存", save),
    ],
)


async def begin_change(context: Context, button: StartTermChange) -> None:
    async with context.read() as session:
        term = await keeping.check_ask(session, context.me, button.branch)
    draft(context).update(branch=button.branch, ends=term.ends_on.isoformat())


async def check_until(context: Context, day: date) -> date:
    async with context.read() as session:
        keeping.check_until(await keeping.running(session, draft(context)["branch"]), day)
    return day


async def review_change(context: Context) -> Markup:
    facts = draft(context)
    async with context.read() as session:
        term = await keeping.running(session, facts["branch"])
    months = own()[CHANGE_RULE].integer("months")
    far = keeping.is_far(term, date.fromisoformat(facts["until"]), months)
    keeps = may(context.me, Act.KEEP_TERMS)
    return lines(
        Markup("届满日期由 {} 改为 <b>{}</b>").format(facts["ends"], facts["until"]),
        Markup("理由：{}").format(facts["reason"]),
        Markup("⚠️ 延长或者提前一般不超过 {} 个月，请再核对。").format(months) if far else None,
        Markup("保存后立即生效，并写入审计记录。") if keeps else Markup("提交后由党务干部答复。"),
    )


async def save_change(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await keeping.ask(
            tx, context.me, facts["branch"], date.fromisoformat(facts["until"]), facts["reason"], context.now
        )
        if row.agreed is None:
            await outbox.put(
                tx, context.now, *await pushes.change_asked(tx, row, facts["branch"], context.me, context.occasion)
            )
    word = "✅ 已保存，届满日期已改。" if row.agreed else "✅ 已提交，等党务干部答复。"
    await context.show(escape(word), [back(OpenTerm(facts["branch"]))])


CHANGING = Form(
    name="term_change",
    title="延期或提前换届",
    start=StartTermChange,
    begin=begin_change,
    questions=[
        Day("until", "<b>📅 延期或提前换届</b>\n现在的届满日期是 {ends}。改到哪一天？", check=check_until),
        Text(
            "reason",
            f"理由是什么？写明哪一级党委同意或者为什么申请，最多 {LONGEST_REASON} 个字。",
            "理由",
            LONGEST_REASON,
            shortest=2,
        ),
        Review("confirm", review_change, "✅ 提交", save_change),
    ],
)


async def begin_refuse(context: Context, button: StartRefuseChange) -> None:
    check_decide(context.me)
    async with context.read() as session:
        await keeping.answerable(session, context.me, button.change)
    draft(context)["change"] = button.change


async def refuse(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await keeping.answer(tx, context.me, facts["change"], context.now, agreed=False, word=facts["word"])
        await outbox.put(tx, context.now, pushes.change_answered(row, context.occasion))
    await context.show(escape("已答复，并告诉了申请人。"), [back(Terms(0))])


REFUSING = Form(
    name="term_change_refuse",
    title="不同意延期或提前换届",
    start=StartRefuseChange,
    begin=begin_refuse,
    questions=[Text("word", "为什么不同意？会告诉支部书记。", "理由", LONGEST_REASON, shortest=2)],
    save=refuse,
)
FORMS = (ENTERING, CHANGING, REFUSING)
