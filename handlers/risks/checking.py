"""Checking one's own post: the points that fit it, each with its level and measure; shown, and handed in."""

from datetime import date
from typing import Any

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.forms.picking import Option, Picker
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, in_columns
from handlers.kit.screens.text import Markup, escape, lines, names
from handlers.risks import cards, pushes
from handlers.risks.buttons import OpenCheck, StartCheck
from storage.people.access import Act
from storage.people.directory import Person
from storage.risks import catalogue, checks
from storage.risks.catalogue import LONGEST_MEASURE, LONGEST_POINT
from storage.risks.checks import LONGEST_POSITION, MOST_POINTS, Point, Refused
from storage.rules.grades import Level


class PickKind(Button, prefix="rk_kind", act=Act.CHECK_POST):
    """A kind of post, whose points are proposed."""

    key: str


class ChangeKind(Button, prefix="rk_other", act=Act.CHECK_POST):
    """Another kind fits better."""


class Onward(Button, prefix="rk_on", act=Act.CHECK_POST):
    """The points are chosen."""


class PickLevel(Button, prefix="rk_level", act=Act.CHECK_POST):
    """How grave the point at hand is."""

    level: str


class TakeMeasure(Button, prefix="rk_take", act=Act.CHECK_POST):
    """The measure that is proposed."""


class KeepLast(Button, prefix="rk_keep", act=Act.CHECK_POST):
    """Level and measure as they were the last time."""


class Submit(Button, prefix="rk_yes", act=Act.CHECK_POST):
    """Hand it in."""


class ChangePoints(Button, prefix="rk_edit", act=Act.CHECK_POST):
    """Back to the choice of points."""


async def begin(context: Context, button: StartCheck) -> Next:
    """What was handed in the last time is there already."""
    today = context.now.date()
    if button.before not in (0, 1):
        await context.tell(OUTDATED)
        return None
    first = checks.open_periods(today)[button.before]
    async with context.read() as session:
        row = await checks.open_for(session, context.me, first, today)
        if isinstance(row, Refused):
            await context.tell(row.value)
            return None
        person = await session.get(Person, context.me.person_id)
        earlier = await checks.of_person(session, context.me.person_id)
        last = row or next(iter(earlier), None)
        points = (await checks.points_of(session, [last.key])).get(last.key, ()) if last else ()
    position = (person.position if person else None) or (last.position if last else "")
    kind = catalogue.kind_of(last.kind) if last and last.position == position else catalogue.proposed(position)
    carried = {point.text: [point.level, point.measure] for point in points}
    draft(context).update(
        first=first.isoformat(),
        position=position,
        kind=kind.key if kind else None,
        texts=[*carried],
        chosen=[*range(len(carried))],
        carried=carried,
        points={},
    )
    if kind is not None:
        _offer(context, kind)
    return "position" if not position else "points" if kind else "kind"


def _offer(context: Context, kind: catalogue.PostKind) -> None:
    """Put a kind's points on the list, behind what is there."""
    facts = draft(context)
    facts["kind"] = kind.key
    facts["texts"] += [each.text for each in kind.points if each.text not in facts["texts"]]


async def ask_position(context: Context) -> None:
    """The roster does not know it."""
    await ask(context, Markup("<b>📝 岗位风险排查</b>\n名册里没有您的岗位，请写岗位名称，例如：社区民警。"))


async def take_position(context: Context) -> Next:
    position = await reading.line(context, "岗位名称", LONGEST_POSITION)
    if position is None:
        return None
    draft(context)["position"] = position
    kind = catalogue.proposed(position)
    if kind is None:
        return "kind"
    _offer(context, kind)
    return "points"


async def ask_kind(context: Context) -> None:
    """Whose points are to be proposed."""
    heading = Markup("您的岗位是<b>{}</b>，最接近下面哪一类？\n选了以后会列出这类岗位常见的风险点，供您对照。")
    rows = in_columns([PickKind(kind.key).labelled(kind.name) for kind in catalogue.own()])
    await ask(context, heading.format(draft(context)["position"]), rows)


