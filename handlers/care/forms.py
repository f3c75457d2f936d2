"""What people write in a case: the decision with its plan of help, a longer time, and each act that takes one text."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.care import pushes
from handlers.care.buttons import (
    StartAppeal,
    StartDecline,
    StartExtend,
    StartLift,
    StartReply,
    StartReview,
    StartRevoke,
    StartUphold,
)
from handlers.kit.forms.choices import Choice, Option, Person, Pick
from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import ASKED_BELOW, Answer, Chosen, Draft, Form, Next, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Text
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.links import OpenCase, StartGray
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, day_text, lines
from scoring.cadence import add_months
from scoring.index.model import Colour
from storage.care import cases
from storage.care.cases import Plan, Unproposed
from storage.care.rows import HealthCase, Refused, State
from storage.engine.refusal import Refusal
from storage.index import index
from storage.people import directory
from storage.people.directory import Who

SHORTEST, LONGEST = 6, 1000
EVERY = {7: "每周", 14: "每两周", 30: "每月"}


async def begin_gray(context: Context, button: StartGray) -> None:
    """By the rule's proposal, or against it."""
    facts: Draft
    async with context.read() as session:
        if button.case:
            person = (await cases.decidable(session, context.me, button.case, State.PROPOSED)).person_id
            facts = {"case": button.case, "against": ""}
        else:
            person = (await cases.startable(session, context.me, button.person)).person_id
            month = index.closed_month(context.now.date())
            row = await index.of_person(session, person, month)
            colour = row.proposed if row else None
            proposed = colour.value if colour else ""
            facts = {"case": 0, "month": month.isoformat(), "proposed": proposed, "against": AGAINST}
            if colour is Colour.GRAY:
                facts["against"] = ""
        name = await directory.name_of(session, person)
    draft(context).update(facts, person=person, name=name)


AGAINST = "⚠️ 规则没有提示重点关注，这是与规则不一致的人工决定，会留痕。\n"


async def begin_extend(context: Context, button: StartExtend) -> None:
    async with context.read() as session:
        case = await cases.decidable(session, context.me, button.case, State.GRAY)
        name = await directory.name_of(session, case.person_id)
    until = case.ends_on.isoformat() if case.ends_on else ""
    draft(context).update(case=case.key, person=case.person_id, name=name, until=until)


async def helpers(context: Context) -> list[Who]:
    """The member's branch without the member."""
    person = draft(context)["person"]
    async with context.read() as session:
        member = await directory.who_has_id(session, person)
        everyone = await directory.people_of(session, branch_id=member.branch_id) if member else []
    return [who for who in everyone if who.person_id != person]


class Ends(Day):
    """The end: a number of whole months on, or another day."""

    async def rows(self, context: Context) -> Rows:
        months = range(1, cases.longest_months() + 1)
        return [[Pick(str(number)).labelled(f"{number} 个月") for number in months], *await super().rows(context)]

    def answers(self) -> Sequence[Answer]:
        return (*super().answers(), Chosen(Pick, self.months))

    async def months(self, context: Context, button: Pick) -> Next:
        if button.key not in map(str, range(1, cases.longest_months() + 1)):
            raise Refusal(ASKED_BELOW)
        return await self.take_day(context, add_months(context.now.date(), int(button.key)))


async def ask_end(context: Context) -> Markup:
    until = draft(context).get("until")
    return lines(
        Markup("到<b>什么时候</b>结束？到期自动结束，最长 {} 个月。可以点月数。").format(cases.longest_months()),
        Markup("现在到{}为止。").format(day_text(date.fromisoformat(until), context.now.date())) if until else None,
    )


async def check_end(context: Context, day: date) -> date:
    today, until = context.now.date(), draft(context).get("until")
    after = max(today, date.fromisoformat(until)) if until else today
    if not after < day <= cases.latest_end(today):
        word = Refused.ENDS if after == today else f"延长后的日期要晚于现在的结束日期，{Refused.ENDS}"
        raise Refusal(word, months=cases.longest_months())
    return day


