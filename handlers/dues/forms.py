"""What people pay, laid down for many at once in one message; and what somebody paid, where it is not what is due."""

import re
from datetime import date
from typing import Any

from handlers.dues import pushes
from handlers.dues.buttons import DuesMonth, OpenDues, Rates, StartPaid, StartRates
from handlers.kit.forms.by_line import read_lines
from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.spans import month_word, read_month
from handlers.kit.screens.text import Markup, lines, month_text
from scoring.chinese.names import folded
from scoring.dues import read_sum, share_text, sum_text
from storage.dues import months, paying
from storage.dues.months import Rated
from storage.dues.rows import LONGEST_GROUND, SHARE_RULE, Refused, check_keep, month_of
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.rules.regulations import own

LONGEST = 3000
FREE, AGREED = "免交", "应交"
LINE = re.compile(r"(?P<who>[^\s,，、:：]+)[\s,，、:：]+(?P<rest>\S.*)")
HOW = (
    "一行一人：姓名（或警号）、空格、月计算基数（税后，元），按比例算出应交。例如：\n"
    "<code>李雷 6800</code>\n"
    "支部核定了金额的（离退休、少交等）写：<code>李雷 应交 75</code>\n"
    "经批准免交的写：<code>李雷 免交 局党委2026年1月批准</code>"
)


async def begin_rates(context: Context, button: StartRates) -> None:
    check_keep(context.me, button.branch)
    draft(context)["branch"] = button.branch


async def _members(context: Context) -> list[Who]:
    async with context.read() as session:
        people = await directory.people_of(session, branch_id=draft(context)["branch"])
    return [who for who in people if who.category in MEMBERS]


async def ask_lines(context: Context) -> Markup:
    people = await _members(context)
    async with context.read() as session:
        rates = await months.rates_of(session, [who.person_id for who in people])
    this_year = {person for person, found in rates.items() if found[0].since.year == context.now.year}
    lacking = [who.name for who in people if who.person_id not in this_year]
    return lines(
        Markup("<b>💰 核定党费标准</b>"),
        Markup(HOW),
        Markup("基数只用来计算，算完不保存。可以复制名单填好后一次发来："),
        Markup("<code>{}</code>").format("\n".join(f"{name} " for name in lacking))
        if lacking
        else Markup("今年已全部核定；只写要改的人。"),
    )


async def read_rows(context: Context, text: str) -> list[dict[str, Any]]:
    people = await _members(context)
    return read_lines(text, lambda line: _line(line, people), "person")


def _line(line: str, people: list[Who]) -> dict[str, Any]:
    parts = LINE.fullmatch(line)
    if parts is None:
        raise Refusal("缺少姓名或者金额，写成：李雷 6800")
    wanted, rest = folded(parts["who"]), parts["rest"].strip()
    meant = [who for who in people if wanted in (folded(who.name), folded(who.police_no))]
    if len(meant) != 1:
        raise Refusal("有同名的党员，请写警号" if meant else "本支部党员里没有这个姓名或警号")
    who = meant[0]
    known = {"person": who.person_id, "name": who.name, "share": None, "ground": ""}
    if rest.startswith(FREE):
        ground = rest.removeprefix(FREE).strip(" ,，：:")
        if not 2 <= len(ground) <= LONGEST_GROUND:
            raise Refusal(f"免交要写明哪一级党委在什么时候批准，最多 {LONGEST_GROUND} 个字")
        return known | {"due": 0, "ground": ground}
    sum_ = read_sum(rest.removeprefix(AGREED).removeprefix("交").strip())
    if not sum_:
        raise Refusal("金额请写数字，如 6800 或 6800.5；不用交的写：免交 和批准的党委")
    if rest.startswith((AGREED, "交")):
        return known | {"due": sum_}
    scale = own()[SHARE_RULE].scale()
    return known | {"due": scale.due_of(sum_), "share": share_text(scale.share_of(sum_))}