async def pick_kind(context: Context, button: PickKind) -> Next:
    """What belonged to another kind goes, unless it was chosen."""
    kind = catalogue.kind_of(button.key)
    if kind is None:
        await context.toast(OUTDATED, alert=True)
        return None
    facts = draft(context)
    facts["texts"] = [facts["texts"][number] for number in sorted(facts["chosen"])]
    facts["chosen"] = [*range(len(facts["texts"]))]
    _offer(context, kind)
    return "points"


async def _options(context: Context) -> list[Option]:
    return [Option(number, text) for number, text in enumerate(draft(context)["texts"])]


PICKER = Picker(_options, "chosen", "个", columns=1)


async def ask_points(context: Context) -> None:
    facts = draft(context)
    kind = catalogue.kind_of(facts["kind"] or "")
    heading = lines(
        Markup("<b>📝 {}岗位风险排查</b>").format(checks.title(date.fromisoformat(facts["first"]))),
        Markup("岗位：{}（{}）").format(facts["position"], kind.name if kind else "未分类"),
        Markup("请勾选本岗位存在的风险点，最多 {} 个。没有列出的，直接发送文字补充。").format(MOST_POINTS),
        Markup("已带出上次的风险点。") if facts["carried"] else None,
    )
    onward = [Onward().labelled("下一步 ›")] if facts["chosen"] else []
    await PICKER.ask(context, heading, [ChangeKind().labelled("换岗位类别"), *onward])


async def change_kind(_context: Context, _button: ChangeKind) -> Next:
    return "kind"


async def add_point(context: Context) -> Next:
    """A point in one's own words, ticked at once."""
    text = await reading.line(context, "风险点", LONGEST_POINT)
    if text is None:
        return None
    facts = draft(context)
    if text not in facts["texts"]:
        facts["texts"].append(text)
    number = facts["texts"].index(text)
    if number not in facts["chosen"]:
        facts["chosen"].append(number)
    return "points"


async def chosen(context: Context, _button: Onward) -> Next:
    """On to the first point that lacks its level and measure."""
    if not 1 <= len(draft(context)["chosen"]) <= MOST_POINTS:
        await context.toast(Refused.NO_POINTS.value, alert=True)
        return None
    return _next(context)


def _open_points(context: Context) -> list[str]:
    """The chosen points that lack something, in their order."""
    facts = draft(context)
    texts = [facts["texts"][number] for number in sorted(facts["chosen"])]
    return [text for text in texts if len(facts["points"].get(text, ())) < 2]


def _next(context: Context) -> Next:
    left = _open_points(context)
    if not left:
        return "confirm"
    return "measure" if draft(context)["points"].get(left[0]) else "level"


def _heading(context: Context, text: str) -> Markup:
    facts = draft(context)
    total = len(facts["chosen"])
    return Markup("<b>风险点 {}/{}</b>　{}").format(total - len(_open_points(context)) + 1, total, text)


async def ask_level(context: Context) -> None:
    facts = draft(context)
    text = _open_points(context)[0]
    last = facts["carried"].get(text)
    rows = [[PickLevel(level.value).labelled(f"{cards.DOTS[level]} {level.value}") for level in Level]]
    if last:
        rows.append([KeepLast().labelled("沿用上次的等级和措施")])
    before = Markup("上次：{}，措施：{}").format(*last) if last else None
    await ask(context, lines(_heading(context, text), before, Markup("这个风险点的等级？")), rows)


async def pick_level(context: Context, button: PickLevel) -> Next:
    """High, middle or low."""
    left = _open_points(context)
    if not left or button.level not in [level.value for level in Level]:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["points"][left[0]] = [button.level]
    return "measure"


async def keep_last(context: Context, _button: KeepLast) -> Next:
    facts, left = draft(context), _open_points(context)
    if not left or left[0] not in facts["carried"]:
        await context.toast(OUTDATED, alert=True)
        return None
    facts["points"][left[0]] = [*facts["carried"][left[0]]]
    return _next(context)


