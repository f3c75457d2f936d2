"""The health index in words."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from handlers.kit.screens.colours import SIGNS
from handlers.kit.screens.text import Markup, lines, month_text, when_text
from scoring.index import words
from scoring.index.chart import UNKNOWN_WORDS, WORDS, Picture, Point, tenths
from scoring.index.model import Colour, Line, Verdict, changes
from scoring.index.rules import Indicator, Rules
from scoring.rating import Dimension
from storage.index.index import HealthIndex
from storage.people.directory import Who
from storage.rules.regulations import basis
from storage.rules.switches import Switch

ASSISTS = "指数只辅助人工研判，不是结论，也不作为奖惩依据。"
SHORT = {Colour.GREEN: "健康", Colour.YELLOW: "一般关注", Colour.GRAY: "重点关注", None: "资料不足"}
GRAY_NOTE = (
    f"{SIGNS[Colour.GRAY]} 灰色只是规则的提示；是否列为重点关注，由有权的同志写明理由后决定，本人可以说明和申诉。"
)
OWN_STEP = {
    "meetings": "补上一次缺席的会议",
    "study": "再学 1 个学时",
    "exams": "下一次考试得满分",
    "post_check": "补交上一期的岗位风险自查",
}
FIRST_STEP = {"exams": "参加考试后计分", "post_check": "提交岗位风险自查后计分", "study": "学完一课后计分"}
"""What brings the first data to a line that has none."""
PARTS = {"meeting": "会议每次", "topic": "微社区话题每个"}
OTHERS_STEP = {
    "meetings": "会议都参加了；今后的微社区话题请在截止前发言",
    "presence": "今后全勤，缺勤的月份移出近 3 个月后回升",
    "punctuality": "今后不迟到早退，旧的月份移出近 3 个月后回升",
}


def coloured(colour: Colour | None) -> str:
    """🟢 绿色·健康."""
    return f"{SIGNS[colour]} {WORDS[colour] if colour else UNKNOWN_WORDS}"


def verdict_of(row: HealthIndex, rules: Rules) -> Verdict:
    """A kept month as a verdict: what a line would gain is worked out from it."""
    return Verdict(row.version, row.total, row.dimensions, rules.dimensions, row.known, row.proposed, row.explained)


def picture(who: Who, row: HealthIndex, trend: list[HealthIndex], rules: Rules, *, running: bool) -> Picture:
    return Picture(
        name=who.name,
        place=who.branch,
        month=row.month,
        total=row.total,
        colour=row.proposed,
        known=row.known,
        version=row.version,
        running=running,
        dimensions=tuple(row.dimensions.values()),
        trend=tuple(Point(each.month, each.total, each.proposed) for each in trend),
        green=rules.colours.green,
        yellow=rules.colours.yellow,
    )


def caption(who: Who, row: HealthIndex, rules: Rules, *, own: bool, steps: int) -> Markup:
    """`steps`: how many of what the member can do now stand below as buttons."""
    unknown = row.proposed is None
    return lines(
        Markup("<b>党员健康指数　{}</b>").format("本人" if own else who.name),
        Markup("{}年{}月　<b>{}</b> 分　{}").format(
            row.month.year, row.month.month, tenths(row.total), coloured(row.proposed)
        ),
        Markup("已知资料占权重的 {}%，不足 {}% 不给颜色；未知的项不按零分算。").format(
            round(row.known / 10), int(rules.colours.known * 100)
        )
        if unknown
        else None,
        Markup("{}").format(GRAY_NOTE) if row.proposed is Colour.GRAY else None,
        Markup("{}").format(ASSISTS),
        Markup("💡 可以先做下面{}：").format("这一件" if steps == 1 else f"这 {steps} 件") if steps else None,
    )


def dimension_text(row: HealthIndex, dimension: Dimension, rules: Rules) -> Markup:
    verdict = verdict_of(row, rules)
    mine = [line for line in verdict.lines if line.dimension is dimension]
    return lines(
        Markup("<b>{}　{} 分</b>").format(dimension.value, tenths(verdict.dimensions[dimension])),
        *(_line(line, verdict, rules) for line in mine),
        Markup("\n点下面的按钮看每一项怎么算、依据的记录。"),
    )


def _line(line: Line, verdict: Verdict, rules: Rules) -> Markup:
    title = _title(line.key, rules)
    if line.points is None:
        return Markup("• {}：还没有资料，权重已分给其他项").format(title)
    gain = verdict.gain(line)
    more = Markup("，满分可使总分 +{}").format(tenths(gain)) if gain else Markup("")
    return Markup("• {}：<b>{}</b> 分{}{}").format(title, tenths(line.points), _weight(line.key, rules), more)


def _weight(key: str, rules: Rules) -> str:
    """What it weighs, in words; nothing of an indicator that these rules do not have."""
    indicator = rules.indicator(key)
    return f"，{words.weight(indicator, _inside(indicator, rules))}" if indicator else ""


def _inside(indicator: Indicator, rules: Rules) -> int:
    return sum(each.weight for each in rules.indicators if each.dimension is indicator.dimension)


def line_text(line: Line, verdict: Verdict, rules: Rules, records: list[str], more: str) -> Markup:
    """One indicator: its points, how they come about in words, its records."""
    indicator = rules.indicator(line.key)
    known = line.points is not None
    gain = verdict.gain(line)
    return lines(
        Markup("<b>{}</b>（{}）").format(_title(line.key, rules), indicator.input if indicator else ""),
        Markup("<b>{}</b> 分{}").format(tenths(line.points), _weight(line.key, rules))
        if known
        else Markup("还没有资料：不按零分算。"),
        Markup("怎么算：{}{}").format(words.curve(indicator), "" if indicator.key == "post_check" else "，中间的按比例")
        if indicator
        else None,
        Markup("提到满分，总分 +{}").format(tenths(gain)) if gain else None,
        Markup("\n<b>依据的记录</b>{}").format(more),
        *(Markup("• {}").format(each) for each in records),
        None if records else Markup("没有记录。"),
    )


def line_basis_text(line: Line, rules: Rules) -> Markup:
    """The numbers behind one indicator, and where the duty comes from."""
    indicator = rules.indicator(line.key)
    return lines(
        Markup("<b>📜 {}的依据</b>").format(_title(line.key, rules)),
        Markup("取值 {}，得 {} 分").format(line.value, tenths(line.points)) if line.value is not None else None,
        Markup("原权重：{}的 {}%；分摊后占总分 {}%").format(line.dimension.value, line.weight, _percent(line.share)),
        Markup("分段：{}").format(_knots(indicator)) if indicator else None,
        Markup("权重版本 {}").format(rules.version),
        Markup("\n{}").format(indicator.source) if indicator else None,
    )


def _percent(share: int) -> str:
    return f"{share / 100:.1f}".removesuffix(".0")


def _knots(indicator: Indicator) -> str:
    return "，".join(f"{_number(value)}→{_number(points / 10)}" for value, points in indicator.curve.knots)


def compare_text(before: HealthIndex | None, row: HealthIndex, rules: Rules) -> Markup:
    """与上月相比, by line."""
    heading = Markup("<b>与上月相比</b>")
    if before is None:
        return lines(heading, Markup("上个月没有指数，下个月起可以比较。"))
    found = changes(before.explained, row.explained)
    rows = []
    for each in found:
        mark = "" if each.before is None or each.now is None else "↑" if each.now > each.before else "↓"
        rows.append(
            Markup("• {}：{} → {} {}").format(_title(each.key, rules), _known(each.before), _known(each.now), mark)
        )
    other = (
        None if before.version == row.version else Markup("权重版本由 {} 改为 {}。").format(before.version, row.version)
    )
    return lines(
        heading,
        Markup("总分：{} → <b>{}</b>").format(_known(before.total), _known(row.total)),
        Markup("颜色：{} → {}").format(coloured(before.proposed), coloured(row.proposed)),
        other,
        *(rows or [Markup("各项得分都没有变化。")]),
    )


def _known(points: int | None) -> str:
    return "未知" if points is None else tenths(points)


def improve_text(row: HealthIndex, rules: Rules) -> Markup:
    """怎样提高: what one can do oneself, by how much it would raise the total; then what others decide."""
    verdict = verdict_of(row, rules)
    own: list[Markup] = []
    rated: list[Markup] = []
    for line in sorted(verdict.lines, key=verdict.gain, reverse=True):
        gain, step = verdict.gain(line), verdict.step(line)
        if not gain:
            continue
        stands = Markup("<b>{}</b>（现 {} 分，满分 +{}）").format(
            _title(line.key, rules), tenths(line.points), tenths(gain)
        )
        if line.key in OWN_STEP and line.next is not None:
            raised = f"+{tenths(step)}" if step else "暂不变"
            own.append(Markup("{}\n　{}：总分 {}").format(stands, OWN_STEP[line.key], raised))
        elif line.key in OTHERS_STEP:
            own.append(Markup("{}\n　{}").format(stands, OTHERS_STEP[line.key]))
        else:
            rated.append(stands)
    unknown = [line for line in verdict.lines if line.points is None]
    open_steps = [f"{_title(line.key, rules)}：{FIRST_STEP[line.key]}" for line in unknown if line.key in FIRST_STEP]
    names = "、".join(_title(line.key, rules) for line in unknown)
    return lines(
        Markup("<b>怎样提高</b>　按能提高的总分排列"),
        *own,
        None if own or rated else Markup("已知的各项都是满分。"),
        Markup("\n<b>由支部班子每月评定的</b>") if rated else None,
        *(Markup("• {}").format(each) for each in rated),
        Markup("\n<b>还没有资料的</b>：{}。有了资料才计分，现在不影响您。").format(names) if names else None,
        *(Markup("• {}").format(each) for each in open_steps),
    )


def _title(key: str, rules: Rules) -> str:
    indicator = rules.indicator(key)
    return indicator.title if indicator else key


def ways_text(rules: Rules) -> Markup:
    """怎么算, in words: first what each indicator weighs, then what brings how many points."""
    colours = rules.colours
    weights = []
    for dimension in rules.dimensions:
        inside = [each for each in rules.indicators if each.dimension is dimension and each.weight]
        said = "，".join(f"{each.title} {words.part(Fraction(each.weight, _inside(each, rules)))}" for each in inside)
        weights += [Markup("• <b>{}</b>：{}").format(dimension.value, said)] if inside else []
    alike: dict[str, list[Indicator]] = {}
    for each in rules.indicators:
        if each.weight:
            alike.setdefault(words.curve(each), []).append(each)
    return lines(
        Markup("<b>⚖ 怎么算</b>"),
        Markup("{}；没有资料的项不按零分算，权重分给其他项。").format(words.dimensions(rules.dimensions)),
        Markup("{} {} 分以上　{} {} 分以上　{} 以下").format(
            SIGNS[Colour.GREEN], colours.green // 10, SIGNS[Colour.YELLOW], colours.yellow // 10, SIGNS[Colour.GRAY]
        ),
        Markup("\n<b>各占多少</b>"),
        *weights,
        Markup("\n<b>怎样得分</b>（中间的按比例）"),
        *(
            Markup("• {}：{}").format(those[0].title if len(those) == 1 else those[0].input, said)
            for said, those in alike.items()
        ),
        Markup("\n数字、版本和出处见“权重版本与依据”。"),
    )


def basis_text(rules: Rules) -> Markup:
    """权重版本与依据."""
    colours, windows = rules.colours, rules.windows
    rows = []
    for dimension, weight in rules.dimensions.items():
        rows.append(Markup("\n<b>{}</b>　权重 {}").format(dimension.value, weight))
        for each in rules.indicators:
            if each.dimension is dimension:
                parts = "".join(f"，{PARTS[name]}计 {_number(number)}" for name, number in each.parts.items())
                rows.append(
                    Markup("• {} {}%{}：{}\n　{}").format(each.title, each.weight, parts, _knots(each), each.source)
                )
    return lines(
        Markup("<b>权重版本 {}</b>").format(rules.version),
        Markup("{}").format(rules.note),
        Markup("\n{} ≥{}　{} ≥{}　{} 以下；越线超过 {} 分才变色；已知资料不足 {}% 不给颜色。").format(
            SIGNS[Colour.GREEN],
            colours.green // 10,
            SIGNS[Colour.YELLOW],
            colours.yellow // 10,
            SIGNS[Colour.GRAY],
            colours.margin // 10,
            int(colours.known * 100),
        ),
        Markup("{}").format(windows.source),
        *rows,
        Markup("\n{}").format(basis(Switch.STUDY_IN_INDEX)),
    )


def _number(value: object) -> str:
    return f"{float(value):g}"  # type: ignore[arg-type]


def looks_text(found: Mapping[int, str] | list[str]) -> Markup:
    """谁看过."""
    return lines(
        Markup("<b>谁看过</b>　本人以外的每次查看都在审计记录里"),
        *(Markup("• {}").format(each) for each in found),
        None if found else Markup("还没有别人看过。"),
    )


def look(at: datetime, now: datetime, name: str, subject: str) -> str:
    what = "名单" if subject.startswith("health_list") else f"{subject.removeprefix('health:')} 的指数"
    return f"{when_text(at, now)}　{name}　查看{what}"


def heading(where: str, month: date) -> Markup:
    """What a list says above itself."""
    return Markup("<b>健康指数　{}</b>　{}（截至今日）").format(where, month_text(month))
