"""The self-check of one's own post: the points that fit it, each with its level and measure; and its return by whoever confirms it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers.kit.forms.choices import Choice, Option, Several
from handlers.kit.forms.form import NEXT, Answer, Draft, Form, Next, Typed, draft, this_step
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.reading import TEXT, within
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartPostCheck
from handlers.kit.screens.navigation import HOME, back
from handlers.kit.screens.text import Markup, escape, lines, names
from handlers.risks import cards, pushes
from handlers.risks.buttons import GiveBack, OpenCheck, ToConfirm
from storage.engine.refusal import Refusal
from storage.people.directory import Person
from storage.risks import catalogue, checks
from storage.risks.catalogue import LONGEST_MEASURE, LONGEST_POINT
from storage.risks.checks import LONGEST_POSITION, MOST_POINTS, Point, Refused
from storage.rules.grades import Level

LONGEST_WORD = 200


async def begin_check(context: Context, button: StartPostCheck) -> None:
    """What was handed in the last time is there already."""
    me, today, facts = context.me, context.now.date(), draft(context)
    if button.before not in (0, 1):
        raise Refusal(OUTDATED)
    first = checks.open_periods(today)[button.before]
    async with context.read() as session:
        row = await checks.open_for(session, me, first, today)
        person = await session.get(Person, me.person_id)
        last = row or next(iter(await checks.of_person(session, me.person_id)), None)
        points = (await checks.points_of(session, [last.key])).get(last.key, ()) if last else ()
    carried = {point.text: [point.level, point.measure] for point in points}
    facts.update(first=first.isoformat(), title=checks.title(first), carried=carried, judged={})
    facts.update(before=[*carried], added=[], chosen=[*carried])
    position = (person.position if person else None) or (last.position if last else "")
    kind = catalogue.kind_of(last.kind) if last and last.position == position else catalogue.proposed(position)
    if position:
        facts["position"] = position
    if kind is not None:
        facts["kind"] = kind.key


async def with_its_kind(context: Context, position: str) -> str:
    """The kind of post follows from its name, where its name says it."""
    if kind := catalogue.proposed(position):
        draft(context)["kind"] = kind.key
    return position


async def kinds(_context: Context) -> list[Option]:
    return [Option(kind.key, kind.name) for kind in catalogue.own()]


async def points(context: Context) -> list[Option]:
    """Those of the last time, those of the kind of post, and those in one's own words."""
    facts = draft(context)
    kind = catalogue.kind_of(facts["kind"])
    known = [each.text for each in kind.points] if kind else []
    return [Option(text, text) for text in dict.fromkeys([*facts["before"], *known, *facts["added"]])]


async def ask_points(context: Context) -> Markup:
    facts = draft(context)
    kind = catalogue.kind_of(facts["kind"])
    return lines(
        Markup("<b>📝 {}岗位风险排查</b>").format(facts["title"]),
        Markup("岗位：{}（{}）").format(facts["position"], kind.name if kind else "未分类"),
        Markup("请勾选本岗位存在的风险点，最多 {} 个。没有列出的，直接发送文字补充。").format(MOST_POINTS),
        Markup("已带出上次的风险点。") if facts["carried"] else None,
    )


async def in_order(context: Context, ticked: Sequence[str]) -> list[str]:
    """As the list has them."""
    if not 1 <= len(ticked) <= MOST_POINTS:
        raise Refusal(Refused.NO_POINTS)
    return [option.value for option in await points(context) if option.value in ticked]


async def change_kind(context: Context) -> Next:
    """What belonged to another kind goes, unless it was chosen."""
    facts = draft(context)
    facts.update(before=[each.value for each in await points(context) if each.value in facts["chosen"]], added=[])
    return "kind"


class Points(Several):
    """A point in one's own words is ticked at once. The ticks stay while another kind of post is chosen."""

    async def ticked(self, context: Context) -> list[Any]:
        ticked: list[Any] = draft(context)["chosen"]
        return ticked

    def answers(self) -> Sequence[Answer]:
        return (*super().answers(), Typed(TEXT, self.add))

    async def add(self, context: Context) -> Next:
        text, facts = within(" ".join(context.text.split()), "风险点", LONGEST_POINT), draft(context)
        for name in ("added", "chosen"):
            if text not in facts[name]:
                facts[name].append(text)
        return this_step(context)


def open_points(facts: Draft) -> list[str]:
    """Those that lack their level and measure."""
    return [text for text in facts["points"] if text not in facts["judged"]]


def any_open(facts: Draft) -> bool:
    return bool(open_points(facts))


def _heading(facts: Draft) -> Markup:
    left, total = open_points(facts), len(facts["points"])
    return Markup("<b>风险点 {}/{}</b>　{}").format(total - len(left) + 1, total, left[0])


def last_time(facts: Draft) -> list[str] | None:
    """Level and measure that the point at hand had."""
    found: list[str] | None = facts["carried"].get(open_points(facts)[0])
    return found


async def ask_level(context: Context) -> Markup:
    last = last_time(draft(context))
    before = Markup("上次：{}，措施：{}").format(*last) if last else None
    return lines(_heading(draft(context)), before, Markup("这个风险点的等级？"))