def _proposed_measure(context: Context, text: str) -> str | None:
    facts = draft(context)
    if text in facts["carried"]:
        return str(facts["carried"][text][1])
    return next((each.measure for kind in catalogue.own() for each in kind.points if each.text == text), None)


async def ask_measure(context: Context) -> None:
    text = _open_points(context)[0]
    level = draft(context)["points"][text][0]
    proposed = _proposed_measure(context, text)
    question = lines(
        Markup("{}（{}）").format(_heading(context, text), level),
        Markup("采取什么防控措施？请发送文字，最多 {} 个字。").format(LONGEST_MEASURE),
        Markup("参考：{}").format(proposed) if proposed else None,
    )
    await ask(context, question, [[TakeMeasure().labelled("采用参考措施")]] if proposed else [])


async def take_measure(context: Context) -> Next:
    measure = await reading.line(context, "防控措施", LONGEST_MEASURE)
    return None if measure is None else _with_measure(context, measure)


async def proposed_measure(context: Context, _button: TakeMeasure) -> Next:
    left = _open_points(context)
    proposed = _proposed_measure(context, left[0]) if left else None
    if proposed is None:
        await context.toast(OUTDATED, alert=True)
        return None
    return _with_measure(context, proposed)


def _with_measure(context: Context, measure: str) -> Next:
    draft(context)["points"][_open_points(context)[0]].append(measure)
    return _next(context)


def _points(facts: dict[str, Any]) -> list[Point]:
    texts = [facts["texts"][number] for number in sorted(facts["chosen"])]
    return [Point(text, Level(facts["points"][text][0]), facts["points"][text][1]) for text in texts]


async def ask_confirm(context: Context) -> None:
    """Everything once more."""
    facts = draft(context)
    text = lines(
        Markup("<b>请核对　{}岗位风险排查</b>").format(checks.title(date.fromisoformat(facts["first"]))),
        Markup("岗位：{}\n").format(facts["position"]),
        cards.points_text(_points(facts)),
    )
    await ask(context, text, [[Submit().labelled("✅ 提交")], [ChangePoints().labelled("✏️ 修改")]])


async def change_points(context: Context, _button: ChangePoints) -> Next:
    """Every point is asked about again, with what was said of it at hand."""
    facts = draft(context)
    facts["carried"] |= facts["points"]
    facts["points"] = {}
    return "points"


async def submit(context: Context, _button: Submit) -> Next:
    """One transaction: the self-check, and a push to those who confirm it."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await checks.submit(
            tx,
            context.me,
            first=date.fromisoformat(facts["first"]),
            position=facts["position"],
            kind=facts["kind"] or "",
            points=_points(facts),
            now=context.now,
        )
        to = [] if isinstance(outcome, Refused) else await pushes.submitted(tx, outcome, context)
    if isinstance(outcome, Refused):
        await context.show(escape(outcome.value), [HOME])
        return DONE
    told = Markup("已请{}确认，结果会通知您。").format(names(who.name for who in to))
    nobody = Markup("本支部暂时没有可以确认的负责人，名册补上后即可确认。")
    await context.show(
        lines(Markup("<b>✅ 岗位风险排查已提交</b>"), told if to else nobody),
        [[OpenCheck(outcome.key).labelled("查看")], HOME],
    )
    return DONE


FLOW = Form(
    name="post_check",
    title="岗位风险排查",
    start=StartCheck,
    begin=begin,
    steps={
        "position": Step(ask_position, [Typed(reading.TEXT, take_position)]),
        "kind": Step(ask_kind, [Chosen(PickKind, pick_kind)]),
        "points": Step(
            ask_points,
            [*PICKER.answers, Chosen(ChangeKind, change_kind), Chosen(Onward, chosen), Typed(reading.TEXT, add_point)],
        ),
        "level": Step(ask_level, [Chosen(PickLevel, pick_level), Chosen(KeepLast, keep_last)]),
        "measure": Step(ask_measure, [Typed(reading.TEXT, take_measure), Chosen(TakeMeasure, proposed_measure)]),
        "confirm": Step(ask_confirm, [Chosen(Submit, submit), Chosen(ChangePoints, change_points)]),
    },
)