async def months_offered(context: Context) -> list[Option]:
    this = month_of(context.now.date())
    first = date(this.year, 1, 1)
    found = [Option(month_word(this), f"从本月（{this.month}月）起")]
    return [*found, Option(month_word(first), f"从{this.year}年1月起")] if first != this else found


def _rated_text(each: dict[str, Any]) -> Markup:
    if not each["due"]:
        return Markup("• {}　免交（{}）").format(each["name"], each["ground"])
    how = f"按 {each['share']}" if each["share"] else "核定金额"
    return Markup("• {}　每月 <b>{}</b> 元（{}）").format(each["name"], sum_text(each["due"]), how)


async def review(context: Context) -> Markup:
    facts = draft(context)
    month = read_month(facts["since"])
    shown = [_rated_text(each) for each in facts["rated"][:40]]
    return lines(
        Markup("<b>请核对：从{}起</b>，{} 人").format(month_text(month), len(facts["rated"])),
        *shown,
        Markup("……共 {} 人").format(len(facts["rated"])) if len(facts["rated"]) > len(shown) else None,
        Markup("\n从这个月起还没有登记已交的，都按这个标准；已登记的不变。"),
    )


async def save_rates(context: Context) -> None:
    facts = draft(context)
    rated = [Rated(each["person"], each["due"], each["ground"]) for each in facts["rated"]]
    async with context.write() as tx:
        await months.rate(tx, context.me, facts["branch"], rated, read_month(facts["since"]), context.now)
    this = DuesMonth(facts["branch"], month_word(month_of(context.now.date())), 0)
    text = Markup("<b>✅ 已保存</b>　核定了 {} 人的党费标准。").format(len(rated))
    await context.show(text, [[this.labelled("☑ 登记本月")], back(Rates(facts["branch"], 0))])


RATING = Form(
    name="dues_rate",
    title="核定党费标准",
    start=StartRates,
    begin=begin_rates,
    questions=[
        Text("rated", ask_lines, "标准", LONGEST, check=read_rows, shortest=3),
        Choice(
            "since",
            "从哪个月起按这个标准？选“1月起”，今年前几个月也会列出来，逐月登记；本支部刚开始登记的，一般从本月起。",
            options=months_offered,
            columns=1,
        ),
        Review("confirm", review, "✅ 保存", save_rates),
    ],
)


async def begin_paid(context: Context, button: StartPaid) -> None:
    month = read_month(button.month)
    async with context.read() as session:
        row = await paying.kept(session, context.me, button.person, month)
        name = await directory.name_of(session, button.person)
    due = "未核定" if row.due is None else f"{sum_text(row.due)} 元"
    draft(context).update(person=button.person, month=button.month, name=name, about=f"{month_text(month)}，应交 {due}")


def read_paid(text: str) -> int:
    sum_ = read_sum(text)
    if not sum_:
        raise Refusal(Refused.SUM)
    return sum_


async def review_paid(context: Context) -> Markup:
    facts = draft(context)
    return Markup("<b>{}</b>　{}\n实交 <b>{}</b> 元，交纳日期 {}。保存？").format(
        facts["name"], facts["about"], sum_text(facts["paid"]), facts["on"]
    )


async def save_paid(context: Context) -> None:
    facts = draft(context)
    month = read_month(facts["month"])
    async with context.write() as tx:
        row = await paying.enter(
            tx, context.me, facts["person"], month, facts["paid"], date.fromisoformat(facts["on"]), context.now
        )
        await pushes.withdraw(tx, row)
    see = [OpenDues(row.person_id, facts["month"]).labelled("查看")]
    await context.show(Markup("<b>✅ 已登记</b>"), [see, back(DuesMonth(row.branch_id, facts["month"], 0))])


PAYING = Form(
    name="dues_paid",
    title="登记实交党费",
    start=StartPaid,
    begin=begin_paid,
    questions=[
        Line("paid", "<b>💰 {name}</b>　{about}\n实际交了多少元？例如：75 或 75.5。", "金额", 15, read=read_paid),
        Day("on", "哪一天交的？", past=True),
        Review("confirm", review_paid, "✅ 保存", save_paid),
    ],
)
FORMS = (RATING, PAYING)