async def keep_last(context: Context) -> Next:
    facts = draft(context)
    facts["judged"][open_points(facts)[0]] = last_time(facts)
    return NEXT


def proposed_measure(facts: Draft) -> str | None:
    text, last = open_points(facts)[0], last_time(facts)
    suggested = (each.measure for kind in catalogue.own() for each in kind.points if each.text == text)
    return last[1] if last else next(suggested, None)


async def ask_measure(context: Context) -> Markup:
    facts = draft(context)
    proposed = proposed_measure(facts)
    return lines(
        Markup("{}（{}）").format(_heading(facts), facts["level"]),
        Markup("采取什么防控措施？请发送文字，最多 {} 个字。").format(LONGEST_MEASURE),
        Markup("参考：{}").format(proposed) if proposed else None,
    )


def _with_measure(facts: Draft, measure: str | None) -> Next:
    """The point at hand is complete; the next one is asked about."""
    facts["judged"][open_points(facts)[0]] = [facts.pop("level"), measure]
    return NEXT


class Measure(Line):
    """It goes to the point at hand."""

    def kept(self, context: Context, value: Any) -> Next:
        return _with_measure(draft(context), value)


async def take_proposed(context: Context) -> Next:
    return _with_measure(draft(context), proposed_measure(draft(context)))


def judged_points(facts: Draft) -> list[Point]:
    return [Point(text, Level(facts["judged"][text][0]), facts["judged"][text][1]) for text in facts["points"]]


async def review_check(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>请核对　{}岗位风险排查</b>").format(facts["title"]),
        Markup("岗位：{}\n").format(facts["position"]),
        cards.points_text(judged_points(facts)),
    )


async def change_points(context: Context) -> Next:
    """Every point is asked about again, with what was said of it at hand."""
    facts = draft(context)
    facts.update(carried={**facts["carried"], **facts["judged"]}, judged={})
    del facts["points"]
    return "points"


async def submit(context: Context) -> None:
    """One transaction: the self-check, and a push to those who confirm it."""
    facts = draft(context)
    async with context.write() as tx:
        row = await checks.submit(
            tx,
            context.me,
            first=date.fromisoformat(facts["first"]),
            position=facts["position"],
            kind=facts["kind"],
            points=judged_points(facts),
            now=context.now,
        )
        to = await pushes.submitted(tx, row, context)
    told = Markup("已请{}确认，结果会通知您。").format(names(who.name for who in to))
    nobody = Markup("本支部暂时没有可以确认的负责人，名册补上后即可确认。")
    text = lines(Markup("<b>✅ 岗位风险排查已提交</b>"), told if to else nobody)
    await context.show(text, [[OpenCheck(row.key).labelled("查看")], HOME])


CHECKING = Form(
    name="post_check",
    title="岗位风险排查",
    start=StartPostCheck,
    begin=begin_check,
    questions=[
        Line(
            "position",
            "<b>📝 岗位风险排查</b>\n名册里没有您的岗位，请写岗位名称，例如：社区民警。",
            "岗位名称",
            LONGEST_POSITION,
            check=with_its_kind,
        ),
        Choice(
            "kind",
            "您的岗位是<b>{position}</b>，最接近下面哪一类？\n选了以后会列出这类岗位常见的风险点，供您对照。",
            options=kinds,
        ),
        Points(
            "points",
            ask_points,
            "个",
            options=points,
            columns=1,
            check=in_order,
            ways=[Way("换岗位类别", does=change_kind)],
        ),
        Choice(
            "level",
            ask_level,
            options=[Option(level.value, f"{cards.DOTS[level]} {level.value}") for level in Level],
            columns=3,
            when=any_open,
            ways=[Way(lambda facts: "沿用上次的等级和措施" if last_time(facts) else None, does=keep_last)],
        ),
        Measure(
            "measure",
            ask_measure,
            "防控措施",
            LONGEST_MEASURE,
            when=any_open,
            ways=[Way(lambda facts: "采用参考措施" if proposed_measure(facts) else None, does=take_proposed)],
        ),
        Review("confirm", review_check, "✅ 提交", submit, ways=[Way("✏️ 修改", does=change_points)]),
    ],
)


async def begin_return(context: Context, button: GiveBack) -> None:
    """Refuses what the last question would refuse."""
    async with context.read() as session:
        await checks.judged(session, context.me, button.check, button.revision)
        check = await checks.find(session, button.check)
    draft(context).update(check=button.check, revision=button.revision, name=check.person)


async def give_back(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await checks.give_back(tx, context.me, facts["check"], facts["revision"], facts["word"])
        await pushes.judged(tx, row, context)
    await context.show(escape(f"已退回，{facts['name']}会收到您写的原因。"), [back(ToConfirm(0))])


RETURNING = Form(
    name="return_check",
    title="退回岗位风险排查",
    start=GiveBack,
    begin=begin_return,
    questions=[
        Text("word", "退回<b>{name}</b>的岗位风险排查。请写明要补充或修改什么，会发给本人。", "退回原因", LONGEST_WORD)
    ],
    save=give_back,
)
FORMS = (CHECKING, RETURNING)
