"""A case on the screen: the member sees all of it, the helper the plan, those who answer for it what is theirs to do."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.care.buttons import (
    CaseBasis,
    Cases,
    StartAppeal,
    StartDecline,
    StartExtend,
    StartLift,
    StartReply,
    StartReview,
    StartRevoke,
    StartUphold,
)
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Health, OpenCase, StartGray
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.text import MESSAGE_UNITS, Markup, clip, day_text, lines, when_text
from scoring.index.model import Colour
from storage.care import cases, lists
from storage.care.lists import Line
from storage.care.rows import HealthCase, Refused, Review, State
from storage.engine.refusal import Refusal, allowed
from storage.index import looks
from storage.people import directory
from storage.people.directory import Who, name_of
from storage.people.posts import MEMBERS
from storage.rules.regulations import basis
from storage.sealed import audit
from storage.sealed.audit import Event

SIGNS = {State.PROPOSED: "❔", State.GRAY: "⬛", State.DECLINED: "▫️", State.LIFTED: "✔️", State.ENDED: "✔️"}
RULE_WORDS = {Colour.GREEN: "健康（绿）", Colour.YELLOW: "一般关注（黄）", Colour.GRAY: "重点关注（灰）"}
LONGEST = 600


async def show(context: Context, button: Cases) -> None:
    me = context.me
    async with context.read() as session:
        found = await lists.seen_by(session, me, only_open=not button.closed)
    shown, turning = paged(found, button.page, lambda page: Cases(page, button.closed))
    rows = [[OpenCase(case.key).labelled(_label(case, name, branch, me))] for case, name, branch in shown]
    text = lines(
        Markup("<b>🤝 关注与帮扶</b>{}").format("（含已结束）" if button.closed else ""),
        Markup(
            "规则只提示，列为重点关注须由具名的人决定，写明理由、帮扶措施和期限；本人看得到全部内容，可以说明和申诉。"
        ),
        None if found else Markup("\n没有需要您处理的事项。"),
    )
    other = Cases(0, 0 if button.closed else 1).labelled("只看进行中的" if button.closed else "包括已结束的")
    await context.show(text, [*rows, *turning, [other, CaseBasis(0).labelled("📜 依据")], HOME])


def _label(case: HealthCase, name: str, branch: str, me: Who) -> str:
    subject = "本人" if case.person_id == me.person_id else f"{name}（{branch}）"
    return f"{SIGNS[case.stands]} {subject}　{case.stands.value}"


async def show_basis(context: Context, button: CaseBasis) -> None:
    rules = (cases.DECISION_RULE, cases.LIMIT_RULE, cases.APPEAL_RULE)
    to = OpenCase(button.case) if button.case else Cases(0, 0)
    await context.show(Markup("{}").format("\n\n".join(basis(key) for key in rules)), [back(to)])


async def open_case(context: Context, button: OpenCase) -> None:
    """One case, from its first line to its last."""
    me = context.me
    async with context.read() as session:
        case = await cases.find(session, button.case)
        if case is None or not lists.sees(me, case):
            raise Refusal(NOT_ALLOWED if case else Refused.GONE)
        name = await name_of(session, case.person_id)
        helper = await name_of(session, case.helper_id) if case.helper_id else ""
        happened = await lists.timeline(session, case) if lists.sees_all(me, case) else []
        steps = await cases.text_of(session, case.plan_record)
        reviews = await lists.reviews(session, case.key)
        found = await _buttons(session, me, case)
        who = await directory.who_has_id(session, case.person_id)
    if who is not None and who.category in MEMBERS and looks.sees(me, who, context.bot_data.options):
        found.append(Health(who.person_id).labelled("💚 健康指数"))
    if me.person_id not in (case.person_id, case.helper_id):
        async with context.write() as tx:
            await audit.record(
                tx, Event.CASE_READ, by=me.person_id, now=context.now, over=case.person_id, subject=f"case:{case.key}"
            )
    parts = [
        lines(
            Markup("<b>🤝 {}　{}</b>").format("本人" if case.person_id == me.person_id else name, case.stands.value),
            _proposal(case),
            Markup("⚠️ 决定与规则的提示不一致（人工判断优先，留痕可查）。") if case.against_rule else None,
        ),
        _plan(case, helper, steps, reviews, context.now) if case.helper_id else None,
        *_story(happened, context.now),
    ]
    await context.show(_fitting(parts), [*in_columns(found), back(Cases(0, 0))])


def _proposal(case: HealthCase) -> Markup:
    word = RULE_WORDS[Colour(case.proposed)] if case.proposed else "资料不足，没有颜色"
    return Markup("{}年{}月的指数，规则的提示：{}").format(case.month.year, case.month.month, word)


def _plan(case: HealthCase, helper: str, steps: str, reviews: list[Review], now: datetime) -> Markup:
    today = now.date()
    marks = {review.due_on: "✅" if review.done_at else "❗" if review.due_on < today else "⏳" for review in reviews}
    listed = "　".join(f"{sign}{day:%m-%d}" for day, sign in marks.items())
    return lines(
        Markup("\n<b>帮扶</b>　帮扶人：{}").format(helper),
        Markup("措施：{}").format(clip(steps, LONGEST)),
        Markup("回访：{}").format(listed) if listed else None,
        Markup("到{}结束；延长要重新作出决定。").format(day_text(case.ends_on, today))
        if case.stands is State.GRAY and case.ends_on
        else None,
    )


def _story(happened: list[Line], now: datetime) -> list[Markup]:
    return [
        lines(
            Markup("\n{} <b>{}</b>{}").format(
                when_text(each.entry.at, now), each.entry.what.value, f"　{each.by}" if each.by else ""
            ),
            Markup("{}").format(clip(each.text, LONGEST)) if each.text else None,
        )
        for each in happened
    ]


def _fitting(parts: list[Markup | None]) -> Markup:
    """Head and plan always; of a long story the latest that fits."""
    head, story = lines(*parts[:2]), [part for part in parts[2:] if part is not None]
    kept: list[Markup] = []
    room = MESSAGE_UNITS - 200 - _units(head)
    for part in reversed(story):
        room -= _units(part) + 1
        if room < 0:
            kept.append(Markup("\n（更早的经过略，请在电脑端或向党务干部查阅）"))
            break
        kept.append(part)
    return lines(head, *reversed(kept))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def _buttons(session: AsyncSession, me: Who, case: HealthCase) -> list[InlineKeyboardButton]:
    """What that person can do about it now; asked of the same functions as the last question."""
    found: list[InlineKeyboardButton] = []
    number = case.key
    if cases.decides(me, case):
        if case.stands is State.PROPOSED:
            found += [
                StartGray(number, 0).labelled("⬛ 列为重点关注"),
                StartDecline(number).labelled("▫️ 不列入"),
            ]
        elif case.stands is State.GRAY:
            found += [StartExtend(number).labelled("⏩ 延长"), StartLift(number).labelled("✔️ 提前解除")]
    if await allowed(cases.repliable(session, me, number)):
        found.append(StartReply(number).labelled("💬 说明情况"))
    if await allowed(cases.appealable(session, me, number)):
        found.append(StartAppeal(number).labelled("⚖️ 申诉"))
    if await allowed(cases.answerable(session, me, number)):
        found += [StartUphold(number).labelled("⚖️ 答复：维持"), StartRevoke(number).labelled("⚖️ 答复：解除")]
    if await allowed(cases.reviewable(session, me, number)):
        found.append(StartReview(number).labelled("📝 填写回访"))
    return [*found, CaseBasis(number).labelled("📜 依据")]