async def review(context: Context) -> Markup:
    facts, today = draft(context), context.now.date()
    ends, gray = date.fromisoformat(facts["ends"]), "helper" in facts
    days = cases.review_days(today, ends, facts["every"])
    return lines(
        Markup("<b>请核对：{}　{}</b>").format("列为重点关注" if gray else "延长重点关注", facts["name"]),
        Markup("理由：{}").format(clip(facts["reason"], LONGEST)),
        Markup("帮扶措施：{}").format(clip(facts["steps"], LONGEST)) if gray else None,
        Markup("帮扶人：{}").format(facts["helper_name"]) if gray else None,
        Markup("回访：{}，共 {} 次").format(EVERY[facts["every"]], len(days)),
        Markup("结束：{}").format(day_text(ends, today)),
        Markup("\n决定人：<b>{}</b>。确认后通知本人{}。").format(context.me.name, "和帮扶人" if gray else ""),
    )


async def set_gray(context: Context) -> None:
    facts = draft(context)
    plan = Plan(facts["reason"], facts["steps"], facts["helper"], facts["every"], date.fromisoformat(facts["ends"]))
    target: int | Unproposed = facts["case"]
    if not target:
        proposed = Colour(facts["proposed"]) if facts["proposed"] else None
        target = Unproposed(facts["person"], date.fromisoformat(facts["month"]), proposed)
    async with context.write() as tx:
        case = await cases.set_gray(tx, context.me, target, plan, context.now)
        await pushes.decided(tx, case, context.now, context.occasion)
    await _decided(context, case, "已列为重点关注")


async def extend(context: Context) -> None:
    facts = draft(context)
    reason, every, ends_on = facts["reason"], facts["every"], date.fromisoformat(facts["ends"])
    async with context.write() as tx:
        case = await cases.extend(
            tx, context.me, facts["case"], reason=reason, every=every, ends_on=ends_on, now=context.now
        )
        await pushes.extended(tx, case, context.now, context.occasion)
    await _decided(context, case, "已延长")


async def _decided(context: Context, case: HealthCase, done: str) -> None:
    ends = day_text(date.fromisoformat(draft(context)["ends"]), context.now.date())
    text = Markup("<b>✅ {}</b>\n到{}结束，已通知本人和帮扶人。").format(done, ends)
    await context.show(text, [back(OpenCase(case.key))])


def reason(heading: str) -> Text:
    asked = f"请写明<b>理由</b>（{SHORTEST} 到 {LONGEST} 个字），署您的名，本人看得到。"
    return Text("reason", f"<b>{heading}</b>\n{asked}", "理由", LONGEST, shortest=SHORTEST)


AGAIN = [Way("‹ 从头修改", to="reason")]
EVERY_SO_OFTEN = Choice(
    "every", "帮扶人多久<b>回访</b>一次？", options=[Option(days, word) for days, word in EVERY.items()], columns=3
)
ENDS = Ends("ends", ask_end, check=check_end)
GRAY = Form(
    name="case_gray",
    title="列为重点关注",
    start=StartGray,
    begin=begin_gray,
    questions=[
        reason("将{name}列为重点关注</b>\n{against}<b>"),
        Text(
            "steps",
            f"请写<b>帮扶措施</b>：做什么、谁参加、达到什么（{SHORTEST} 到 {LONGEST} 个字）。",
            "帮扶措施",
            LONGEST,
            shortest=SHORTEST,
        ),
        Person("helper", "由谁<b>帮扶</b>？回访日期到了会提醒帮扶人，不会提醒被帮扶的人。", helpers),
        EVERY_SO_OFTEN,
        ENDS,
        Review("confirm", review, "✅ 确认决定", set_gray, ways=AGAIN),
    ],
)
EXTEND = Form(
    name="case_more",
    title="延长重点关注",
    start=StartExtend,
    begin=begin_extend,
    questions=[
        reason("延长对{name}的重点关注"),
        EVERY_SO_OFTEN,
        ENDS,
        Review("confirm", review, "✅ 确认决定", extend, ways=AGAIN),
    ],
)

Check = Callable[[AsyncSession, Who, int], Awaitable[object]]
Act = Callable[[AsyncSession, Context, int, str], Awaitable[None]]


def words(  # noqa: PLR0917 - a form's parts
    name: str, title: str, start: type[Button], question: str, check: Check, act: Act, done: str, offered: str = ""
) -> Form:
    """A form of one text, which may be `offered`; `check` refuses at the start what `act` refuses at the end."""

    async def begin(context: Context, button: Any) -> None:
        async with context.read() as session:
            await check(session, context.me, button.case)
        draft(context)["case"] = button.case

    async def review_text(context: Context) -> Markup:
        return lines(Markup("<b>{}</b>　请核对").format(title), Markup("{}").format(draft(context)["text"]))

    async def save(context: Context) -> None:
        facts = draft(context)
        async with context.write() as tx:
            await act(tx, context, facts["case"], facts["text"])
        await context.show(Markup("<b>✅ {}</b>").format(done), [back(OpenCase(facts["case"]))])

    return Form(
        name=name,
        title=title,
        start=start,
        begin=begin,
        questions=[
            Text(
                "text",
                f"<b>{title}</b>\n{question}",
                "内容",
                LONGEST,
                shortest=SHORTEST,
                ways=[Way(offered, value=offered)] if offered else (),
            ),
            Review("confirm", review_text, "✅ 确认提交", save, ways=[Way("‹ 重写", to="text")]),
        ],
    )


async def decline(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    case = await cases.decline(tx, context.me, number, text, context.now)
    await pushes.declined(tx, case, context.now, context.occasion)


async def lift(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    case = await cases.lift(tx, context.me, number, text, context.now)
    await pushes.lifted(tx, case, context.now, context.occasion)


async def reply(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    case = await cases.reply(tx, context.me, number, text, context.now)
    await pushes.replied(tx, case, context.now, context.occasion)


async def appeal(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    case, made = await cases.appeal(tx, context.me, number, text, context.now)
    await pushes.appealed(tx, case, made, context.now, context.occasion)


async def answer(tx: AsyncSession, context: Context, number: int, text: str, *, uphold: bool) -> None:
    case = await cases.answer(tx, context.me, number, uphold=uphold, text=text, now=context.now)
    await pushes.answered(tx, case, context.now, context.occasion)


async def look_in(tx: AsyncSession, context: Context, number: int, text: str) -> None:
    await cases.review(tx, context.me, number, text, context.now)


async def proposed(session: AsyncSession, me: Who, case: int) -> object:
    return await cases.decidable(session, me, case, State.PROPOSED)


async def standing(session: AsyncSession, me: Who, case: int) -> object:
    return await cases.decidable(session, me, case, State.GRAY)


FORMS = [
    GRAY,
    EXTEND,
    words(
        "case_no", "决定不列入重点关注", StartDecline, "请写明理由，本人看得到。", proposed, decline, "已决定不列入，已通知本人。"
    ),
    words(
        "case_lift", "提前解除重点关注", StartLift, "请写明理由，本人看得到。", standing, lift, "已解除，已通知本人和帮扶人。"
    ),
    words(
        "case_say", "说明情况", StartReply, "请写下您想说明的情况。支部书记和有权查看的人能看到。",
        cases.repliable, reply, "已提交，并通知了支部书记。",
    ),
    words(
        "case_appeal", "申诉", StartAppeal,
        "请写明不服的地方和理由，由纪检监察人员书面答复。申诉不影响任何评价。", cases.appealable, appeal,
        "已提交申诉，答复后会通知您。",
    ),
    words(
        "case_keep", "答复申诉：维持", StartUphold, "请写明答复，本人和作出决定的人看得到。",
        cases.answerable, partial(answer, uphold=True), "已答复：维持。",
    ),
    words(
        "case_free", "答复申诉：解除", StartRevoke, "请写明答复，本人和作出决定的人看得到。确认后重点关注立即结束。",
        cases.answerable, partial(answer, uphold=False), "已答复：解除。", "同意申诉，重点关注即日解除。",
    ),
    words(
        "case_look", "帮扶回访", StartReview, "请写下回访的情况：见面或电话、近况、还需要什么帮助。",
        cases.reviewable, look_in, "已记录回访。",
    ),
]  # fmt: skip
